"""Counts and facets of trade rows, from the totals. The raw table is asked for single products only, by its index.

The totals are held in memory as cubes (`trade_cubes`). A choice of products is counted by one query, which gives the same kind
of cube; a date within a year needs that year's cube by period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from cooperation.models import Direction, Flow, Product, TradeRecord

from .cubes import Cube
from .trade_cubes import DIMENSIONS, totals
from .trade_names import Names

if TYPE_CHECKING:
    from .trade import TradeFilter

#: What the export of a reporter other than China is for China, and the other way round.
TURNED = {Flow.EXPORT: Direction.IMPORT, Flow.IMPORT: Direction.EXPORT, Flow.TOTAL: Direction.TOTAL}


@dataclass(frozen=True)
class Part:
    """A cube, and the cells of it that the filters by date and product leave."""

    cube: Cube
    mask: int


class Matching:
    """The rows that a filter set asks for, counted without reading them."""

    def __init__(self, filterset: TradeFilter) -> None:
        self.names = filterset.names
        self.asked = filterset.form.cleaned_data
        self.chosen = {name: set(filterset.form.cleaned_data[name]) for name in FACETS if filterset.form.cleaned_data.get(name)}
        self.totals = totals(self.names)
        self._values: dict[tuple[int, str], dict[str, int]] = {}

    # Counts

    @cached_property
    def count(self) -> int:
        return self._count(self.parts, self.chosen)

    def count_without(self, name: str) -> int:
        """Rows under all filters but one."""
        parts = self.parts if name in FACETS else self._parts({**self.asked, name: None})
        return self._count(parts, {other: codes for other, codes in self.chosen.items() if other != name})

    def facet(self, name: str) -> dict[str, int]:
        """Value → rows that it would leave: all other filters hold, the facet's own choice does not."""
        others = {other: codes for other, codes in self.chosen.items() if other != name}
        counts: dict[str, int] = {}
        for part, mask in self._masked(self.parts, others):
            for code, cells in self._values_of(name, part.cube).items():
                counts[code] = counts.get(code, 0) + part.cube.rows(cells & mask)
        return {code: count for code, count in counts.items() if count}

    def _count(self, parts: list[Part], chosen: dict[str, set[str]]) -> int:
        return sum(part.cube.rows(mask) for part, mask in self._masked(parts, chosen))

    def _masked(self, parts: list[Part], chosen: dict[str, set[str]]) -> Iterable[tuple[Part, int]]:
        for part in parts:
            mask = part.mask
            for name, codes in chosen.items():
                wanted = 0
                values = self._values_of(name, part.cube)
                for code in codes:
                    wanted |= values.get(code, 0)
                mask &= wanted
            yield part, mask

    def _values_of(self, name: str, cube: Cube) -> dict[str, int]:
        found = self._values.get((id(cube), name))
        if found is None:
            found = self._values[id(cube), name] = FACETS[name](cube, self.names)
        return found

    # What the matching rows have in common, for the query that reads them

    def implied(self, column: str) -> list[Any] | None:
        """All values that a column has in matching rows; None where that says nothing, since all rows have one of them."""
        found: set[Any] = set()
        for part, mask in self._masked(self.parts, self.chosen):
            found |= part.cube.values(column, mask)
        if len(found) == len(self.totals.whole.masks[column]) and not (column == "release_id" and self.names.has_hidden_rows):
            return None
        return sorted(found)

    def years(self) -> tuple[int, int] | None:
        """The first and the last year in which a matching period may begin."""
        cube = self.totals.by_year
        (_part, mask), *_rest = self._masked([Part(cube, cube.everything)], self.chosen)
        begun = [first for first, _last in cube.values("years", mask)]
        return (min(begun), max(begun)) if begun else None

    # Dates and products

    @cached_property
    def parts(self) -> list[Part]:
        return self._parts(self.asked)

    def _parts(self, asked: dict[str, Any]) -> list[Part]:
        dates = Dates.of(asked)
        if product := asked.get("product"):
            return self._of_product(Goods.of(product), dates)
        return self._of_dates(dates) if dates else [Part(self.totals.whole, self.totals.whole.everything)]

    def _of_product(self, goods: Goods, dates: Dates | None) -> list[Part]:
        if goods.products is None:
            parts = self._of_dates(dates) if dates else [Part(self.totals.whole, self.totals.whole.everything)]
            return [
                Part(part.cube, part.mask & part.cube.any_of("chapter", filter(goods.is_chapter, part.cube.masks["chapter"])))
                for part in parts
            ]
        whole = self.totals.whole
        cells = whole.any_of("chapter", goods.chapters)
        if not goods.products or not cells:
            return []
        rows = TradeRecord.objects.order_by().filter(product__in=goods.products)
        for column in ("release_id", "reporter_id", "partner_id", "direction", "chapter"):
            rows = rows.filter(**{f"{column}__in": sorted(whole.values(column, cells))})
        if dates:
            rows = rows.filter(dates.condition)
        cube = Cube(DIMENSIONS, rows.values_list(*DIMENSIONS).annotate(Count("pk")))
        return [Part(cube, cube.everything)]

    def _of_dates(self, dates: Dates) -> list[Part]:
        by_year = self.totals.by_year
        years = by_year.masks["years"]
        parts = [Part(by_year, by_year.any_of("years", filter(dates.hold, years)))]
        for span in years:
            if dates.may_hold(span) and not dates.hold(span):
                cube = self.totals.by_period(span)
                parts.append(Part(cube, cube.any_of("period", filter(dates.match, cube.masks["period"]))))
        return parts


