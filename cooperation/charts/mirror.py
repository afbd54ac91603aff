"""Mirror statistics: what China reports against what the partner reports, by year, by partner and by product."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import django_filters
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cooperation.kinds.filters import CodesFilter, DateFromFilter, DateToFilter
from cooperation.models import Country, Direction

from . import words
from .asked import BOTH, REGION, Asked, ChartFilter, choice
from .explorer import Explorer
from .statements import BY_CHINA, BY_PARTNER, CHINA, Slot, Statement


class MirrorFilter(ChartFilter):
    partner = CodesFilter(method="no_filter", choices=[], label=gettext_lazy("Partner"))
    direction = choice(Direction.choices, gettext_lazy("Direction"))
    product = django_filters.CharFilter(method="no_filter", max_length=100, label=gettext_lazy("Product"))
    from_date = DateFromFilter(method="no_filter", label=pgettext_lazy("chart", "From"))
    to_date = DateToFilter(method="no_filter", label=pgettext_lazy("chart", "To"))


class MirrorAsked(Asked):
    """The state of the mirror page: all partners, or one."""

    filterset_class = MirrorFilter
    has_many_partners = False
    usual = {
        "direction": str(Direction.TOTAL),
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
    def is_plain(self) -> bool:
        """All partners, all goods, both directions, all years."""
        chosen = self.partner or self.product or self.first or self.last
        return not chosen and self.get("direction") == Direction.TOTAL

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
        used = {s.release.pk for pair in self.shown for s in (pair.china, pair.other) if s}
        return sorted((self.asked.world.releases[pk] for pk in used), key=lambda release: (release.rank, release.reference))

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

    @property
    def missing(self) -> list[str]:
        """Of the chosen partner: the years that one side states and the other does not, in words."""
        partner = self.asked.partner
        if partner is None or self.latest(partner.code) is None:
            return []
        china = self.asked.world.by_code[CHINA]
        said = []
        for country, years in (
            (china, [pair.at.year for pair in self.pairs if pair.china is None]),
            (partner, [pair.at.year for pair in self.pairs if pair.other is None]),
        ):
            if years:
                words_of = {"country": country.name, "years": spans(years)}
                said.append(_("Not reported by %(country)s, as far as the registry holds it: %(years)s.") % words_of)
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


def spans(years: Iterable[int]) -> str:
    """Years with neighbours joined: `2014–2022, 2025`."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return words.listed(f"{first}" if first == last else f"{first}–{last}" for first, last in runs)
