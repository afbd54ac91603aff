"""The totals of trade as cubes, held in memory, one set a process, for as long as they stay as they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from itertools import count
from typing import Any

from django.db.models import Sum

from cooperation.models import TradeTotal, TradeYear

from .cubes import Cube
from .trade_names import Names, Statement

DIMENSIONS = ("release_id", "reporter_id", "partner_id", "direction", "period_type", "level", "chapter", "sector_id")
#: Years of which one process holds the counts by period: those in which the dates of filters lie.
YEARS_HELD = 12


class Totals:
    """The cubes of the releases that the public sees."""

    _numbers = count(1)

    def __init__(self, releases: list[int]) -> None:
        self.releases = releases
        #: No other has it: a word that changes when any count does.
        self.number = next(self._numbers)
        self._by_period: dict[tuple[int, int], Cube] = {}

    def _cells(self, *more: str) -> Iterable[tuple[Any, ...]]:
        rows = TradeYear.objects.filter(release__in=self.releases).order_by()
        return rows.values_list(*DIMENSIONS, *more).annotate(Sum("row_count"))

    @cached_property
    def whole(self) -> Cube:
        return Cube(DIMENSIONS, self._cells())

    @cached_property
    def by_year(self) -> Cube:
        """With the dimension `years`: the year in which a period begins and that in which it ends."""
        return Cube((*DIMENSIONS, "years"), paired(self._cells("first_year", "last_year")))

    def by_period(self, years: tuple[int, int]) -> Cube:
        """The periods that begin and end in these years, with the dimension `period`: their first and last day."""
        if years not in self._by_period:
            first, last = years
            rows = TradeTotal.objects.order_by().filter(
                period_start__range=(dt.date(first, 1, 1), dt.date(first, 12, 31)),
                period_end__range=(dt.date(last, 1, 1), dt.date(last, 12, 31)),
                release__in=self.releases,
            )
            cells = rows.values_list(*DIMENSIONS, "period_start", "period_end").annotate(Sum("row_count"))
            while len(self._by_period) >= YEARS_HELD:
                self._by_period.pop(next(iter(self._by_period)), None)
            self._by_period[years] = Cube((*DIMENSIONS, "period"), paired(cells))
        return self._by_period[years]


def paired(cells: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    """Cells whose last two values before the number of rows are the ends of one."""
    return ((*cell[:-3], cell[-3:-1], cell[-1]) for cell in cells)


_held: dict[tuple[Any, ...], Totals] = {}
LAST = Statement(lambda: TradeYear.objects.order_by("-pk").values_list("pk")[:1])


def totals(names: Names) -> Totals:
    """The cubes as the totals are now. They are made anew for a release that is loaded, undone or added up again."""
    releases = [pk for pk, _code, _name in names.releases]
    revision = (*releases, *LAST.rows())
    found = _held.get(revision)
    if found is None:
        found = Totals(releases)
        _held.clear()
        _held[revision] = found
    return found


def forget() -> None:
    """Let go of the cubes. For tests, whose rollbacks give the same keys to other rows."""
    _held.clear()
