"""Versions: each approved state of a record as a numbered, dated document."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from cooperation.models import Record, Version
from cooperation.models.documents import document

#: The reason written for states that came with the registry's own files.
LOADED = gettext_noop("Loaded with the registry's files.")


@transaction.atomic
def record_version(record: Record, *, by=None, reviewer=None, reason: str = "") -> Version | None:
    """Write the record's present state as its next version; None where nothing differs from the last one.

    With a reviewer the version is written in any case: it says who approved that state.
    """
    present = document(record)
    last = Version.objects.filter(reference=record.reference).order_by("number").last()
    if reviewer is None and last is not None and last.document == present:
        return None
    version = Version.objects.create(
        kind=record._meta.model_name,
        reference=record.reference,
        number=last.number + 1 if last else 1,
        document=present,
        reason=reason,
        approved_at=timezone.now(),
        author=by,
        reviewer=reviewer,
    )
    type(record)._default_manager.filter(pk=record.pk).update(version=version.number)
    record.version = version.number
    return version
