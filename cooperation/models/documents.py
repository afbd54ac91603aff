"""A record and everything that belongs to it as one nested JSON document, and back.

`document(record)` and `apply(document)` are the only way in and out: history, API, import and staged edits are made from
them. Both read the model's own columns, so a new column is in the document by existing.

Shapes: a column is its value (text, number as text, ISO date, boolean, JSON); a pair of date and precision is one partial
date under the date's name (`"2023-05"`, `"not-applicable"`, or `""` for not known); a key is the other row's reference or
code (`""` for none); a many-to-many field is a sorted list of those; dependants are lists in their order, without position.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from .dates import PartialDate
from .record import Dependant, Record

Document = dict[str, Any]

#: Columns that say where a record stands in the editors' work, not what is so in the world.
EDITORIAL = frozenset(
    {
        "id",
        "reference",
        "state",
        "published_at",
        "withdrawn_reason",
        "replaced_by",
        "version",
        "created_at",
        "created_by",
        "edited_at",
        "edited_by",
        "record",
        "position",
    }
)


class DocumentError(ValidationError):
    """A document that cannot be applied. `problems` maps the path within it (`citations[2].source`) to what is wrong."""

    def __init__(self, problems: dict[str, list[str]]) -> None:
        self.problems = problems
        super().__init__([f"{path}: {' '.join(messages)}" for path, messages in problems.items()])


def kinds() -> dict[str, type[Record]]:
    """The record kinds by the name that stands in a document's `kind`."""
    return {str(model._meta.model_name): model for model in Record.__subclasses__()}


def document(record: Record) -> Document:
    """The canonical document of a record, in the order of its columns. Equal records give equal documents."""
    made: Document = {"kind": record._meta.model_name, "reference": record.reference}
    made.update(_row(record))
    for name in record.dependants:
        rows = sorted(getattr(record, name).all(), key=lambda row: (row.position, row.pk))
        made[name] = [_row(row) for row in rows]
    return made


def prefetches(model: type[Record]) -> list[str]:
    """What `document` reads beside the record's own row, for `prefetch_related`: the number of queries stays the same."""
    names = [field.name for field in model._meta.many_to_many]
    for name in model.dependants:
        names.append(name)
        child = _child(model, name)
        names += [f"{name}__{field.name}" for field in columns(child) if isinstance(field, models.ForeignKey)]
    names += [field.name for field in columns(model) if isinstance(field, models.ForeignKey)]
    return names


def documents(queryset: models.QuerySet) -> Iterator[Document]:
    """The documents of many records, read in batches."""
    for record in queryset.prefetch_related(*prefetches(queryset.model)).iterator(chunk_size=500):
        yield document(record)


@transaction.atomic
def apply(given: Document) -> Record:
    """Make the record and its dependants be what the document says, and return it.

    The record named by `reference` is changed in place; without a reference, or with one that is not there, it is created
    (as a draft). A column that the document leaves out takes its default, so that `apply(document(record))` changes
    nothing and an older document restores the older state. Raises DocumentError, with nothing changed, where the document
    names an unknown column, a row that does not exist, or a value that breaks a rule.
    """
    model = kinds().get(str(given.get("kind", "")))
    if model is None:
        raise DocumentError({"kind": [_("There is no kind of record called “%(kind)s”.") % {"kind": given.get("kind", "")}]})
    reference = given.get("reference", "")
    record = model._default_manager.filter(reference=reference).first() if reference else None
    if record is None:
        record = model(reference=reference)

    problems: dict[str, list[str]] = {}
    allowed = {field.name for field in columns(model)} | {field.name for field in model._meta.many_to_many}
    for name in given.keys() - allowed - set(model.dependants) - {"kind", "reference"}:
        problems[name] = [_("There is no such field in this kind of record.")]
    _fill(record, given, problems, "")
    many = {field.name: _many(field, given.get(field.name, []), problems) for field in model._meta.many_to_many}
    _raise(problems)
    _clean(record, problems, "")
    _raise(problems)
    record.save()
    for name, rows in many.items():
        getattr(record, name).set(rows)
    for name in model.dependants:
        _apply_rows(record, name, given.get(name, []), problems)
    _raise(problems)
    return record


def columns(model: type[models.Model]) -> list[models.Field]:
    """Columns that a document carries, without precisions, which travel inside their date."""
    precisions = {f"{field.name}_precision" for field in model._meta.concrete_fields if isinstance(field, models.DateField)}
    return [field for field in model._meta.concrete_fields if field.name not in EDITORIAL and field.name not in precisions]


def _child(model: type[models.Model], name: str) -> type[Dependant]:
    return model._meta.get_field(name).related_model  # type: ignore[return-value]


def is_partial(field: models.Field) -> bool:
    """True for a date that has its precision beside it."""
    return isinstance(field, models.DateField) and any(
        other.name == f"{field.name}_precision" for other in field.model._meta.concrete_fields
    )


