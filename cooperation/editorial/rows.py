"""Making rows out of file entries: natural keys looked up once, each value checked, faults told of the entry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from cooperation.models.dates import PartialDate
from cooperation.models.documents import Document, columns, is_partial

from .fixtures import Entry, LoadError


class Rows:
    """Makes rows and remembers what natural keys stand for."""

    def __init__(self) -> None:
        self.found: dict[tuple[type[models.Model], str], Any] = {}
        self.known: set[type[models.Model]] = set()

    def remember(self, rows: Iterable[Any]) -> None:
        self.found.update({(type(row), row.natural_key()[0]): row for row in rows})

    def find(self, entry: Entry, column: Any, key: list[str] | None) -> Any:
        """The row that a natural key names. All keys of a model are read at once, when the first is asked for."""
        if key is None:
            return None
        related = column.related_model
        if related not in self.known:
            self.known.add(related)
            self.remember(related._default_manager.all())
        try:
            return self.found[related, key[0]]
        except KeyError as error:
            raise entry.fault(f"there is no {related._meta.verbose_name} “{key[0]}”.", column.name) from error

    def plain(self, entry: Entry, **given: Any) -> Any:
        """An unsaved row with the values of an entry as they stand in the file."""
        row: Any = entry.model(**given)
        for name, value in entry.fields.items():
            column: Any = entry.model._meta.get_field(name)
            if name not in given:
                setattr(row, name, self.find(entry, column, value) if column.is_relation else to_python(entry, column, value))
        if hasattr(row, "created_at") and row.created_at is None:
            row.created_at = timezone.now()
        check(row, entry)
        return row

    def filled(self, row: models.Model, entry: Entry, given: Document, *, without: Iterable[str] = ()) -> Any:
        """The row of a record or dependant with the columns of its document, except those named in `without`."""
        for column in columns(type(row)):
            value = given[column.name]
            if column.is_relation:
                if value and column.name not in without:
                    setattr(row, column.name, self.find(entry, column, [value]))
            elif is_partial(column):
                partial = PartialDate.parse(value)
                setattr(row, column.name, partial.date)
                setattr(row, f"{column.name}_precision", partial.precision)
            else:
                setattr(row, column.name, to_python(entry, column, value))
        check(row, entry)
        return row

    def insert(self, row: models.Model, entry: Entry) -> None:
        try:
            with transaction.atomic():
                models.Model.save_base(row, raw=True)  # as `loaddata` does: stamps come from the file
        except IntegrityError as error:
            explain(row, entry)
            raise entry.fault(str(error)) from error
        self.remember([row])


def to_python(entry: Entry, column: Any, value: Any) -> Any:
    try:
        return column.to_python(value)
    except ValidationError as error:
        raise entry.fault(" ".join(error.messages), column.name) from error


def check(row: models.Model, entry: Entry) -> None:
    """The rules of the row's own columns. What they refer to has been found, and the database keeps the constraints."""
    looked_up = [column.name for column in row._meta.concrete_fields if column.is_relation or not column.editable]
    try:
        row.clean_fields(exclude=looked_up)
        row.clean()
    except ValidationError as error:
        raise fault_of(entry, error) from error


def explain(row: models.Model, entry: Entry) -> None:
    """Raise the rule that the database found broken, in words."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise fault_of(entry, error) from error


def fault_of(entry: Entry, error: ValidationError) -> LoadError:
    name, messages = next(iter(error.message_dict.items()))
    return entry.fault(" ".join(messages), "" if name == "__all__" else name)
