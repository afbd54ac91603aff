"""Parts that profiles and the home page share: numbers of the lists, the calendar, what changed, trade."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, QuerySet, When, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse

from cooperation.charts.asked import Asked
from cooperation.charts.explorer import Explorer
from cooperation.charts.figures import Figure, series_figure
from cooperation.charts.profile import query
from cooperation.kinds import DETAIL_KINDS, Kind
from cooperation.kinds.scope import Scope
from cooperation.models import Event, Record

from .trade import addressed

#: How many records of each kind a search, a profile and the home page show before "all N".
SHOWN = 5
#: Coming events, and latest changes, that a page shows.
COMING, CHANGED = 5, 5

RECORD_KINDS = tuple(kind for kind in DETAIL_KINDS if issubclass(kind.model, Record))
EVERYTHING = Scope()


def counted(kind: Kind, name: str, scope: Scope = EVERYTHING) -> dict[str, int]:
    """How many records of a kind each country or sector has: the numbers of the list's own facet."""
    facet = next(facet for facet in kind.facets if facet.name == name)
    return kind.counts(scope.narrowed(kind.queryset()), facet)


def summed(name: str, scope: Scope = EVERYTHING) -> Counter[str]:
    """The same over all kinds of records."""
    total: Counter[str] = Counter()
    for kind in RECORD_KINDS:
        total.update(counted(kind, name, scope))
    return total


def partners_figure(request: HttpRequest, asked: Asked | None = None) -> Figure:
    """China's trade with each of the five, year by year, as China reports it."""
    asked = asked or Asked(query())
    return addressed(series_figure(Explorer(asked), reverse("trade-list")), asked, "trade-explorer", request)


def coming_events(today: dt.date) -> list[Event]:
    """The next events, those of today included."""
    events = Event.objects.published().filter(starts_on__gte=today).prefetch_related("countries")
    return list(events.order_by("starts_on", "reference")[:COMING])


@dataclass(frozen=True)
class Change:
    """A record that was published, or changed after it was."""

    record: Any
    at: dt.datetime
    is_new: bool


def latest_changes(records: Iterable[QuerySet], most: int = CHANGED) -> list[Change]:
    """What was published or changed last among published records of several kinds."""
    found = []
    for rows in records:
        dated = rows.annotate(changed=Case(When(version__gt=1, then=F("edited_at")), default=F("published_at")))
        found += [Change(row, row.changed, row.version <= 1) for row in dated.order_by("-changed", "-reference")[:most]]
    latest = sorted(found, key=lambda change: change.at, reverse=True)[:most]
    for model in {type(change.record) for change in latest}:
        prefetch_related_objects([change.record for change in latest if type(change.record) is model], "countries")
    return latest
