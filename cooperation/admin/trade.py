"""Trade values and their releases, to look at. They are loaded a release at a time and never edited row by row."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cooperation.models import Country, Product, SourceRelease, TradeRecord

from .record import dated

#: Rows that a list of trade values reaches; who needs more takes a file, or filters.
REACHED = 1_000


class ReadOnlyAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_per_page = 50
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReachingPaginator(Paginator):
    """Counts no further than `REACHED`: the raw table may have millions of rows."""

    @cached_property
    def count(self) -> int:
        return len(self.object_list.values_list("pk", flat=True)[:REACHED])


class ReleaseFilter(admin.SimpleListFilter):
    title = _("release")
    parameter_name = "release"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(release.reference, f"{release.reference} {release.title}") for release in SourceRelease.objects.current()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(release__reference=self.value()) if self.value() else queryset


class ReporterFilter(admin.SimpleListFilter):
    title = _("reporter")
    parameter_name = "reporter"
    column = "reporter"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        main = Country.objects.filter(role__in=[Country.Role.CHINA, Country.Role.CENTRAL_ASIA])
        return [(country.code, country.name) for country in main]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = Country.objects.filter(code=self.value()).values_list("pk", flat=True)[:1]
        return queryset.filter(**{f"{self.column}__in": list(chosen)}) if self.value() else queryset


class PartnerFilter(ReporterFilter):
    title = _("partner")
    parameter_name = "partner"
    column = "partner"


@admin.register(TradeRecord)
class TradeRecordAdmin(ReadOnlyAdmin):
    paginator = ReachingPaginator
    list_display = (
        "period_shown",
        "reporter",
        "direction",
        "partner",
        "product_shown",
        "value_usd",
        "valuation",
        "status",
        "release",
    )
    list_select_related = ("reporter", "partner", "product", "release")
    list_filter = (ReleaseFilter, ReporterFilter, PartnerFilter, "direction")
    ordering = ("-period_start", "-id")
    sortable_by = ("period_shown", "value_usd")
    search_fields = ("product__code",)
    search_help_text = _("HS code: 27 is a whole chapter, 270900 one product, TOTAL all goods.")

    @admin.display(description=_("period"), ordering="period_start")
    def period_shown(self, row: TradeRecord) -> str:
        return str(row.period)

    @admin.display(description=_("product"))
    def product_shown(self, row: TradeRecord) -> str:
        return f"{row.product.code} {row.product.name}"

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By code only: the products are found first, and the trade values by their keys."""
        code = search_term.strip().replace("\x00", "")
        if not code:
            return queryset, False
        products = Product.objects.filter(code__istartswith=code).values_list("pk", flat=True)
        return queryset.filter(product__in=list(products)), False


@admin.register(SourceRelease)
class SourceReleaseAdmin(ReadOnlyAdmin):
    list_display = (
        "reference",
        "title_en",
        "publisher",
        "kind",
        "published_shown",
        "retrieved_on",
        "row_count",
        "rank",
        "is_current",
    )
    list_display_links = ("reference", "title_en")
    list_filter = ("is_current", "kind")
    search_fields = ("reference", "code", "title_en", "title_zh", "title_ru", "publisher")
    search_help_text = _("Reference, code, publisher, or words of the title.")
    ordering = ("-is_current", "rank", "reference")
    published_shown = dated("published_on", "published", _("published on"))
