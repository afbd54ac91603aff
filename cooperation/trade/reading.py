"""Reading a release: files in, batches of checked rows out, with a tally of what was left out and a report of what was rejected."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .files import LoadProblem, TradeFile
from .layouts import DETAIL, PERIOD, PRODUCT, SIDE, Layout, layout_of
from .rows import QUANTITY_MAX, VALUE_MAX, Checker, LeftOut, Rejected, number

BATCH = 25_000
#: Rejected rows that are written down; beyond them they are only counted.
REPORT_MAX = 1_000
SHOWN_MAX = 20


@dataclass
class Tally:
    """What has become of the rows so far."""

    read: int = 0
    kept: int = 0
    rejected: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    first_rejections: list[dict[str, Any]] = field(default_factory=list)


class Report:
    """The rejected rows, in a CSV file (file, line, column, reason) that begins to exist with the first of them."""

    def __init__(self, path: Path | None, tally: Tally) -> None:
        self.path = path
        self.tally = tally
        self._file = None

    def add(self, file: str, line: int, column: str, reason: str) -> None:
        self.tally.rejected += 1
        if self.tally.rejected <= SHOWN_MAX:
            self.tally.first_rejections.append({"file": file, "line": line, "column": column, "reason": reason})
        if self.path is None or self.tally.rejected > REPORT_MAX:
            return
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow(["file", "line", "column", "reason"])
        self._writer.writerow([file, line, column, reason])

    def close(self) -> None:
        if self._file:
            self._file.close()


@dataclass
class Batch:
    """Rows of one file that passed the checks: six parts each (see `Reading.rows`), and the lines they stood on."""

    file: str
    rows: list[tuple[Any, ...]]
    lines: list[int]


class Reading:
    """The rows of one file. `encode` makes of a checked part what the database takes fastest; it runs once a distinct value."""

    def __init__(self, file: TradeFile, checker: Checker, tally: Tally, report: Report, encode: Callable[[tuple], Any]) -> None:
        self.file = file
        self.name = file.path.name
        self.layout: Layout = layout_of(file)
        self.checker = checker
        self.tally = tally
        self.report = report
        self.encode = encode
        #: Product parts are filled in late, when new products have got their keys.
        self.unfinished: list[tuple[list, Any]] = []

    def batches(self) -> Iterator[Batch]:
        rows, lines = [], []
        for line, row in self.rows():
            rows.append(row)
            lines.append(line)
            if len(rows) == BATCH:
                yield Batch(self.name, rows, lines)
                rows, lines = [], []
        if rows:
            yield Batch(self.name, rows, lines)

    def finish_products(self) -> None:
        """Encode the products met since the last batch; all of them are stored by now."""
        for part, goods in self.unfinished:
            part.append(self.encode(goods.columns()))
        self.unfinished.clear()

    def rows(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Line, and (side, span, [goods], value, quantity, detail) with encoded parts. Long for a reason: it runs a million times."""
        layout, checker, tally, reject = self.layout, self.checker, self.tally, self.report.add
        width = len(layout.header)
        side_of, span_of, goods_of, detail_of = (layout.get(*names) for names in (SIDE, PERIOD, PRODUCT, DETAIL))
        at_value, at_quantity, at_weight, at_cif, at_fob = (
            layout.positions.get(name, -1) for name in ("value", "quantity", "weight", "cif", "fob")
        )
        states_valuation = at_cif >= 0 or at_fob >= 0
        sides: dict[Any, Any] = {}
        spans: dict[Any, Any] = {}
        goods: dict[Any, list] = {}
        details: dict[Any, Any] = {}
        left: dict[Any, str] = {}
        reader = self.file.rows(layout.delimiter)
        short = 0
        try:
            next(reader)
            for row in reader:
                if short:
                    reject(self.name, short, "", "the row has too few columns")
                    short = 0
                if len(row) != width:
                    if not row:
                        continue
                    if len(row) < width:
                        short = reader.line_num
                        tally.read += 1
                        continue
                    # UN Comtrade ends its rows, but not its header, with a comma.
                    if len(row) > width + 1 or row[-1]:
                        tally.read += 1
                        reject(self.name, reader.line_num, "", f"the row has {len(row)} columns, the header {width}")
                        continue
                else:
                    row.append("")  # what a column that the file lacks reads as
                tally.read += 1
                try:
                    key = side_of(row)
                    side = sides.get(key)
                    if side is None:
                        if key not in left:
                            try:
                                side = sides[key] = self.encode(checker.side(layout, key))
                            except LeftOut as rule:
                                left[key] = str(rule)
                        if side is None:
                            tally.left_out[left[key]] += 1
                            continue
                    key = span_of(row)
                    span = spans.get(key)
                    if span is None:
                        span = spans[key] = self.encode(checker.span(layout, key))
                    key = goods_of(row)
                    product = goods.get(key)
                    if product is None:
                        product = goods[key] = self.product(key, row, reader.line_num)
                    text = row[at_value]
                    try:
                        value = float(text)
                    except ValueError:
                        value = -1.0
                    if not 0 <= value < VALUE_MAX or "_" in text:
                        value = number("value", text, VALUE_MAX)
                    key = detail_of(row)
                    if states_valuation:
                        key += ("CIF" if text == row[at_cif] else "FOB" if text == row[at_fob] else "",)
                    detail = details.get(key)
                    if detail is None:
                        detail = details[key] = self.details(key)
                    multiplier, has_unit, part, part_in_kilograms = detail
                    text = row[at_quantity]
                    if has_unit and text:
                        quantity = round(number("quantity", text, QUANTITY_MAX), 3)
                    elif at_weight >= 0 and (weight := row[at_weight]) and (weight := number("weight", weight, QUANTITY_MAX)):
                        quantity, part = round(weight, 3), part_in_kilograms
                    elif text and at_weight < 0:
                        quantity = round(number("quantity", text, QUANTITY_MAX), 3)
                    else:
                        quantity = None
                    yield reader.line_num, (side, span, product, round(value * multiplier, 2), quantity, part)
                except Rejected as fault:
                    reject(self.name, reader.line_num, layout.column(fault.column), fault.reason)
        except csv.Error as error:
            where = "ends inside a quoted cell" if "end of data" in str(error) else f"is malformed: {error}"
            raise LoadProblem(f"{self.name}, line {reader.line_num:,}: the file {where}.") from error
        if short:
            raise LoadProblem(f"{self.name} ends in the middle of a row (line {short:,}): it was cut short.")
        if self.file.encoding != "utf-8":
            tally.notes.append(f"{self.name} was read as Latin-1.")

    def product(self, key: tuple[str, str, str], row: list[str], line: int) -> list:
        name = row[self.layout.positions.get("product_name", -1)]
        goods = self.checker.goods(self.layout, key, name, line)
        part: list = []
        self.unfinished.append((part, goods))
        return part

    def details(self, key: tuple[str, ...]) -> tuple[int, bool, Any, Any]:
        detail = self.checker.detail(self.layout, key[: len(DETAIL)])
        if len(key) > len(DETAIL):
            detail = detail._replace(valuation=key[-1])
        kilograms = detail._replace(unit="kg")
        return detail.multiplier, bool(detail.unit), self.encode(detail[:4]), self.encode(kilograms[:4])
