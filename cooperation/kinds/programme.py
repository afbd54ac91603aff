from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext_lazy, pgettext

from cooperation.models import (
    Agreement,
    Measure,
    Organisation,
    PartialDate,
    Programme,
    ProgrammeCitation,
    ProgrammeLocation,
    ProgrammeParticipation,
    Project,
)

from . import compared
from .base import Column, Kind, ManyFile
from .boxes import PlacedFilter
from .columns import citations, ending, identity, locations
from .detail import Fact, by_role, tied_organisations
from .expressions import joined, joined_many, partial
from .facets import Facet
from .filters import CodesFilter, DateFromFilter, DateToFilter, ReferenceFilter
from .relations import Side, Tie, events_of, plain, with_roles
from .tables import CountriesColumn, NamesColumn, OrganisationsColumn, PartialDateColumn, RecordTable, StatusColumn, TitleColumn
from .tallies import Codes, Tally, Years


class ProgrammeFilter(PlacedFilter):
    type = CodesFilter(choices=Programme.Type.choices, label=_("Type"))
    status = CodesFilter(choices=Programme.Status.choices, label=_("Status"))
    city = django_filters.CharFilter(
        method="in_city",
        max_length=100,
        label=_("City"),
        help_text=_("Name of the host city or of a place of the programme, in full."),
    )
    organisation = ReferenceFilter(
        field_name="participations__organisation",
        model=Organisation,
        label=_("Organisation"),
        help_text=_("Reference of an organisation that hosts or carries it: ORG-0090."),
    )
    started_from = DateFromFilter(field_name="started_on", label=_("Began from"), help_text=_("2019, 2019-05 or 2019-05-18."))
    started_to = DateToFilter(field_name="started_on", label=_("Began to"), help_text=_("2019, 2019-05 or 2019-05-18."))
    has_location = django_filters.BooleanFilter(method="located", label=_("Has a location"))

    def in_city(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        places = ProgrammeLocation.objects.named(value).values("record")
        hosts = ProgrammeParticipation.objects.filter(city_en__iexact=value.strip()).values("record")
        return queryset.filter(Q(pk__in=places) | Q(pk__in=hosts))

    def located(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        places = ProgrammeLocation.objects.filter(latitude__isnull=False).values("record")
        return queryset.filter(pk__in=places) if value else queryset.exclude(pk__in=places)


class ProgrammeTable(RecordTable):
    title = TitleColumn("programme")
    type = tables.Column(verbose_name=_("Type"))
    status = StatusColumn(verbose_name=_("Status"))
    started = PartialDateColumn(accessor="started", verbose_name=_("Began"))
    countries = CountriesColumn(verbose_name=_("Countries"))
    sectors = NamesColumn(verbose_name=_("Sectors"))
    organisations = OrganisationsColumn(accessor="participations", limit=4, verbose_name=_("Hosts"))
    locations = NamesColumn(limit=4, verbose_name=_("Locations"))
    ended = PartialDateColumn(accessor="ended", verbose_name=_("Ended"))
    reference = tables.Column(verbose_name=_("Reference"))

    class Meta(RecordTable.Meta):
        pass


class ProgrammeKind(Kind):
    name = "programme"
    slug = "programmes"
    label = _("Programme")
    label_plural = _("Programmes")
    all_of = npgettext_lazy("whole list", "%(count)d programme", "All %(count)d programmes", "count")
    intro = _(
        "Continuing activities: visa regimes, workshops, scholarships, freight and air services, cultural years, laboratories."
    )
    model = Programme
    filterset_class = ProgrammeFilter
    table_class = ProgrammeTable
    default_columns = ("title", "type", "status", "started", "countries", "locations")
    detail_template = "records/programme_detail.html"
    has_places = True
    facets = (
        Facet("country", "countries__code"),
        Facet("sector", "sectors__code", parent_path="sectors__parent__code"),
        Facet("type", "type"),
        Facet("status", "status"),
    )
    charts = (
        Tally(
            "type",
            _("Programmes by type and status"),
            Codes("type", _("Type"), "type", Programme.Type.choices),
            Codes("status", _("Status"), "status", Programme.Status.choices),
        ),
        Tally(
            "year",
            _("Programmes by the year in which they began, and type"),
            Years("year", _("Year"), "started_on", "started"),
            Codes("type", _("Type"), "type", Programme.Type.choices),
        ),
    )
    sorts = {
        "title": ("title_en",),
        "type": ("type",),
        "status": ("status",),
        "started": ("started_on",),
        "ended": ("ended_on",),
        "reference": ("reference",),
    }
    default_sort = "-started"
    columns = (
        *identity(Programme),
        Column("type", _("Type of programme.")),
        Column("status", _("planned, active, completed or suspended; empty where not known.")),
        Column("started_on", _("Beginning, as precise as known."), partial("started_on"), "partial-date"),
        Column("ended_on", _("End, as precise as known."), partial("ended_on"), "partial-date"),
        Column(
            "organisations",
            _("Hosts and partners, in English."),
            joined(ProgrammeParticipation, "title_en", through="organisation"),
        ),
        Column("locations", _("Names of its places in English."), joined(ProgrammeLocation, "name_en")),
        Column(
            "agreements",
            _("References of the agreements that it rests on, separated by “; ”."),
            joined_many(Programme, "agreements", "reference", is_record=True),
        ),
        Column(
            "projects",
            _("References of the projects in which it takes place, separated by “; ”."),
            joined_many(Programme, "projects", "reference", is_record=True),
        ),
        *ending(Programme, "programmes"),
    )
    many_files = (
        citations(ProgrammeCitation),
        locations(ProgrammeLocation),
        ManyFile(
            "participations",
            ProgrammeParticipation,
            (
                Column("reference", _("Reference of the programme."), "record__reference"),
                Column("organisation", _("Reference of the organisation."), "organisation__reference"),
                Column("name", _("Name of the organisation in English."), "organisation__title_en"),
                Column("role", _("What it does in the programme."), "role"),
                Column("city", _("City of the organisation's part."), "city_en"),
            ),
            through="organisation",
        ),
        ManyFile(
            "measures",
            Measure,
            (
                Column("reference", _("Reference of the programme."), "record__reference"),
                Column("label", _("What is measured."), "label_en"),
                Column("value", _("Value."), "value", "decimal"),
                Column("unit", _("Unit of the value."), "unit"),
                Column("period", _("Period of the value, where given."), "period"),
                Column("note", _("Note on the value."), "note_en"),
            ),
        ),
    )

    def list_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.prefetch_related(
            "countries", "sectors", tied_organisations("participations", ProgrammeParticipation), "locations"
        )

    def detail_queryset(self) -> QuerySet:
        return self.queryset().prefetch_related(
            "countries",
            "sectors__parent",
            "citations__source",
            "locations__country",
            tied_organisations("participations", ProgrammeParticipation),
            "measures__indicator",
            Prefetch("agreements", Agreement.objects.published().select_related("event").order_by("signed_on", "reference")),
            Prefetch("projects", Project.objects.published().order_by("reference"), to_attr="projects_shown"),
        )

    def when(self, record: Programme) -> PartialDate:
        return record.started

    def parts(self, record: Programme) -> dict[str, Any]:
        return {"roles": by_role(record.participations.all(), ProgrammeParticipation.Role)}

    def compared(self, record: Programme) -> list[compared.Group]:
        return [
            *super().compared(record),
            compared.takes_part(record.participations.all(), ProgrammeParticipation.Role),
            compared.measures(record.measures.all()),
            compared.places(record.locations.all()),
        ]

    def facts(self, record: Programme) -> list[Fact]:
        return [
            Fact("type", _("Type"), record.get_type_display()),
            Fact("status", _("Status"), record.get_status_display(), "status", record.status),
            Fact("started_on", _("Began"), record.started, "date"),
            Fact("ended_on", _("Ended"), record.ended, "date"),
            Fact("countries", _("Countries"), record.countries.all(), "countries"),
            Fact("sectors", _("Sectors"), record.sectors.all(), "sectors"),
            Fact("agreements", _("Rests on"), record.agreements.all(), "records"),
        ]

    def ties(self, record: Programme) -> list[Tie]:
        agreements = record.agreements.all()
        roles = [(part.organisation, part.get_role_display()) for part in record.participations.all()]
        return [
            Tie(
                "agreements",
                Side.BEFORE,
                _("Rests on"),
                pgettext("a programme", "It rests on {names}."),
                plain(agreements),
                field="agreements",
            ),
            Tie(
                "events",
                Side.BEFORE,
                _("Signed at"),
                pgettext("a programme", "What it rests on was signed at {names}."),
                plain(events_of(agreements)),
            ),
            Tie(
                "organisations",
                Side.BEFORE,
                _("Who takes part"),
                pgettext("a programme", "Taking part: {names}."),
                with_roles(roles),
                field="participations",
            ),
            Tie(
                "projects",
                Side.AFTER,
                _("Projects in which it takes place"),
                pgettext("a programme", "It takes place in {names}."),
                plain(record.projects_shown),
                field="projects",
            ),
        ]
