from __future__ import annotations

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cooperation.models import Country, Direction, Flow, PeriodType, Product, Sector, SourceRelease, TradeRecord

from .base import Column, Facet, Kind
from .filters import CodesFilter, DateFromFilter, DateToFilter, StrictFilterSet, vocabulary
from .tables import NumberColumn, PeriodColumn, RecordTable


def releases() -> list[tuple[str, str]]:
    return [(release.reference, str(release.title)) for release in SourceRelease.objects.current()]


class TradeFilter(StrictFilterSet):
    reporter = CodesFilter(field_name="reporter__code", choices=vocabulary(Country, ("position", "code")), label=_("Reporter"))
    partner = CodesFilter(field_name="partner__code", choices=vocabulary(Country, ("position", "code")), label=_("Partner"))
    country = CodesFilter(
        method="of_country",
        choices=vocabulary(Country, ("position", "code")),
        label=_("Country"),
        help_text=_("As reporter or as partner."),
    )
    direction = CodesFilter(choices=Direction.choices, label=_("Direction"), help_text=_("As China sees it, whoever reports."))
    flow = CodesFilter(choices=Flow.choices, label=_("Flow"), help_text=_("As the reporter states it."))
    sector = CodesFilter(
        method="in_sectors",
        choices=vocabulary(Sector),
        label=_("Sector"),
        help_text=_("Through the HS chapter of the product. A sector of the first level includes those below it."),
    )
    product = django_filters.CharFilter(
        method="of_product",
        max_length=12,
        label=_("Product"),
        help_text=_("HS code: 27 is a whole chapter, 270900 one product, TOTAL all goods."),
    )
    level = CodesFilter(field_name="product__level", choices=Product.Level.choices, label=_("Level"))
    period = CodesFilter(field_name="period_type", choices=PeriodType.choices, label=_("Kind of period"))
    from_date = DateFromFilter(field_name="period_end", label=_("Period from"), help_text=_("2019, 2019-05 or 2019-05-18."))
    to_date = DateToFilter(field_name="period_start", label=_("Period to"), help_text=_("2019, 2019-05 or 2019-05-18."))
    release = CodesFilter(field_name="release__reference", choices=releases, label=_("Release"))

    def of_country(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.filter(Q(reporter__code__in=value) | Q(partner__code__in=value)) if value else queryset

    def in_sectors(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        if not value:
            return queryset
        products = Product.objects.filter(Q(sector__code__in=value) | Q(sector__parent__code__in=value))
        return queryset.filter(product__in=products)

    def of_product(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value:
            return queryset
        if value.isdigit():
            return queryset.filter(product__code__startswith=value)
        return queryset.filter(product__code__iexact=value)


class TradeTable(RecordTable):
    period = PeriodColumn(verbose_name=_("Period"))
    reporter = tables.Column(verbose_name=_("Reporter"))
    direction = tables.Column(verbose_name=_("Direction"))
    partner = tables.Column(verbose_name=_("Partner"))
    product = tables.Column(verbose_name=_("Product"))
    value = NumberColumn(accessor="value_usd", verbose_name=_("Value, US dollars"))
    valuation = tables.Column(verbose_name=_("Valuation"))
    change = NumberColumn(accessor="change_pct", verbose_name=_("Change on the year, %"))
    release = tables.Column(verbose_name=_("Release"))

    class Meta(RecordTable.Meta):
        pass

    def render_product(self, value: Product) -> str:
        return f"{value.code} {value.name}"

    def render_valuation(self, value: str, record: TradeRecord) -> str:
        return record.valuation


class TradeKind(Kind):
    name = "trade"
    slug = "trade/records"
    label = _("Trade value")
    label_plural = _("Trade")
    intro = _(
        "Goods trade as each side reports it, one row a reporter, partner, direction, period and product. Values in current US dollars."
    )
    model = TradeRecord
    filterset_class = TradeFilter
    table_class = TradeTable
    default_columns = ("period", "reporter", "direction", "partner", "product", "value", "valuation", "release")
    has_detail = False
    facets = (
        Facet("reporter", "reporter__code"),
        Facet("partner", "partner__code"),
        Facet("direction", "direction"),
        Facet("sector", "product__sector__code", parent_path="product__sector__parent__code"),
        Facet("period", "period_type", is_open=False),
        Facet("level", "product__level", is_open=False),
        Facet("release", "release__reference", is_open=False),
    )
    sorts = {
        "period": ("period_start", "period_end"),
        "value": ("value_usd",),
        "reporter": ("reporter__name_en",),
        "partner": ("partner__name_en",),
        "direction": ("direction",),
        "product": ("product__code",),
        "change": ("change_pct",),
        "release": ("release__rank",),
        "valuation": ("valuation",),
    }
    default_sort = "-period"
    columns = (
        Column("release", _("Reference of the release that states the value."), "release__reference"),
        Column("release_title", _("Title of that release."), "release__title_en"),
        Column("reporter", _("ISO code of the country whose statistics state the value."), "reporter__code"),
        Column("reporter_name", _("Name of the reporter in English."), "reporter__name_en"),
        Column("partner", _("ISO code of the other side; C5 for the five states together."), "partner__code"),
        Column("partner_name", _("Name of the partner in English."), "partner__name_en"),
        Column("flow", _("export, import or total, as the reporter states it.")),
        Column("direction", _("export, import or total, as China sees it.")),
        Column("period_type", _("year, quarter, month or range.")),
        Column("period_start", _("First day of the period."), kind="date"),
        Column("period_end", _("Last day of the period."), kind="date"),
        Column("product", _("HS code as text, TOTAL, or a publisher's own group."), "product__code"),
        Column("product_name", _("Name of the product in English."), "product__name_en"),
        Column("sector", _("Sector code, through the HS chapter."), "product__sector__code"),
        Column("value_usd", _("Value in US dollars of the day."), kind="decimal"),
        Column("quantity", _("Quantity, where stated."), kind="decimal"),
        Column("unit", _("Unit of the quantity.")),
        Column("valuation", _("CIF or FOB.")),
        Column("status", _("final, provisional, partial or estimated.")),
        Column("change_pct", _("Change on the year in per cent, as the source states it."), kind="decimal"),
        Column("source_url", _("Page that states this row, where the release gathers several."), "source__url", "url"),
        Column("remark", _("Remark."), "remark_en"),
    )

    def list_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("reporter", "partner", "product", "release")

    def tie_break(self) -> tuple[str, ...]:
        return ("pk",)
