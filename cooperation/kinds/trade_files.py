"""The columns of trade files: rows hold keys, and what a key stands for is looked up once and remembered by the writer.

Joins instead cost more than all the rest of a file, and SQLite chose orders for them that took minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from django.db.models import CharField, F
from django.db.models.functions import Cast

from cooperation.exports import Field
from cooperation.models import Country, Product, Sector, Source, SourceRelease, TradeRecord

from .base import Column


class Lookup:
    """What keys stand for. Each vocabulary is read when the first row needs it, after a file has begun."""

    @cached_property
    def releases(self) -> dict[int, tuple[Any, ...]]:
        return _by_key(SourceRelease, "reference", "title_en")

    @cached_property
    def countries(self) -> dict[int, tuple[Any, ...]]:
        return _by_key(Country, "code", "name_en")

    @cached_property
    def products(self) -> dict[int, tuple[Any, ...]]:
        return _by_key(Product, "code", "name_en")

    @cached_property
    def sectors(self) -> dict[int, tuple[Any, ...]]:
        return _by_key(Sector, "code")

    @cached_property
    def sources(self) -> dict[int, tuple[Any, ...]]:
        return _by_key(Source, "url")

    def find(self, vocabulary: str, place: int, key: int | None) -> Any:
        found = getattr(self, vocabulary).get(key)
        return found[place] if found else None


def _by_key(model: type, *fields: str) -> dict[int, tuple[Any, ...]]:
    return {key: tuple(values) for key, *values in model._default_manager.order_by().values_list("pk", *fields)}  # type: ignore[attr-defined]


#: Path of a column → key in the row, vocabulary, place of the value in the vocabulary's tuples.
LOOKED_UP: dict[str, tuple[str, str, int]] = {
    "release__reference": ("release_id", "releases", 0),
    "release__title_en": ("release_id", "releases", 1),
    "reporter__code": ("reporter_id", "countries", 0),
    "reporter__name_en": ("reporter_id", "countries", 1),
    "partner__code": ("partner_id", "countries", 0),
    "partner__name_en": ("partner_id", "countries", 1),
    "product__code": ("product_id", "products", 0),
    "product__name_en": ("product_id", "products", 1),
    "sector__code": ("sector_id", "sectors", 0),
    "source__url": ("source_id", "sources", 0),
}


#: Path of a column → what it comes together with: rows follow each other by reporter, partner and period, and products come back.
TOGETHER = dict.fromkeys(
    (
        *("release__reference", "release__title_en", "reporter__code", "reporter__name_en", "partner__code", "partner__name_en"),
        *("flow", "direction", "period_type", "period_start", "period_end"),
    ),
    "side",
)
TOGETHER |= dict.fromkeys(("product__code", "product__name_en", "sector__code"), "product")
TOGETHER |= dict.fromkeys(("unit", "valuation", "status"), "detail")
TOGETHER |= dict.fromkeys(("source__url", "remark_en"), "remark")


def fields_and_sources(columns: Sequence[Column]) -> tuple[list[Field], list[Any]]:
    """The fields of the columns, and what the query gives for them: a key once, though code and name are looked up by it."""
    lookup = Lookup()
    fields: list[Field] = []
    sources: list[Any] = []
    last_key = ""
    for column in columns:
        path = column.source or column.name
        key, vocabulary, place = LOOKED_UP.get(path, ("", "", 0))
        field: Field = replace(column.field, together=TOGETHER.get(path, ""), shares_cell=bool(key) and key == last_key)
        source: Any = F(key or path)
        if key:
            field = replace(field, decode=partial(lookup.find, vocabulary, place))
        elif column.kind == "date":
            source = Cast(path, CharField())  # as text, or Python would make an object of each for SQLite
        elif column.kind == "decimal":
            field = replace(field, decimals=TradeRecord._meta.get_field(path).decimal_places)  # type: ignore[union-attr]
        fields.append(field)
        if not field.shares_cell:
            sources.append(source)
        last_key = key
    return fields, sources
