from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cooperation.models import Project

from .completeness import COMMON, Wanted
from .inlines import Capacities, FinanceLines, Milestones, Participations, ProjectCitations, ProjectLocations
from .record import FILING, TEXTS, TITLES, RecordAdmin, dated


@admin.register(Project)
class ProjectAdmin(RecordAdmin):
    own_columns = ("status", "status_date_shown")
    own_filters = ("status", "is_umbrella")
    facts = (
        *COMMON,
        Wanted("status-date", _("no date of the status"), date="status_as_of"),
        Wanted("place", _("no place"), rows="locations"),
        Wanted("organisation", _("no organisation"), rows="participations"),
        Wanted("money", _("no money"), rows="finance"),
        Wanted("milestone", _("no milestone"), rows="milestones"),
        Wanted("key-facts", _("no source for the status"), sourced=("status",)),
    )
    inlines = (Participations, ProjectLocations, FinanceLines, Capacities, Milestones, ProjectCitations)
    fieldsets = (
        TITLES,
        (
            _("The project"),
            {
                "fields": (("status", "status_as_of"), "parent", "is_umbrella", "agreements"),
                "description": _("The status is what the newest good source says, with the day for which it says so."),
            },
        ),
        FILING,
        TEXTS,
        (
            _("Route"),
            {
                "fields": ("route", "route_precision"),
                "classes": ("collapse",),
                "description": _("For railways, roads and pipelines. Places of a single site go into the locations below."),
            },
        ),
    )
    status_date_shown = dated("status_as_of", "status_date", _("status as of"))
