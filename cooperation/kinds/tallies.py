"""Charts of a list: its records counted by one fact or two, or the money of its projects added up.

A kind declares its tallies; lists, profiles and files count them over the rows that they show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext_lazy as _

from cooperation.models import Finance, Sector

#: Filters in use, as parameter → values.
Chosen = Mapping[str, Sequence[str]]
#: What no record is said to have: an empty date, status or sector.
UNKNOWN = ""


@dataclass(frozen=True)
class Axis:
    """A fact by which records are counted: its values in order, and the filter that narrows a list to one of them."""

    name: str
    label: Any
    path: str
    #: Whether a record may have several values, and counts for each.
    is_many = False
    #: Whether the values are years, drawn along a line of time.
    is_time = False

    @property
    def expression(self) -> Any:
        return F(self.path)

    def words(self, values: Iterable[Any]) -> dict[Any, str]:
        """Those of the values that are known, in the order of the axis, each in words."""
        raise NotImplementedError

    def narrowing(self, values: Sequence[Any], chosen: Chosen) -> dict[str, list[str]] | None:
        """The parameters that narrow a list to the values; None where none does so exactly beside what is chosen already."""
        return None


@dataclass(frozen=True)
class Years(Axis):
    """The year of a date, newest first. `stem` names its filters: `signed` for `signed_from` and `signed_to`."""

    stem: str = ""
    is_time = True

    @property
    def expression(self) -> Any:
        return ExtractYear(self.path)

    def words(self, values: Iterable[Any]) -> dict[Any, str]:
        return {year: str(year) for year in sorted((value for value in values if value != UNKNOWN), reverse=True)}

    def narrowing(self, values: Sequence[Any], chosen: Chosen) -> dict[str, list[str]] | None:
        if not self.stem or len(values) != 1:
            return None
        year = str(values[0])
        first, last = (chosen.get(f"{self.stem}_{end}", [year])[0] for end in ("from", "to"))
        # A bound that lies within the year is narrower than the year.
        return {f"{self.stem}_from": [max(first, year)], f"{self.stem}_to": [last if last[:4] == year else year]}


@dataclass(frozen=True)
class Codes(Axis):
    """A coded fact of which a record has one value or none; its name is that of its filter."""

    choices: Sequence[tuple[str, Any]] = ()

    def words(self, values: Iterable[Any]) -> dict[Any, str]:
        held = set(values)
        return {code: str(label) for code, label in self.choices if code in held}

    def narrowing(self, values: Sequence[Any], chosen: Chosen) -> dict[str, list[str]] | None:
        return {self.name: [str(value) for value in values]}


@dataclass(frozen=True)
class TopSectors(Axis):
    """Sectors of the first level. A record counts for the sector above its own, and in several sectors for each."""

    name: str = "sector"
    label: Any = _("Sector")
    path: str = "sectors__code"
    is_many = True

    @property
    def expression(self) -> Any:
        return Coalesce("sectors__parent__code", "sectors__code")

    def words(self, values: Iterable[Any]) -> dict[Any, str]:
        held = set(values)
        return {sector.code: str(sector.name) for sector in Sector.objects.top().order_by("code") if sector.code in held}

    def narrowing(self, values: Sequence[Any], chosen: Chosen) -> dict[str, list[str]] | None:
        return None if self.name in chosen else {self.name: [str(value) for value in values]}


@dataclass(frozen=True)
class Tally:
    """Records counted by `rows` and, within each row, by `columns`. The name stands in addresses."""

    name: str
    title: Any
    rows: Axis
    columns: Axis | None = None
    is_money = False

    def cells(self, records: QuerySet) -> dict[tuple[Any, Any], dict[str, Any]]:
        """(row, column) → the numbers there, in one query."""
        named = {"tally_row": self.rows.expression}
        if self.columns:
            named["tally_column"] = self.columns.expression
        counted = records.order_by().annotate(**named).values(*named).annotate(records=Count("pk", distinct=True))
        return {(cell["tally_row"] or UNKNOWN, cell.get("tally_column") or UNKNOWN): cell for cell in counted}


@dataclass(frozen=True)
class MoneyTally(Tally):
    """US dollars of projects by one fact and by kind of amount, under the one rule of totals (`ProjectQuerySet.countable`)."""

    columns: Axis | None = Codes("kind", _("Kind of amount"), "kind", Finance.Kind.choices)
    is_money = True

    def cells(self, records: QuerySet) -> dict[tuple[Any, Any], dict[str, Any]]:
        path = self.rows.path
        return {(cell[path] or UNKNOWN, cell["kind"]): cell for cell in records.dollars(path)}  # type: ignore[attr-defined]
