"""Columns that several kinds export."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cooperation.models import Record

from .base import Column, ManyFile
from .expressions import address, joined_many, partial

CITATION_COLUMNS = (
    Column("reference", _("Reference of the record."), "record__reference"),
    Column("position", _("Place of the citation in the record's list."), "position", "integer"),
    Column("source", _("Reference of the source."), "source__reference"),
    Column("source_title", _("Title of the source, in its own language."), "source__title"),
    Column("publisher", _("Publisher of the source."), "source__publisher"),
    Column("published_on", _("Date of the source, as precise as known."), partial("source__published_on"), "partial-date"),
    Column("language", _("Language of the source."), "source__language"),
    Column("source_kind", _("Kind of source."), "source__kind"),
    Column("url", _("Address of the source."), "source__url", "url"),
    Column("archived_url", _("Archived address, where there is one."), "source__archived_url", "url"),
    Column("field", _("Field that the citation supports; empty for the whole record."), "field"),
    Column("value", _("What the source states for that field, where sources differ."), "value"),
    Column("rank", _("preferred, normal or deprecated."), "rank"),
    Column("locator", _("Place within the source."), "locator"),
    Column("remark", _("Remark on the citation."), "remark_en"),
)

LOCATION_COLUMNS = (
    Column("reference", _("Reference of the record."), "record__reference"),
    Column("position", _("Place of the location in the record's list."), "position", "integer"),
    Column("name_en", _("Name of the place in English."), "name_en"),
    Column("name_zh", _("Name of the place in Chinese."), "name_zh"),
    Column("name_ru", _("Name of the place in Russian."), "name_ru"),
    Column("country", _("ISO 3166-1 alpha-2 code."), "country__code"),
    Column("latitude", _("Decimal degrees, WGS84."), "latitude", "decimal"),
    Column("longitude", _("Decimal degrees, WGS84."), "longitude", "decimal"),
    Column("precision", _("What the point stands for: site, city or region."), "precision"),
)


def citations(model: type) -> ManyFile:
    return ManyFile("citations", model, CITATION_COLUMNS)


def locations(model: type) -> ManyFile:
    return ManyFile("locations", model, LOCATION_COLUMNS)


def identity(model: type[Record]) -> tuple[Column, ...]:
    """The columns with which every record's row begins."""
    return (
        Column("reference", _("Stable reference of the record.")),
        Column("title_en", _("Title in English.")),
        Column("title_zh", _("Title in Chinese: the official name where a source gives it, otherwise a descriptive one.")),
        Column("title_ru", _("Title in Russian: the official name where a source gives it, otherwise a descriptive one.")),
        Column("countries", _("ISO 3166-1 alpha-2 codes, separated by “; ”."), joined_many(model, "countries", "code")),
        Column("sectors", _("Sector codes, separated by “; ”."), joined_many(model, "sectors", "code")),
        Column("sector_names", _("Names of the sectors in English."), joined_many(model, "sectors", "name_en")),
    )


def ending(model: type[Record], slug: str) -> tuple[Column, ...]:
    """The columns with which every record's row ends."""
    return (
        Column("summary_en", _("Summary in English.")),
        Column("summary_zh", _("Summary in Chinese.")),
        Column("summary_ru", _("Summary in Russian.")),
        Column("remarks_en", _("Editorial remarks.")),
        Column("version", _("Number of the record's present version."), kind="integer"),
        Column("edited_at", _("When the record was last changed (UTC)."), kind="datetime"),
        Column("address", _("Address of the record's page."), address(slug), "url"),
    )
