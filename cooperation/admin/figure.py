from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cooperation.kinds.tables import number
from cooperation.kinds.units import in_words
from cooperation.models import Figure

from .completeness import COMMON, Wanted
from .inlines import FigureCitations
from .record import FILING, TEXTS, TITLES, RecordAdmin


@admin.register(Figure)
class FigureAdmin(RecordAdmin):
    own_columns = ("value_shown", "period_shown")
    own_filters = ("period_type",)
    facts = (*COMMON, Wanted("key-facts", _("no source for the value"), sourced=("value",)))
    inlines = (FigureCitations,)
    fieldsets = (
        TITLES,
        (
            _("The value"),
            {
                "fields": (
                    "indicator",
                    ("value", "unit", "qualifier_en"),
                    ("period_type", "period_start", "period_end"),
                    ("as_of", "change_pct"),
                ),
                "description": _("The number as the source prints it, with its own unit. A second source's number is a citation."),
            },
        ),
        FILING,
        TEXTS,
    )

    @admin.display(description=_("value"), ordering="value")
    def value_shown(self, record: Any) -> str:
        return format_html("{} {}", number(record.value), in_words(record.unit))

    @admin.display(description=_("period"), ordering="period_start")
    def period_shown(self, record: Any) -> str:
        return str(record.period)
