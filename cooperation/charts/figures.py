"""A chart as templates write it: the sentence, the table from which the script draws, and where each value comes from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cooperation.models import SourceRelease

from . import words
from .explorer import Cell, Explorer, Series
from .ranking import Ranked, Ranking


@dataclass
class FigureColumn:
    """A column of values: what the script needs to draw it, beside its header."""

    label: str
    partner: str = ""
    side: str = ""
    #: The script leaves out a column that follows from others.
    is_drawn: bool = True


@dataclass
class FigureCell:
    """One value: in words, and as a number for the script."""

    text: str = ""
    value: str = ""
    is_whole: bool = True
    #: Why it is not whole: the part of the period that it covers.
    part: str = ""
    is_computed: bool = False
    source: int = 0
    others: int = 0
    url: str = ""


@dataclass
class FigureRow:
    label: str
    at: str
    cells: list[FigureCell]
    url: str = ""
    language: str = ""


@dataclass
class Figure:
    """Everything of one chart. `number` tells several on a page apart."""

    chart: str
    title: str
    sentence: str
    head: str
    caption: str
    unit: str
    columns: list[FigureColumn]
    rows: list[FigureRow]
    releases: list[SourceRelease]
    notes: list[str] = field(default_factory=list)
    number: int = 1
    csv_url: str = ""
    embed_url: str = ""
    address: str = ""

    #: How the script draws: "absolute", "share" or "change"; amounts of money are drawn in the largest unit of the language.
    shown: str = "absolute"
    is_money: bool = True

    @property
    def money_divisor(self) -> int:
        return int(words.drawn_unit()[0])

    @property
    def money_unit(self) -> str:
        return words.drawn_unit()[1]

    @property
    def value_count(self) -> int:
        return sum(1 for row in self.rows for cell in row.cells if cell.value)

    @property
    def is_empty(self) -> bool:
        return not self.value_count


def series_figure(explorer: Explorer, records_url: str) -> Figure:
    """Lines, areas, bars or small charts of partners over time."""
    asked = explorer.asked
    numbers = {release: number for number, release in enumerate(explorer.releases, 1)}
    unit = words.unit(explorer)
    return Figure(
        chart=asked.get("chart"),
        title=words.title(asked),
        sentence=words.sentence(explorer),
        head=_("Month") if asked.by_month else _("Year"),
        caption=_("%(title)s, %(reported)s, %(unit)s")
        % {"title": words.title(asked), "reported": words.reported(asked), "unit": unit},
        unit=unit,
        columns=[FigureColumn(str(one.label), one.partner.code, one.side) for one in explorer.series],
        rows=[
            FigureRow(
                words.period(at, by_month=asked.by_month),
                f"{at:%Y-%m}" if asked.by_month else f"{at:%Y}",
                [series_cell(explorer, one, at, numbers, records_url) for one in explorer.series],
            )
            for at in reversed(explorer.periods)
        ],
        releases=explorer.releases,
        notes=series_notes(explorer),
        shown=asked.get("show"),
        is_money=asked.get("show") == "absolute" and not asked.scope.is_quantity,
    )


def series_cell(explorer: Explorer, series: Series, at: dt.date, numbers: dict, records_url: str) -> FigureCell:
    cell: Cell = series.cells[at]
    if cell.statement is None or cell.shown is None:
        return FigureCell()
    statement = cell.statement
    return FigureCell(
        text=words.shown(explorer, cell.shown),
        value=f"{cell.shown:f}",
        is_whole=statement.is_whole,
        part=words.coverage(statement),
        is_computed=statement.is_computed,
        source=numbers[statement.release],
        others=statement.others,
        url=f"{records_url}?{cell.query}" if statement.others else "",
    )


def series_notes(explorer: Explorer) -> list[str]:
    asked = explorer.asked
    notes = []
    every = [cell.statement for one in explorer.series for cell in one.cells.values() if cell.statement and cell.shown is not None]
    if any(statement.is_computed for statement in every):
        notes.append(_("Σ: exports and imports added up by the registry, where no release of equal rank states both together."))
    if any(statement.others for statement in every):
        notes.append(_("+1, +2 …: so many other values are stated for the same period; the link lists them all."))
    if any(not statement.is_whole for statement in every):
        notes.append(_("Values in italics cover a part of the period or are incomplete. The chart shows them as hollow marks."))
    if asked.product and any(not release.covers_all_products for release in explorer.releases):
        notes.append(
            _(
                "Some releases state selected products only. A year without a value means that none is stated, not that nothing was traded."
            )
        )
    if asked.get("show") == "share":
        notes.append(_("Shares are given for periods in which every chosen partner has a whole value."))
    if asked.get("show") == "change":
        notes.append(_("Change is given between whole periods, a year apart."))
    if asked.get("chart") == "area":
        notes.append(_("Areas are drawn for periods in which every chosen partner has a whole value."))
    return notes


def ranking_figure(ranking: Ranking, product_query: Any) -> Figure:
    """Products by value; `product_query` gives the query string that narrows to a product."""
    asked = ranking.asked
    is_share = asked.get("show") == "share"
    unit = _("per cent of the products stated") if is_share else _("million US dollars")
    period = words.years(ranking)
    notes = [_("Values are added up over the chosen partners and years, each from the release with the best rank.")]
    if any(not release.covers_all_products for release in ranking.releases):
        notes.append(_("Some releases state selected products only, so the products need not add up to all goods."))
    if len(ranking.rows) > len(ranking.shown):
        notes.append(
            _("The first %(shown)d of %(count)d products. The file holds all.")
            % {"shown": len(ranking.shown), "count": len(ranking.rows)}
        )
    return Figure(
        chart=asked.get("chart"),
        title=words.title(asked),
        sentence=words.ranking_sentence(ranking),
        head=_("Product"),
        caption=_("%(title)s, %(period)s, %(reported)s, %(unit)s")
        % {"title": words.title(asked), "period": period, "reported": words.reported(asked), "unit": unit},
        unit=unit,
        columns=[FigureColumn(side_label(side), "", side) for side in ranking.scope.sides],
        rows=[ranking_row(ranking, row, is_share, product_query) for row in ranking.shown],
        releases=ranking.releases,
        notes=notes,
        shown=asked.get("show"),
        is_money=not is_share,
    )


def ranking_row(ranking: Ranking, row: Ranked, is_share: bool, product_query: Any) -> FigureRow:
    cells = []
    for side in ranking.scope.sides:
        value = (row.share if is_share else row.values).get(side)
        if value is None:
            cells.append(FigureCell())
            continue
        text = words.number(value, 1) if is_share else words.number(value / words.MILLION)
        cells.append(FigureCell(text=text, value=f"{value:f}"))
    name = row.product.name
    narrower = product_query(row.product.code) if row.product.level != "subheading" else ""
    return FigureRow(str(name), row.product.code, cells, narrower, name.language if name.is_fallback else "")


def side_label(side: str) -> str:
    return _("Reported by China") if side == "china" else _("Reported by the partners")
