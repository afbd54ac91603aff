"""What the address of a list asks for, what is wrong with it, and how it is said in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import NullBooleanField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.kinds import Kind
from cooperation.kinds.cursors import Cursor
from cooperation.kinds.filters import StrictFilterSet
from cooperation.kinds.tallies import Tally

from .charts import CHART, chart_problems
from .paging import PLACES, start_of_page

#: Parameters that say how the table looks rather than what is in it.
LOOKS = ("per_page", "columns", "density")
DENSITIES = {"comfortable": gettext_lazy("Comfortable"), "compact": gettext_lazy("Compact")}


@dataclass(frozen=True)
class Chip:
    """One filter in use, and the address of the list without it."""

    label: str
    value: str
    remove_url: str


def chosen_in_words(filterset: StrictFilterSet) -> list[tuple[str, str, str, str]]:
    """Filters in use as (parameter, value, label, value in words)."""
    found = []
    for name, values in filterset.chosen.items():
        bound = filterset.form[name]
        labels = {str(code): str(label) for code, label in getattr(bound.field, "choices", [])}
        if isinstance(bound.field, NullBooleanField):
            labels = {"True": _("yes"), "False": _("no")}
        for value in values:
            found.append((name, value, str(bound.label), labels.get(value, value)))
    return found


def usual(kind: Kind) -> str:
    """What holds where the address says nothing of order, columns, length and density, as a query string."""
    columns = [name for name in list(kind.table_class.base_columns)[1:] if name in kind.default_columns]
    looks = {"sort": kind.default_sort, "columns": columns, "per_page": settings.PAGE_SIZE, "density": next(iter(DENSITIES))}
    return urlencode(looks, doseq=True)


class ListState:
    """What the query string asks of a list: filters, order, page, columns; and what is wrong with it."""

    def __init__(self, kind: Kind, query: QueryDict) -> None:
        self.kind = kind
        self.query = query
        self.filterset = kind.filterset_class(self.query, kind.queryset())

    @cached_property
    def problems(self) -> dict[str, list[str]]:
        found = dict(self.filterset.problems)
        if self.sort.removeprefix("-") not in self.kind.sorts:
            found["sort"] = [_("This list cannot be sorted by “%(name)s”.") % {"name": self.sort[:40]}]
        unknown = [name for name in self.requested_columns if name not in self.kind.table_class.base_columns]
        if unknown:
            found["columns"] = [_("There is no column “%(name)s”.") % {"name": unknown[0][:40]}]
        if self.density not in DENSITIES:
            found["density"] = [_("Write one of: %(values)s.") % {"values": ", ".join(DENSITIES)}]
        for name in ("page", "per_page"):
            text = self.query.get(name, "1")
            if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= 1):
                found[name] = [_("“%(text)s” is not a whole number from 1.") % {"text": text[:20]}]
        for name in ("page", "per_page", "sort", "density", *PLACES):
            if len(self.query.getlist(name)) > 1:
                found[name] = [_("Give this once.")]
        found |= chart_problems(self)
        return found or self._place_problems()

    def _place_problems(self) -> dict[str, list[str]]:
        """What is wrong with the place at which the page begins, in a list that is sound otherwise."""
        asked = [name for name in PLACES if name in self.query]
        if asked and not self.kind.has_cursors:
            return {name: [_("There is no such filter here.")] for name in asked}
        if len(asked) > 1:
            return {name: [_("Give either “after” or “before”.")] for name in asked}
        try:
            if self.place and "page" in self.query and start_of_page(self) // self.per_page + 1 != self.number:
                return {"page": [_("This page does not begin at the place that is named beside it. Leave one of them out.")]}
        except ValidationError as error:
            return {asked[0]: list(error.messages)}
        return {}

    @property
    def is_sound(self) -> bool:
        return not self.problems

    @cached_property
    def sort(self) -> str:
        return self.query.get("sort") or self.kind.default_sort

    @property
    def density(self) -> str:
        """How close the rows of the table stand; the first way where the address says nothing."""
        return self.query.get("density") or next(iter(DENSITIES))

    @property
    def chart(self) -> Tally | None:
        """The chart that is open above the table."""
        return self.kind.chart(self.query.get(CHART, ""))

    @cached_property
    def requested_columns(self) -> list[str]:
        return [name for value in self.query.getlist("columns") for name in value.split(",") if name]

    @cached_property
    def columns(self) -> list[str]:
        """Names of the table's columns, in the table's order: those asked for, else the kind's own choice."""
        wanted = set(self.requested_columns or self.kind.default_columns)
        first = next(iter(self.kind.table_class.base_columns))
        return [name for name in self.kind.table_class.base_columns if name in wanted or name == first]

    @cached_property
    def per_page(self) -> int:
        return min(int(self.query.get("per_page") or settings.PAGE_SIZE), settings.PAGE_SIZE_MAX)

    @property
    def number(self) -> int:
        return int(self.query.get("page") or 1)

    @cached_property
    def listing(self) -> str:
        """Filters and order in one text: what a place in the list belongs to."""
        return f"{self.kind.name} {self.sort} {sorted((name, sorted(values)) for name, values in self.filterset.chosen.items())}"

    @cached_property
    def place(self) -> tuple[str, Cursor] | None:
        """The place after or before which the page is asked for. Raises ValidationError for what is not one."""
        for name in PLACES:
            if name in self.query:
                cursor = Cursor.read(str(self.query[name]), self.listing)
                self.kind.cursor_value(cursor, self.sort)
                return name, cursor
        return None

    @cached_property
    def rows(self):
        """All rows of the list, in order."""
        if not self.is_sound:
            return self.kind.queryset().none()
        return self.kind.sorted(self.filterset.qs, self.sort)

    @cached_property
    def count(self) -> int:
        return self.kind.count(self.filterset) if self.is_sound else 0

    def url(self, **changes: Any) -> str:
        """The query string with some parameters changed or, with None, left out; always back on the first page."""
        asked = {name: values for name, values in self.query.lists() if name not in ("page", *PLACES, *changes)}
        asked |= {name: value for name, value in changes.items() if value is not None}
        return f"?{urlencode(asked, doseq=True, safe='/', quote_via=quote)}"
