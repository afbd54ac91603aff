"""Columns that come together are written once a combination, and read as if each had been written by itself."""

import csv
import io
from dataclasses import replace

import pytest

from cooperation.exports import Field, csv_lines

NAMES = {1: ("KZ", "Kazakhstan"), 2: ("C5", 'The five, "together"'), 3: ("=X", "=SUM(A1)")}
SEPARATE = [
    Field("code", "code", "text", decode=lambda key: NAMES[key][0]),
    Field("name", "name", "text", decode=lambda key: NAMES[key][1]),
    Field("year", "year", "text"),
    Field("value", "value", "decimal", decimals=2),
    Field("change", "change", "decimal", decimals=2),
    Field("unit", "unit", "text"),
    Field("remark", "remark", "text"),
]
TOGETHER = [
    replace(field, together=word, shares_cell=field.name == "name")
    for field, word in zip(SEPARATE, ["side", "side", "side", "", "", "rest", "rest"], strict=True)
]
ROWS = [
    (1 + number % 3, f"20{number % 20:02d}", number / 3, None, ("kg", "", None)[number % 3], ("a, b", "\n-1", "")[number % 2])
    for number in range(1_500)
]


def text(fields, rows):
    return b"".join(csv_lines(fields, rows)).decode()


def test_columns_that_come_together_are_written_as_one_by_one():
    each_by_itself = text(SEPARATE, [(row[0], *row) for row in ROWS])

    assert text(TOGETHER, ROWS) == each_by_itself


def test_a_cell_that_two_columns_share_stands_in_the_row_once():
    lines = list(csv.reader(io.StringIO(text(TOGETHER, ROWS[:3]), newline="")))

    assert lines[1] == ["KZ", "Kazakhstan", "2000", "0.00", "", "kg", "a, b"]
    assert lines[3][:2] == ["'=X", "'=SUM(A1)"]


@pytest.mark.parametrize("row", [(1, "2000", 1.0, None, "kg"), (1, 1, "2000", 1.0, None, "kg", "")])
def test_a_row_with_a_cell_too_few_or_too_many_is_an_error(row):
    with pytest.raises(ValueError, match=r"A row has \d cells for 6 columns"):
        text(TOGETHER, [*ROWS[:200], row])
