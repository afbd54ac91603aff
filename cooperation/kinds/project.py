from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext, npgettext_lazy, pgettext

from cooperation.models import (
    Agreement,
    Capacity,
    Finance,
    Milestone,
    Organisation,
    PartialDate,
    Participation,
    Programme,
    Project,
    ProjectCitation,
    ProjectLocation,
)

from . import compared
from .base import Column, Kind, ManyFile
from .boxes import PlacedFilter
from .columns import citations, ending, identity, locations
from .detail import Fact, by_role, shown, tied_organisations
from .expressions import joined, joined_many, of_public, partial
from .facets import Facet
from .filters import CodesFilter, DateFromFilter, DateToFilter, ReferenceFilter, RelatedCodesFilter, StrictFilterSet
from .ladder import ladder
from .relations import Side, Tie, events_of, plain, with_roles
from .tables import (
    CountriesColumn,
    NamesColumn,
    NumberColumn,
    OrganisationsColumn,
    PartialDateColumn,
    RecordTable,
    StatusColumn,
    TitleColumn,
)
from .tallies import Codes, MoneyTally, Tally, TopSectors, Years
from .totals import Totals, project_totals

#: A project's own amount: the largest single dollar line, since lines of different kinds may speak of the same money.
LARGEST_LINE = Subquery(
    Finance.objects.filter(record=OuterRef("pk"), amount_usd__isnull=False).order_by("-amount_usd").values("amount_usd")[:1]
)


STATUSES = Codes("status", _("Status"), "status", Project.Status.choices)


