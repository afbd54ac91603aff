"""A tally as templates write it: the sentence, the table from which the script draws, the rule, the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.exports import Field
from cooperation.kinds import Kind
from cooperation.kinds.money import Totals, totals
from cooperation.kinds.tallies import UNKNOWN, Chosen, Tally

from . import words

#: Columns with a colour of their own; further ones stand together as the last.
COLUMNS = 7


@dataclass(frozen=True)
class TallyColumn:
    """A column of the chart's table: one value, or all those beyond the first few."""

    values: tuple[Any, ...]
    label: str
    colour: int


@dataclass(frozen=True)
class TallyCell:
    """One number: in words, for the script, and the list that it counts."""

    text: str = ""
    value: str = ""
    url: str = ""


@dataclass(frozen=True)
class TallyRow:
    value: Any
    label: str
    cells: list[TallyCell]
    whole: TallyCell

    @property
    def is_known(self) -> bool:
        return self.value != UNKNOWN


class TallyFigure:
    """One tally over the rows of a list. `chosen` are the list's filters, as parameter → values."""

    def __init__(self, kind: Kind, tally: Tally, records: QuerySet, chosen: Chosen) -> None:
        self.kind, self.tally, self.records, self.chosen = kind, tally, records, chosen
        self.cells = tally.cells(records)

    @property
    def title(self) -> str:
        return str(self.tally.title)

    @property
    def drawing(self) -> str:
        """How the script draws: kinds of amounts in panels of their own, years along a line, values as bars."""
        axis = "years" if self.tally.rows.is_time else "bars"
        return f"panels-{axis}" if self.tally.is_money else axis

    @property
    def unit(self) -> str:
        return _("million US dollars") if self.tally.is_money else _("records")

    @property
    def caption(self) -> str:
        return f"{self.title}, {self.unit}"

    @property
    def address(self) -> str:
        """The chart on its list."""
        return f"{self.kind.list_url()}?{self.query({'chart': [self.tally.name]})}#chart"

    @property
    def csv_url(self) -> str:
        query = self.query({})
        return f"/data/{self.kind.file_stem}/charts/{self.tally.name}.csv{f'?{query}' if query else ''}"

    def query(self, changes: Mapping[str, Sequence[str]]) -> str:
        return urlencode({**self.chosen, **changes}, doseq=True)

    @cached_property
    def count(self) -> int:
        return self.records.order_by().count()

    @property
    def is_empty(self) -> bool:
        return not any(row.is_known for row in self.rows)

    # The table

    @cached_property
    def row_words(self) -> dict[Any, str]:
        values = {row for row, _column in self.cells}
        found = self.tally.rows.words(values)
        return {**found, UNKNOWN: _("not known")} if UNKNOWN in values else found

    @cached_property
    def columns(self) -> list[TallyColumn]:
        """In the order of the axis; where they are many, the most frequent ones and the others together."""
        if self.tally.columns is None:
            return []
        sizes: dict[Any, Decimal] = {}
        for (_row, column), cell in self.cells.items():
            sizes[column] = sizes.get(column, Decimal(0)) + self.size(cell)
        named = self.tally.columns.words(sizes)
        if UNKNOWN in sizes:
            named[UNKNOWN] = _("not known")
        own = list(named)
        if len(own) > COLUMNS + 1:
            leading = sorted(named, key=lambda value: -sizes[value])[:COLUMNS]
            own = [value for value in named if value in leading]
        made = [TallyColumn((value,), named[value], number) for number, value in enumerate(own, 1)]
        others = tuple(value for value in named if value not in own)
        return [*made, TallyColumn(others, _("others"), COLUMNS + 1)] if others else made

    @cached_property
    def rows(self) -> list[TallyRow]:
        columns = self.columns or [TallyColumn((UNKNOWN,), "", 1)]
        every = tuple(value for column in columns for value in column.values)
        return [
            TallyRow(
                row,
                label,
                [self.cell(row, column.values) for column in columns],
                self.cell(row, every, is_whole=True),
            )
            for row, label in self.row_words.items()
        ]

    def cell(self, row: Any, columns: tuple[Any, ...], *, is_whole: bool = False) -> TallyCell:
        found = [self.cells[row, column] for column in columns if (row, column) in self.cells]
        if not found:
            return TallyCell()
        value = sum((self.size(cell) for cell in found), Decimal(0))
        text = words.number(value / words.MILLION) if self.tally.is_money else words.number(value, 0)
        return TallyCell(text, f"{value:f}", "" if self.tally.is_money else self.list_url(row, () if is_whole else columns))

    def size(self, cell: Mapping[str, Any]) -> Decimal:
        return Decimal(cell["usd"] if self.tally.is_money else cell["records"])

    def list_url(self, row: Any, columns: tuple[Any, ...]) -> str:
        """The list that has so many records; empty where no filters give exactly these."""
        if row == UNKNOWN or UNKNOWN in columns:
            return ""
        changes = self.tally.rows.narrowing([row], self.chosen)
        if changes is not None and columns and self.tally.columns:
            further = self.tally.columns.narrowing(columns, self.chosen)
            changes = None if further is None else {**changes, **further}
        return "" if changes is None else f"{self.kind.list_url()}?{self.query(changes)}"

    # The words

    @property
    def sentence(self) -> str:
        known = [row for row in self.rows if row.is_known]
        if not known:
            return _("Nothing here can be counted so.")
        if self.tally.is_money:
            return self.money_sentence()
        most = max(known, key=lambda row: Decimal(row.whole.value))
        values = {"label": most.label, "number": most.whole.text, "count": words.number(Decimal(self.count), 0)}
        if self.tally.rows.is_time:
            return _("The most in one year: %(number)s of %(count)s records, in %(label)s.") % values
        return _("The largest group: %(label)s, %(number)s of %(count)s records.") % values

    def money_sentence(self) -> str:
        named = self.tally.columns.words({kind for _row, kind in self.cells}) if self.tally.columns else {}
        known = {place: cell["usd"] for place, cell in self.cells.items() if place[0] != UNKNOWN}
        row, kind = max(known, key=lambda place: known[place])
        values = {"label": self.row_words[row], "kind": named[kind], "amount": words.dollars(known[row, kind])}
        if self.tally.rows.is_time:
            return _("The most in one year: %(amount)s in %(label)s. Kind of amount: %(kind)s.") % values
        return _("The largest sum: %(label)s, %(amount)s. Kind of amount: %(kind)s.") % values

    @property
    def notes(self) -> list[str]:
        if not self.tally.is_money:
            return self.count_notes()
        undated = [_("Amounts without a year are in the table and not in the drawing.")] if UNKNOWN in self.row_words else []
        return [*money_notes(totals(self.records)), *undated]  # type: ignore[arg-type]

    def count_notes(self) -> list[str]:
        notes = []
        unknown = next((row.whole for row in self.rows if not row.is_known), None)
        if self.tally.rows.is_time:
            notes.append(_("What is known to the year or the month counts in its year."))
        if unknown:
            number = int(Decimal(unknown.value))
            notes.append(
                ngettext(
                    "%(count)d record without a known value is in the table and not in the drawing.",
                    "%(count)d records without a known value are in the table and not in the drawing.",
                    number,
                )
                % {"count": number}
            )
        if self.tally.rows.is_many:
            notes.append(_("A record in several sectors counts in each, so the numbers add up to more than the list."))
        if any(len(column.values) > 1 for column in self.columns):
            notes.append(_("What is rarer stands together as “others”; the file holds each."))
        return notes

    # The file

    @property
    def fields(self) -> list[Field]:
        axes = [self.tally.rows, *([self.tally.columns] if self.tally.columns else [])]
        named = [
            field
            for axis in axes
            for field in (
                [Field(axis.name, axis.name, "integer")]
                if axis.is_time
                else [Field(axis.name, axis.name, "text"), Field(f"{axis.name}_name", f"{axis.name} name", "text")]
            )
        ]
        counted = [Field("records", "records", "integer")]
        if self.tally.is_money:
            counted = [
                Field("value_usd", "value in US dollars", "decimal"),
                Field("projects", "projects", "integer"),
            ]
        return [*named, *counted]

    def file_rows(self) -> Iterator[tuple[Any, ...]]:
        """Every cell for itself, in the order of the table."""
        held = {column for _row, column in self.cells}
        columns = {**(self.tally.columns.words(held) if self.tally.columns else {}), **({UNKNOWN: ""} if UNKNOWN in held else {})}
        for row, label in self.row_words.items():
            for column, name in columns.items():
                cell = self.cells.get((row, column))
                if cell is None:
                    continue
                first = (row or None,) if self.tally.rows.is_time else (row, label if row else "")
                second = (column, name) if self.tally.columns else ()
                numbers = (cell["usd"], cell["projects"]) if self.tally.is_money else (cell["records"],)
                yield (*first, *second, *numbers)


def money_notes(found: Totals) -> list[str]:
    """The rule of what a total of money may count, and how many projects of the list are in none."""
    notes = [money_rule()]
    if found.left_out:
        notes.append(
            ngettext(
                "The rule leaves out %(left)d project of %(count)d.",
                "The rule leaves out %(left)d projects of %(count)d.",
                found.left_out,
            )
            % {"left": found.left_out, "count": found.count}
        )
    if found.unstated:
        notes.append(
            ngettext(
                "Of %(count)d further project no amount in US dollars is known.",
                "Of %(count)d further projects no amount in US dollars is known.",
                found.unstated,
            )
            % {"count": found.unstated}
        )
    return notes


def money_rule() -> str:
    return _(
        "Totals leave out cancelled and suspended projects, umbrella records, and parts of projects that are counted themselves. Of "
        "each kind a project counts once, with its largest line; kinds may speak of the same money and are never added to each other."
    )
