"""Money of projects added up, with the rule of what may be added and how much was left out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cooperation.models import Finance
from cooperation.models.project import ProjectQuerySet


@dataclass(frozen=True)
class Sum:
    """Dollars of one kind of amount: of how many projects."""

    kind: str
    label: str
    usd: Decimal
    projects: int


@dataclass(frozen=True)
class Totals:
    """The sums of a list of projects, one for each kind of amount, and what is in none of them.

    `left_out` are projects that the rule of totals leaves out, `unstated` those that it keeps but of which no dollar value is known.
    """

    sums: list[Sum]
    count: int
    left_out: int
    unstated: int

    @property
    def counted(self) -> int:
        return self.count - self.left_out - self.unstated


def totals(projects: ProjectQuerySet, **only: Any) -> Totals:
    """The sums of a list, or of those of its lines that `only` names. Four queries, whatever the list."""
    by_kind = {row["kind"]: row for row in projects.dollars(**only)}
    kept = projects.order_by().countable()
    stated = (
        Finance.objects.filter(record__in=kept.values("pk"), amount_usd__isnull=False, **only).values("record").distinct().count()
    )
    count, countable = projects.order_by().count(), kept.count()
    sums = [
        Sum(kind, str(label), row["usd"], row["projects"]) for kind, label in Finance.Kind.choices if (row := by_kind.get(kind))
    ]
    return Totals(sums, count, count - countable, countable - stated)
