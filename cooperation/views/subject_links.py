"""The ways from a list to the profiles of what it is narrowed to."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cooperation.kinds.filters import StrictFilterSet
from cooperation.models import Country, Mechanism, Sector

#: China and the five: the countries that have pairs.
OWN_ROLES = (Country.Role.CHINA, Country.Role.CENTRAL_ASIA)
#: More values than these of one filter are no subject but a selection.
FEW = 2


def in_order(one: Country, other: Country) -> tuple[Country, Country]:
    """Two countries in the registry's order, China first."""
    first, second = sorted((one, other), key=lambda country: (country.position, country.code))
    return first, second


def china_pairs() -> list[tuple[Country, Country]]:
    """China with each of the five."""
    china = Country.objects.filter(role=Country.Role.CHINA).first()
    return [(china, partner) for partner in Country.objects.partners()] if china else []


def pair_url(one: Country, other: Country) -> str:
    first, second = in_order(one, other)
    return reverse("pair-detail", args=[first.code, second.code])


def pair_name(one: Country, other: Country) -> str:
    first, second = in_order(one, other)
    return _("%(first)s–%(second)s") % {"first": first.name, "second": second.name}


def profile_links(filterset: StrictFilterSet) -> list[dict[str, Any]]:
    """Profiles of the chosen countries, sector and mechanism; of two countries together, and of a country's sector."""
    chosen = {name: values for name, values in filterset.chosen.items() if len(values) <= FEW}
    countries = list(Country.objects.states().filter(code__in=chosen["country"])) if "country" in chosen else []
    sectors = list(Sector.objects.filter(code__in=chosen["sector"])) if "sector" in chosen else []
    mechanisms = list(Mechanism.objects.filter(code__in=chosen["mechanism"])) if "mechanism" in chosen else []
    found = [(country.name, reverse("country-detail", args=[country.code])) for country in countries]
    if len(countries) == FEW and "match" in chosen and all(country.role in OWN_ROLES for country in countries):
        found.insert(0, (pair_name(*countries), pair_url(*countries)))
    found += [(sector.name, reverse("sector-detail", args=[sector.code])) for sector in sectors]
    if len(countries) == len(sectors) == 1:
        words = _("%(country)s: %(sector)s") % {"country": countries[0].name, "sector": sectors[0].name}
        found.insert(0, (words, reverse("country-sector", args=[countries[0].code, sectors[0].code])))
    found += [(mechanism.name, reverse("mechanism-detail", args=[mechanism.code])) for mechanism in mechanisms]
    if "mechanism" in filterset.filters and not mechanisms:
        found.append((_("all mechanisms"), reverse("mechanism-list")))
    return [{"label": label, "url": url} for label, url in found]
