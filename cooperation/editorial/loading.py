"""Loading the registry's own files into the database, again and again.

The files are Django fixtures, and plain `loaddata` reads them too. This loader adds what `loaddata` lacks. A row that is not
there is added. A record that nobody has touched since it was loaded follows its file: what has changed there is carried over
and becomes the record's next version. A record that a curator has changed is left as it is, and named. Trade releases are
replaced as a whole when their rows differ. Everything happens in one transaction, and an error changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_noop

from cooperation.models import Record, SourceRelease, TradeRecord, Version
from cooperation.models.documents import Document, DocumentError, apply, columns, documents
from cooperation.search import index
from cooperation.trade import totals

from .fixtures import Contents, Entry, FileRecord, FileRelease, LoadError, read
from .history import LOADED, record_version
from .rows import Rows, to_python

__all__ = ["LoadError", "Summary", "load"]

#: The reason of a first version whose state is not that of the files. It keeps later files from overwriting it.
FOUND = gettext_noop("State found when the registry's files were loaded.")

#: Most changed records that the search index takes one by one; beyond it the whole is made anew.
FEW = 50

#: Columns of a record that its document leaves out and a file may set, once, when the record is added.
STAMPS = ("state", "published_at", "created_at", "edited_at")

#: Columns of a release that belong to the database: which state of it is shown is not the file's to say.
KEPT_OF_RELEASE = frozenset({"id", "reference", "is_current", "is_complete", "replaces", "row_count", "created_at"})


@dataclass
class Summary:
    """What a load did, by plural name of the rows; `edited` lists records that differ from their file and were left alone."""

    added: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    edited: list[str] = field(default_factory=list)
    versions: int = 0
    totals: int = 0
    searchable: int = 0

    def line(self, name: str) -> str:
        """One kind of rows in words: `355 agreements: 1 added, 354 already there`."""
        counts = {"added": self.added[name], "brought up to date": self.updated[name], "already there": self.kept[name]}
        words = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
        return f"{sum(counts.values()):,} {name}: {words}"


@transaction.atomic
def load(
    paths: Iterable[Path],
    *,
    check: bool = False,
    tell: Callable[[str], None] = lambda line: None,
    step: Callable[[int, int], None] = lambda done, of: None,
) -> Summary:
    """Load files in the given order. With `check`, do it and take it back. Raises LoadError with nothing changed.

    `tell` is given a line for each file, `step` the number of rows done and of all.
    """
    contents = [read(path) for path in paths]
    loader = Loader(step=step, of=sum(map(len, contents)))
    for file in contents:
        before = loader.names.copy()
        loader.load_file(file)
        lines = [loader.summary.line(name) for name in loader.names if name not in before]
        tell(f"{file.file}: {'; '.join(lines) or 'nothing'}")
    loader.finish()
    if check:
        transaction.set_rollback(True)
    return loader.summary


class Loader:
    """One run: what has been looked up, and what it did so far."""

    def __init__(self, *, step: Callable[[int, int], None], of: int) -> None:
        self.summary = Summary()
        self.names: dict[str, None] = {}
        self.rows = Rows()
        self.step, self.done, self.of = step, 0, of
        self.changed: list[Record] = []
        self.releases: set[int] = set()

    def load_file(self, file: Contents) -> None:
        for model in dict.fromkeys(entry.model for entry in file.plain):
            self.load_plain(model, [entry for entry in file.plain if entry.model is model])
        for model in dict.fromkeys(file_record.entry.model for file_record in file.records.values()):
            self.load_records(model, [given for given in file.records.values() if given.entry.model is model])
        for release in file.releases.values():
            self.load_release(release)

    def count(self, counter: Counter[str], model: type[models.Model], number: int = 1) -> None:
        name = str(model._meta.verbose_name_plural)
        self.names[name] = None
        counter[name] += number
        self.done += number
        self.step(self.done, self.of)

    def finish(self) -> None:
        without_totals = SourceRelease.objects.filter(totals__isnull=True).values_list("pk", flat=True)
        self.summary.totals = totals.rebuild(SourceRelease.objects.filter(pk__in={*self.releases, *without_totals}))
        self.summary.versions += sum(write_first_versions(model, self.summary.edited) for model in Record.__subclasses__())
        if len(self.changed) > FEW or not index.is_complete():
            self.summary.searchable = index.rebuild()
            return
        for record in self.changed:
            index.refresh(record)
        self.summary.searchable = len(self.changed)

    # Vocabularies and sources: added where missing, never changed

    def load_plain(self, model: type[models.Model], entries: list[Entry]) -> None:
        name = "code" if any(column.name == "code" for column in model._meta.concrete_fields) else "reference"
        present = set(model._default_manager.values_list(name, flat=True))
        for entry in entries:
            if entry.key in present:
                self.count(self.summary.kept, model)
                continue
            self.rows.insert(self.rows.plain(entry), entry)
            self.count(self.summary.added, model)

    # Records

    def load_records(self, model: Any, given: list[FileRecord]) -> None:
        of_kind = model._default_manager.filter(reference__in=[file_record.entry.key for file_record in given])
        present = {made["reference"]: made for made in documents(of_kind)}
        untouched = self.untouched(model, present)
        new = [file_record for file_record in given if file_record.entry.key not in present]
        self.add_records(model, new)
        for file_record in given:
            reference = file_record.entry.key
            if reference not in present:
                continue
            made = file_record.document
            if present[reference] == made:
                self.count(self.summary.kept, model)
            elif reference in untouched:
                record = self.apply(file_record, made)
                record_version(record, reason=LOADED)
                self.changed.append(record)
                self.summary.versions += 1
                self.count(self.summary.updated, model)
            else:
                self.summary.edited.append(reference)
                self.count(self.summary.kept, model)

    def untouched(self, model: type[Record], present: dict[str, Document]) -> set[str]:
        """References of published records whose present state is the last version, and that version came with the files."""
        published = set(model._default_manager.published().values_list("reference", flat=True))
        versions = Version.objects.filter(kind=model._meta.model_name).order_by("number")
        latest = {version.reference: version for version in versions}
        return {
            reference
            for reference, made in present.items()
            if reference in published
            and reference in latest
            and (latest[reference].author_id, latest[reference].reason) == (None, LOADED)
            and agrees(latest[reference].document, made)
        }

    def add_records(self, model: type[Record], new: list[FileRecord]) -> None:
        """Put new records in, many at once. What the database refuses is applied one by one, to learn which it was and why."""
        try:
            with transaction.atomic():
                self.insert_records(model, new)
        except IntegrityError as error:
            for file_record in new:
                self.apply(file_record, without_own_kind(model, file_record.document))
            raise LoadError(f"{new[0].entry.file}: {error}") from error
        if new:
            self.count(self.summary.added, model, len(new))

    def insert_records(self, model: type[Record], new: list[FileRecord]) -> None:
        made = {file_record.entry.key: file_record.document for file_record in new}
        own_kind = [column.name for column in columns(model) if column.related_model is model]
        rows = []
        for file_record in new:
            entry = file_record.entry
            rows.append(self.rows.filled(model(reference=entry.key), entry, made[entry.key], without=own_kind))
        model._default_manager.bulk_create(rows, batch_size=100)
        self.rows.remember(rows)
        for row, file_record in zip(rows, new, strict=True):
            for name in own_kind:
                column = model._meta.get_field(name)
                setattr(row, name, self.rows.find(file_record.entry, column, file_record.entry.fields.get(name)))
            for name in STAMPS:
                if file_record.entry.fields.get(name):
                    setattr(row, name, to_python(file_record.entry, model._meta.get_field(name), file_record.entry.fields[name]))
        model._default_manager.bulk_update(rows, [*own_kind, *STAMPS], batch_size=100)
        self.changed += rows
        self.insert_links(model, rows, new)
        self.insert_dependants(model, rows, new, made)

    def insert_links(self, model: type[Record], rows: list[Record], new: list[FileRecord]) -> None:
        for column in model._meta.many_to_many:
            through = column.remote_field.through
            own, other = column.m2m_field_name(), column.m2m_reverse_field_name()
            links = [
                through(**{own: row, other: self.rows.find(file_record.entry, column, key)})
                for row, file_record in zip(rows, new, strict=True)
                for key in file_record.entry.fields.get(column.name, [])
            ]
            through._default_manager.bulk_create(links, batch_size=300)

    def insert_dependants(self, model: type[Record], rows: list[Record], new: list[FileRecord], made: dict[str, Document]) -> None:
        for name in model.dependants:
            child = model._meta.get_field(name).related_model
            children = [
                self.rows.filled(child(record=row, position=position), entry, given)
                for row, file_record in zip(rows, new, strict=True)
                for position, (entry, given) in enumerate(
                    zip(file_record.rows.get(name, []), made[row.reference][name], strict=True), start=1
                )
            ]
            child._default_manager.bulk_create(children, batch_size=100)

    def apply(self, file_record: FileRecord, made: Document) -> Record:
        try:
            return apply(made)
        except DocumentError as error:
            path, messages = next(iter(error.problems.items()))
            raise file_record.fault(path, " ".join(messages)) from error

    # Trade: a release is replaced as a whole, and only when its rows differ

    def load_release(self, given: FileRelease) -> None:
        entry = given.entry
        sum_of_rows = given.checksum
        present = SourceRelease.objects.filter(reference=entry.key).first()
        if present is not None and present.checksum == sum_of_rows:
            self.count(self.summary.kept, SourceRelease)
            return
        row = self.rows.plain(entry, checksum=sum_of_rows)
        if present is None:
            self.rows.insert(row, entry)
        else:
            row.pk = present.pk
            for name in KEPT_OF_RELEASE:
                setattr(row, name, getattr(present, name))
            row.save()
            TradeRecord.objects.filter(release=row).delete()
        self.rows.remember([row])
        TradeRecord.objects.bulk_create(self.trade_rows(given.rows), batch_size=500)
        self.releases.add(row.pk)
        self.count(self.summary.updated if present else self.summary.added, SourceRelease)

    def trade_rows(self, entries: list[Entry]) -> list[TradeRecord]:
        rows, seen = [], set()
        for entry in entries:
            row = self.rows.plain(entry)
            row.level, row.chapter, row.sector = row.product.level, row.product.chapter, row.product.sector
            if row.natural_key() in seen:
                raise entry.fault(f"states {' '.join(row.natural_key()[1:])} a second time in this release.")
            seen.add(row.natural_key())
            rows.append(row)
        return rows


def without_own_kind(model: type[Record], made: Document) -> Document:
    """The document without references to records of its own kind, which may not be there yet."""
    own = {column.name for column in columns(model) if column.related_model is model}
    for name in model.dependants:
        child: Any = model._meta.get_field(name).related_model
        own |= {name for column in columns(child) if column.related_model is model}
    return {name: value for name, value in made.items() if name not in own or not value}


def agrees(older: Any, present: Any) -> bool:
    """Whether two documents say the same; a column that has come since stands empty in the older one."""
    if isinstance(older, dict) and isinstance(present, dict):
        return older.keys() <= present.keys() and all(
            agrees(older[name], value) if name in older else value in ("", None, [], False) for name, value in present.items()
        )
    if isinstance(older, list) and isinstance(present, list):
        return len(older) == len(present) and all(map(agrees, older, present))
    return bool(older == present)


def write_first_versions(model: type[Record], edited: Iterable[str]) -> int:
    """Version 1 for each published record that has none, in bulk: these states came with files, not from a person.

    `edited` names records that differ from their file, which only happens after `loaddata`; theirs is marked as found.
    """
    known = Version.objects.filter(kind=model._meta.model_name).values("reference")
    missing = model._default_manager.exclude(published_at=None).exclude(reference__in=known)
    approved = dict(missing.values_list("reference", "published_at"))
    versions = [
        Version(
            kind=made["kind"],
            reference=made["reference"],
            number=1,
            document=made,
            reason=FOUND if made["reference"] in edited else LOADED,
            approved_at=approved[made["reference"]],
        )
        for made in documents(missing)
    ]
    Version.objects.bulk_create(versions, batch_size=200)
    model._default_manager.filter(reference__in=list(approved)).update(version=1)
    return len(versions)
