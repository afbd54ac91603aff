"""The mirror page's charts with their tables: by year or partner, and by product."""

from __future__ import annotations

from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import words
from .figures import Figure, FigureCell, FigureColumn, FigureRow
from .mirror import Mirror, MirrorAsked, Pair
from .ranking import Ranking
from .statements import BY_CHINA, BY_PARTNER, Statement


def mirror_columns(asked: MirrorAsked) -> list[FigureColumn]:
    code = asked.partner.code if asked.partner else ""
    own = _("%(country)s reports") % {"country": asked.partner.name} if asked.partner else _("The partner reports")
    return [
        FigureColumn(_("China reports"), code, BY_CHINA),
        FigureColumn(own, code, BY_PARTNER),
        FigureColumn(_("Gap"), is_drawn=False),
        FigureColumn(_("Gap, per cent of what China reports"), is_drawn=False),
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
        notes=[*mirror.silent, *mirror.missing, *notes],
    )


def mirror_title(asked: MirrorAsked) -> str:
    if not asked.partner:
        return _("%(goods)s: what each side reports") % {"goods": words.title(asked)}
    return _("%(goods)s, %(country)s: what each side reports") % {"goods": words.title(asked), "country": asked.partner.name}


def mirror_sentence(mirror: Mirror, pair: Pair | None = None) -> str:
    """Of a year of a partner: what each side says, and the gap. Without one: the latest gap of the partner, or the largest."""
    pairs = [one for one in mirror.shown if one.is_comparable]
    if not pairs:
        return _("No year is stated whole by both sides.")
    if pair is None:
        pair = pairs[0] if mirror.asked.partner else max(pairs, key=lambda one: abs(one.gap or Decimal(0)))
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
    query.update({"partner": asked.partner.code, "direction": asked.get("direction"), "from_date": f"{year}", "to_date": f"{year}"})
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
        sentence=ngettext(
            "%(count)d product is stated by both sides for %(year)s.",
            "%(count)d products are stated by both sides for %(year)s.",
            len(stated),
        )
        % {"count": len(stated), "year": year},
        head=_("Product"),
        caption=_("%(title)s by product, %(year)s, million US dollars") % {"title": mirror_title(asked), "year": year},
        unit=_("million US dollars"),
        columns=mirror_columns(asked),
        rows=rows,
        releases=ranking.releases,
        notes=notes,
        number=2,
    )
