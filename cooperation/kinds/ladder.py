"""The steps of a project's status, with the milestones that prove them."""

from __future__ import annotations

from dataclasses import dataclass

from cooperation.models import Milestone, Project

#: Steps of the ladder in order, each with the milestone that proves it.
LADDER = (
    (Project.Status.ANNOUNCED, Milestone.Kind.ANNOUNCED),
    (Project.Status.AGREED, Milestone.Kind.AGREED),
    (Project.Status.FINANCING, Milestone.Kind.FINANCING),
    (Project.Status.UNDER_CONSTRUCTION, Milestone.Kind.CONSTRUCTION_START),
    (Project.Status.OPERATIONAL, Milestone.Kind.COMMISSIONED),
    (Project.Status.COMPLETED, Milestone.Kind.COMPLETED),
    (Project.Status.SUSPENDED, Milestone.Kind.SUSPENDED),
    (Project.Status.CANCELLED, Milestone.Kind.CANCELLED),
)
STOPPED = (Project.Status.SUSPENDED, Project.Status.CANCELLED)


@dataclass(frozen=True)
class Step:
    """One step of a project's status ladder."""

    code: str
    label: str
    is_reached: bool
    is_current: bool
    is_stopped: bool
    milestone: Milestone | None


def ladder(record: Project) -> list[Step]:
    """The steps up to the present status and those still to come.

    A stopped project has reached only what a milestone proves. The two ends, operational and completed, stand both
    only where both are known.
    """
    status = Project.Status(record.status)
    proofs = {(line.kind, line.basis): line for line in record.milestones.all()}
    order = [step for step, _milestone in LADDER]
    steps = []
    for step, milestone in LADDER:
        actual = proofs.get((milestone, Milestone.Basis.ACTUAL))
        passed = status not in STOPPED and order.index(step) < order.index(status)
        if step != status and step in (*STOPPED, Project.Status.COMPLETED) and not (actual and step == Project.Status.COMPLETED):
            continue
        if step == Project.Status.OPERATIONAL and status == Project.Status.COMPLETED and not actual:
            continue
        steps.append(
            Step(
                code=step.value,
                label=str(step.label),
                is_reached=passed or step == status or actual is not None,
                is_current=step == status,
                is_stopped=step == status and step in STOPPED,
                milestone=actual or proofs.get((milestone, Milestone.Basis.PLANNED)),
            )
        )
    return steps