def _row(row: models.Model) -> Document:
    made = {field.name: _value(row, field) for field in columns(type(row))}
    for field in row._meta.many_to_many:
        made[field.name] = sorted(other.natural_key()[0] for other in getattr(row, field.name).all())
    return made


def _value(row: models.Model, field: models.Field) -> Any:
    value = getattr(row, field.name)
    if is_partial(field):
        return str(PartialDate(value, getattr(row, f"{field.name}_precision")))
    if isinstance(field, models.ForeignKey):
        return value.natural_key()[0] if value is not None else ""
    if isinstance(field, models.DecimalField) and value is not None:
        return f"{Decimal(value).quantize(Decimal(1).scaleb(-field.decimal_places)).normalize():f}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _fill(row: models.Model, given: Document, problems: dict[str, list[str]], path: str) -> None:
    """Put the document's values into the columns of `row`; what cannot be read goes into `problems`."""
    for field in columns(type(row)):
        try:
            _fill_one(row, field, given)
        except ValidationError as error:
            problems.setdefault(f"{path}{field.name}", []).extend(error.messages)


def _fill_one(row: models.Model, field: models.Field, given: Document) -> None:
    default = field.get_default()
    value = given.get(field.name, default)
    if is_partial(field):
        if not isinstance(value, str | None):
            raise ValidationError(_("A date is written as text, such as 2023-05."))
        partial = PartialDate.parse(value or "")
        setattr(row, field.name, partial.date)
        setattr(row, f"{field.name}_precision", partial.precision)
        return
    if isinstance(field, models.ForeignKey):
        setattr(row, field.name, _find(field, value) if value not in ("", None) else None)
        return
    if isinstance(field, models.DecimalField) and value is not None:
        try:
            value = Decimal(str(value))
        except InvalidOperation as error:
            raise ValidationError(_("“%(value)s” is not a number.") % {"value": str(value)[:40]}) from error
        if not value.is_finite():
            raise ValidationError(_("“%(value)s” is not a number.") % {"value": str(value)[:40]})
    elif isinstance(field, models.CharField | models.TextField) and not isinstance(value, str):
        raise ValidationError(_("This is a text, not “%(value)s”.") % {"value": str(value)[:40]})
    setattr(row, field.name, field.to_python(value) if not isinstance(field, models.JSONField) else value)


def _find(field: models.Field, key: Any) -> models.Model:
    related = field.related_model
    assert isinstance(related, type)
    try:
        return related._default_manager.get_by_natural_key(str(key))  # type: ignore[attr-defined]
    except ObjectDoesNotExist as error:
        words = {"name": related._meta.verbose_name, "key": str(key)[:60]}
        raise ValidationError(_("There is no %(name)s “%(key)s”.") % words) from error


def _many(field: models.Field, keys: Iterable[Any], problems: dict[str, list[str]]) -> list[models.Model]:
    found = []
    if not isinstance(keys, list):
        problems[field.name] = [_("This is a list.")]
        return found
    for key in keys:
        try:
            found.append(_find(field, key))
        except ValidationError as error:
            problems.setdefault(field.name, []).extend(error.messages)
    return found


def _clean(row: models.Model, problems: dict[str, list[str]], path: str) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            problems.setdefault(f"{path}{name}".removesuffix(".__all__"), []).extend(messages)


def _apply_rows(record: Record, name: str, given: Any, problems: dict[str, list[str]]) -> None:
    """Make the rows of one group of dependants be the given list; rows that stay are not written, changed ones keep their key.

    All changed rows make room before the first is written: two that change places, or a mark of preference that moves from
    one to another, would otherwise break a rule of "only once" halfway.
    """
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        problems[name] = [_("This is a list of objects.")]
        return
    model = _child(type(record), name)
    allowed = {field.name for field in columns(model)}
    links = [field.name for field in columns(model) if isinstance(field, models.ForeignKey)]
    rows = model._default_manager.filter(record=record)
    present = {row.position: row for row in (rows.select_related(*links) if links else rows)}
    same = {position for position, values in enumerate(given, 1) if position in present and _row(present[position]) == values}
    rows.exclude(position__in=same).delete()
    for position, values in enumerate(given, start=1):
        if position in same:
            continue
        path = f"{name}[{position}]."
        row = model(pk=present[position].pk if position in present else None, record=record, position=position)
        for unknown in values.keys() - allowed:
            problems[f"{path}{unknown}"] = [_("There is no such field.")]
        before = len(problems)
        _fill(row, values, problems, path)
        if len(problems) == before:
            _clean(row, problems, path)
        if len(problems) == before:
            row.save(force_insert=True)
    if hasattr(record, "_prefetched_objects_cache"):
        record._prefetched_objects_cache.pop(name, None)


def _raise(problems: dict[str, list[str]]) -> None:
    if problems:
        raise DocumentError(problems)
