from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .agreement import Agreement
from .dates import Partial, not_before, precision_agrees, precision_field
from .organisation import Organisation
from .project import Project
from .record import Citation, Dependant, DependantManager, Location, Record, RecordManager
from .vocabulary import Indicator


class Programme(Record):
    """A continuing activity rather than a structure: a visa regime, workshop, scholarship, freight service or laboratory."""

    class Type(models.TextChoices):
        FREIGHT_SERVICE = "freight-service", _("Freight service")
        AIR_SERVICE = "air-service", _("Air service")
        ROAD_SERVICE = "bus-or-road-service", _("Bus or road service")
        VISA_REGIME = "visa-regime", _("Visa regime")
        TOURISM_YEAR = "tourism-year", _("Tourism year")
        TOURISM_SERVICE = "tourism-service", _("Tourism service")
        CULTURAL_YEAR = "cultural-year", _("Cultural year or festival")
        CULTURAL_CENTRE = "cultural-centre", _("Cultural centre")
        LANGUAGE_INSTITUTE = "language-institute", _("Language institute")
        VOCATIONAL_WORKSHOP = "vocational-workshop", _("Vocational workshop")
        UNIVERSITY_BRANCH = "university-branch", _("University branch")
        UNIVERSITY_PARTNERSHIP = "university-partnership", _("University partnership")
        SCHOLARSHIP = "scholarship", _("Scholarship")
        EXCHANGE = "exchange-programme", _("Exchange programme")
        CAPACITY_BUILDING = "capacity-building", _("Capacity building")
        LABORATORY = "research-laboratory", _("Research laboratory")
        ARCHAEOLOGY = "archaeology", _("Archaeology")
        PUBLISHING = "translation-and-publishing", _("Translation and publishing")
        FILM_MEDIA = "film-and-media", _("Film and media")
        SISTER_CITIES = "sister-cities", _("Sister cities")
        HEALTH = "health", _("Health")
        GREEN = "green-development", _("Green development")
        AGRICULTURE = "agriculture-technology", _("Agricultural technology")
        POVERTY = "poverty-reduction", _("Poverty reduction")
        E_COMMERCE = "e-commerce", _("Electronic commerce")
        TRADE_FAIR = "trade-fair", _("Trade fair")
        DIGITAL = "digital-ai", _("Digital and AI")
        SECURITY_TRAINING = "security-training", _("Security training")

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("programme status", "Planned")
        ACTIVE = "active", pgettext_lazy("programme status", "Active")
        COMPLETED = "completed", pgettext_lazy("programme status", "Completed")
        SUSPENDED = "suspended", pgettext_lazy("programme status", "Suspended")

    prefix = "PRG"
    dependants = ("locations", "participations", "measures", "citations")

    type = models.CharField(_("type"), max_length=30, choices=Type.choices)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, blank=True, default="", help_text=_("Empty: not known.")
    )
    started_on = models.DateField(_("began on"), null=True, blank=True)
    started_on_precision = precision_field(_("precision of the beginning"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_on_precision = precision_field(_("precision of the end"))
    agreements = models.ManyToManyField(
        Agreement, blank=True, related_name="programmes", verbose_name=_("agreements that it rests on")
    )
    projects = models.ManyToManyField(
        Project, blank=True, related_name="programmes", verbose_name=_("projects in which it takes place")
    )

    started = Partial("started_on")
    ended = Partial("ended_on")

    objects = RecordManager()

    class Meta(Record.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            *Record.Meta.constraints,
            precision_agrees("started_on"),
            precision_agrees("ended_on"),
            not_before("ended_on", "started_on"),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["state", "type", "reference"], name="programme_by_type"),
            models.Index(fields=["state", "status", "reference"], name="programme_by_status"),
            models.Index(fields=["state", "started_on", "reference"], name="programme_by_start"),
        ]


class ProgrammeLocation(Location):
    """A place of a programme."""

    record = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="locations", verbose_name=_("programme"))


class ProgrammeParticipation(Dependant):
    """An organisation that hosts or carries a programme, and its town."""

    class Role(models.TextChoices):
        HOST = "host", pgettext_lazy("role in a programme", "Host")
        PARTNER = "partner", pgettext_lazy("role in a programme", "Partner")
        ORGANISER = "organiser", pgettext_lazy("role in a programme", "Organiser")
        OPERATOR = "operator", pgettext_lazy("role in a programme", "Operator")
        FUNDER = "funder", pgettext_lazy("role in a programme", "Funder")

    record = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="participations", verbose_name=_("programme"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="programme_participations", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.HOST)
    city_en = models.CharField(_("city"), max_length=100, blank=True, default="")

    objects = DependantManager()

    class Meta(Dependant.Meta):
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            *Dependant.Meta.constraints,
            models.UniqueConstraint(fields=["record", "organisation", "role"], name="programmeparticipation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} — {self.get_role_display()}"


class Measure(Dependant):
    """A measured value of a programme, at a time where the source gives one."""

    record = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="measures", verbose_name=_("programme"))
    label_en = models.CharField(_("what is measured"), max_length=200)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="measures", verbose_name=_("indicator")
    )
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6)
    unit = models.CharField(_("unit"), max_length=60)
    period = models.CharField(_("period"), max_length=40, blank=True, default="")
    note_en = models.CharField(_("note"), max_length=300, blank=True, default="")

    objects = DependantManager()

    class Meta(Dependant.Meta):
        verbose_name = _("measure")
        verbose_name_plural = _("measures")

    def __str__(self) -> str:
        return f"{self.label_en}: {self.value.normalize():f} {self.unit}"


class ProgrammeCitation(Citation):
    """A source of a programme."""

    record = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="citations", verbose_name=_("programme"))
