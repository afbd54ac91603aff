"""What a file says about itself: its columns, its origin, its name."""

import logging
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

logger = logging.getLogger("cooperation.exports")

Kind = Literal["text", "integer", "decimal", "date", "partial-date", "datetime", "boolean", "url"]

CONTENT_TYPES: dict[str, str] = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "geojson": "application/geo+json",
    "zip": "application/zip",
}


@dataclass(frozen=True)
class Field:
    """One column: `name` is for machines and never translated, `label` is for people.

    `kind` decides how cells are typed. Codes with leading zeros are "text"; "partial-date" is text such as
    2023, 2023-05 or not-disclosed, which no spreadsheet type can hold.
    """

    name: str
    label: str
    kind: Kind
    description: str = ""
    #: What a cell stands for, where rows hold keys instead of values; asked once for each key.
    decode: Callable[[Any], Any] | None = None
    #: Digits after the point of a "decimal" whose cells come as floats.
    decimals: int | None = None
    #: Reads the cell of the field before it, which rows hold once.
    shares_cell: bool = False
    #: Neighbours with the same word here have few combinations of values: a format may write each combination once.
    together: str = ""


@dataclass(frozen=True)
class Words:
    """The fixed words of the sheet "About"; a caller passes them in the reader's language."""

    sheet: str = "About"
    title: str = "Title"
    filters: str = "Filters"
    no_filters: str = "None: all published records"
    count: str = "Records"
    expected: str = "Records expected"
    generated_at: str = "Generated at"
    licence: str = "Licence"
    licence_url: str = "Terms of the licence"
    citation: str = "How to cite"
    address: str = "Address"
    notes: str = "Notes"
    cut_cells: str = "Cells too long for a workbook, cut here, whole in CSV and JSON"
    field_name: str = "Column"
    field_label: str = "Label"
    field_kind: str = "Type"
    field_description: str = "Description"


@dataclass(frozen=True)
class About:
    """What a reader needs in order to use and cite the file.

    `filters` are pairs in words, as ("Country", "Kazakhstan"); `count` is the number of records to come;
    `address` is the page that shows the same selection.
    """

    title: str
    filters: Sequence[tuple[str, str]]
    count: int
    generated_at: datetime
    licence: str
    licence_url: str
    citation: str
    address: str
    fields: Sequence[Field]
    notes: Sequence[str] = ()
    words: Words = Words()


def filename(stem: str, ext: str, on: date) -> str:
    """Return `stem-YYYY-MM-DD.ext` in ASCII; a stem with no Latin letter or digit becomes "export"."""
    latin = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9_]+", "-", latin).strip("-")
    return f"{slug or 'export'}-{on:%Y-%m-%d}.{ext}"


def iso_instant(value: datetime) -> str:
    """Return ISO 8601; a moment with a time zone is given in UTC as …Z, one without stays without."""
    return value.isoformat() if value.tzinfo is None else in_utc(value).isoformat() + "Z"


def in_utc(value: datetime) -> datetime:
    """Return the moment in UTC without its zone; one that has none is taken to be in UTC."""
    return value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)


def report_count(about: About, written: int) -> None:
    """Log a file whose stated and real number of records differ; the package docstring says why it is finished."""
    if written != about.count:
        logger.error("An export of %d records holds %d: %s", about.count, written, about.address)
