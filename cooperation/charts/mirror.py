"""Mirror statistics: what China reports against what the partner reports, by year, by partner and by product."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import django_filters
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cooperation.kinds.filters import CodesFilter, DateFromFilter, DateToFilter
from cooperation.models import Country, Direction

from . import words
from .asked import BOTH, REGION, Asked, ChartFilter, choice
from .explorer import Explorer
from .figures import Figure, FigureCell, FigureColumn, FigureRow
from .ranking import Ranking
from .statements import BY_CHINA, BY_PARTNER, Slot, Statement


class MirrorFilter(ChartFilter):
    partner = CodesFilter(method="no_filter", choices=[], label=lazy("Partner"))
    direction = choice(Direction.choices, lazy("Direction"))
    product = django_filters.CharFilter(method="no_filter", max_length=100, label=lazy("Product"))
    from_date = DateFromFilter(method="no_filter", label=lazy("From"))
    to_date = DateToFilter(method="no_filter", label=lazy("To"))


class MirrorAsked(Asked):
    """The state of the mirror page: all partners, or one."""

    filterset_class = MirrorFilter
    has_many_partners = False
    usual = {
        "direction": str(Direction.EXPORT),
        "reported_by": BOTH,
        "period": "year",
        "measure": "value",
        "show": "absolute",
        "chart": "line",
    }

    @property
    def offered(self) -> list[Country]:
        return self.world.partners

    def odd_combinations(self) -> dict[str, list[str]]:
        if len(self.query.getlist("partner")) > 1:
            return {"partner": [_("This filter takes one value.")]}
        return {}

    @property
    def partner(self) -> Country | None:
        chosen = self.filterset.form.cleaned_data.get("partner") or []
        return self.world.by_code[chosen[0]] if chosen else None


@dataclass(frozen=True)
class Pair:
    """Both sides' statements on one partner and year; a side that states nothing is None."""

    partner: Country
    at: dt.date
    china: Statement | None
    other: Statement | None

    @property
    def is_comparable(self) -> bool:
        return bool(self.china and self.other and self.china.is_whole and self.other.is_whole)

    @property
    def gap(self) -> Decimal | None:
        """What China reports above the partner; negative where the partner reports more. Only of whole years."""
        return self.china.value - self.other.value if self.is_comparable and self.china and self.other else None

    @property
    def gap_pct(self) -> Decimal | None:
        """The gap as a part of what China reports."""
        if self.gap is None or not self.china or not self.china.value:
            return None
        return self.gap / self.china.value * 100


class Mirror:
    def __init__(self, asked: MirrorAsked) -> None:
        self.asked = asked
        self.explorer = Explorer(asked)

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every year of every partner of which a side states anything, newest first."""
        return [
            self.pair(code, at)
            for code in self.asked.partner_codes
            if code != REGION
            for at in reversed(self.explorer.periods)
            if self.pair(code, at).china or self.pair(code, at).other
        ]

    def pair(self, code: str, at: dt.date) -> Pair:
        best = self.explorer.stated.best
        direction = self.explorer.direction
        china, other = (best(Slot(side, code, direction, at)) for side in (BY_CHINA, BY_PARTNER))
        return Pair(self.asked.world.by_code[code], at, china, other)

    def latest(self, code: str) -> Pair | None:
        """The latest year that both sides state whole."""
        return next((pair for pair in self.pairs if pair.partner.code == code and pair.is_comparable), None)

    @cached_property
    def releases(self) -> list[Any]:
        used = {s.release for pair in self.shown for s in (pair.china, pair.other) if s}
        return sorted(used, key=lambda release: (release.rank, release.reference))

    @property
    def shown(self) -> list[Pair]:
        """The pairs of the page's table: all years of the partner, or the latest year of each partner."""
        if self.asked.partner:
            return self.pairs
        return [pair for code in self.asked.partner_codes if (pair := self.latest(code))]

    @property
    def silent(self) -> list[str]:
        """Partners with no year that both sides state, and which side is missing, in words."""
        said = []
        for code in self.asked.partner_codes:
            if self.latest(code) is None:
                name = self.asked.world.by_code[code].name
                own = [pair for pair in self.pairs if pair.partner.code == code]
                if any(pair.other for pair in own):
                    said.append(_("%(country)s: no year is stated by both sides.") % {"country": name})
                else:
                    said.append(_("%(country)s has not reported: no release holds its own figures.") % {"country": name})
        return said

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """All pairs as rows of a file."""
        product = self.asked.product.code if self.asked.product else "TOTAL"
        for pair in self.pairs:
            yield (
                f"{pair.at:%Y}",
                pair.partner.code,
                pair.partner.name_en,
                self.explorer.direction,
                product,
                pair.china.value if pair.china else None,
                pair.other.value if pair.other else None,
                pair.gap,
                None if pair.gap_pct is None else round(pair.gap_pct, 2),
                pair.is_comparable,
                pair.china.months if pair.china else None,
                pair.other.months if pair.other else None,
                pair.china.release.reference if pair.china else None,
                pair.other.release.reference if pair.other else None,
            )


def mirror_columns(asked: MirrorAsked) -> list[FigureColumn]:
    code = asked.partner.code if asked.partner else ""
    own = _("%(country)s reports") % {"country": asked.partner.name} if asked.partner else _("The partner reports")
    return [
        FigureColumn(_("China reports"), code, BY_CHINA),
        FigureColumn(own, code, BY_PARTNER),
        FigureColumn(_("Gap"), is_drawn=False),
        FigureColumn(_("Gap, % of what China reports"), is_drawn=False),
    ]


