from __future__ import annotations

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext_lazy

from cooperation.models import Figure, FigureCitation, Indicator, Period, PeriodType

from .base import Column, Kind
from .columns import citations, ending, identity
from .detail import Fact
from .facets import Facet
from .filters import CodesFilter, DateFromFilter, DateToFilter, RecordFilter, vocabulary
from .tables import CountriesColumn, NamesColumn, NumberColumn, PeriodColumn, RecordTable, TitleColumn, WordsColumn, number
from .units import in_words


class FigureFilter(RecordFilter):
    indicator = CodesFilter(field_name="indicator__code", choices=vocabulary(Indicator), label=_("Indicator"))
    period = CodesFilter(field_name="period_type", choices=PeriodType.choices, label=_("Kind of period"))
    from_date = DateFromFilter(field_name="period_end", label=_("Period from"), help_text=_("2019, 2019-05 or 2019-05-18."))
    to_date = DateToFilter(field_name="period_start", label=_("Period to"), help_text=_("2019, 2019-05 or 2019-05-18."))


class FigureTable(RecordTable):
    title = TitleColumn("figure")
    period = PeriodColumn(accessor="period", verbose_name=_("Period"))
    value = NumberColumn(verbose_name=_("Value"))
    unit = WordsColumn(verbose_name=_("Unit"))
    change = NumberColumn(accessor="change_pct", verbose_name=_("Change on the year, %"))
    countries = CountriesColumn(verbose_name=_("Countries"))
    indicator = tables.Column(verbose_name=_("Indicator"))
    sectors = NamesColumn(verbose_name=_("Sectors"))
    reference = tables.Column(verbose_name=_("Reference"))

    class Meta(RecordTable.Meta):
        pass


class FigureKind(Kind):
    name = "figure"
    slug = "figures"
    label = _("Figure")
    label_plural = _("Figures")
    all_of = npgettext_lazy("whole list", "%(count)d figure", "All %(count)d figures", "count")
    intro = _("Measured values that are not trade values: train trips, travellers, tonnes, investment and debt.")
    model = Figure
    filterset_class = FigureFilter
    table_class = FigureTable
    default_columns = ("title", "period", "value", "unit", "change", "countries")
    detail_template = "records/figure_detail.html"
    facets = (
        Facet("country", "countries__code"),
        Facet("indicator", "indicator__code"),
        Facet("sector", "sectors__code", parent_path="sectors__parent__code"),
        Facet("period", "period_type", is_open=False),
    )
    sorts = {
        "period": ("period_start", "period_end"),
        "title": ("title_en",),
        "value": ("value",),
        "unit": ("unit",),
        "change": ("change_pct",),
        "indicator": ("indicator__name_en",),
        "reference": ("reference",),
    }
    default_sort = "-period"
    columns = (
        *identity(Figure),
        Column("indicator", _("Code of what is measured."), "indicator__code"),
        Column("indicator_name", _("Name of what is measured in English."), "indicator__name_en"),
        Column("value", _("Value."), kind="decimal"),
        Column("unit", _("Unit of the value.")),
        Column("qualifier", _("How the source hedges the value: over, about, nearly."), "qualifier_en"),
        Column("period_type", _("year, quarter, month, range or point.")),
        Column("period_start", _("First day of the period."), kind="date"),
        Column("period_end", _("Last day of the period."), kind="date"),
        Column("change_pct", _("Change on the year in per cent, as the source states it."), kind="decimal"),
        *ending(Figure, "figures"),
    )
    many_files = (citations(FigureCitation),)

    def list_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("indicator").prefetch_related("countries", "sectors")

    def detail_queryset(self) -> QuerySet:
        return self.queryset().select_related("indicator").prefetch_related("countries", "sectors__parent", "citations__source")

    def when(self, record: Figure) -> Period:
        return record.period

    def in_brief(self, record: Figure) -> str:
        return format_html("{} {}", number(record.value), in_words(record.unit))

    def facts(self, record: Figure) -> list[Fact]:
        return [
            Fact("value", _("Value"), record, "measure", record.qualifier_en),
            Fact("period", _("Period"), record.period, "period"),
            Fact("indicator", _("Indicator"), record.indicator, "filter", f"?indicator={record.indicator.code}"),
            Fact("change_pct", _("Change on the year"), record.change_pct, "percent"),
            Fact("as_of", _("As of"), record.as_of_date, "date-optional"),
            Fact("countries", _("Countries"), record.countries.all(), "countries"),
            Fact("sectors", _("Sectors"), record.sectors.all(), "sectors"),
        ]
