"""What records are filed under. Curators choose from these tables, administrators keep them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cooperation.models import Country, Indicator, Mechanism, Product, Sector

from .base import RegistryAdmin


class VocabularyAdmin(RegistryAdmin):
    list_display: tuple[Any, ...] = ("code", "name_en", "name_zh", "name_ru")
    list_display_links = ("code", "name_en")
    search_fields = ("code", "name_en", "name_zh", "name_ru")
    search_help_text = _("Code, or words of the name in English, Chinese or Russian.")
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A code stands in addresses and files: it is given once."""
        return ("code",) if obj is not None else ()


@admin.register(Country)
class CountryAdmin(VocabularyAdmin):
    list_display = (*VocabularyAdmin.list_display, "role", "position")
    list_filter = ("role",)


@admin.register(Sector)
class SectorAdmin(VocabularyAdmin):
    pass


@admin.register(Indicator)
class IndicatorAdmin(VocabularyAdmin):
    list_display = (*VocabularyAdmin.list_display, "unit")


@admin.register(Mechanism)
class MechanismAdmin(VocabularyAdmin):
    pass


@admin.register(Product)
class ProductAdmin(VocabularyAdmin):
    list_display = ("code", "name_en", "level", "chapter", "sector")
    list_select_related = ("sector",)
    list_filter = ("level",)
