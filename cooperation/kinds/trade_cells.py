"""The cells of the trade table, made from tuples: a page of rows costs less than one object of the ORM."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from cooperation.models import Direction, Period, Product, TradeRecord

from .tables import absent, in_language, number, period
from .trade_names import SUFFIXES, Names, local


class TradeRow(NamedTuple):
    """What the table reads of a row."""

    pk: int
    period_type: str
    period_start: dt.date
    period_end: dt.date
    reporter_id: int
    direction: str
    partner_id: int
    product_id: int
    value_usd: Decimal
    valuation: str
    change_pct: Decimal | None
    release_id: int

    @classmethod
    def read(cls, keys: Sequence[int]) -> list[TradeRow]:
        """The rows of the keys, in the order of the keys."""
        rows = {row[0]: cls(*row) for row in TradeRecord.objects.order_by().filter(pk__in=keys).values_list(*cls._fields)}
        return [rows[key] for key in keys if key in rows]


class Labels:
    """The words for what the rows of one page refer to."""

    def __init__(self, rows: Iterable[TradeRow], names: Names) -> None:
        self.countries = names.vocabulary.written["countries"]
        self.releases = names.vocabulary.written["releases"]
        self.directions = {value: str(label) for value, label in Direction.choices}
        products = Product.objects.filter(pk__in={row.product_id for row in rows}).order_by()
        texts = products.values_list("pk", "code", *(f"name_{suffix}" for suffix in SUFFIXES))
        choose = local()
        self.products = {
            pk: SafeString(f"{conditional_escape(code)} {conditional_escape(in_language(choose(*names_)))}")
            for pk, code, *names_ in texts
        }
        self.periods: dict[tuple, SafeString] = {}

    def period(self, row: TradeRow) -> SafeString:
        key = row[1:4]
        if key not in self.periods:
            self.periods[key] = period(Period(*key))
        return self.periods[key]


CELLS: dict[str, Callable[[TradeRow, Labels], SafeString | str]] = {
    "period": lambda row, labels: labels.period(row),
    "reporter": lambda row, labels: labels.countries[row.reporter_id],
    "direction": lambda row, labels: labels.directions[row.direction],
    "partner": lambda row, labels: labels.countries[row.partner_id],
    "product": lambda row, labels: labels.products[row.product_id],
    "value": lambda row, _labels: number(row.value_usd),
    "valuation": lambda row, _labels: row.valuation or absent(),
    "change": lambda row, _labels: absent() if row.change_pct is None else number(row.change_pct),
    "release": lambda row, labels: labels.releases[row.release_id],
}


def cells(rows: Sequence[TradeRow], columns: Sequence[str], names: Names) -> Iterable[list[SafeString | str]]:
    labels = Labels(rows, names)
    writers = [CELLS[name] for name in columns]
    return ([write(row, labels) for write in writers] for row in rows)
