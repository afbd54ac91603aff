from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.db.models import Count, F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext, npgettext_lazy, pgettext

from cooperation.models import (
    AgreementParty,
    Event,
    Finance,
    Organisation,
    OrganisationAlias,
    OrganisationCitation,
    Participation,
    ProgrammeParticipation,
    State,
)

from .base import Column, Kind, ManyFile
from .columns import citations, ending, identity
from .detail import Fact, shown
from .expressions import joined, of_public
from .facets import Facet
from .filters import CodesFilter, RecordFilter, ReferenceFilter
from .relations import Side, Tie, listed_at, plain, with_roles
from .tables import CountriesColumn, NamesColumn, NumberColumn, RecordTable, TitleColumn
from .tallies import Codes, Tally


def records_of(model: type, name: str = "organisation") -> Coalesce:
    """How many published records a kind of dependant ties the organisation to."""
    rows = model.objects.filter(**{name: OuterRef("pk"), "record__state": State.PUBLISHED}).order_by().values(name)  # type: ignore[attr-defined]
    return Coalesce(Subquery(rows.annotate(n=Count("record", distinct=True)).values("n")), 0)


class OrganisationFilter(RecordFilter):
    type = CodesFilter(choices=Organisation.Type.choices, label=_("Type"))
    parent = ReferenceFilter(
        field_name="parent", model=Organisation, label=_("Parent"), help_text=_("Reference of the parent organisation.")
    )


class OrganisationTable(RecordTable):
    title = TitleColumn("organisation", verbose_name=_("Name"))
    type = tables.Column(verbose_name=_("Type"))
    countries = CountriesColumn(verbose_name=_("Country"))
    projects = NumberColumn(accessor="projects_shown", verbose_name=_("Projects"))
    agreements = NumberColumn(accessor="agreements_shown", verbose_name=_("Agreements"))
    programmes = NumberColumn(accessor="programmes_shown", verbose_name=_("Programmes"))
    acronym = tables.Column(default="", verbose_name=_("Acronym"))
    sectors = NamesColumn(verbose_name=_("Sectors"))
    reference = tables.Column(verbose_name=_("Reference"))

    class Meta(RecordTable.Meta):
        pass


