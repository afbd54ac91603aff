"""Profiles of countries, pairs and sectors, made of the lists' own filters: every number is the count of a list that one can open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from cooperation.charts.mirror_figures import mirror_figure
from cooperation.charts.profile import TradeProfile
from cooperation.charts.sector_trade import sector_goods
from cooperation.charts.statements import CHINA
from cooperation.charts.tallies import TallyFigure, money_notes
from cooperation.kinds import Kind
from cooperation.kinds.money import totals
from cooperation.kinds.scope import Scope
from cooperation.kinds.ties import TIES, most_tied
from cooperation.kinds.timeline import STRANDS, coming, latest, years
from cooperation.models import Country, Sector

from .context import home_crumb
from .maps import small_map
from .parts import RECORD_KINDS, latest_changes, partners_figure, summed
from .subject_links import OWN_ROLES, in_order, pair_url
from .trade import addressed

#: Records of each kind, moments and organisations that a profile shows before "all N".
SHOWN, MOMENTS, COMING, TIED = 3, 5, 3, 6
#: Charts that a profile shows, as kind and tally.
CHARTS = (("agreement", "year"), ("project", "sector"))
SECTOR_CHARTS = (("agreement", "year"), ("project", "status"))
#: The kind that has money to add up.
MONEY = next(kind for kind in RECORD_KINDS if any(tally.is_money for tally in kind.charts))
#: Bodies of a country say little by their first names in the alphabet: those with most records stand in a table of their own.
UNLISTED = "organisation"


class Profile(View):
    template_name = "pages/profile.html"
    charts = CHARTS
    #: Whether the page of the timeline knows what the profile is about.
    has_timeline = True

    def get(self, request: HttpRequest, **codes: str) -> HttpResponse:
        self.find(**codes)
        if request.path != (address := self.address()):
            return redirect(address, permanent=True)
        scope = self.scope()
        groups = [group for kind in RECORD_KINDS if (group := self.group(kind, scope))["count"]]
        context = {
            "scope": scope,
            "groups": groups,
            "listed": [group for group in groups if group["kind"].name != UNLISTED],
            "total": sum(group["count"] for group in groups),
            "today": timezone.localdate(),
            "crumbs": [home_crumb(), *self.crumbs()],
            **self.subjects(),
        }
        if context["total"]:
            context |= {**self.parts(scope, groups), **self.further(scope)}
        return render(request, self.template_name, context)

    def find(self, **codes: str) -> None:
        """Reads what the address names. Raises Http404 where there is nothing of that name."""
        raise NotImplementedError

    def address(self) -> str:
        """The one address of what was found."""
        return self.request.path

    def subjects(self) -> dict[str, Any]:
        raise NotImplementedError

    def scope(self) -> Scope:
        raise NotImplementedError

    def crumbs(self) -> list[dict[str, Any]]:
        raise NotImplementedError

    def further(self, scope: Scope) -> dict[str, Any]:
        return {}

    def group(self, kind: Kind, scope: Scope) -> dict[str, Any]:
        rows = scope.narrowed(kind.queryset())
        count = rows.order_by().count()
        return {
            "kind": kind,
            "count": count,
            "records": kind.sorted(rows, kind.default_sort).prefetch_related("countries")[:SHOWN],
            "url": f"{kind.list_url()}?{scope.query()}",
            "all": kind.all_words(count),
        }

    def parts(self, scope: Scope, groups: list[dict[str, Any]]) -> dict[str, Any]:
        """What every profile shows beside its lists."""
        today = timezone.localdate()
        moments = years(scope, STRANDS)
        counts = {group["kind"].name: group["count"] for group in groups}
        money = totals(scope.narrowed(MONEY.queryset())) if counts.get(MONEY.name) else None
        return {
            "moments": latest(scope, today, MOMENTS),
            "coming": coming(scope, today, COMING),
            "moment_count": moments.total(),
            "timeline_url": f"{reverse('timeline')}?{scope.query(year_from=str(min(moments)))}"
            if moments and self.has_timeline
            else "",
            "map": small_map(**scope.chosen) if money else None,
            "figures": list(self.figures(scope, counts)),
            "money": money,
            "money_notes": money_notes(money) if money else [],
            "tied": most_tied(scope, TIED),
            "tied_kinds": [tie.kind for tie in TIES],
            "changes": latest_changes(scope.narrowed(kind.queryset()) for kind in RECORD_KINDS),
        }

    def figures(self, scope: Scope, counts: dict[str, int]) -> Iterator[TallyFigure]:
        for kind in RECORD_KINDS:
            for owner, name in self.charts:
                tally = kind.chart(name)
                if kind.name == owner and tally and counts.get(owner):
                    yield TallyFigure(kind, tally, scope.narrowed(kind.queryset()), scope.chosen)


class CountryProfile(Profile):
    template_name = "pages/country.html"

    def find(self, **codes: str) -> None:
        self.country = found(Country.objects.states().filter(code=codes["country"]))
        self.has_timeline = self.country.role in OWN_ROLES

    def subjects(self) -> dict[str, Any]:
        return {"country": self.country}

    def scope(self) -> Scope:
        return Scope((self.country.code,))

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Countries"), "url": reverse("country-list")}, {"label": self.country.name, "url": ""}]

    def further(self, scope: Scope) -> dict[str, Any]:
        by_sector, by_country = summed("sector", scope), summed("country", scope)
        return {
            "sectors": [(sector, by_sector[sector.code]) for sector in Sector.objects.top() if by_sector[sector.code]],
            "pairs": [
                (other, pair_url(self.country, other), by_country[other.code])
                for other in own_countries()
                if other != self.country and by_country[other.code]
            ]
            if self.country.role in OWN_ROLES
            else [],
            **trade_of(self.country, self.request),
        }


class PairProfile(Profile):
    """What two of the registry's six countries do together: records that concern both."""

    template_name = "pages/pair.html"

    def address(self) -> str:
        return pair_url(self.first, self.second)

    def find(self, **codes: str) -> None:
        rows = {country.code: country for country in own_countries()}
        one, other = rows.get(codes["country"]), rows.get(codes["other"])
        if one is None or other is None or one == other:
            raise Http404
        self.first, self.second = in_order(one, other)
        if not any(self.scope().narrowed(kind.queryset()).exists() for kind in RECORD_KINDS):
            raise Http404

    def subjects(self) -> dict[str, Any]:
        return {"first": self.first, "second": self.second, "country": self.second, "has_china": self.first.code == CHINA}

    def scope(self) -> Scope:
        return Scope((self.first.code, self.second.code))

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("Countries"), "url": reverse("country-list")},
            {"label": self.first.name, "url": reverse("country-detail", args=[self.first.code])},
            {"label": self.second.name, "url": ""},
        ]

    def further(self, scope: Scope) -> dict[str, Any]:
        by_sector = summed("sector", scope)
        sectors = [(sector, by_sector[sector.code]) for sector in Sector.objects.top() if by_sector[sector.code]]
        return {"sectors": sectors, **(trade_of(self.second, self.request) if self.first.code == CHINA else {})}


