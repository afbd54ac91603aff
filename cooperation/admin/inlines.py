"""What belongs to a record, edited on the record's page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cooperation import models

from .base import FieldsMixin, boxes
from .forms import CitationForm, CitationFormSet, DependantFormSet, RowForm


class DependantInline(FieldsMixin, admin.TabularInline):
    """Short rows, one under the other."""

    form = RowForm
    formset = DependantFormSet
    extra = 0

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return boxes(self.model)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        keys = self.get_autocomplete_fields(request)
        return super().get_queryset(request).select_related(*keys)


class CitationInline(DependantInline):
    """Sources, each folded to one line."""

    template = "admin/cooperation/citations.html"
    form = CitationForm
    formset = CitationFormSet
    fieldsets = ((None, {"fields": ("source", ("field", "value", "rank"), ("locator", "retrieved_on"), "words", "remark_en")}),)

    def get_extra(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> int:
        return 1 if obj is None else 0


class AgreementParties(DependantInline):
    model = models.AgreementParty
    verbose_name_plural = _("parties: organisations that signed (states go into the countries above)")


class AgreementTexts(DependantInline):
    model = models.AgreementText


class AgreementRelations(DependantInline):
    model = models.AgreementRelation
    fk_name = "record"


class AgreementCitations(CitationInline):
    model = models.AgreementCitation


class ProjectLocations(DependantInline):
    model = models.ProjectLocation
    classes = ("collapse",)


class Participations(DependantInline):
    model = models.Participation


class FinanceLines(DependantInline):
    model = models.Finance
    classes = ("collapse",)


class Capacities(DependantInline):
    model = models.Capacity
    classes = ("collapse",)


class Milestones(DependantInline):
    model = models.Milestone
    classes = ("collapse",)


class ProjectCitations(CitationInline):
    model = models.ProjectCitation


class ProgrammeLocations(DependantInline):
    model = models.ProgrammeLocation
    classes = ("collapse",)


class ProgrammeParticipations(DependantInline):
    model = models.ProgrammeParticipation


class Measures(DependantInline):
    model = models.Measure
    classes = ("collapse",)


class ProgrammeCitations(CitationInline):
    model = models.ProgrammeCitation


class EventLocations(DependantInline):
    model = models.EventLocation


class EventCitations(CitationInline):
    model = models.EventCitation


class Aliases(DependantInline):
    model = models.OrganisationAlias


class OrganisationCitations(CitationInline):
    model = models.OrganisationCitation


class FigureCitations(CitationInline):
    model = models.FigureCitation
