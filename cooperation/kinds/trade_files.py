"""The columns of trade files: rows hold keys, and what a key stands for is looked up once and remembered by the writer.

Joins instead cost more than all the rest of a file, and SQLite chose orders for them that took minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def fields_and_sources(columns: Sequence[Column]) -> tuple[list[Field], list[Any]]:
    """For each column its field, and what the query gives for it."""
    lookup = Lookup()
    fields: list[Field] = []
    sources: list[Any] = []
    for column in columns:
        path = column.source or column.name
        field: Field = column.field
        decode: Callable[[Any], Any] | None = None
        source: Any = F(path)
        if path in LOOKED_UP:
            key, vocabulary, place = LOOKED_UP[path]
            decode, source = partial(lookup.find, vocabulary, place), F(key)
        elif column.kind == "date":
            source = Cast(path, CharField())  # as text, or Python would make an object of each for SQLite
        elif column.kind == "decimal":
            field = replace(field, decimals=TradeRecord._meta.get_field(path).decimal_places)  # type: ignore[union-attr]
        fields.append(replace(field, decode=decode))
        sources.append(source)
    return fields, sources
