from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .dates import Partial, not_before, precision_agrees, precision_field
from .organisation import Organisation
from .record import Citation, Location, Record, RecordManager
from .vocabulary import Country, Mechanism


class Event(Record):
    """A summit, visit, ministerial meeting, commission or forum. Its countries are those that took part."""

    class Type(models.TextChoices):
        SUMMIT = "summit", _("Summit")
        STATE_VISIT = "state-visit", _("Visit or talks of leaders")
        MINISTERIAL = "ministerial", _("Ministerial meeting")
        COMMISSION = "commission", _("Intergovernmental commission")
        FORUM = "forum", _("Forum")
        CONFERENCE = "conference", _("Conference")

    prefix = "EVT"
    dependants = ("locations", "citations")

    type = models.CharField(_("type"), max_length=12, choices=Type.choices)
    mechanism = models.ForeignKey(
        Mechanism, on_delete=models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("mechanism")
    )
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    starts_on_precision = precision_field(_("precision of the beginning"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    ends_on_precision = precision_field(_("precision of the end"))
    host_country = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="events_hosted", verbose_name=_("host country")
    )
    place_en = models.CharField(_("place"), max_length=120, blank=True, default="")
    outcomes_en = models.TextField(_("outcomes"), blank=True, default="", help_text=_("What was agreed there, in plain words."))
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="events_attended", verbose_name=_("organisations that took part")
    )

    starts = Partial("starts_on")
    ends = Partial("ends_on")

    objects = RecordManager()

    class Meta(Record.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            *Record.Meta.constraints,
            precision_agrees("starts_on"),
            precision_agrees("ends_on"),
            not_before("ends_on", "starts_on"),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["state", "starts_on", "reference"], name="event_by_start"),
        ]


class EventLocation(Location):
    """Where an event took place."""

    record = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="locations", verbose_name=_("event"))


class EventCitation(Citation):
    """A source of an event."""

    record = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="citations", verbose_name=_("event"))
