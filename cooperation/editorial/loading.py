"""Loading the registry's own files: what is missing is added, what is there is left alone.

The files are Django fixtures with natural keys, and plain `loaddata` reads them too. This loader adds what `loaddata` lacks:
it keeps what curators have changed, says in plain words which file, record and field is at fault, and changes nothing then.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.core.serializers.base import DeserializationError
from django.core.serializers.python import Deserializer
from django.db import IntegrityError, models, transaction

from cooperation.models import Dependant, Record, SourceRelease, TradeRecord, Version
from cooperation.models.documents import document, prefetches
from cooperation.search import index
from cooperation.trade import totals

from .history import LOADED

Entry = dict[str, Any]


class LoadError(Exception):
    """A file that cannot be loaded: which file, which entry, what is wrong. Nothing was changed."""


@dataclass
class Summary:
    """What a load did: rows added and left alone, by model name."""

    added: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    versions: int = 0
    totals: int = 0
    searchable: int = 0


def load(paths: Iterable[Path], *, tell: Callable[[str], None] = lambda line: None) -> Summary:
    """Load fixture files in the given order, in one transaction. Raises LoadError with nothing changed."""
    summary = Summary()
    with transaction.atomic():
        for path in paths:
            entries = read(path)
            tell(f"{path.name}: {len(entries):,} entries")
            load_file(path.name, entries, summary)
        releases = SourceRelease.objects.filter(totals__isnull=True).distinct()
        summary.totals = totals.rebuild(releases)
        summary.versions = write_versions()
        if summary.added:
            summary.searchable = index.rebuild()
    return summary


def read(path: Path) -> list[Entry]:
    """The entries of a file. Raises LoadError where it is no complete list of entries."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise LoadError(f"{path}: there is no such file.") from error
    except UnicodeDecodeError as error:
        raise LoadError(f"{path.name}: not UTF-8 at byte {error.start}.") from error
    except json.JSONDecodeError as error:
        raise LoadError(
            f"{path.name}: cut short or malformed at line {error.lineno}, column {error.colno}: {error.msg}."
        ) from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) and "model" in entry for entry in entries):
        raise LoadError(f"{path.name}: not a list of entries with a model each.")
    return entries


def load_file(name: str, entries: list[Entry], summary: Summary) -> None:
    present: dict[str, set] = {}
    for number, entry in enumerate(entries, start=1):
        model = model_of(name, number, entry)
        owner, key = owner_of(name, number, model, entry)
        label = str(owner._meta.label_lower)
        if label not in present:
            present[label] = keys_of(owner)
        if key in present[label]:
            summary.kept[model.__name__] += 1
            continue
        save(name, number, model, entry)
        summary.added[model.__name__] += 1


def model_of(name: str, number: int, entry: Entry) -> type[models.Model]:
    try:
        model = apps.get_model(entry["model"])
    except (LookupError, ValueError) as error:
        raise LoadError(f"{name}, entry {number}: there is no model “{entry['model']}”.") from error
    for field_name in entry.get("fields", {}):
        try:
            model._meta.get_field(field_name)
        except FieldDoesNotExist as error:
            raise LoadError(f"{name}, {describe(number, entry)}: there is no field “{field_name}”.") from error
    return model


def owner_of(name: str, number: int, model: type[models.Model], entry: Entry) -> tuple[type[models.Model], Any]:
    """The model and key that decide whether an entry is already there: its record's for dependants, its own for the rest."""
    fields = entry.get("fields", {})
    try:
        if issubclass(model, Dependant):
            return model._meta.get_field("record").related_model, fields["record"][0]  # type: ignore[return-value]
        if issubclass(model, TradeRecord):
            return SourceRelease, fields["release"][0]
        return model, fields["reference"] if "reference" in fields else fields["code"]
    except (KeyError, IndexError, TypeError) as error:
        raise LoadError(f"{name}, {describe(number, entry)}: the field that names the record is missing.") from error


def keys_of(owner: type[models.Model]) -> set:
    has_reference = any(field.name == "reference" for field in owner._meta.concrete_fields)
    return set(owner._default_manager.values_list("reference" if has_reference else "code", flat=True))


def save(name: str, number: int, model: type[models.Model], entry: Entry) -> None:
    where = f"{name}, {describe(number, entry)}"
    try:
        for loaded in Deserializer([entry]):
            with transaction.atomic():
                loaded.save()
    except DeserializationError as error:
        raise LoadError(f"{where}: {fault(model, entry, error)}") from error
    except (ValidationError, IntegrityError, ObjectDoesNotExist, ValueError, TypeError) as error:
        raise LoadError(f"{where}: {error}") from error


def fault(model: type[models.Model], entry: Entry, error: Exception) -> str:
    """Which field refers to nothing, found by asking for each key again; the error's own words where none does."""
    for field_name, value in entry.get("fields", {}).items():
        target = model._meta.get_field(field_name)
        if not target.is_relation or not value:
            continue
        for key in value if target.many_to_many else [value]:
            try:
                target.related_model._default_manager.get_by_natural_key(*key)  # type: ignore[union-attr]
            except ObjectDoesNotExist:
                return f"field “{field_name}” refers to “{' '.join(map(str, key))}”, which is not there."
            except (TypeError, AttributeError):
                return f"field “{field_name}” is not a natural key: {value!r}."
    return str(error)


def describe(number: int, entry: Entry) -> str:
    fields = entry.get("fields") or {}
    key = fields.get("reference") or fields.get("code") or fields.get("record") or ""
    return f"entry {number} ({entry.get('model')} {' '.join(map(str, key)) if isinstance(key, list) else key})".replace(" )", ")")


def write_versions() -> int:
    """Version 1 for each record that has none, made in bulk: these states came with files, not from a person."""
    written = 0
    for model in Record.__subclasses__():
        known = set(Version.objects.filter(kind=model._meta.model_name).values_list("reference", flat=True))
        rows = model._default_manager.exclude(published_at=None).prefetch_related(*prefetches(model))
        versions = [first_version(record) for record in missing(rows, known)]
        Version.objects.bulk_create(versions, batch_size=200)
        model._default_manager.filter(version=0, reference__in=[version.reference for version in versions]).update(version=1)
        written += len(versions)
    return written


def missing(rows: models.QuerySet, known: set[str]) -> Iterator[Record]:
    return (record for record in rows.iterator(chunk_size=500) if record.reference not in known)


def first_version(record: Record) -> Version:
    return Version(
        kind=record._meta.model_name,
        reference=record.reference,
        number=1,
        document=document(record),
        reason=LOADED,
        approved_at=record.published_at,
    )
