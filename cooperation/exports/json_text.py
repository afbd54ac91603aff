"""JSON and GeoJSON: one document each, written as its records come."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from .columns import Column, Row, blocks, plain_number
from .fields import About, Field, iso_instant, report_count

FEATURES_IN_BLOCK = 100


def json_lines(fields: Sequence[Field], rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Return the blocks of {"about": …, "count": n, "records": [{name: value, …}, …], "written": n}.

    Dates are ISO 8601 text, decimals numbers with all their digits, None is null; one record a line. `count` was
    stated beforehand and `written` counted; see the package about the two. ValueError for two fields of one name,
    and while reading as in `csv_lines`.
    """
    names = [field.name for field in fields]
    if len(set(names)) != len(names):
        raise ValueError("Two fields of a JSON record have the same name")
    head = f'{{"about": {json_value(about_as_dict(about))},\n"count": {about.count},\n"records": ['
    return _records(head, fields, rows, about)


def geojson_features(
    features: Iterable[Mapping[str, Any]], about: About, *, bbox: Sequence[float] | None = None
) -> Iterator[bytes]:
    """Return the blocks of an RFC 7946 FeatureCollection.

    A feature is {"id", "geometry", "properties"} and may have "bbox". `geometry` is a GeoJSON geometry in WGS84,
    longitude first, or None: a record without a known place stays in the file. `about`, `count` and `written`
    are foreign members, which section 6.1 allows. There is no `crs`, which section 4 removed.
    """
    box = f'"bbox": {json_value(bbox)},\n' if bbox is not None else ""
    head = (
        f'{{"type": "FeatureCollection",\n{box}"about": {json_value(about_as_dict(about))},\n"count": {about.count},\n"features": ['
    )
    return _features(head, features, about)


def json_value(value: Any) -> str:
    """Return any value of ours as JSON: as json.dumps, but with exact decimals and ISO dates."""
    if isinstance(value, str):
        return str(encode_basestring(value))
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float | Decimal):
        return plain_number(value)
    if isinstance(value, datetime):
        return f'"{iso_instant(value)}"'
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{encode_basestring(str(k))}: {json_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(json_value, value)) + "]"
    return str(encode_basestring(str(value)))


def about_as_dict(about: About) -> dict[str, Any]:
    return {
        "title": about.title,
        "filters": [{"name": name, "value": value} for name, value in about.filters],
        "generated_at": about.generated_at,
        "licence": about.licence,
        "licence_url": about.licence_url,
        "citation": about.citation,
        "address": about.address,
        "fields": [
            {"name": field.name, "label": field.label, "type": field.kind, "description": field.description}
            for field in about.fields
        ],
        "notes": list(about.notes),
    }


class JsonColumn(Column):
    empty = "null"

    def text(self, value: str) -> str:
        return str(encode_basestring(value))

    def texts(self, values: Sequence[str]) -> Iterable[str]:
        return map(encode_basestring, values)


def _records(head: str, fields: Sequence[Field], rows: Iterable[Row], about: About) -> Iterator[bytes]:
    yield head.encode("utf-8", "replace")
    columns = [JsonColumn(field) for field in fields]
    names = ", ".join(encode_basestring(field.name).replace("%", "%%") + ": %s" for field in fields)
    record = ("{" + names + "}").__mod__
    written, separator = 0, "\n"
    for size, cells in blocks(columns, rows):
        records = ",\n".join(map(record, zip(*cells, strict=True)))
        yield (separator + records).encode("utf-8", "replace")
        written, separator = written + size, ",\n"
    yield _end(about, written)


def _features(head: str, features: Iterable[Mapping[str, Any]], about: About) -> Iterator[bytes]:
    yield head.encode("utf-8", "replace")
    written, separator = 0, "\n"
    block: list[str] = []
    for feature in features:
        block.append(separator + _feature(feature))
        written, separator = written + 1, ",\n"
        if len(block) == FEATURES_IN_BLOCK:
            yield "".join(block).encode("utf-8", "replace")
            block.clear()
    if block:
        yield "".join(block).encode("utf-8", "replace")
    yield _end(about, written)


def _feature(feature: Mapping[str, Any]) -> str:
    # A route has thousands of coordinates and no dates: the standard encoder is many times quicker there.
    geometry = json.dumps(feature["geometry"], default=float, allow_nan=False)
    box = f'"bbox": {json_value(feature["bbox"])}, ' if "bbox" in feature else ""
    return (
        f'{{"type": "Feature", "id": {json_value(feature["id"])}, {box}"geometry": {geometry}, '
        f'"properties": {json_value(feature["properties"])}}}'
    )


def _end(about: About, written: int) -> bytes:
    report_count(about, written)
    return f'\n],\n"written": {written}}}\n'.encode()
