from __future__ import annotations

import django_filters
import django_tables2 as tables
from django.db.models import Case, F, Prefetch, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext, npgettext_lazy, pgettext, pgettext_lazy

from cooperation.models import (
    Agreement,
    AgreementCitation,
    AgreementParty,
    AgreementRelation,
    AgreementText,
    Event,
    Mechanism,
    Organisation,
    PartialDate,
    Programme,
    Project,
    State,
)

from .base import Column, Kind, ManyFile
from .columns import citations, ending, identity
from .detail import Fact, shown, tied_organisations
from .expressions import joined, of_public, partial
from .facets import Facet
from .filters import CodesFilter, DateFromFilter, DateToFilter, RecordFilter, ReferenceFilter, vocabulary
from .relations import Side, Tie, listed_at, plain
from .tables import CountriesColumn, NamesColumn, PartialDateColumn, RecordTable, StatusColumn, TitleColumn, WordsColumn
from .tallies import Codes, Tally, TopSectors, Years


class AgreementFilter(RecordFilter):
    type = CodesFilter(choices=Agreement.Type.choices, label=_("Type"))
    status = CodesFilter(choices=Agreement.Status.choices, label=_("Status"))
    signed_from = DateFromFilter(field_name="signed_on", label=_("Signed from"), help_text=_("2019, 2019-05 or 2019-05-18."))
    signed_to = DateToFilter(field_name="signed_on", label=_("Signed to"), help_text=_("2019, 2019-05 or 2019-05-18."))
    event = ReferenceFilter(
        field_name="event", model=Event, label=_("Event"), help_text=_("Reference of the event at which it was signed: EVT-0031.")
    )
    mechanism = CodesFilter(
        method="at_mechanism",
        choices=vocabulary(Mechanism),
        label=_("Mechanism"),
        help_text=_("The standing format at a meeting of which it was signed."),
    )
    party = ReferenceFilter(
        field_name="parties__organisation",
        model=Organisation,
        label=_("Party"),
        help_text=_("Reference of an organisation that signed it: ORG-0090."),
    )
    has_text = django_filters.BooleanFilter(
        field_name="texts", lookup_expr="isnull", exclude=True, distinct=True, label=_("Text known")
    )

    def at_mechanism(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.filter(event__state=State.PUBLISHED, event__mechanism__code__in=value) if value else queryset


class AgreementTable(RecordTable):
    title = TitleColumn("agreement")
    type = tables.Column(verbose_name=_("Type"))
    signed = PartialDateColumn(accessor="signed", verbose_name=_("Signed"))
    countries = CountriesColumn(verbose_name=_("Countries"))
    status = StatusColumn(verbose_name=_("Status"))
    sectors = NamesColumn(verbose_name=_("Sectors"))
    in_force = PartialDateColumn(accessor="entered_into_force", verbose_name=_("Entry into force"))
    place = WordsColumn(accessor="signed_at_en", verbose_name=_("Signed at"))
    reference = tables.Column(verbose_name=_("Reference"))

    class Meta(RecordTable.Meta):
        pass


class AgreementKind(Kind):
    name = "agreement"
    slug = "agreements"
    label = _("Agreement")
    label_plural = _("Agreements")
    all_of = npgettext_lazy("whole list", "%(count)d agreement", "All %(count)d agreements", "count")
    intro = _(
        "Treaties, agreements, memoranda, statements and contracts between China and the five states, and between their bodies."
    )
    model = Agreement
    filterset_class = AgreementFilter
    table_class = AgreementTable
    default_columns = ("title", "type", "signed", "countries", "status")
    detail_template = "records/agreement_detail.html"
    facets = (
        Facet("country", "countries__code"),
        Facet("sector", "sectors__code", parent_path="sectors__parent__code"),
        Facet("type", "type"),
        Facet("status", "status"),
        Facet("mechanism", "mechanism_shown", is_open=False),
    )
    charts = (
        Tally(
            "year",
            _("Agreements by year of signature and type"),
            Years("year", _("Year"), "signed_on", "signed"),
            Codes("type", _("Type"), "type", Agreement.Type.choices),
        ),
        Tally(
            "sector",
            _("Agreements by sector and status"),
            TopSectors(),
            Codes("status", _("Status"), "status", Agreement.Status.choices),
        ),
    )
    sorts = {
        "signed": ("signed_on",),
        "title": ("title_en",),
        "type": ("type",),
        "status": ("status",),
        "in_force": ("entered_into_force_on",),
        "place": ("signed_at_en",),
        "reference": ("reference",),
    }
    default_sort = "-signed"
    columns = (
        *identity(Agreement),
        Column("type", _("Type of instrument.")),
        Column("status", _("announced, signed, in-force, expired, superseded or terminated.")),
        Column("signed_on", _("Date of signature, as precise as known."), partial("signed_on"), "partial-date"),
        Column("signed_at", _("Town of signature."), "signed_at_en"),
        Column("entered_into_force_on", _("Entry into force."), partial("entered_into_force_on"), "partial-date"),
        Column("expires_on", _("Expiry."), partial("expires_on"), "partial-date"),
        Column("event", _("Reference of the event at which it was signed."), of_public("event", "reference")),
        Column("event_title", _("Title of that event in English."), of_public("event", "title_en")),
        Column("parties", _("Organisations that signed, in English."), joined(AgreementParty, "title_en", through="organisation")),
        Column("amount", _("Amount stated for the agreement, in its currency."), kind="decimal"),
        Column("currency", _("ISO 4217 code of the amount.")),
        Column("amount_kind", _("What the amount is.")),
        Column("amount_usd", _("The amount in US dollars of the day, where known."), kind="decimal"),
        Column("amount_note", _("Note on the amount."), "amount_note_en"),
        *ending(Agreement, "agreements"),
    )
    many_files = (
        citations(AgreementCitation),
        ManyFile(
            "parties",
            AgreementParty,
            (
                Column("reference", _("Reference of the agreement."), "record__reference"),
                Column("organisation", _("Reference of the organisation."), "organisation__reference"),
                Column("name", _("Name of the organisation in English."), "organisation__title_en"),
            ),
            through="organisation",
        ),
        ManyFile(
            "relations",
            AgreementRelation,
            (
                Column("reference", _("Reference of the agreement."), "record__reference"),
                Column("relation", _("supersedes, amends, implements or part-of."), "type"),
                Column("target", _("Reference of the other agreement."), "target__reference"),
            ),
            through="target",
        ),
        ManyFile(
            "texts",
            AgreementText,
            (
                Column("reference", _("Reference of the agreement."), "record__reference"),
                Column("url", _("Address of the text."), "url", "url"),
                Column("language", _("Language of the text."), "language"),
                Column("label", _("What the text is."), "label_en"),
            ),
        ),
    )

    def queryset(self) -> QuerySet:
        """With the mechanism of the event at which it was signed, where that event is public."""
        at_public = When(event__state=State.PUBLISHED, then=F("event__mechanism__code"))
        return super().queryset().annotate(mechanism_shown=Case(at_public, default=Value("")))

    def list_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.prefetch_related("countries", "sectors")

    def detail_queryset(self) -> QuerySet:
        return (
            self.queryset()
            .select_related("event")
            .prefetch_related(
                "countries",
                "sectors__parent",
                "citations__source",
                "texts",
                tied_organisations("parties", AgreementParty),
                Prefetch("projects", Project.objects.published().order_by("reference"), to_attr="projects_shown"),
                Prefetch("programmes", Programme.objects.published().order_by("reference"), to_attr="programmes_shown"),
                Prefetch("relations", AgreementRelation.objects.filter(target__state="published").select_related("target")),
                Prefetch("relations_in", AgreementRelation.objects.filter(record__state="published").select_related("record")),
            )
        )

    def when(self, record: Agreement) -> PartialDate:
        return record.signed

    def facts(self, record: Agreement) -> list[Fact]:
        return [
            Fact("type", _("Type"), record.get_type_display()),
            Fact("status", _("Status"), record.get_status_display(), "status", record.status),
            Fact("signed_on", _("Signed"), record.signed, "date"),
            Fact("signed_at_en", _("Signed at"), record.signed_at_en, "words"),
            Fact("event", _("Event"), shown(record.event), "record"),
            Fact("entered_into_force_on", _("Entry into force"), record.entered_into_force, "date"),
            Fact("expires_on", _("Expiry"), record.expires, "date"),
            Fact("countries", _("Countries"), record.countries.all(), "countries"),
            Fact("parties", _("Signed by"), [party.organisation for party in record.parties.all()], "records"),
            Fact("sectors", _("Sectors"), record.sectors.all(), "sectors"),
            Fact("amount", _("Amount"), record, "money", record.amount_note_en),
            Fact("texts", _("Text"), record.texts.all(), "links"),
        ]

    def ties(self, record: Agreement) -> list[Tie]:
        out, back = record.relations.all(), record.relations_in.all()
        return [
            Tie(
                "event",
                Side.BEFORE,
                _("Signed at the event"),
                pgettext("an agreement", "It was signed at {names}."),
                plain([shown(record.event)]),
            ),
            Tie(
                "parties",
                Side.BEFORE,
                _("Signed by"),
                pgettext("an agreement", "The organisations that signed it: {names}."),
                plain(party.organisation for party in record.parties.all()),
            ),
            *(
                Tie(
                    way.value,
                    Side.BEFORE,
                    str(way.label),
                    str(OUTWARD[way]),
                    plain(relation.target for relation in out if relation.type == way),
                    field="relations",
                )
                for way in AgreementRelation.Type
            ),
            *(
                Tie(
                    f"{way.value}-inverse",
                    Side.AFTER,
                    str(AgreementRelation.INVERSE[way]),
                    str(INWARD[way]),
                    plain(relation.record for relation in back if relation.type == way),
                    field="relations",
                )
                for way in AgreementRelation.Type
            ),
            Tie(
                "projects",
                Side.AFTER,
                _("Projects that carry it out"),
                npgettext(
                    "an agreement",
                    "The project {names} carries it out.",
                    "The projects {names} carry it out.",
                    len(record.projects_shown),
                ),
                plain(record.projects_shown),
                listed_at("project", agreement=record.reference),
            ),
            Tie(
                "programmes",
                Side.AFTER,
                _("Programmes that rest on it"),
                npgettext(
                    "an agreement",
                    "The programme {names} rests on it.",
                    "The programmes {names} rest on it.",
                    len(record.programmes_shown),
                ),
                plain(record.programmes_shown),
            ),
        ]


#: What an agreement is to the other one, read from it and read from the other's side.
OUTWARD = {
    AgreementRelation.Type.SUPERSEDES: pgettext_lazy("an agreement", "It supersedes {names}."),
    AgreementRelation.Type.AMENDS: pgettext_lazy("an agreement", "It amends {names}."),
    AgreementRelation.Type.IMPLEMENTS: pgettext_lazy("an agreement", "It implements {names}."),
    AgreementRelation.Type.PART_OF: pgettext_lazy("an agreement", "It is part of {names}."),
}
INWARD = {
    AgreementRelation.Type.SUPERSEDES: pgettext_lazy("an agreement", "It was superseded by {names}."),
    AgreementRelation.Type.AMENDS: pgettext_lazy("an agreement", "It was amended by {names}."),
    AgreementRelation.Type.IMPLEMENTS: pgettext_lazy("an agreement", "It is implemented by {names}."),
    AgreementRelation.Type.PART_OF: pgettext_lazy("an agreement", "It contains {names}."),
}
