"""What fields are called in the reader's words, and the units of their values."""

from __future__ import annotations

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from cooperation.models import Record


def label(record: Record, name: str) -> str:
    """A field's name in the reader's words: the column's own, or the group's with its key."""
    group, _dot, key = name.partition(".")
    words = field_label(type(record), group)
    if not key or words == group:
        return words
    return _("%(field)s: %(part)s") % {"field": words, "part": key_label(record, group, key)}


def unit(record: Record, name: str) -> str:
    """The currency or unit of a field's values, as the record itself has it."""
    group, _dot, key = name.partition(".")
    if group == "amount":
        return str(record.currency)  # type: ignore[attr-defined]
    if group == "value":
        return str(record.unit)  # type: ignore[attr-defined]
    found = set()
    for row in getattr(record, group).all() if key else ():
        indicator = getattr(row, "indicator", None)
        if indicator is not None and indicator.code == key:
            found.add(str(row.unit))
        elif getattr(row, "kind", None) == key:
            found.add(str(getattr(row, "currency", "")))
    return found.pop() if len(found) == 1 else ""


def key_label(record: Record, group: str, key: str) -> str:
    """The key of a group in words, taken from the rows themselves."""
    for row in getattr(record, group).all():
        indicator = getattr(row, "indicator", None)
        if indicator is not None and indicator.code == key:
            return str(indicator.name)
        if getattr(row, "kind", None) == key:
            return str(row.get_kind_display())
    return key


def field_label(model: type[Record], name: str) -> str:
    """A column's or a group's own name, beginning with a capital; the name as it is where there is no such field."""
    try:
        found = model._meta.get_field(name.partition(".")[0])
    except FieldDoesNotExist:
        return name
    words = str(found.verbose_name if found.concrete else found.related_model._meta.verbose_name_plural)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]
