"""Parts of profiles and of the home page that come from charts, the map and the calendar."""

from __future__ import annotations

import datetime as dt
from operator import attrgetter
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cooperation.charts.asked import Asked
from cooperation.charts.explorer import Explorer
from cooperation.charts.figures import Figure, series_figure
from cooperation.charts.mirror_figures import mirror_figure
from cooperation.charts.profile import TradeProfile, query
from cooperation.charts.statements import CHINA
from cooperation.models import Country, Event, Record

from .maps import small_map
from .trade import addressed

#: Coming events, and latest changes, that a page shows.
COMING, CHANGED = 5, 5


def country(subject: Country, request: HttpRequest) -> dict[str, Any]:
    """Map and trade of a country of the registry: of China with each of the five, of one of the five with China."""
    if subject.role not in (Country.Role.CHINA, Country.Role.CENTRAL_ASIA):
        return {}
    if subject.code == CHINA:
        return {"figure": partners_figure(request), "today": timezone.localdate()}
    trade = TradeProfile(subject)
    figure = addressed(mirror_figure(trade.mirror), trade.mirror.asked, "trade-mirror", request)
    return {"trade": trade, "figure": figure, "map": small_map(country=subject.code), "today": timezone.localdate()}


def partners_figure(request: HttpRequest, asked: Asked | None = None) -> Figure:
    """China's trade with each of the five, year by year, as China reports it."""
    asked = asked or Asked(query())
    return addressed(series_figure(Explorer(asked), reverse("trade-list")), asked, "trade-explorer", request)


def coming_events(today: dt.date) -> list[Event]:
    """The next events, those of today included."""
    events = Event.objects.published().filter(starts_on__gte=today).prefetch_related("countries")
    return list(events.order_by("starts_on", "reference")[:COMING])


def latest_changes(kinds: tuple[type[Record], ...]) -> list[Record]:
    """The records of all kinds that were changed last after they were first published; else nothing."""
    found: list[Record] = []
    for model in kinds:
        rows = model.objects.published().filter(version__gt=1).prefetch_related("countries")
        found += rows.order_by("-edited_at", "reference")[:CHANGED]
    return sorted(found, key=attrgetter("edited_at"), reverse=True)[:CHANGED]