class OrganisationKind(Kind):
    name = "organisation"
    slug = "organisations"
    label = _("Organisation")
    label_plural = _("Organisations")
    all_of = npgettext_lazy("whole list", "%(count)d organisation", "All %(count)d organisations", "count")
    intro = _("Ministries, companies, banks and universities that sign, build, lend and host.")
    model = Organisation
    filterset_class = OrganisationFilter
    table_class = OrganisationTable
    default_columns = ("title", "type", "countries", "projects", "agreements", "programmes")
    detail_template = "records/organisation_detail.html"
    quotes_titles = False
    facets = (
        Facet("country", "countries__code"),
        Facet("type", "type"),
        Facet("sector", "sectors__code", parent_path="sectors__parent__code"),
    )
    charts = (Tally("type", _("Organisations by type"), Codes("type", _("Type"), "type", Organisation.Type.choices)),)
    sorts = {
        "title": ("title_en",),
        "type": ("type",),
        "projects": ("projects_shown",),
        "agreements": ("agreements_shown",),
        "programmes": ("programmes_shown",),
        "acronym": ("acronym",),
        "reference": ("reference",),
    }
    default_sort = "title"
    columns = (
        *identity(Organisation),
        Column("type", _("Type of body.")),
        Column("acronym", _("Acronym in English.")),
        Column("aliases", _("Other names."), joined(OrganisationAlias, "name")),
        Column("parent", _("Reference of the parent organisation."), of_public("parent", "reference")),
        Column("website", _("Its own site."), kind="url"),
        Column("projects", _("Published projects in which it takes part."), "projects_shown", "integer"),
        Column("agreements", _("Published agreements that it signed."), "agreements_shown", "integer"),
        Column("programmes", _("Published programmes that it hosts or carries."), "programmes_shown", "integer"),
        *ending(Organisation, "organisations"),
    )
    many_files = (
        citations(OrganisationCitation),
        ManyFile(
            "aliases",
            OrganisationAlias,
            (
                Column("reference", _("Reference of the organisation."), "record__reference"),
                Column("name", _("Other name."), "name"),
                Column("language", _("Language of the name."), "language"),
                Column("kind", _("acronym, former, translation, transliteration or other."), "kind"),
            ),
        ),
    )

    def queryset(self) -> QuerySet:
        return (
            super()
            .queryset()
            .annotate(
                projects_shown=records_of(Participation),
                agreements_shown=records_of(AgreementParty),
                programmes_shown=records_of(ProgrammeParticipation),
            )
        )

    def list_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.prefetch_related("countries", "sectors")

    def detail_queryset(self) -> QuerySet:
        published = {"record__state": State.PUBLISHED}
        return (
            self.queryset()
            .select_related("parent")
            .prefetch_related(
                "countries",
                "sectors__parent",
                "citations__source",
                "aliases",
                Prefetch(
                    "participations",
                    Participation.objects.filter(**published)
                    .select_related("record")
                    .order_by(F("record__status_as_of").desc(nulls_last=True), "record__title_en", "role"),
                ),
                Prefetch(
                    "agreement_parties",
                    AgreementParty.objects.filter(**published)
                    .select_related("record")
                    .order_by("-record__signed_on", "record__reference"),
                ),
                Prefetch(
                    "programme_participations",
                    ProgrammeParticipation.objects.filter(**published).select_related("record").order_by("record__title_en"),
                ),
                Prefetch(
                    "loans", Finance.objects.filter(**published).select_related("record").order_by("-year", "record__title_en")
                ),
                Prefetch("events_attended", Event.objects.published().order_by("-starts_on", "reference")),
                Prefetch("subsidiaries", Organisation.objects.published().order_by("title_en"), to_attr="subsidiaries_shown"),
            )
        )

    def parts(self, record: Organisation) -> dict[str, Any]:
        """One line a project with all roles in it, since one body often has several."""
        projects: dict[Any, list[str]] = {}
        for part in record.participations.all():
            projects.setdefault(part.record, []).append(str(part.get_role_display()))
        return {
            "projects": [(project, pgettext("between words of a list", ", ").join(roles)) for project, roles in projects.items()]
        }

    def facts(self, record: Organisation) -> list[Fact]:
        return [
            Fact("type", _("Type"), record.get_type_display()),
            Fact("countries", _("Countries"), record.countries.all(), "countries"),
            Fact("acronym", _("Acronym"), record.acronym, "optional"),
            Fact("aliases", _("Other names"), record.aliases.all(), "names"),
            Fact("parent", _("Parent organisation"), shown(record.parent), "record"),
            Fact("sectors", _("Sectors"), record.sectors.all(), "sectors"),
            Fact("website", _("Website"), record.website, "url"),
        ]

    def ties(self, record: Organisation) -> list[Tie]:
        roles = [(part.record, part.get_role_display()) for part in record.participations.all()]
        roles += [(line.record, line.get_kind_display()) for line in record.loans.all()]
        programmes = [(part.record, part.get_role_display()) for part in record.programme_participations.all()]
        subsidiaries = record.subsidiaries_shown  # type: ignore[attr-defined]
        return [
            Tie(
                "parent",
                Side.BEFORE,
                _("Parent organisation"),
                pgettext("an organisation", "It belongs to {names}."),
                plain([shown(record.parent)]),
                field="parent",
            ),
            Tie(
                "events",
                Side.BEFORE,
                _("Events"),
                pgettext("an organisation", "It took part in the events {names}."),
                plain(record.events_attended.all()),
                listed_at("event", organisation=record.reference),
            ),
            Tie(
                "agreements",
                Side.AFTER,
                _("Agreements that it signed"),
                pgettext("an organisation", "It signed {names}."),
                plain(party.record for party in record.agreement_parties.all()),
                listed_at("agreement", party=record.reference),
            ),
            Tie(
                "projects",
                Side.AFTER,
                _("Projects"),
                npgettext("an organisation", "Its part in a project: {names}.", "Its part in projects: {names}.", len(roles)),
                with_roles(roles),
                listed_at("project", organisation=record.reference),
            ),
            Tie(
                "programmes",
                Side.AFTER,
                _("Programmes"),
                npgettext(
                    "an organisation", "Its part in a programme: {names}.", "Its part in programmes: {names}.", len(programmes)
                ),
                with_roles(programmes),
                listed_at("programme", organisation=record.reference),
            ),
            Tie(
                "subsidiaries",
                Side.AFTER,
                _("Organisations under it"),
                npgettext("an organisation", "{names} belongs to it.", "{names} belong to it.", len(subsidiaries)),
                plain(subsidiaries),
                listed_at("organisation", parent=record.reference),
            ),
        ]
