"""Standing formats of meetings: all of them in a table, and each with its events, what was signed there, and the next meeting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from cooperation.kinds import kind_of
from cooperation.models import Agreement, Country, Event, Mechanism

from .context import home_crumb

EVENTS, AGREEMENTS = kind_of(Event), kind_of(Agreement)
#: Meetings and agreements of a mechanism that its page shows before "all N".
MEETINGS, SIGNED = 40, 8


class MechanismList(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        meetings: dict[int, list[Any]] = {}
        for event in EVENTS.sorted(EVENTS.queryset().exclude(mechanism=None), "starts"):
            meetings.setdefault(event.mechanism_id, []).append(event)
        rows = [self.row(mechanism, meetings.get(mechanism.pk, []), today) for mechanism in Mechanism.objects.order_by("code")]
        context = {
            "rows": sorted(rows, key=lambda row: -row["count"]),
            "crumbs": [home_crumb(), {"label": _("Mechanisms"), "url": ""}],
        }
        return render(request, "pages/mechanisms.html", context)

    def row(self, mechanism: Mechanism, events: list[Any], today: dt.date) -> dict[str, Any]:
        held = [event for event in events if event.starts_on and event.starts_on < today]
        return {
            "mechanism": mechanism,
            "count": len(events),
            "url": events_url(mechanism),
            "signed": sum(event.agreements_shown for event in events),
            "signed_url": agreements_url(mechanism),
            "first": held[0] if held else None,
            "last": held[-1] if held else None,
            "next": coming(events, today),
        }


class MechanismDetail(View):
    def get(self, request: HttpRequest, mechanism: str) -> HttpResponse:
        subject = Mechanism.objects.filter(code=mechanism).first()
        if subject is None:
            raise Http404
        rows = EVENTS.queryset().filter(mechanism=subject)
        events = list(EVENTS.sorted(rows, EVENTS.default_sort).prefetch_related("countries"))
        signed = Agreement.objects.published().filter(event__in=rows.order_by().values("pk"))
        by_country = EVENTS.counts(rows, next(facet for facet in EVENTS.facets if facet.name == "country"))
        countries = Country.objects.filter(code__in=by_country).order_by("position", "code")
        count = signed.count()
        context = {
            "mechanism": subject,
            "events": events[:MEETINGS],
            "next": coming(reversed(events), timezone.localdate()),
            "count": len(events),
            "all_events": EVENTS.all_words(len(events)),
            "events_url": events_url(subject),
            "agreements": AGREEMENTS.sorted(signed, AGREEMENTS.default_sort).prefetch_related("countries")[:SIGNED],
            "agreement_count": count,
            "all_agreements": AGREEMENTS.all_words(count),
            "agreements_url": agreements_url(subject),
            "at_event_url": AGREEMENTS.list_url(),
            "countries": [
                (country, by_country[country.code], f"{events_url(subject)}&country={country.code}") for country in countries
            ],
            "crumbs": [
                home_crumb(),
                {"label": _("Mechanisms"), "url": reverse("mechanism-list")},
                {"label": subject.name, "url": ""},
            ],
        }
        return render(request, "pages/mechanism.html", context)


def coming(events: Any, today: dt.date) -> Any:
    """The next of events in the order of their days; None where none is known."""
    return next((event for event in events if event.starts_on and event.starts_on >= today), None)


def events_url(mechanism: Mechanism) -> str:
    return f"{EVENTS.list_url()}?mechanism={mechanism.code}"


def agreements_url(mechanism: Mechanism) -> str:
    return f"{AGREEMENTS.list_url()}?mechanism={mechanism.code}"
