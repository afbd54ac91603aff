"""Pages that are not one record or one list: countries and sectors in a table, about, data."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from cooperation.kinds import KINDS, Kind
from cooperation.models import Country, Sector

from .context import home_crumb
from .lists import EXPORT_FORMATS
from .parts import RECORD_KINDS, counted
from .subject_links import china_pairs, pair_url


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
        context |= self.further()
        return render(request, self.template_name, context)

    def subjects(self) -> Any:
        raise NotImplementedError

    def heading(self) -> str:
        raise NotImplementedError

    def further(self) -> dict[str, Any]:
        return {}


class CountryList(Matrix):
    template_name = "pages/countries.html"
    parameter = "country"

    def subjects(self) -> Any:
        return Country.objects.filter(role__in=(Country.Role.CHINA, Country.Role.CENTRAL_ASIA))

    def heading(self) -> str:
        return _("Countries")

    def further(self) -> dict[str, Any]:
        """China with each of the five."""
        return {"pairs": [(partner, pair_url(china, partner)) for china, partner in china_pairs()]}


class SectorList(Matrix):
    template_name = "pages/sectors.html"
    parameter = "sector"

    def subjects(self) -> Any:
        return Sector.objects.order_by("code")

    def heading(self) -> str:
        return _("Sectors")


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
