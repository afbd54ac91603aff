from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cooperation.models import Programme

from .completeness import COMMON, Wanted
from .inlines import Measures, ProgrammeCitations, ProgrammeLocations, ProgrammeParticipations
from .record import FILING, TEXTS, TITLES, RecordAdmin, dated


@admin.register(Programme)
class ProgrammeAdmin(RecordAdmin):
    own_columns = ("type", "started_shown")
    own_filters = ("type", "status")
    facts = (
        *COMMON,
        Wanted("status", _("no status"), text="status"),
        Wanted("beginning", _("no beginning"), date="started_on"),
        Wanted("place", _("no place"), rows="locations"),
        Wanted("organisation", _("no organisation"), rows="participations"),
        Wanted("key-facts", _("no source for the beginning"), sourced=("started_on",)),
    )
    inlines = (ProgrammeParticipations, ProgrammeLocations, Measures, ProgrammeCitations)
    fieldsets = (
        TITLES,
        (
            _("The programme"),
            {
                "fields": (("type", "status"), ("started_on", "ended_on"), "agreements", "projects"),
                "description": _("Leave the end empty while the programme goes on and no end is known."),
            },
        ),
        FILING,
        TEXTS,
    )
    started_shown = dated("started_on", "started", _("began on"))
