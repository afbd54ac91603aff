"""What happens to a record in the editors' work: it is edited, sent to review, published, handed back, withdrawn.

Each step is one function. It locks the record, checks who may do it and whether the record is fit for it, changes it, and
says why in the history; the search index follows once all is saved. `Refused` carries a sentence for the person who asked.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Record, Source, State, Version
from cooperation.models.documents import kinds
from cooperation.search import index
from cooperation.search.names import Names

from .history import record_version
from .permissions import Permission

#: The reason of a version that was approved without further words.
PUBLISHED = "Published."


class Refused(ValidationError):
    """A step that is not taken; nothing was changed."""


@transaction.atomic
def edited(*, record: Record, by: Any, reason: str = "") -> None:
    """Record what a save in the admin has changed: a version with its author, and the index brought up to date."""
    fresh: Any = type(record)._default_manager.get(pk=record.pk)
    if fresh.state == State.PUBLISHED and not fresh.citations.exists():
        raise Refused(_("A published record keeps at least one source."))
    record_version(fresh, by=by, reason=reason)
    record.version = fresh.version
    if fresh.state == State.PUBLISHED:
        refresh_later(fresh)


@transaction.atomic
def submit(*, record: Record, by: Any, reason: str = "", seen: str = "") -> Record:
    """A draft is handed to the reviewers."""
    locked = taken(record, by=by, seen=seen, states=(State.DRAFT,), needs=f"cooperation.change_{record._meta.model_name}")
    return moved(locked, State.IN_REVIEW, by=by)


@transaction.atomic
def hand_back(*, record: Record, by: Any, reason: str = "", seen: str = "") -> Record:
    """A record in review goes back to its curator, with a note of what is missing."""
    locked = taken(record, by=by, seen=seen, states=(State.IN_REVIEW,), needs=Permission.PUBLISH)
    if not reason:
        raise Refused(_("Say what the curator should change."))
    return moved(locked, State.DRAFT, by=by)


@transaction.atomic
def publish(*, record: Record, by: Any, reason: str = "", seen: str = "") -> Record:
    """The record becomes public, approved by somebody else than the author of its last change."""
    states = (State.DRAFT, State.IN_REVIEW, State.WITHDRAWN)
    locked: Any = taken(record, by=by, seen=seen, states=states, needs=Permission.PUBLISH)
    author = last_author(locked)
    if author == by:
        raise Refused(_("You made the last change to this record yourself. Another reviewer publishes it."))
    if not locked.citations.exists():
        raise Refused(_("A record without a source cannot be published. Add a citation first."))
    locked.published_at = locked.published_at or timezone.now()
    locked.withdrawn_reason = locked.replaced_by = ""
    moved(locked, State.PUBLISHED, by=by)
    record_version(locked, by=author, reviewer=by, reason=reason or PUBLISHED)
    refresh_later(locked)
    return locked


@transaction.atomic
def withdraw(*, record: Record, by: Any, reason: str = "", replaced_by: str = "", seen: str = "") -> Record:
    """The record leaves the public pages; its address answers with the reason and with what took its place."""
    locked = taken(record, by=by, seen=seen, states=(State.PUBLISHED,), needs=Permission.PUBLISH)
    if not reason:
        raise Refused(_("A withdrawn record says why it was withdrawn."))
    if replaced_by:
        check_replacement(locked, replaced_by)
    locked.withdrawn_reason, locked.replaced_by = reason, replaced_by
    moved(locked, State.WITHDRAWN, by=by)
    refresh_later(locked)
    return locked


def taken(record: Record, *, by: Any, seen: str, states: tuple[State, ...], needs: str) -> Record:
    """The record as it stands now, locked until the step is done. Raises Refused where the step is not to be taken."""
    if not by.has_perm(str(needs)):
        raise Refused(_("Your account may not do this."))
    locked = type(record)._default_manager.select_for_update().get(pk=record.pk)
    if seen and seen != locked.edited_at.isoformat():
        raise Refused(_("Somebody has changed the record since you opened this page. Look at it again first."))
    if locked.state not in states:
        raise Refused(_("The record is in the state “%(state)s”.") % {"state": locked.get_state_display()})
    return locked


def moved(record: Record, state: State, *, by: Any) -> Record:
    record.state = state
    record.edited_by = by
    record.save()
    return record


def last_author(record: Record) -> Any:
    """Who made the last change that the history knows of; who made the record, where it knows none."""
    last = Version.objects.filter(reference=record.reference).select_related("author").order_by("number").last()
    return last.author if last is not None else record.created_by


def check_replacement(record: Record, reference: str) -> None:
    if reference == record.reference:
        raise Refused(_("A record does not replace itself."))
    if not any(model._default_manager.filter(reference=reference).exists() for model in kinds().values()):
        raise Refused(_("There is no record with the reference “%(reference)s”.") % {"reference": reference})


def refresh_later(record: Record) -> None:
    """Bring the search index up to date once everything is saved. A fault there is logged and undoes no save."""
    transaction.on_commit(lambda: index.refresh(record), robust=True)


def refresh_source_later(source: Source) -> None:
    def refresh() -> None:
        index.replace(Source.objects.cited().filter(pk=source.pk), [source.pk], Names.from_index())

    transaction.on_commit(refresh, robust=True)
