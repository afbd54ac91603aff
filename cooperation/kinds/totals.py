"""What may be added up over a whole list, and what it does not hold.

A kind has totals only where each row is counted once and all values mean the same. What has none, and why:
agreements (packages hold agreements that are records of their own, and the same money stands in several texts),
trade values (both sides report the same goods, chapters hold products, years hold months), figures (units and periods
differ), organisations (several take part in one project), programmes and sources (nothing to add).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from cooperation.models import Finance, Project

from .tables import absent, number


@dataclass(frozen=True)
class Total:
    """One sum: of what, how many records have a value, how many have one that cannot be added, and the sum."""

    label: str
    records: int
    others: int
    value: Decimal | None

    @property
    def shown(self) -> str:
        return number(self.value) if self.value is not None else absent()


@dataclass(frozen=True)
class Totals:
    """The sums of a list, and the rule by which they were made.

    `foot` holds sums of single columns of the table itself; `lines` those that need a table of their own. `page` is the name
    of the address that adds up what this list may not.
    """

    notes: Sequence[str] = ()
    foot: Mapping[str, Any] = field(default_factory=dict)
    caption: str = ""
    #: What the numbers of a line count.
    records_label: str = ""
    lines: Sequence[Total] = ()
    page: str = ""
    page_label: str = ""


def project_totals(projects: QuerySet) -> Totals:
    """The money of projects by kind, in US dollars: never one kind with another, and no project twice in a kind."""
    standing = Case(
        When(status__in=(Project.Status.CANCELLED, Project.Status.SUSPENDED), then=Value("stopped")),
        When(is_umbrella=True, then=Value("umbrella")),
        When(~Q(pk__in=projects.countable().values("pk")), then=Value("part")),  # type: ignore[attr-defined]
        default=Value("counted"),
    )
    stated = Finance.objects.filter(record=OuterRef("pk"), amount__isnull=False)
    grouped = projects.order_by().annotate(standing=standing, has_amount=Exists(stated)).values("standing", "has_amount")
    counts = {(row["standing"], row["has_amount"]): row["n"] for row in grouped.annotate(n=Count("pk"))}
    sizes = {
        name: counts.get((name, True), 0) + counts.get((name, False), 0) for name in ("stopped", "umbrella", "part", "counted")
    }
    return Totals(
        caption=_("Money of the projects in the list, by kind"),
        records_label=_("Projects with an amount in US dollars"),
        lines=money_by_kind(projects),  # type: ignore[attr-defined]
        notes=[
            _("Projects counted: %(counted)s; no amount is known of %(absent)s of them.")
            % {"counted": number(sizes["counted"]), "absent": number(counts.get(("counted", False), 0))},
            _(
                "Left out: umbrella records (%(umbrella)s), cancelled and suspended projects (%(stopped)s), and parts of projects "
                "that are counted themselves (%(part)s)."
            )
            % {name: number(size) for name, size in sizes.items()},
            _(
                "Lines of one project may speak of the same money, so a project counts once in a kind, with its largest line in US "
                "dollars; kinds are not added to each other. A project counts in full in each country and sector that it is filed under."
            ),
        ],
    )


def money_by_kind(projects: QuerySet) -> list[Total]:
    """The dollar values of each kind of amount, and how many projects state one of the kind without a dollar value."""
    counted = projects.countable().order_by().values("pk")  # type: ignore[attr-defined]
    lines = Finance.objects.filter(record__in=counted, amount__isnull=False).order_by()
    stated = dict(lines.values("kind").annotate(projects=Count("record", distinct=True)).values_list("kind", "projects"))
    found = {row["kind"]: row for row in projects.dollars()}  # type: ignore[attr-defined]
    totals = []
    for kind in Finance.Kind:
        if kind.value in stated:
            row = found.get(kind.value, {"projects": 0, "usd": None})
            totals.append(Total(str(kind.label), row["projects"], stated[kind.value] - row["projects"], row["usd"]))
    return totals
