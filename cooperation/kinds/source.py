from __future__ import annotations

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cooperation.models import Citation, Source, SourceRelease, State, TradeRecord

from .base import Column, Kind
from .detail import Fact
from .expressions import address, partial
from .facets import Facet
from .filters import ADDRESS_LENGTH, CodesFilter, DateFromFilter, DateToFilter, StrictFilterSet, WordsFilter
from .tables import PartialDateColumn, RecordTable, TitleColumn, language_name


def languages() -> list[tuple[str, str]]:
    codes = Source.objects.order_by("language").values_list("language", flat=True).distinct()
    return [(code, language_name(code)) for code in codes]


class SourceFilter(StrictFilterSet):
    q = WordsFilter(max_length=ADDRESS_LENGTH, help_text=_("Words of the title or the publisher, the address or the reference."))
    kind = CodesFilter(choices=Source.Kind.choices, label=_("Kind"))
    language = CodesFilter(choices=languages, label=_("Language"))
    published_from = DateFromFilter(
        field_name="published_on", label=_("Published from"), help_text=_("2019, 2019-05 or 2019-05-18.")
    )
    published_to = DateToFilter(field_name="published_on", label=_("Published to"), help_text=_("2019, 2019-05 or 2019-05-18."))
    is_copy = django_filters.BooleanFilter(label=_("Read on a copy"))


class SourceTitleColumn(TitleColumn):
    """The title in the language of the source."""

    is_compared = False

    def text(self, value: str, record: Source) -> SafeString:
        return format_html('<span lang="{}">{}</span>', record.language, value)


class SourceTable(RecordTable):
    title = SourceTitleColumn("source")
    publisher = tables.Column(verbose_name=_("Publisher"))
    published = PartialDateColumn(accessor="published", verbose_name=_("Published"))
    language = tables.Column(verbose_name=_("Language"))
    kind = tables.Column(verbose_name=_("Kind"))
    reference = tables.Column(verbose_name=_("Reference"))

    class Meta(RecordTable.Meta):
        pass

    def render_language(self, value: str) -> str:
        return language_name(value)


class SourceKind(Kind):
    name = "source"
    slug = "sources"
    label = _("Source")
    label_plural = _("Sources")
    intro = _("The documents that were read: each fact of the registry stands beside one of them.")
    model = Source
    filterset_class = SourceFilter
    table_class = SourceTable
    default_columns = ("title", "publisher", "published", "language", "kind")
    detail_template = "records/source_detail.html"
    facets = (Facet("kind", "kind"), Facet("language", "language"))
    sorts = {
        "title": ("title",),
        "publisher": ("publisher",),
        "published": ("published_on",),
        "language": ("language",),
        "kind": ("kind",),
        "reference": ("reference",),
    }
    default_sort = "-published"
    columns = (
        Column("reference", _("Stable reference of the source.")),
        Column("title", _("Title, in the language of the source.")),
        Column("publisher", _("Publisher.")),
        Column("published_on", _("Date of publication, as precise as known."), partial("published_on"), "partial-date"),
        Column("language", _("Language code.")),
        Column("kind", _("Kind of source.")),
        Column("url", _("Address."), kind="url"),
        Column("archived_url", _("Archived address, where there is one."), kind="url"),
        Column("retrieved_on", _("Day on which it was last read."), kind="date"),
        Column("licence", _("Licence, where stated.")),
        Column("is_copy", _("Whether the page read is another host's copy."), kind="boolean"),
        Column("remark", _("Remark."), "remark_en"),
        Column("address", _("Address of the source's page in the registry."), address("sources"), "url"),
    )

    def queryset(self) -> QuerySet:
        return Source.objects.cited()

    def facts(self, record: Source) -> list[Fact]:
        return [
            Fact("publisher", _("Publisher"), record.publisher),
            Fact("published_on", _("Published"), record.published, "date"),
            Fact("language", _("Language"), language_name(record.language)),
            Fact("kind", _("Kind"), record.get_kind_display()),
            Fact("url", _("Address"), record.url, "url"),
            Fact("archived_url", _("Archived copy"), record.archived_url, "url"),
            Fact("retrieved_on", _("Last read"), record.retrieved_on, "day"),
            Fact("licence", _("Licence"), record.licence, "optional"),
        ]


def cited_by(source: Source) -> list[Citation]:
    """The citations by which published records stand on a source, one query a kind."""
    found: list[Citation] = []
    for citation in Citation.__subclasses__():
        rows = citation.objects.filter(source=source, record__state=State.PUBLISHED).select_related("record")  # type: ignore[attr-defined]
        found.extend(rows.order_by("record__reference", "position"))
    return found


def trade_of(source: Source) -> tuple[list[SourceRelease], int]:
    """The current trade releases that come from a source, and the number of single rows that name it."""
    rows = TradeRecord.objects.published().filter(source=source).count()
    return list(SourceRelease.objects.current().filter(source=source)), rows
