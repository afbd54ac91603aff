from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .record import Citation, Dependant, DependantManager, Record, RecordManager


class Organisation(Record):
    """A ministry, company, bank, university or international body that takes part in cooperation.

    One body, one record; its other names are aliases. A joint venture has more than one country.
    """

    class Type(models.TextChoices):
        MINISTRY = "ministry", _("Ministry")
        AGENCY = "government-agency", _("Government or government agency")
        LOCAL = "local-government", _("Local government")
        STATE_ENTERPRISE = "state-enterprise", _("State enterprise")
        PRIVATE_COMPANY = "private-company", _("Private company")
        JOINT_VENTURE = "joint-venture", _("Joint venture")
        DEVELOPMENT_BANK = "development-bank", _("Development or policy bank")
        COMMERCIAL_BANK = "commercial-bank", _("Commercial bank")
        UNIVERSITY = "university", _("University or school")
        RESEARCH = "research-institute", _("Research institute")
        HOSPITAL = "hospital", _("Hospital")
        MEDIA = "media", _("Media organisation")
        ASSOCIATION = "association", _("Association")
        INTERNATIONAL = "international-organisation", _("International organisation")
        OTHER = "other", _("Other body")

    prefix = "ORG"
    dependants = ("aliases", "citations")

    type = models.CharField(_("type"), max_length=30, choices=Type.choices)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True, default="")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="subsidiaries", verbose_name=_("parent organisation")
    )
    website = models.URLField(_("website"), max_length=500, blank=True, default="")

    objects = RecordManager()

    class Meta(Record.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="organisation_not_its_own_parent",
                violation_error_message=_("An organisation is not its own parent."),
            ),
        ]
        indexes = [*Record.Meta.indexes, models.Index(fields=["state", "type", "reference"], name="organisation_by_type")]


class OrganisationAlias(Dependant):
    """Another name of an organisation, as some source writes it."""

    class Kind(models.TextChoices):
        ACRONYM = "acronym", _("Acronym")
        FORMER = "former", _("Former name")
        TRANSLATION = "translation", _("Translation")
        TRANSLITERATION = "transliteration", _("Transliteration")
        OTHER = "other", _("Other form")

    record = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("organisation"))
    name = models.CharField(_("name"), max_length=300)
    language = models.CharField(_("language"), max_length=12, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.OTHER)

    objects = DependantManager()

    class Meta(Dependant.Meta):
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [
            *Dependant.Meta.constraints,
            models.UniqueConstraint(fields=["record", "name"], name="organisationalias_once"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationCitation(Citation):
    """A source of an organisation."""

    record = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="citations", verbose_name=_("organisation"))
