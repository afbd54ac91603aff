from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cooperation.models import Event

from .completeness import COMMON, Wanted
from .inlines import EventCitations, EventLocations
from .record import FILING, TEXTS, TITLES, RecordAdmin, dated


@admin.register(Event)
class EventAdmin(RecordAdmin):
    own_columns = ("type", "starts_shown")
    own_filters = ("type", "mechanism")
    facts = (
        *COMMON,
        Wanted("beginning", _("no date"), date="starts_on"),
        Wanted("host", _("no host country"), row="host_country"),
        Wanted("place", _("no place"), rows="locations"),
        Wanted("outcomes", _("no outcomes"), text="outcomes_en"),
        Wanted("key-facts", _("no source for the date"), sourced=("starts_on",)),
    )
    inlines = (EventLocations, EventCitations)
    fieldsets = (
        TITLES,
        (
            _("The event"),
            {
                "fields": (
                    ("type", "mechanism"),
                    ("starts_on", "ends_on"),
                    ("host_country", "place_en"),
                    "outcomes_en",
                    "organisations",
                ),
                "description": _("The countries below are those that took part."),
            },
        ),
        FILING,
        TEXTS,
    )
    starts_shown = dated("starts_on", "starts", _("begins on"))
