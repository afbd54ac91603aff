"""Records on the map: GeoJSON features (RFC 7946), one a record, so that file and list have the same count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from cooperation.models import Record

from .base import Kind


def geometry(record: Any) -> dict[str, Any] | None:
    """The record's places and route; None where no place is known, which GeoJSON allows."""
    points = [[location.longitude, location.latitude] for location in record.locations.all() if location.latitude is not None]
    found: list[dict[str, Any]] = []
    route = getattr(record, "route", None)
    if route:
        found.append({"type": "LineString", "coordinates": route})
    if len(points) == 1:
        found.append({"type": "Point", "coordinates": points[0]})
    elif points:
        found.append({"type": "MultiPoint", "coordinates": points})
    if len(found) > 1:
        return {"type": "GeometryCollection", "geometries": found}
    return found[0] if found else None


def features(kind: Kind, rows: QuerySet) -> Iterator[dict[str, Any]]:
    """One feature a record, with the precision of its places as a property."""
    for record in rows.prefetch_related("countries", "sectors", "locations__country").iterator(chunk_size=500):
        yield {"type": "Feature", "id": record.reference, "geometry": geometry(record), "properties": properties(kind, record)}


def properties(kind: Kind, record: Record) -> dict[str, Any]:
    locations = record.locations.all()  # type: ignore[attr-defined]
    return {
        "reference": record.reference,
        "kind": kind.name,
        "title_en": record.title_en,
        "title_zh": record.title_zh,
        "title_ru": record.title_ru,
        "countries": [country.code for country in record.countries.all()],
        "sectors": [sector.code for sector in record.sectors.all()],
        "status": getattr(record, "status", ""),
        "places": [
            {"name_en": location.name_en, "country": location.country.code, "precision": location.precision}
            for location in locations
        ],
        "route_precision": getattr(record, "route_precision", ""),
    }
