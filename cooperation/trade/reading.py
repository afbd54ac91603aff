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
            self._file = self.path.open("w", encoding="utf-8", newline="")  # type: ignore[assignment,arg-type]
            self._writer = csv.writer(self._file)  # type: ignore[assignment,arg-type]
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

    def finish_products(self) -> None:
        """Encode the products met since the last batch; all of them are stored by now."""
        for part, goods in self.unfinished:
            part.append(self.encode(goods.columns()))
        self.unfinished.clear()

    def batches(self) -> Iterator[Batch]:
        """Rows of six parts: side, span, [goods], value, quantity, detail. Long for a reason: the loop runs a million times."""
        layout, tally, reject = self.layout, self.tally, self.report.add
        width = len(layout.header)
        side_of, span_of, goods_of, detail_of = (layout.getter(*names) for names in (SIDE, PERIOD, PRODUCT, DETAIL))
        at_value, at_quantity, at_weight, at_cif, at_fob = (
            layout.positions.get(name, -1) for name in ("value", "quantity", "weight", "cif", "fob")
        )
        states_valuation = at_cif >= 0 or at_fob >= 0
        sides: dict[Any, Any] = {}
        spans: dict[Any, Any] = {}
        goods: dict[Any, list] = {}
        details: dict[Any, Any] = {}
        left_out: dict[Any, str] = {}
        rows: list[tuple[Any, ...]] = []
        lines: list[int] = []
        short = read = 0
        reader = self.file.rows(layout.delimiter)
        try:
            next(reader)
            for row in reader:
                if short:
                    reject(self.name, short, "", "the row has too few columns")
                    short = 0
                if len(row) == width:
                    row.append("")  # at -1: what a number that the file lacks reads as
                elif not row:
                    continue
                elif len(row) < width:
                    short = reader.line_num  # the last row of a file that was cut short, or else a bad one
                    read += 1
                    continue
                elif len(row) > width + 1 or row[-1]:  # UN Comtrade ends its rows, but not its header, with a comma
                    read += 1
                    reject(self.name, reader.line_num, "", f"the row has {len(row)} columns, the header {width}")
                    continue
                read += 1
                try:
                    key = side_of(row)
                    side = sides.get(key)
                    if side is None:
                        if key not in left_out:
                            self.side(key, row, sides, left_out)
                        if key in left_out:
                            tally.left_out[left_out[key]] += 1
                            continue
                        side = sides[key]
                    key = span_of(row)
                    span = spans.get(key)
                    if span is None:
                        span = spans[key] = self.encode(self.checker.span(*layout.cells(row, PERIOD)))
                    key = goods_of(row)
                    product = goods.get(key)
                    if product is None:
                        product = goods[key] = self.product(row, reader.line_num)
                    text = row[at_value]
                    try:
                        value = float(text)
                    except ValueError:
                        value = -1.0
                    if not 0 <= value < VALUE_MAX or "_" in text:
                        value = number("value", text, VALUE_MAX)
                    if text[-3:-2] != ".":  # other than two decimals: rounding is dear
                        value = round(value, 2)
                    key = detail_of(row)
                    if states_valuation:
                        key = (key, "CIF" if text == row[at_cif] else "FOB" if text == row[at_fob] else "")
                    detail = details.get(key)
                    if detail is None:
                        detail = details[key] = self.details(row, key[1] if states_valuation else "")
                    multiplier, has_unit, part, part_in_kilograms = detail
                    if multiplier != 1:
                        value = number("value", repr(value * multiplier), VALUE_MAX)
                    text = row[at_quantity]
                    if text and (has_unit or at_weight < 0):
                        try:
                            quantity = float(text)
                        except ValueError:
                            quantity = -1.0
                        if not 0 <= quantity < QUANTITY_MAX or "_" in text:
                            quantity = number("quantity", text, QUANTITY_MAX)
                        if text[-4:-3] != ".":
                            quantity = round(quantity, 3)
                    elif at_weight >= 0 and (text := row[at_weight]) and (weight := number("weight", text, QUANTITY_MAX)):
                        quantity, part = round(weight, 3), part_in_kilograms
                    else:
                        quantity = None
                except Rejected as fault:
                    reject(self.name, reader.line_num, layout.column(fault.column), fault.reason)
                    continue
                rows.append((side, span, product, value, quantity, part))
                lines.append(reader.line_num)
                if len(rows) == BATCH:
                    tally.read, read = tally.read + read, 0
                    yield Batch(self.name, rows, lines)
                    rows, lines = [], []
        except csv.Error as error:
            where = "ends inside a quoted cell" if "end of data" in str(error) else f"is malformed: {error}"
            raise LoadProblem(f"{self.name}, line {reader.line_num:,}: the file {where}.") from error
        tally.read += read
        if short:
            raise LoadProblem(f"{self.name} ends in the middle of a row (line {short:,}): it was cut short.")
        if rows:
            yield Batch(self.name, rows, lines)
        if self.file.encoding != "utf-8":
            tally.notes.append(f"{self.name} was read as Latin-1.")

    def side(self, key: Any, row: list[str], sides: dict[Any, Any], left_out: dict[Any, str]) -> None:
        try:
            sides[key] = self.encode(self.checker.side(*self.layout.cells(row, SIDE)))
        except LeftOut as rule:
            left_out[key] = str(rule)

    def product(self, row: list[str], line: int) -> list:
        """A list for the encoded product, which `finish_products` puts into it."""
        code, revision, classification, name = self.layout.cells(row, (*PRODUCT, "product_name"))
        part: list = []
        self.unfinished.append((part, self.checker.goods(code, revision, classification, name, line)))
        return part

    def details(self, row: list[str], valuation: str) -> tuple[int, bool, Any, Any]:
        detail = self.checker.detail(*self.layout.cells(row, DETAIL))
        if valuation:
            detail = detail._replace(valuation=valuation)
        kilograms = detail._replace(unit="kg")
        return detail.multiplier, bool(detail.unit), self.encode(detail[:4]), self.encode(kilograms[:4])
