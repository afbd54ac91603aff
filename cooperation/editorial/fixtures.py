"""Reading fixture files: what they say, and what is wrong with them, before anything is written.

A file is a list in Django's own format with natural keys. A record and the rows that belong to it stand in one file; together
they say the same as the record's document, and `FileRecord.document` is that document.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from cooperation.models import Dependant, Record, Source, SourceRelease, TradeRecord
from cooperation.models.dates import PartialDate
from cooperation.models.documents import Document, columns, is_partial
from cooperation.models.vocabulary import Coded


class LoadError(Exception):
    """A file that cannot be loaded: which file, which record, which field, what is wrong. Nothing was changed."""


@dataclass(frozen=True)
class Entry:
    """One row of a file."""

    file: str
    number: int
    model: type[models.Model]
    fields: dict[str, Any]

    @property
    def key(self) -> str:
        """What names the row: its reference, its code, or the record or release that it belongs to."""
        owner = self.fields.get("record") or self.fields.get("release") or ""
        key = self.fields.get("reference") or self.fields.get("code") or owner
        return str(key[0] if isinstance(key, list) and key else key)

    def fault(self, words: str, name: str = "") -> LoadError:
        name = f", field “{name}”" if name else ""
        return LoadError(f"{self.file}, entry {self.number} ({self.model._meta.model_name} {self.key}){name}: {words}")


@dataclass
class FileRecord:
    """A record as a file has it: its own row and the rows that belong to it, by group, in their order."""

    entry: Entry
    rows: dict[str, list[Entry]] = field(default_factory=dict)

    @property
    def document(self) -> Document:
        model = self.entry.model
        made: Document = {"kind": model._meta.model_name, "reference": self.entry.key, **columns_of(self.entry)}
        for name in model.dependants:  # type: ignore[attr-defined]
            made[name] = [columns_of(row) for row in self.rows.get(name, [])]
        return made

    def fault(self, path: str, words: str) -> LoadError:
        """What is wrong at a path of the document, such as `citations[2].source`, told of the row that says so."""
        group, bracket, rest = path.partition("[")
        if not bracket:
            return self.entry.fault(words, path.removesuffix("__all__"))
        number, _bracket, name = rest.partition("]")
        return self.rows[group][int(number) - 1].fault(words, name.removeprefix("."))


@dataclass
class FileRelease:
    """A trade release as a file has it, with all of its rows."""

    entry: Entry
    rows: list[Entry] = field(default_factory=list)

    @property
    def checksum(self) -> str:
        return checksum(row.fields for row in self.rows)


@dataclass
class Contents:
    """All of one file, in its order."""

    file: str
    plain: list[Entry] = field(default_factory=list)
    records: dict[str, FileRecord] = field(default_factory=dict)
    releases: dict[str, FileRelease] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.plain) + len(self.records) + len(self.releases)


def checksum(rows: Iterable[dict[str, Any]]) -> str:
    """SHA-256 of the rows of a release, whatever their order and spacing."""
    lines = sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def read(path: Path) -> Contents:
    """The contents of a file, put together. Raises LoadError for whatever can be seen without a database."""
    contents = Contents(path.name)
    entries = [_entry(path.name, number, given) for number, given in enumerate(_parse(path), start=1)]
    seen: set[tuple] = set()
    for entry in entries:
        if isinstance(entry.model(), Dependant | TradeRecord):
            continue
        if (entry.model, entry.key) in seen:
            raise entry.fault("stands in the file twice.")
        seen.add((entry.model, entry.key))
        if issubclass(entry.model, Record):
            contents.records[entry.key] = FileRecord(entry)
        elif issubclass(entry.model, SourceRelease):
            contents.releases[entry.key] = FileRelease(entry)
        else:
            contents.plain.append(entry)
    _gather(contents, entries)
    return contents


def _parse(path: Path) -> list[Any]:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise LoadError(f"{path}: there is no such file.") from error
    except UnicodeDecodeError as error:
        raise LoadError(f"{path.name}: not UTF-8 at byte {error.start}.") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise LoadError(f"{path.name}: cut short or malformed at {place}: {error.msg}.") from error
    if not isinstance(given, list):
        raise LoadError(f"{path.name}: not a list of entries.")
    return given


def _entry(file: str, number: int, given: Any) -> Entry:
    where = f"{file}, entry {number}"
    if not isinstance(given, dict) or not isinstance(given.get("fields"), dict):
        raise LoadError(f"{where}: not an entry with a model and fields.")
    if given.get("pk") is not None:
        raise LoadError(f"{where}: has a primary key. These files name rows by reference or code alone.")
    try:
        model = apps.get_model(str(given.get("model")))
    except (LookupError, ValueError) as error:
        raise LoadError(f"{where}: there is no model “{given.get('model')}”.") from error
    if not issubclass(model, Coded | Record | Dependant | Source | SourceRelease | TradeRecord):
        raise LoadError(f"{where}: “{given['model']}” is not loaded from files.")
    entry = Entry(file, number, model, given["fields"])
    for name, value in entry.fields.items():
        _check_field(entry, name, value)
    if not entry.key:
        raise entry.fault("the field that names it is missing.")
    return entry


def _check_field(entry: Entry, name: str, value: Any) -> None:
    try:
        column = entry.model._meta.get_field(name)
    except FieldDoesNotExist as error:
        raise entry.fault("there is no such field.", name) from error
    if not column.is_relation or value is None:
        return
    keys = value if column.many_to_many else [value]
    if not isinstance(keys, list) or not all(isinstance(key, list) and len(key) == 1 and isinstance(key[0], str) for key in keys):
        raise entry.fault(
            f"refers to nothing: {json.dumps(value, ensure_ascii=False)[:60]} is no list with one reference or code.", name
        )


def _gather(contents: Contents, entries: list[Entry]) -> None:
    """Put dependants to their records and trade rows to their releases."""
    groups: dict[type[models.Model], str] = {}
    for model in {file_record.entry.model for file_record in contents.records.values()}:
        for name in model.dependants:  # type: ignore[attr-defined]
            groups[model._meta.get_field(name).related_model] = name  # type: ignore[index]
    for entry in entries:
        if issubclass(entry.model, TradeRecord):
            if entry.key not in contents.releases:
                raise entry.fault(f"refers to {entry.key}, which is not in this file.", "release")
            contents.releases[entry.key].rows.append(entry)
        elif issubclass(entry.model, Dependant):
            owner = contents.records.get(entry.key)
            if owner is None or entry.model not in groups:
                raise entry.fault(f"refers to {entry.key}, which is not in this file.", "record")
            owner.rows.setdefault(groups[entry.model], []).append(entry)
    for file_record in contents.records.values():
        _check_rows(file_record)


def _check_rows(file_record: FileRecord) -> None:
    for rows in file_record.rows.values():
        rows.sort(key=lambda row: (not isinstance(row.fields.get("position"), int), row.fields.get("position")))
        for expected, row in enumerate(rows, start=1):
            if row.fields.get("position") != expected:
                raise row.fault(f"stands where the row with position {expected} should: one is missing or there twice.", "position")
    if not file_record.rows.get("citations"):
        raise file_record.entry.fault("the record has no source.")


def columns_of(entry: Entry) -> Document:
    """What a document says of a row: each column in its document form, and its default where the file leaves it out."""
    made: Document = {}
    for column in columns(entry.model):
        made[column.name] = _value(entry, column)
    for column in entry.model._meta.many_to_many:
        made[column.name] = sorted(key[0] for key in entry.fields.get(column.name, []))
    return made


def _value(entry: Entry, column: models.Field) -> Any:
    value = entry.fields.get(column.name, column.get_default())
    if is_partial(column):
        return _partial(entry, column.name, value)
    if isinstance(column, models.ForeignKey):
        return value[0] if value else ""
    if isinstance(column, models.DecimalField) and value is not None:
        try:
            return f"{Decimal(str(value)).quantize(Decimal(1).scaleb(-column.decimal_places)).normalize():f}"
        except InvalidOperation as error:
            raise entry.fault(f"“{value}” is not a number that fits.", column.name) from error
    return value


def _partial(entry: Entry, name: str, value: Any) -> str:
    precision = str(entry.fields.get(f"{name}_precision", ""))
    try:
        parsed = PartialDate.parse(str(value or precision))
    except ValidationError as error:
        raise entry.fault(" ".join(error.messages), name) from error
    if parsed.date and not precision:
        raise entry.fault("a date needs its precision.", f"{name}_precision")
    return str(PartialDate(parsed.date, precision))
