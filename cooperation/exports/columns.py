"""Cells of every format, made a column at a time.

A call in Python for each cell costs more than all the rest of an export. So rows are taken in blocks, a block
is turned into columns, each column is written by loops that run in C wherever its cells allow it, and the
columns are joined into rows again. A value that comes back (a label, a code, a date) is written once and
remembered. Tried on a million rows of eleven columns: csv.writer on guarded rows took twice as long.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate, groupby, islice
from operator import itemgetter
from types import NoneType
from typing import Any, Protocol

from .fields import Field, iso_instant

Row = Sequence[Any]

# The first block is short, so that a reader sees rows at once; the second size is where speed stops growing.
FIRST_BLOCK = 100
BLOCK = 500

# Bounds on what one column remembers: a nomenclature of goods fits, and memory stays below a few megabytes.
REMEMBERED_VALUES = 8192
REMEMBERED_LENGTH = 256

# A number as JSON spells it; text such as 007 is a code and not a number.
PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def plain_number(value: int | float | Decimal) -> str:
    """Return all digits without an exponent. ValueError for NaN and infinities, which no format can hold."""
    text = str(value)
    if PLAIN_NUMBER.fullmatch(text):
        return text
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(f"{text} is not a number that can be exported")
    return format(number, "f")


class Column:
    """How one format writes the cells of one column; formats override the methods that take one value.

    Cells may be of the type that the field's kind promises, None, or text spelling such a value (as SQLite
    returns dates and decimals outside the ORM). Whatever else comes is written as text.
    """

    empty = ""

    def __init__(self, field: Field) -> None:
        self.kind = field.kind
        self.together = field.together
        self.shares_cell = field.shares_cell
        self.is_number = field.kind in ("integer", "decimal")
        self.decode = field.decode
        self.digits = f"%.{field.decimals}f" if field.decimals is not None else "%s"
        self._remembered = _Remembered(self)

    def text(self, value: str) -> str:
        raise NotImplementedError

    def texts(self, values: Sequence[str]) -> Iterable[str]:
        """Write a block in which hardly a text repeats; a format may know a quicker way than one by one."""
        return map(self.text, values)

    def number(self, plain: str) -> str:
        return plain

    def numbers(self, plains: Sequence[str]) -> Iterable[str]:
        return plains

    def number_as_text(self, plain: str) -> str:
        """Write a number found in a column of text."""
        return self.text(plain)

    def date(self, value: date) -> str:
        return self.text(value.isoformat())

    def instant(self, value: datetime) -> str:
        return self.text(iso_instant(value))

    def boolean(self, value: bool) -> str:
        return "true" if value else "false"

    def cell(self, value: object) -> str:
        """Write one value of whatever type, or what the key stands for."""
        return self.value_cell(self.decode(value) if self.decode else value)

    def value_cell(self, value: object) -> str:
        if value is None:
            return self.empty
        if isinstance(value, str):
            return self._from_text(value)
        if isinstance(value, bool) or (self.kind == "boolean" and value in (0, 1)):
            return self.boolean(bool(value))
        if isinstance(value, int | float | Decimal):
            plain = plain_number(value)
            return self.number(plain) if self.is_number else self.number_as_text(plain)
        if isinstance(value, datetime):
            return self.instant(value)
        if isinstance(value, date):
            return self.date(value)
        return self.text(str(value))

    def cells(self, values: Sequence[Any]) -> Iterable[str]:
        """Write the cells of one block, in order."""
        return self._number_cells(values) if self.is_number and not self.decode else self._remembered.cells(values)

    def _from_text(self, value: str) -> str:
        if self.is_number and PLAIN_NUMBER.fullmatch(value):
            return self.number(value)
        try:
            if self.kind == "date" and len(value) == 10:
                return self.date(date.fromisoformat(value))
            if self.kind == "datetime" and len(value) >= 19:
                return self.instant(datetime.fromisoformat(value))
        except ValueError:
            pass
        return self.text(value)

    def _number_cells(self, values: Sequence[Any]) -> Iterable[str]:
        types = set(map(type, values))
        if NoneType in types and len(types) > 1:
            written = iter(self._number_cells([value for value in values if value is not None]))
            return [self.empty if value is None else next(written) for value in values]
        if types == {NoneType}:
            return [self.empty] * len(values)
        if types <= {int, float, Decimal}:
            plains = list(map(str, values)) if Decimal in types else list(map(self.digits.__mod__, values))
            # "e" is an exponent, "n" is in nan, inf and Infinity: such a block is looked at one by one.
            if types == {int} or not _has_any("eEnN", "".join(plains)):
                return self.numbers(plains)
        return map(self.cell, values)


class _Remembered(dict[Any, str]):
    """What one column wrote for the values it has met, given up when they hardly ever come back.

    Numbers are not kept: 1, True and Decimal("1.0") are the same key and not the same cell.
    """

    def __init__(self, column: Column) -> None:
        self.column = column
        self.misses = 0
        self.is_given_up = False

    def __missing__(self, value: Any) -> str:
        self.misses += 1
        written = self.column.cell(value)
        if len(self) < REMEMBERED_VALUES and self._is_worth_keeping(value):
            self[value] = written
        return written

    def cells(self, values: Sequence[Any]) -> Iterable[str]:
        if self.is_given_up:
            return self._one_by_one(values)

        self.misses = 0
        try:
            written = list(map(self.__getitem__, values))
        except TypeError:  # a value that cannot be a key, such as a list
            return map(self.column.cell, values)
        if self.misses * 2 > len(values) and len(self) >= REMEMBERED_VALUES:
            self.is_given_up = True
            self.clear()
        return written

    def _is_worth_keeping(self, value: Any) -> bool:
        if isinstance(value, str):
            return len(value) <= REMEMBERED_LENGTH
        if self.column.decode:
            return isinstance(value, int) or value is None
        return value is None or isinstance(value, date) or (self.column.kind == "boolean" and value in (0, 1))

    def _one_by_one(self, values: Sequence[Any]) -> Iterable[str]:
        column = self.column
        if column.kind in ("text", "url", "partial-date") and set(map(type, values)) == {str}:
            return column.texts(values)
        return map(column.cell, values)


class Together(dict[Any, str]):
    """Neighbouring columns written as one: what `join` made of each combination of their values, remembered.

    None of them is a column of numbers, since 1, True and Decimal("1.0") are the same key and not the same cell.
    """

    def __init__(self, columns: Sequence[tuple[int, Column]], join: Callable[[Iterable[str]], str]) -> None:
        """`columns`: each with its place among the values."""
        self.columns = columns
        self.join = join

    def __missing__(self, values: Row) -> str:
        written = self.join([column.cell(values[place]) for place, column in self.columns])
        if len(written) <= REMEMBERED_LENGTH * len(self.columns):
            if len(self) >= REMEMBERED_VALUES:
                self.clear()
            self[values] = written
        return written

    def cells(self, values: Sequence[Any]) -> Iterable[str]:
        return list(map(self.__getitem__, values))


def _has_any(characters: str, text: str) -> bool:
    return any(character in text for character in characters)


class Part(Protocol):
    """A column, or several that are written as one."""

    def cells(self, values: Sequence[Any]) -> Iterable[str]: ...


def placed(columns: Sequence[Column]) -> list[tuple[int, Column]]:
    """The columns, each with the place of its cell in a row."""
    places = accumulate(0 if column.shares_cell else 1 for column in columns)
    return [(place - 1, column) for place, column in zip(places, columns, strict=True)]


def joined(columns: Sequence[Column], join: Callable[[Iterable[str]], str]) -> list[tuple[slice | int, Part]]:
    """The parts of a row with their places: neighbours that come together are one."""
    parts: list[tuple[slice | int, Part]] = []
    for word, neighbours in groupby(placed(columns), key=lambda item: "" if item[1].is_number else item[1].together):
        found = list(neighbours)
        if word and len(found) > 1:
            first, last = found[0][0], found[-1][0]
            parts.append((slice(first, last + 1), Together([(place - first, column) for place, column in found], join)))
        else:
            parts += found
    return parts


def blocks(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[tuple[int, list[Iterable[str]]]]:
    """Yield (number of rows, written cells by column) for each block of rows.

    ValueError for a row that has not one cell for each column: a file never holds shifted cells.
    """
    found = placed(columns)
    for block in _cut(rows, found):
        by_cell = list(zip(*block, strict=True))
        yield len(block), [column.cells(by_cell[place]) for place, column in found]


def joined_blocks(
    columns: Sequence[Column], rows: Iterable[Row], join: Callable[[Iterable[str]], str]
) -> Iterator[list[Iterable[str]]]:
    """As `blocks`, with the columns that come together joined already. Rows are tuples where any do."""
    parts = [(itemgetter(place), part) for place, part in joined(columns, join)]
    for block in _cut(rows, placed(columns)):
        yield [part.cells(list(map(of_row, block))) for of_row, part in parts]


def _cut(rows: Iterable[Row], columns: Sequence[tuple[int, Column]]) -> Iterator[list[Row]]:
    width = columns[-1][0] + 1 if columns else 0
    source = iter(rows)
    size = FIRST_BLOCK
    while block := list(islice(source, size)):
        if wrong := set(map(len, block)) - {width}:
            raise ValueError(f"A row has {min(wrong)} cells for {width} columns")
        yield block
        size = BLOCK
