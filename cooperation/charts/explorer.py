"""The explorer's table: one row a period, one column a side and partner; and the same cells as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from cooperation.models import Country, Direction, LocalText, SourceRelease

from .asked import BOTH, USUAL_MONTHS, Asked
from .statements import BY_CHINA, CHINA, Slot, Stated, Statement, stated

HUNDRED = Decimal(100)


@dataclass
class Cell:
    """One value of the table: what is shown of a statement, or nothing and why."""

    statement: Statement | None = None
    shown: Decimal | None = None
    #: Where the values of a cell are listed one by one.
    query: str = ""

    @property
    def is_whole(self) -> bool:
        return self.statement is not None and self.statement.is_whole


@dataclass
class Series:
    """One column: a partner as one side reports it."""

    side: str
    partner: Country
    label: LocalText | str
    cells: dict[dt.date, Cell] = field(default_factory=dict)

    def shown(self, at: dt.date) -> Decimal | None:
        return self.cells[at].shown

    @property
    def whole(self) -> list[dt.date]:
        """Periods with a value that may be compared with another."""
        return [at for at, cell in self.cells.items() if cell.is_whole and cell.shown is not None]


class Explorer:
    """What a query string asks for, read and arranged."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.world = asked.world

    @cached_property
    def stated(self) -> Stated:
        return stated(self.world, self.asked.scope)

    @cached_property
    def direction(self) -> str:
        return str(self.asked.get("direction"))

    @cached_property
    def periods(self) -> list[dt.date]:
        """Periods of which anything is stated in the direction asked for; of months the last ones, unless dates are given."""
        found = sorted({slot.at for slot in self.stated.by_slot if slot.direction == self.direction})
        if self.asked.by_month and not self.asked.first:
            return found[-USUAL_MONTHS:]
        return found

    @cached_property
    def series(self) -> list[Series]:
        made = [
            Series(side, self.world.by_code[code], self.label(side, code))
            for code in self.asked.partner_codes
            for side in self.asked.sides
        ]
        for one in made:
            one.cells = {at: self.cell(one, at) for at in self.periods}
        made = [one for one in made if any(cell.statement for cell in one.cells.values())]
        for one in made:
            self.show(one, made)
        return made

    def label(self, side: str, code: str) -> LocalText | str:
        name = self.world.by_code[code].name
        if self.asked.get("reported_by") != BOTH:
            return name
        words = _("%(country)s, reported by China") if side == BY_CHINA else _("%(country)s, reported by itself")
        return words % {"country": name}

    def cell(self, series: Series, at: dt.date) -> Cell:
        statement = self.stated.best(Slot(series.side, series.partner.code, self.direction, at))
        return Cell(statement, statement.value if statement else None, self.records_query(series, at))

    def records_query(self, series: Series, at: dt.date) -> str:
        """The query string of the list of records that state a cell's values."""
        china, partner = CHINA, series.partner.code
        reporter, other = (china, partner) if series.side == BY_CHINA else (partner, china)
        when = f"{at:%Y-%m}" if self.asked.by_month else f"{at:%Y}"
        product = self.asked.product.code if self.asked.product else "TOTAL"
        kept = f"reporter={reporter}&partner={other}&product={product}&from_date={when}&to_date={when}"
        return kept if self.direction == Direction.TOTAL else f"{kept}&direction={self.direction}"

    def show(self, series: Series, every: list[Series]) -> None:
        """Turn the amounts of a series into shares or changes, where they are asked for and can be told."""
        way = self.asked.get("show")
        if way == "share":
            for at, cell in series.cells.items():
                cell.shown = self.share(series, at, every)
        if way == "change":
            shown = {at: self.change(series, at) for at in series.cells}
            for at, cell in series.cells.items():
                cell.shown = shown[at]

    def share(self, series: Series, at: dt.date, every: list[Series]) -> Decimal | None:
        """The part of all chosen partners, as the same side reports them; only where each of them has a whole value."""
        peers = [one.cells[at] for one in every if one.side == series.side]
        chosen = len(self.asked.partner_codes)
        if len(peers) < chosen or not all(cell.is_whole for cell in peers):
            return None
        total = sum(cell.statement.value for cell in peers if cell.statement)
        own = series.cells[at].statement
        return own.value / total * HUNDRED if own and total else None

    def change(self, series: Series, at: dt.date) -> Decimal | None:
        """Per cent on the same period a year before; only between whole periods, so that no part of a year looks like a fall."""
        before = self.stated.best(Slot(series.side, series.partner.code, self.direction, at.replace(year=at.year - 1)))
        now = series.cells[at].statement
        if not now or not before or not now.is_whole or not before.is_whole or not before.value:
            return None
        return (now.value / before.value - 1) * HUNDRED

    @cached_property
    def releases(self) -> list[SourceRelease]:
        """The releases whose values are shown, in the order of their rank."""
        used = {cell.statement.release.pk for one in self.series for cell in one.cells.values() if cell.statement}
        return sorted((self.world.releases[pk] for pk in used), key=lambda release: (release.rank, release.reference))

    @cached_property
    def units(self) -> list[str]:
        if not self.asked.scope.is_quantity:
            return []
        return sorted({c.statement.unit for one in self.series for c in one.cells.values() if c.statement})

    @property
    def is_empty(self) -> bool:
        return not any(cell.shown is not None for one in self.series for cell in one.cells.values())

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The cells of the table as rows of a file, in the table's order."""
        product = self.asked.product.code if self.asked.product else "TOTAL"
        for at in self.periods:
            for one in self.series:
                cell = one.cells[at]
                if cell.statement:
                    yield self.row(one, at, cell, cell.statement, product)

    def row(self, series: Series, at: dt.date, cell: Cell, statement: Statement, product: str) -> tuple[Any, ...]:
        by_china = series.side == BY_CHINA
        way = self.asked.get("show")
        return (
            f"{at:%Y-%m}" if self.asked.by_month else f"{at:%Y}",
            series.partner.code,
            series.partner.name_en,
            CHINA if by_china else series.partner.code,
            self.direction,
            product,
            None if self.asked.scope.is_quantity else statement.value,
            statement.value if self.asked.scope.is_quantity else None,
            statement.unit,
            None if cell.shown is None or way != "share" else round(cell.shown, 2),
            None if cell.shown is None or way != "change" else round(cell.shown, 2),
            statement.is_whole,
            statement.months,
            statement.is_computed,
            statement.others,
            statement.release.reference,
            statement.release.title_en,
            statement.release.publisher,
        )
