"""Pages that are not one record or one list: profiles, about, data."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from cooperation.kinds import DETAIL_KINDS, KINDS, Kind
from cooperation.models import Country, Record, Sector

from . import profiles
from .context import home_crumb
from .lists import EXPORT_FORMATS

#: How many records of each kind a search, a profile and the home page show before "all N".
SHOWN = 5

RECORD_KINDS = tuple(kind for kind in DETAIL_KINDS if issubclass(kind.model, Record))


def narrowed(kind: Kind, *, country: str = "", sector: str = "") -> Any:
    """The rows that the list shows under these filters."""
    rows = kind.queryset()
    if country:
        rows = rows.in_countries([country])
    return rows.in_sectors([sector]) if sector else rows


def counted(kind: Kind, name: str, **codes: str) -> dict[str, int]:
    """How many records of a kind each country or sector has: the numbers of the list's own facet."""
    facet = next(facet for facet in kind.facets if facet.name == name)
    return kind.counts(narrowed(kind, **codes), facet)


def summed(name: str, **codes: str) -> Counter[str]:
    """The same over all kinds of records."""
    total: Counter[str] = Counter()
    for kind in RECORD_KINDS:
        total.update(counted(kind, name, **codes))
    return total


class Matrix(View):
    """Countries or sectors against the kinds of records; every number opens the list that it counts."""

    template_name = ""
    parameter = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        counts = [(kind, counted(kind, self.parameter)) for kind in RECORD_KINDS]
        rows = [
            {
                "subject": subject,
                "cells": [
                    {"count": by_code.get(subject.code, 0), "url": f"{kind.list_url()}?{self.parameter}={subject.code}"}
                    for kind, by_code in counts
                ],
            }
            for subject in self.subjects()
        ]
        context = {"kinds": RECORD_KINDS, "rows": rows, "crumbs": [home_crumb(), {"label": self.heading(), "url": ""}]}
        return render(request, self.template_name, context)

    def subjects(self) -> Any:
        raise NotImplementedError

    def heading(self) -> str:
        raise NotImplementedError


class CountryList(Matrix):
    template_name = "pages/countries.html"
    parameter = "country"

    def subjects(self) -> Any:
        return Country.objects.filter(role__in=(Country.Role.CHINA, Country.Role.CENTRAL_ASIA))

    def heading(self) -> str:
        return _("Countries")


class SectorList(Matrix):
    template_name = "pages/sectors.html"
    parameter = "sector"

    def subjects(self) -> Any:
        return Sector.objects.order_by("code")

    def heading(self) -> str:
        return _("Sectors")


class Profile(View):
    """A page made of the lists' own filters: every number on it is the count of a list that one can open."""

    template_name = ""

    def get(self, request: HttpRequest, **codes: str) -> HttpResponse:
        subjects = {name: FINDERS[name](code) for name, code in codes.items()}
        if None in subjects.values():
            raise Http404
        groups = [self.group(kind, codes) for kind in RECORD_KINDS]
        context = {
            **subjects,
            "groups": [group for group in groups if group["count"]],
            "total": sum(group["count"] for group in groups),
            "crumbs": [home_crumb(), *self.crumbs(subjects)],
            **self.further(subjects, codes),
        }
        return render(request, self.template_name, context)

    def group(self, kind: Kind, codes: dict[str, str]) -> dict[str, Any]:
        rows = narrowed(kind, **codes)
        return {
            "kind": kind,
            "count": rows.order_by().count(),
            "records": kind.sorted(rows, kind.default_sort).prefetch_related("countries")[:SHOWN],
            "url": f"{kind.list_url()}?{urlencode(codes)}",
        }

    def crumbs(self, subjects: dict[str, Any]) -> list[dict[str, Any]]:
        raise NotImplementedError

    def further(self, subjects: dict[str, Any], codes: dict[str, str]) -> dict[str, Any]:
        return {}


FINDERS = {
    "country": lambda code: Country.objects.states().filter(code=code).first(),
    "sector": lambda code: (
        Sector.objects.select_related("parent").prefetch_related("children", "products").filter(code=code).first()
    ),
}


class CountryProfile(Profile):
    template_name = "pages/country.html"

    def crumbs(self, subjects: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"label": _("Countries"), "url": reverse("country-list")}, {"label": subjects["country"].name, "url": ""}]

    def further(self, subjects: dict[str, Any], codes: dict[str, str]) -> dict[str, Any]:
        by_sector = summed("sector", **codes)
        return {
            "sectors": [(sector, by_sector[sector.code]) for sector in Sector.objects.top() if by_sector[sector.code]],
            **profiles.country(subjects["country"], self.request),
        }


class SectorProfile(Profile):
    template_name = "pages/sector.html"

    def crumbs(self, subjects: dict[str, Any]) -> list[dict[str, Any]]:
        sector = subjects["sector"]
        wider = [{"label": sector.parent.name, "url": reverse("sector-detail", args=[sector.parent.code])}] if sector.parent else []
        return [{"label": _("Sectors"), "url": reverse("sector-list")}, *wider, {"label": sector.name, "url": ""}]

    def further(self, subjects: dict[str, Any], codes: dict[str, str]) -> dict[str, Any]:
        sector = subjects["sector"]
        by_country = summed("country", **codes)
        by_sector = summed("sector", **codes)
        return {
            "chapters": [product for product in sector.products.all() if product.level == "chapter"],
            "countries": [(country, by_country[country.code]) for country in Country.objects.partners()],
            "children": [(child, by_sector[child.code]) for child in sector.children.all()],
        }


class CountrySectorProfile(Profile):
    template_name = "pages/country_sector.html"

    def crumbs(self, subjects: dict[str, Any]) -> list[dict[str, Any]]:
        country, sector = subjects["country"], subjects["sector"]
        return [
            {"label": _("Countries"), "url": reverse("country-list")},
            {"label": country.name, "url": reverse("country-detail", args=[country.code])},
            {"label": sector.name, "url": ""},
        ]


class About(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "pages/about.html", {"crumbs": [home_crumb(), {"label": _("About the registry"), "url": ""}]})


class Data(View):
    """Every file with its columns: the data dictionary."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "files": [self.described(kind) for kind in KINDS],
            "licence": settings.DATA_LICENCE,
            "licence_url": settings.DATA_LICENCE_URL,
            "crumbs": [home_crumb(), {"label": _("Data and downloads"), "url": ""}],
        }
        return render(request, "pages/data.html", context)

    def described(self, kind: Kind) -> dict[str, Any]:
        offered = {"geojson": kind.has_places, "zip": bool(kind.many_files)}
        return {
            "kind": kind,
            "count": kind.queryset().order_by().count(),
            "formats": [
                {"label": label, "url": f"/data/{kind.file_stem}.{name}"}
                for name, label in EXPORT_FORMATS.items()
                if offered.get(name, True)
            ],
            "tables": [
                {"name": kind.file_stem, "columns": kind.columns},
                *({"name": many.name, "columns": many.columns} for many in kind.many_files),
            ],
        }
