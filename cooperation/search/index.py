"""Keeps the index of published records: made anew as a whole, or refreshed a record at a time."""

from __future__ import annotations

from django.db import transaction

from cooperation.kinds import KINDS
from cooperation.models import Record, SearchEntry, State
from cooperation.models.search import fold


def text_of(record: Record) -> str:
    """Everything by which a record may be found, folded."""
    parts = [record.reference, record.title_en, record.title_zh, record.title_ru]
    parts += [alias.name for alias in record.aliases.all()] if hasattr(record, "aliases") else []
    parts += [location.name for location in record.locations.all()] if hasattr(record, "locations") else []
    parts += [record.summary_en, record.summary_zh, record.summary_ru, getattr(record, "acronym", "")]
    return fold(" \n".join(part for part in parts if part))


@transaction.atomic
def refresh(record: Record) -> None:
    """Put the record's present words into the index, or take it out when it is not published."""
    if record.state != State.PUBLISHED:
        SearchEntry.objects.filter(reference=record.reference).delete()
        return
    SearchEntry.objects.update_or_create(
        reference=record.reference, defaults={"kind": record._meta.model_name, "text": text_of(record)}
    )


@transaction.atomic
def rebuild() -> int:
    """Make the whole index anew and return the number of its entries."""
    SearchEntry.objects.all().delete()
    entries = []
    for kind in KINDS:
        if not issubclass(kind.model, Record):
            continue
        related = [name for name in ("aliases", "locations") if name in kind.model.dependants]
        for record in kind.model.objects.published().prefetch_related(*related):
            entries.append(SearchEntry(kind=kind.name, reference=record.reference, text=text_of(record)))
    SearchEntry.objects.bulk_create(entries, batch_size=500)
    return len(entries)