@dataclass(frozen=True)
class Dates:
    """The ends of a filter by date: a period matches that ends on `start` or later and begins on `end` or earlier."""

    start: dt.date
    end: dt.date

    @classmethod
    def of(cls, asked: dict[str, Any]) -> Dates | None:
        first, last = asked.get("from_date"), asked.get("to_date")
        if not first and not last:
            return None
        return cls(first.date if first else dt.date.min, last.last_day if last else dt.date.max)

    @property
    def condition(self) -> Q:
        return Q(period_end__gte=self.start, period_start__lte=self.end)

    def match(self, period: tuple[dt.date, dt.date]) -> bool:
        first, last = period
        return self.start <= last and first <= self.end

    def hold(self, span: tuple[int, int]) -> bool:
        """All periods that begin and end in these years match."""
        first, last = span
        return self.start <= dt.date(last, 1, 1) and dt.date(first, 12, 31) <= self.end

    def may_hold(self, span: tuple[int, int]) -> bool:
        """Some period that begins and ends in these years may match."""
        first, last = span
        return self.start <= dt.date(last, 12, 31) and dt.date(first, 1, 1) <= self.end


@dataclass(frozen=True)
class Goods:
    """What a filter by product asks for: whole chapters (`products` is None), or products of some chapters."""

    code: str
    chapters: set[str]
    products: list[int] | None = None

    @classmethod
    def of(cls, code: str) -> Goods:
        if code.isdigit() and len(code) <= 2:
            return cls(code, set())
        if code.isdigit():
            found = Product.objects.filter(code__gte=code, code__lt=f"{code}:")
        else:
            found = Product.objects.filter(code__iexact=code)
        rows = list(found.order_by("pk").values_list("pk", "chapter"))
        return cls(code, {chapter for _pk, chapter in rows}, [pk for pk, _chapter in rows])

    def is_chapter(self, chapter: str) -> bool:
        return chapter.startswith(self.code)


# Facets: public value → mask of its cells


def _by_key(column: str, vocabulary: str) -> Callable[[Cube, Names], dict[str, int]]:
    def masks(cube: Cube, names: Names) -> dict[str, int]:
        cells = cube.masks[column]
        return {code: cells[pk] for pk, code, _name in getattr(names, vocabulary) if pk in cells}

    return masks


def _by_value(column: str) -> Callable[[Cube, Names], dict[str, int]]:
    return lambda cube, _names: cube.masks[column]


def _countries(cube: Cube, names: Names) -> dict[str, int]:
    reporters, partners = cube.masks["reporter_id"], cube.masks["partner_id"]
    return {code: reporters.get(pk, 0) | partners.get(pk, 0) for pk, code, _name in names.countries}


def _flows(cube: Cube, names: Names) -> dict[str, int]:
    china = cube.any_of("reporter_id", names.china)
    directions = cube.masks["direction"]
    return {
        flow.value: (directions.get(flow.value, 0) & china) | (directions.get(turned.value, 0) & ~china)
        for flow, turned in TURNED.items()
    }


def _sectors(cube: Cube, names: Names) -> dict[str, int]:
    cells = cube.masks["sector_id"]
    found: dict[str, int] = {}
    for pk, code, _name in names.sectors:
        if mask := cells.get(pk):
            found[code] = found.get(code, 0) | mask
            top = code.partition(".")[0]
            found[top] = found.get(top, 0) | mask
    return found


FACETS: dict[str, Callable[[Cube, Names], dict[str, int]]] = {
    "reporter": _by_key("reporter_id", "countries"),
    "partner": _by_key("partner_id", "countries"),
    "country": _countries,
    "direction": _by_value("direction"),
    "flow": _flows,
    "sector": _sectors,
    "period": _by_value("period_type"),
    "level": _by_value("level"),
    "release": _by_key("release_id", "releases"),
}
