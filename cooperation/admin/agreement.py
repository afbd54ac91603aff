from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cooperation.models import Agreement

from .completeness import COMMON, Wanted
from .inlines import AgreementCitations, AgreementParties, AgreementRelations, AgreementTexts
from .record import FILING, TEXTS, TITLES, RecordAdmin, dated


@admin.register(Agreement)
class AgreementAdmin(RecordAdmin):
    own_columns = ("type", "signed_shown")
    own_filters = ("type", "status")
    facts = (
        *COMMON,
        Wanted("signing-date", _("no signing date"), date="signed_on"),
        Wanted("place", _("no place of signing"), text="signed_at_en"),
        Wanted("event", _("no event"), row="event"),
        Wanted("text", _("no address of the text"), rows="texts"),
        Wanted("key-facts", _("no source for the date or the status"), sourced=("signed_on", "status")),
    )
    inlines = (AgreementParties, AgreementTexts, AgreementRelations, AgreementCitations)
    fieldsets = (
        TITLES,
        (
            _("The agreement"),
            {
                "fields": (
                    ("type", "status"),
                    ("signed_on", "signed_at_en"),
                    "event",
                    ("entered_into_force_on", "expires_on"),
                ),
                "description": _("As the text itself says. Where sources differ, put each value into a citation of its own."),
            },
        ),
        FILING,
        TEXTS,
        (
            _("Money"),
            {
                "fields": (
                    ("amount", "currency", "amount_kind"),
                    "amount_absence",
                    ("amount_usd", "usd_rate", "usd_rate_on"),
                    "amount_note_en",
                ),
                "classes": ("collapse",),
                "description": _(
                    "The amount in its own currency. The dollar value is kept with the rate and day of the conversion."
                ),
            },
        ),
    )
    signed_shown = dated("signed_on", "signed", _("signed on"))