def mirror_figure(mirror: Mirror) -> Figure:
    asked = mirror.asked
    numbers = {release: number for number, release in enumerate(mirror.releases, 1)}
    notes = [
        _(
            "Imports are mostly valued with freight and insurance (CIF), exports without (FOB): of the same goods the importer states more."
        ),
        _("The gap is what China reports less what the partner reports, and is told of whole years only."),
    ]
    return Figure(
        chart="line" if asked.partner else "ranked",
        title=mirror_title(asked),
        sentence=mirror_sentence(mirror),
        head=_("Year") if asked.partner else _("Partner"),
        caption=_("%(title)s, million US dollars") % {"title": mirror_title(asked)},
        unit=_("million US dollars"),
        columns=mirror_columns(asked),
        rows=[mirror_row(pair, numbers, bool(asked.partner)) for pair in mirror.shown],
        releases=mirror.releases,
        notes=[*mirror.silent, *notes],
    )


def mirror_title(asked: MirrorAsked) -> str:
    if not asked.partner:
        return _("%(goods)s: what each side reports") % {"goods": words.title(asked)}
    return _("%(goods)s, %(country)s: what each side reports") % {"goods": words.title(asked), "country": asked.partner.name}


def mirror_sentence(mirror: Mirror) -> str:
    """The latest gap of the partner, or of each partner the largest."""
    pairs = [pair for pair in mirror.shown if pair.is_comparable]
    if not pairs:
        return _("No year is stated whole by both sides.")
    pair = pairs[0] if mirror.asked.partner else max(pairs, key=lambda one: abs(one.gap or 0))
    values = {
        "country": pair.partner.name,
        "year": f"{pair.at:%Y}",
        "china": words.dollars(pair.china.value) if pair.china else "",
        "other": words.dollars(pair.other.value) if pair.other else "",
        "gap": words.dollars(abs(pair.gap or Decimal(0))),
        "share": words.per_cent(abs(pair.gap_pct or Decimal(0))),
    }
    if (pair.gap or 0) >= 0:
        return (
            _(
                "%(country)s, %(year)s: China reports %(china)s and the partner %(other)s. China reports %(gap)s more, %(share)s of its figure."
            )
            % values
        )
    return (
        _(
            "%(country)s, %(year)s: China reports %(china)s and the partner %(other)s. The partner reports %(gap)s more, %(share)s of China’s figure."
        )
        % values
    )


def mirror_row(pair: Pair, numbers: dict, by_year: bool) -> FigureRow:
    cells = [side_cell(statement, numbers) for statement in (pair.china, pair.other)]
    cells += gap_cells(pair.gap, pair.gap_pct)
    if by_year:
        return FigureRow(f"{pair.at:%Y}", f"{pair.at:%Y}", cells)
    return FigureRow(f"{pair.partner.name}, {pair.at:%Y}", pair.partner.code, cells, url=f"?partner={pair.partner.code}")


def side_cell(statement: Statement | None, numbers: dict) -> FigureCell:
    if statement is None:
        return FigureCell()
    return FigureCell(
        text=words.number(statement.value / words.MILLION),
        value=f"{statement.value:f}",
        is_whole=statement.is_whole,
        part=words.coverage(statement),
        is_computed=statement.is_computed,
        source=numbers.get(statement.release, 0),
    )


def gap_cells(gap: Decimal | None, gap_pct: Decimal | None) -> list[FigureCell]:
    cells = []
    for value, text in (
        (gap, words.number(gap / words.MILLION) if gap is not None else ""),
        (gap_pct, words.number(gap_pct, 1) if gap_pct is not None else ""),
    ):
        cells.append(FigureCell(text=text, value=f"{value:f}") if value is not None else FigureCell())
    return cells


def products_figure(asked: MirrorAsked) -> Figure | None:
    """The same by product, for the latest year of which both sides state products of this partner."""
    if not asked.partner:
        return None
    ranking = Ranking(asked, most=None)
    year = ranking.latest_of_both()
    if year is None:
        return None
    query = QueryDict(mutable=True)
    query.update({"partner": asked.partner.code, "direction": asked.get("direction"), "from_date": year, "to_date": year})
    if asked.product:
        query["product"] = asked.product.code
    ranking = Ranking(MirrorAsked(query, asked.world), most=None)
    stated = [row for row in ranking.rows if len(row.values) == len(ranking.scope.sides)]
    if not stated:
        return None
    rows = []
    for row in stated:
        china, other = row.values[BY_CHINA], row.values[BY_PARTNER]
        cells = [FigureCell(text=words.number(value / words.MILLION), value=f"{value:f}") for value in (china, other)]
        cells += gap_cells(china - other, (china - other) / china * 100 if china else None)
        name = row.product.name
        rows.append(FigureRow(str(name), row.product.code, cells, "", name.language if name.is_fallback else ""))
    left = len(ranking.rows) - len(stated)
    notes = [_("Stated by one side only and left out: %(number)d.") % {"number": left}] if left else []
    if any(not release.covers_all_products for release in ranking.releases):
        notes.append(
            _("Some releases state selected products only, so that a chapter of one side may hold more products than the other’s.")
        )
    return Figure(
        chart="ranked",
        title=_("By product, %(year)s") % {"year": year},
        sentence=_("%(count)s products are stated by both sides for %(year)s.") % {"count": len(stated), "year": year},
        head=_("Product"),
        caption=_("%(title)s by product, %(year)s, million US dollars") % {"title": mirror_title(asked), "year": year},
        unit=_("million US dollars"),
        columns=mirror_columns(asked),
        rows=rows,
        releases=ranking.releases,
        notes=notes,
        number=2,
    )