class SectorProfile(Profile):
    template_name = "pages/sector.html"
    charts = SECTOR_CHARTS

    def find(self, **codes: str) -> None:
        self.sector = sector_of(codes["sector"])
        self.has_timeline = self.sector.parent is None

    def subjects(self) -> dict[str, Any]:
        return {"sector": self.sector, "chapters": chapters(self.sector)}

    def scope(self) -> Scope:
        return Scope(sector=self.sector.code)

    def crumbs(self) -> list[dict[str, Any]]:
        wider = self.sector.parent
        above = [{"label": wider.name, "url": reverse("sector-detail", args=[wider.code])}] if wider else []
        return [{"label": _("Sectors"), "url": reverse("sector-list")}, *above, {"label": self.sector.name, "url": ""}]

    def further(self, scope: Scope) -> dict[str, Any]:
        by_country, by_sector = summed("country", scope), summed("sector", scope)
        return {
            "countries": [(country, by_country[country.code]) for country in Country.objects.partners()],
            "children": [(child, by_sector[child.code]) for child in self.sector.children.all()],
            "goods": sector_goods(chapters(self.sector)),
        }


class CountrySectorProfile(Profile):
    template_name = "pages/country_sector.html"
    charts = SECTOR_CHARTS

    def find(self, **codes: str) -> None:
        self.country = found(Country.objects.states().filter(code=codes["country"]))
        self.has_timeline = self.country.role in OWN_ROLES
        self.sector = sector_of(codes["sector"])
        self.has_timeline = self.has_timeline and self.sector.parent is None

    def subjects(self) -> dict[str, Any]:
        return {"country": self.country, "sector": self.sector}

    def scope(self) -> Scope:
        return Scope((self.country.code,), self.sector.code)

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("Countries"), "url": reverse("country-list")},
            {"label": self.country.name, "url": reverse("country-detail", args=[self.country.code])},
            {"label": self.sector.name, "url": ""},
        ]

    def further(self, scope: Scope) -> dict[str, Any]:
        by_sector = summed("sector", scope)
        partner = self.country.code if self.country.role == Country.Role.CENTRAL_ASIA else ""
        return {
            "children": [(child, by_sector[child.code]) for child in self.sector.children.all() if by_sector[child.code]],
            "goods": sector_goods(chapters(self.sector), partner) if self.country.role in OWN_ROLES else [],
        }


def own_countries() -> list[Country]:
    """China and the five, in the registry's order."""
    return list(Country.objects.filter(role__in=OWN_ROLES).order_by("position", "code"))


def known_pairs() -> list[tuple[Country, Country]]:
    """The pairs that have a profile: those of which some record concerns both."""
    own, made = own_countries(), []
    for place, one in enumerate(own):
        together = summed("country", Scope((one.code,)))
        made += [(one, other) for other in own[place + 1 :] if together[other.code]]
    return made


def found(rows: Any) -> Any:
    row = rows.first()
    if row is None:
        raise Http404
    return row


def sector_of(code: str) -> Sector:
    return found(Sector.objects.select_related("parent").prefetch_related("children", "products").filter(code=code))


def chapters(sector: Sector) -> list[Any]:
    return [product for product in sector.products.all() if product.level == "chapter"]  # type: ignore[attr-defined]


def trade_of(subject: Country, request: HttpRequest) -> dict[str, Any]:
    """Trade of a country of the registry: of China with each of the five, of one of the five with China."""
    if subject.role not in OWN_ROLES:
        return {}
    if subject.code == CHINA:
        return {"figure": partners_figure(request)}
    trade = TradeProfile(subject)
    return {"trade": trade, "figure": addressed(mirror_figure(trade.mirror), trade.mirror.asked, "trade-mirror", request)}
