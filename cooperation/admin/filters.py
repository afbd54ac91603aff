"""The filters of the curators' lists. Each asks a question that a curator has, and none asks the database once a row."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cooperation.models import Country, Sector


class CountryFilter(admin.SimpleListFilter):
    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        main = Country.objects.filter(role__in=[Country.Role.CHINA, Country.Role.CENTRAL_ASIA])
        return [(country.code, country.name) for country in main]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        return queryset.in_countries([self.value()]) if self.value() else queryset


class SectorFilter(admin.SimpleListFilter):
    title = _("sector")
    parameter_name = "sector"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(sector.code, f"{sector.code} {sector.name}") for sector in Sector.objects.filter(parent=None)]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        return queryset.in_sectors([self.value()]) if self.value() else queryset


class CareFilter(admin.SimpleListFilter):
    """Records that lack one of the facts that matter for their kind."""

    title = _("needs care")
    parameter_name = "care"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("any", _("anything missing")), *((wanted.name, wanted.words) for wanted in model_admin.facts)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = [wanted for wanted in self.facts if self.value() in ("any", wanted.name)]
        gaps = Q()
        for wanted in chosen:
            gaps |= wanted.missing(queryset.model)
        return queryset.filter(gaps) if chosen else queryset

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.facts = model_admin.facts
        super().__init__(request, params, model, model_admin)


class EditorFilter(admin.SimpleListFilter):
    """What the reader of the list has worked on."""

    title = _("editor")
    parameter_name = "editor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("changed last by me")), ("made", _("added by me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        columns = {"me": "edited_by", "made": "created_by"}
        return queryset.filter(**{columns[str(self.value())]: request.user}) if self.value() in columns else queryset
