"""Values of charts in words: amounts with their unit, periods, the sentence that says what a chart shows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from cooperation.models import Direction

from .asked import BOTH, Asked
from .explorer import Explorer, Series
from .ranking import Ranking
from .statements import BY_CHINA, Statement

MILLION, BILLION = Decimal(1_000_000), Decimal(1_000_000_000)
#: Most partners or products that a sentence names.
NAMED = 3


def decimals(value: Decimal) -> int:
    """As many as a reader needs: none for large numbers, more for small ones."""
    size = abs(value)
    return 0 if size >= 100 or size == 0 else 1 if size >= 10 else 2 if size >= Decimal("0.1") else 3


def number(value: Decimal, places: int | None = None) -> str:
    places = decimals(value) if places is None else places
    text = number_format(round(value, places), decimal_pos=places, use_l10n=True, force_grouping=True)
    return text.replace("-", "\N{MINUS SIGN}")


def dollars(value: Decimal) -> str:
    """An amount for a sentence: “22.71 billion US dollars”."""
    if abs(value) >= BILLION:
        return _("%(number)s billion US dollars") % {"number": number(value / BILLION, 2)}
    return _("%(number)s million US dollars") % {"number": number(value / MILLION)}


def per_cent(value: Decimal) -> str:
    return _("%(number)s%%") % {"number": number(value, 1)}


def change(value: Decimal) -> str:
    return f"{'+' if value > 0 else ''}{per_cent(value)}"


def period(at: dt.date, *, by_month: bool) -> str:
    return date_format(at, "YEAR_MONTH_FORMAT") if by_month else f"{at:%Y}"


def coverage(statement: Statement) -> str:
    """Why a statement is not a whole period: how much of it, in words."""
    if statement.months < statement.span:
        if statement.until:
            month = date_format(statement.until, "F")
            return _("January–%(month)s") % {"month": month.lower() if get_language() == "ru" else month}
        return _("%(number)d of 12 months") % {"number": statement.months}
    return _("incomplete, says the publisher") if statement.is_incomplete else ""


def unit(explorer: Explorer) -> str:
    way = explorer.asked.get("show")
    if way == "share":
        return _("per cent of the chosen partners together")
    if way == "change":
        return _("per cent on the year before")
    if explorer.asked.scope.is_quantity:
        return ", ".join(explorer.units) or _("unit not stated")
    return _("million US dollars")


def shown(explorer: Explorer, value: Decimal) -> str:
    """A cell of the table, in the table's unit."""
    way = explorer.asked.get("show")
    if way == "share":
        return number(value, 1)
    if way == "change":
        return f"{'+' if value > 0 else ''}{number(value, 1)}"
    return number(value) if explorer.asked.scope.is_quantity else number(value / MILLION)


def title(asked: Asked) -> str:
    """What the chart is about, as a heading."""
    words = {
        Direction.EXPORT: _("%(goods)s from China to Central Asia"),
        Direction.IMPORT: _("%(goods)s from Central Asia to China"),
        Direction.TOTAL: _("%(goods)s between China and Central Asia"),
    }[Direction(asked.get("direction"))]
    return words % {"goods": f"{asked.product.code} {asked.product.name}" if asked.product else _("Goods")}


def reported(asked: Asked) -> str:
    side = asked.get("reported_by")
    if side == BOTH:
        return _("as each side reports it")
    return _("as China reports it") if side == BY_CHINA else _("as the partners report it")


def sentence(explorer: Explorer) -> str:
    """What a reader without the chart is told: the latest period that most lines state, and what may not be compared."""
    said = []
    asked = explorer.asked
    stating = {at: [one for one in explorer.series if at in one.whole] for at in explorer.periods}
    most = max(map(len, stating.values()), default=0)
    if most:
        at = max(at for at, series in stating.items() if len(series) == most)
        values = {
            "title": title(asked),
            "period": period(at, by_month=asked.by_month),
            "reported": reported(asked),
            "names": names(stating[at], at, explorer),
        }
        said.append(_("%(title)s in %(period)s, %(reported)s: %(names)s.") % values)
    parts = [at for at in explorer.periods if any(c.statement and not c.is_whole for c in (s.cells[at] for s in explorer.series))]
    if parts and asked.get("show") == "absolute":
        listed = ", ".join(period(at, by_month=asked.by_month) for at in parts[-NAMED:])
        said.append(_("Values for a part of a period (%(periods)s) stand apart and are joined to no line.") % {"periods": listed})
    silent = [code for code in asked.partner_codes if code not in {one.partner.code for one in explorer.series}]
    if silent and explorer.series:
        listed = ", ".join(explorer.world.by_code[code].name for code in silent)
        said.append(_("Nothing is stated of: %(names)s.") % {"names": listed})
    return " ".join(said)


def names(series: list[Series], at: dt.date, explorer: Explorer) -> str:
    """“Kazakhstan 43.82 billion US dollars; Kyrgyzstan …”, the largest first."""
    ranked = sorted(series, key=lambda one: one.shown(at) or Decimal(0), reverse=True)
    said = [f"{one.label} {amount(explorer, one.shown(at))}" for one in ranked[:NAMED]]
    return pgettext("between parts of a list", "; ").join(said)


def amount(explorer: Explorer, value: Decimal | None) -> str:
    if value is None:
        return ""
    way = explorer.asked.get("show")
    if way == "share":
        return per_cent(value)
    if way == "change":
        return change(value)
    if explorer.asked.scope.is_quantity:
        return f"{number(value)} {unit(explorer)}"
    return dollars(value)


def years(ranking: Ranking) -> str:
    if not ranking.years:
        return ""
    first, last = ranking.years
    return str(last) if first == last else f"{first}–{last}"


def ranking_sentence(ranking: Ranking) -> str:
    """The leading products, and how many there are."""
    if not ranking.rows:
        return ""
    side = ranking.scope.sides[0]
    leading = [row for row in ranking.rows if side in row.values][:NAMED]
    values = {
        "title": title(ranking.asked),
        "period": years(ranking),
        "reported": reported(ranking.asked),
        "names": pgettext("between parts of a list", "; ").join(f"{r.product.name} {dollars(r.values[side])}" for r in leading),
    }
    return _("%(title)s in %(period)s, %(reported)s: %(names)s.") % values
