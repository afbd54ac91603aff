from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cooperation.models import Organisation

from .completeness import COMMON, Wanted
from .inlines import Aliases, OrganisationCitations
from .record import FILING, TEXTS, TITLES, RecordAdmin


@admin.register(Organisation)
class OrganisationAdmin(RecordAdmin):
    own_columns = ("type", "acronym")
    own_filters = ("type",)
    search_fields = (*RecordAdmin.search_fields, "acronym", "aliases__name")
    search_help_text = _("Reference, acronym, or words of a name or alias in any script.")
    facts = (*COMMON, Wanted("website", _("no website"), text="website"))
    inlines = (Aliases, OrganisationCitations)
    fieldsets = (
        TITLES,
        (
            _("The organisation"),
            {
                "fields": (("type", "acronym"), "parent", "website"),
                "description": _("One body, one record. Former names, translations and other spellings are aliases."),
            },
        ),
        FILING,
        TEXTS,
    )
