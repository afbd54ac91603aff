from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.forms import Form
from django.utils.translation import gettext_lazy as _

from cooperation.exports import Field
from cooperation.models import Direction, Flow, PeriodType, Product, TradeRecord

from .base import Column, Kind
from .cursors import Cursor
from .facets import Facet
from .filters import CodesFilter, DateFromFilter, DateToFilter, StrictFilterSet
from .tables import NumberColumn, PeriodColumn, RecordTable
from .totals import Totals
from .trade_cells import TradeRow, cells
from .trade_counts import TURNED, Goods, Matching
from .trade_files import fields_and_sources
from .trade_names import Names
from .trade_rows import TradeRows


class TradeFilter(StrictFilterSet):
    """Every filter is about columns of the row itself or keys in it, so that no query joins millions of rows to anything."""

    reporter = CodesFilter(method="by_key", label=_("Reporter"))
    partner = CodesFilter(method="by_key", label=_("Partner"))
    country = CodesFilter(method="of_country", label=_("Country"), help_text=_("As reporter or as partner."))
    direction = CodesFilter(choices=Direction.choices, label=_("Direction"), help_text=_("As China sees it, whoever reports."))
    flow = CodesFilter(method="of_flow", choices=Flow.choices, label=_("Flow"), help_text=_("As the reporter states it."))
    sector = CodesFilter(
        method="by_key",
        label=_("Sector"),
        help_text=_("Through the HS chapter of the product. A sector of the first level includes those below it."),
    )
    product = django_filters.CharFilter(
        method="of_product",
        max_length=12,
        label=_("Product"),
        help_text=_("HS code: 27 is a whole chapter, 270900 one product, TOTAL all goods."),
    )
    level = CodesFilter(choices=Product.Level.choices, label=_("Level"))
    period = CodesFilter(field_name="period_type", choices=PeriodType.choices, label=_("Kind of period"))
    from_date = DateFromFilter(field_name="period_end", label=_("Period from"), help_text=_("2019, 2019-05 or 2019-05-18."))
    to_date = DateToFilter(field_name="period_start", label=_("Period to"), help_text=_("2019, 2019-05 or 2019-05-18."))
    release = CodesFilter(method="by_key", label=_("Release"))

    #: Filter → vocabulary that its codes are of.
    VOCABULARIES = {
        "reporter": "countries", "partner": "countries", "country": "countries", "sector": "sectors", "release": "releases"
    }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = Names()

    @property
    def form(self) -> Form:
        """With the vocabularies as this page has read them."""
        if not hasattr(self, "_form"):
            fields = super().form.fields
            for name, vocabulary in self.VOCABULARIES.items():
                fields[name].choices = partial(self.names.choices, vocabulary)
        return self._form

    @cached_property
    def matching(self) -> Matching:
        """The counts of a sound query. ValueError for one that is not, so that bad input never widens."""
        if not self.is_sound:
            raise ValueError("The query is not sound")
        return Matching(self)

    def by_key(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.filter(**{f"{name}_id__in": self.names.keys(self.VOCABULARIES[name], value)}) if value else queryset

    def of_country(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        keys = self.names.keys("countries", value)
        return queryset.filter(Q(reporter_id__in=keys) | Q(partner_id__in=keys)) if value else queryset

    def of_flow(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        """The flow follows from the direction and from who reports, both of which have an index."""
        if not value:
            return queryset
        as_china = Q(direction__in=value, reporter_id__in=self.names.china)
        return queryset.filter(
            as_china | (Q(direction__in=[TURNED[Flow(flow)] for flow in value]) & ~Q(reporter_id__in=self.names.china))
        )

    def of_product(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value:
            return queryset
        goods = Goods.of(value)
        return (
            queryset.filter(chapter__startswith=value) if goods.products is None else queryset.filter(product_id__in=goods.products)
        )


class TradeTable(RecordTable):
    """The columns; their cells are made in `trade_cells`."""

    period = PeriodColumn(verbose_name=_("Period"))
    reporter = tables.Column(verbose_name=_("Reporter"))
    direction = tables.Column(verbose_name=_("Direction"))
    partner = tables.Column(verbose_name=_("Partner"))
    product = tables.Column(verbose_name=_("Product"))
    value = NumberColumn(verbose_name=_("Value, US dollars"))
    valuation = tables.Column(verbose_name=_("Valuation"))
    change = NumberColumn(verbose_name=_("Change on the year, %"))
    release = tables.Column(verbose_name=_("Release"))

    class Meta(RecordTable.Meta):
        pass


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
        Facet("country", "reporter__code", is_open=False),
        Facet("direction", "direction"),
        Facet("flow", "flow", is_open=False),
        Facet("sector", "sector__code", parent_path="sector__parent__code"),
        Facet("period", "period_type", is_open=False),
        Facet("level", "level", is_open=False),
        Facet("release", "release__reference", is_open=False),
    )
    #: Those that have an index; millions of rows cannot be sorted while somebody waits.
    sorts = {"period": ("period_start",), "value": ("value_usd",)}
    has_cursors = True
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
        Column("sector", _("Sector code, through the HS chapter."), "sector__code"),
        Column("value_usd", _("Value in US dollars of the day."), kind="decimal"),
        Column("quantity", _("Quantity, where stated."), kind="decimal"),
        Column("unit", _("Unit of the quantity.")),
        Column("valuation", _("CIF or FOB.")),
        Column("status", _("final, provisional, partial or estimated.")),
        Column("change_pct", _("Change on the year in per cent, as the source states it."), kind="decimal"),
        Column("source_url", _("Page that states this row, where the release gathers several."), "source__url", "url"),
        Column("remark", _("Remark."), "remark_en"),
    )

    def sorted(self, queryset: QuerySet, sort: str) -> QuerySet:
        """Ties are broken in the direction of the sort, as the indexes run."""
        mark = "-" if sort.startswith("-") else ""
        return queryset.order_by(*(f"{mark}{column}" for column in (*self.sorts[sort.removeprefix("-")], "pk")))

    def count(self, filterset: TradeFilter) -> int:  # type: ignore[override]
        return filterset.matching.count if filterset.is_sound else 0

    def count_without(self, filterset: TradeFilter, name: str) -> int:  # type: ignore[override]
        return filterset.matching.count_without(name)

    def totals(self, filterset: TradeFilter) -> Totals:  # type: ignore[override]
        why = _("These values are not added up: both sides report the same goods, chapters hold products, and years hold months.")
        return Totals(notes=[str(why)], page="trade-explorer", page_label=str(_("The trade explorer adds up what may be.")))

    def facet_counts(self, filterset: TradeFilter, facet: Facet) -> dict[str, int]:  # type: ignore[override]
        return filterset.matching.facet(facet.name) if filterset.is_sound else {}

    def revision(self, filterset: TradeFilter) -> Hashable:  # type: ignore[override]
        """Which names and which totals. Products are named nowhere in the panel, but may be asked for in it."""
        asked_for_products = bool(filterset.chosen.get("product"))
        return None if asked_for_products else (filterset.names.vocabulary.number, filterset.matching.totals.number)

    def page_rows(self, filterset: TradeFilter, sort: str, start: int, stop: int) -> list[TradeRow]:  # type: ignore[override]
        return TradeRow.read(TradeRows(filterset, sort).between(start, stop))

    def cursor_key(self, row: TradeRow, sort: str) -> tuple[str, int]:
        return str(getattr(row, self.sorts[sort.removeprefix("-")][0])), row.pk

    def cursor_value(self, cursor: Cursor, sort: str) -> Any:
        return TradeRecord._meta.get_field(self.sorts[sort.removeprefix("-")][0]).clean(cursor.value, None)

    def rows_beside(  # type: ignore[override]
        self, filterset: TradeFilter, sort: str, cursor: Cursor, limit: int, *, before: bool
    ) -> list[TradeRow]:
        value = self.cursor_value(cursor, sort)
        return TradeRow.read(TradeRows(filterset, sort).beside(value, cursor.pk, limit, before=before))

    def table_cells(  # type: ignore[override]
        self, filterset: TradeFilter, rows: Sequence[TradeRow], columns: Sequence[str], listing: str = ""
    ) -> Iterable[Sequence[Any]]:
        return cells(rows, columns, filterset.names)

    def export(self, filterset: TradeFilter, sort: str, columns: Sequence[Column]) -> tuple[list[Field], Iterator[tuple]]:  # type: ignore[override]
        fields, sources = fields_and_sources(columns)
        return fields, TradeRows(filterset, sort).tuples(sources)