class ProjectFilter(PlacedFilter):
    status = CodesFilter(choices=Project.Status.choices, label=_("Status"))
    role = RelatedCodesFilter(
        field_name="participations__role",
        choices=Participation.Role.choices,
        label=_("Role"),
        help_text=_("With an organisation: its role. Alone: projects that have anybody in that role."),
        method="in_role",
    )
    organisation = ReferenceFilter(
        field_name="participations__organisation",
        model=Organisation,
        label=_("Organisation"),
        help_text=_("Reference of an organisation that takes part: ORG-0090."),
        method="with_organisation",
    )
    agreement = ReferenceFilter(
        field_name="agreements",
        model=Agreement,
        label=_("Agreement"),
        help_text=_("Reference of an agreement that it carries out."),
    )
    finance = RelatedCodesFilter(field_name="finance__kind", choices=Finance.Kind.choices, label=_("Finance"))
    status_from = DateFromFilter(
        field_name="status_as_of", label=_("Status as of, from"), help_text=_("2019, 2019-05 or 2019-05-18.")
    )
    status_to = DateToFilter(field_name="status_as_of", label=_("Status as of, to"), help_text=_("2019, 2019-05 or 2019-05-18."))
    amount_from = django_filters.NumberFilter(
        field_name="largest_usd",
        lookup_expr="gte",
        min_value=0,
        max_value=10**15,
        label=_("Amount from"),
        help_text=_("US dollars; the project's largest single finance line."),
    )
    amount_to = django_filters.NumberFilter(
        field_name="largest_usd",
        lookup_expr="lte",
        min_value=0,
        max_value=10**15,
        label=_("Amount to"),
        help_text=_("US dollars; the project's largest single finance line."),
    )
    has_location = django_filters.BooleanFilter(method="located", label=_("Has a location"))

    def with_organisation(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Takes part in any role, or in the chosen roles: the organisation and the role are looked for in one participation."""
        found = Participation.objects.filter(organisation__reference=value.upper())
        roles = self.form.cleaned_data.get("role")
        if roles:
            return queryset.filter(pk__in=found.filter(role__in=roles).values("record"))
        lent = Finance.objects.filter(lender__reference=value.upper())
        return queryset.filter(Q(pk__in=found.values("record")) | Q(pk__in=lent.values("record")))

    def in_role(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        found = Participation.objects.filter(role__in=value)
        organisation = self.form.cleaned_data.get("organisation")
        if organisation:
            found = found.filter(organisation__reference=organisation.upper())
        return queryset.filter(pk__in=found.values("record"))

    def located(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        places = ProjectLocation.objects.filter(latitude__isnull=False).values("record")
        return queryset.filter(pk__in=places) if value else queryset.exclude(pk__in=places)


class ProjectTable(RecordTable):
    title = TitleColumn("project")
    status = StatusColumn(verbose_name=_("Status"))
    status_date = PartialDateColumn(accessor="status_date", verbose_name=_("Status as of"))
    countries = CountriesColumn(verbose_name=_("Countries"))
    sectors = NamesColumn(verbose_name=_("Sectors"))
    amount = NumberColumn(accessor="largest_usd", verbose_name=_("Largest amount, US dollars"))
    organisations = OrganisationsColumn(accessor="participations", limit=4, verbose_name=_("Organisations"))
    locations = NamesColumn(limit=4, verbose_name=_("Locations"))
    reference = tables.Column(verbose_name=_("Reference"))

    class Meta(RecordTable.Meta):
        pass


class ProjectKind(Kind):
    name = "project"
    slug = "projects"
    label = _("Project")
    label_plural = _("Projects")
    all_of = npgettext_lazy("whole list", "%(count)d project", "All %(count)d projects", "count")
    intro = _(
        "Railways, pipelines, power stations, factories and mines: undertakings with a place, their money and their progress."
    )
    model = Project
    filterset_class = ProjectFilter
    table_class = ProjectTable
    default_columns = ("title", "status", "status_date", "countries", "sectors", "amount")
    detail_template = "records/project_detail.html"
    has_places = True
    facets = (
        Facet("country", "countries__code"),
        Facet("sector", "sectors__code", parent_path="sectors__parent__code"),
        Facet("status", "status"),
        Facet("role", "participations__role", is_open=False),
        Facet("finance", "finance__kind", is_open=False),
    )
    charts = (
        Tally("status", _("Projects by status"), STATUSES),
        Tally("sector", _("Projects by sector and status"), TopSectors(), STATUSES),
        MoneyTally("money-year", _("Money of projects by year and kind of amount"), Years("year", _("Year"), "year")),
        MoneyTally(
            "money-status",
            _("Money of projects by status and kind of amount"),
            Codes("status", _("Status"), "record__status", Project.Status.choices),
        ),
    )
    sorts = {
        "title": ("title_en",),
        "status": ("status",),
        "status_date": ("status_as_of",),
        "amount": ("largest_usd",),
        "reference": ("reference",),
    }
    default_sort = "-status_date"
    columns = (
        *identity(Project),
        Column("status", _("Step of the status ladder.")),
        Column("status_as_of", _("Day as of which the status is known."), partial("status_as_of"), "partial-date"),
        Column("is_umbrella", _("Whether the record is a whole whose parts are records of their own."), kind="boolean"),
        Column("parent", _("Reference of the project that it is a part of."), of_public("parent", "reference")),
        Column(
            "organisations",
            _("Organisations that take part, in English; roles stand in the second file."),
            joined(Participation, "title_en", through="organisation"),
        ),
        Column("locations", _("Names of its places in English."), joined(ProjectLocation, "name_en")),
        Column("largest_amount_usd", _("Largest single finance line in US dollars of the day."), "largest_usd", "decimal"),
        Column(
            "agreements",
            _("References of the agreements that it carries out, separated by “; ”."),
            joined_many(Project, "agreements", "reference", is_record=True),
        ),
        *ending(Project, "projects"),
    )
    many_files = (
        citations(ProjectCitation),
        locations(ProjectLocation),
        ManyFile(
            "participations",
            Participation,
            (
                Column("reference", _("Reference of the project."), "record__reference"),
                Column("organisation", _("Reference of the organisation."), "organisation__reference"),
                Column("name", _("Name of the organisation in English."), "organisation__title_en"),
                Column("role", _("What it does in the project."), "role"),
            ),
            through="organisation",
        ),
        ManyFile(
            "finance",
            Finance,
            (
                Column("reference", _("Reference of the project."), "record__reference"),
                Column("kind", _("loan, grant, equity, investment, total-cost or contract."), "kind"),
                Column("amount", _("Amount in its currency."), "amount", "decimal"),
                Column("currency", _("ISO 4217 code."), "currency"),
                Column("amount_absence", _("Why there is no amount."), "amount_absence"),
                Column("amount_usd", _("US dollars of the day, where known."), "amount_usd", "decimal"),
                Column("usd_rate", _("Units of the currency for one US dollar."), "usd_rate", "decimal"),
                Column("usd_rate_on", _("Date of that rate."), "usd_rate_on", "date"),
                Column("lender", _("Reference of the lender or giver."), of_public("lender", "reference")),
                Column("lender_name", _("Name of the lender or giver in English."), of_public("lender", "title_en")),
                Column("year", _("Year of commitment."), "year", "integer"),
                Column("note", _("Note on the line."), "note_en"),
            ),
        ),
        ManyFile(
            "capacities",
            Capacity,
            (
                Column("reference", _("Reference of the project."), "record__reference"),
                Column("indicator", _("Code of what is measured."), "indicator__code"),
                Column("name", _("Name of what is measured in English."), "indicator__name_en"),
                Column("value", _("Value."), "value", "decimal"),
                Column("unit", _("Unit of the value."), "unit"),
                Column("is_planned", _("Whether the value is a plan."), "is_planned", "boolean"),
                Column("note", _("Note on the value."), "note_en"),
            ),
        ),
        ManyFile(
            "milestones",
            Milestone,
            (
                Column("reference", _("Reference of the project."), "record__reference"),
                Column("kind", _("Step."), "kind"),
                Column("basis", _("planned or actual."), "basis"),
                Column("occurred_on", _("Date, as precise as known."), partial("occurred_on"), "partial-date"),
                Column("note", _("Note on the step."), "note_en"),
            ),
        ),
    )

    def queryset(self) -> QuerySet:
        return super().queryset().annotate(largest_usd=LARGEST_LINE)

    def list_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.prefetch_related("countries", "sectors", tied_organisations("participations", Participation), "locations")

    def totals(self, filterset: StrictFilterSet) -> Totals:
        return project_totals(filterset.qs)

    def detail_queryset(self) -> QuerySet:
        return (
            self.queryset()
            .select_related("parent")
            .prefetch_related(
                "countries",
                "sectors__parent",
                "citations__source",
                "locations__country",
                tied_organisations("participations", Participation),
                "finance__lender",
                "capacities__indicator",
                "milestones",
                Prefetch("agreements", Agreement.objects.published().select_related("event").order_by("signed_on", "reference")),
                Prefetch("programmes", Programme.objects.published().order_by("reference"), to_attr="programmes_shown"),
                Prefetch("parts", Project.objects.published().order_by("reference"), to_attr="parts_shown"),
            )
        )

    def when(self, record: Project) -> PartialDate:
        return record.status_date

    def in_brief(self, record: Project) -> str:
        return str(record.get_status_display())

    def parts(self, record: Project) -> dict[str, Any]:
        return {
            "ladder": ladder(record),
            "roles": by_role(record.participations.all(), Participation.Role),
            "money": [(line, shown(line.lender)) for line in record.finance.all()],
        }

    def compared(self, record: Project) -> list[compared.Group]:
        return [
            *super().compared(record),
            compared.takes_part(record.participations.all(), Participation.Role),
            compared.money(record.finance.all()),
            compared.capacities(record.capacities.all()),
            compared.milestones(record.milestones_ordered),
            compared.places(record.locations.all()),
        ]

    def facts(self, record: Project) -> list[Fact]:
        return [
            Fact("status", _("Status"), record.get_status_display(), "status", record.status),
            Fact("status_as_of", _("Status as of"), record.status_date, "date"),
            Fact("countries", _("Countries"), record.countries.all(), "countries"),
            Fact("sectors", _("Sectors"), record.sectors.all(), "sectors"),
            Fact("parent", _("Part of"), shown(record.parent), "record"),
            Fact("agreements", _("Carries out"), record.agreements.all(), "records"),
        ]

    def ties(self, record: Project) -> list[Tie]:
        agreements = record.agreements.all()
        roles = [(part.organisation, part.get_role_display()) for part in record.participations.all()]
        return [
            Tie(
                "agreements",
                Side.BEFORE,
                _("Carries out"),
                pgettext("a project", "It carries out {names}."),
                plain(agreements),
                field="agreements",
            ),
            Tie(
                "events",
                Side.BEFORE,
                _("Signed at"),
                pgettext("a project", "What it carries out was signed at {names}."),
                plain(events_of(agreements)),
            ),
            Tie(
                "parent",
                Side.BEFORE,
                _("Part of"),
                pgettext("a project", "It is part of {names}."),
                plain([shown(record.parent)]),
                field="parent",
            ),
            Tie(
                "organisations",
                Side.BEFORE,
                _("Who takes part"),
                pgettext("a project", "Taking part: {names}."),
                with_roles(roles),
                field="participations",
            ),
            Tie(
                "parts",
                Side.AFTER,
                _("Parts of this project"),
                pgettext("a project", "It includes {names}."),
                plain(record.parts_shown),
            ),
            Tie(
                "programmes",
                Side.AFTER,
                _("Programmes that take place here"),
                npgettext(
                    "a project",
                    "The programme {names} takes place here.",
                    "The programmes {names} take place here.",
                    len(record.programmes_shown),
                ),
                plain(record.programmes_shown),
            ),
        ]
