from __future__ import annotations

import django_tables2 as tables
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext, npgettext_lazy, pgettext

from cooperation.models import (
    Agreement,
    Event,
    EventCitation,
    EventLocation,
    Mechanism,
    Organisation,
    PartialDate,
    Programme,
    Project,
)

from .base import Column, Kind
from .boxes import PlacedFilter
from .columns import citations, ending, identity, locations
from .detail import Fact
from .expressions import partial
from .facets import Facet
from .filters import CodesFilter, DateFromFilter, DateToFilter, ReferenceFilter, StrictFilterSet, vocabulary
from .relations import Side, Tie, listed_at, plain
from .tables import CountriesColumn, NamesColumn, NumberColumn, PartialDateColumn, RecordTable, TitleColumn, WordsColumn
from .tallies import Codes, Tally, Years
from .totals import Totals


class EventFilter(PlacedFilter):
    type = CodesFilter(choices=Event.Type.choices, label=_("Type"))
    mechanism = CodesFilter(field_name="mechanism__code", choices=vocabulary(Mechanism), label=_("Mechanism"))
    held_from = DateFromFilter(field_name="starts_on", label=_("Held from"), help_text=_("2019, 2019-05 or 2019-05-18."))
    held_to = DateToFilter(field_name="starts_on", label=_("Held to"), help_text=_("2019, 2019-05 or 2019-05-18."))
    organisation = ReferenceFilter(
        field_name="organisations",
        model=Organisation,
        label=_("Organisation"),
        help_text=_("Reference of an organisation that took part: ORG-0090."),
    )


class EventTable(RecordTable):
    title = TitleColumn("event")
    type = tables.Column(verbose_name=_("Type"))
    starts = PartialDateColumn(accessor="starts", verbose_name=_("Begins"))
    place = WordsColumn(accessor="place_en", verbose_name=_("Place"))
    countries = CountriesColumn(verbose_name=_("Countries"))
    agreements = NumberColumn(accessor="agreements_shown", verbose_name=_("Agreements signed"))
    mechanism = tables.Column(default="", verbose_name=_("Mechanism"))
    ends = PartialDateColumn(accessor="ends", verbose_name=_("Ends"))
    sectors = NamesColumn(verbose_name=_("Sectors"))
    reference = tables.Column(verbose_name=_("Reference"))

    class Meta(RecordTable.Meta):
        pass


class EventKind(Kind):
    name = "event"
    slug = "events"
    label = _("Event")
    label_plural = _("Events")
    all_of = npgettext_lazy("whole list", "%(count)d event", "All %(count)d events", "count")
    intro = _("Summits, visits, ministerial meetings, commissions and forums, and what was agreed there.")
    model = Event
    filterset_class = EventFilter
    table_class = EventTable
    default_columns = ("title", "type", "starts", "place", "countries", "agreements")
    detail_template = "records/event_detail.html"
    has_places = True
    facets = (
        Facet("country", "countries__code"),
        Facet("type", "type"),
        Facet("mechanism", "mechanism__code"),
        Facet("sector", "sectors__code", parent_path="sectors__parent__code"),
    )
    charts = (
        Tally(
            "year",
            _("Events by year and type"),
            Years("year", _("Year"), "starts_on", "held"),
            Codes("type", _("Type"), "type", Event.Type.choices),
        ),
    )
    sorts = {
        "starts": ("starts_on",),
        "ends": ("ends_on",),
        "title": ("title_en",),
        "type": ("type",),
        "place": ("place_en",),
        "mechanism": ("mechanism__name_en",),
        "agreements": ("agreements_shown",),
        "reference": ("reference",),
    }
    default_sort = "-starts"
    columns = (
        *identity(Event),
        Column("type", _("Type of event.")),
        Column("mechanism", _("Code of the standing format that it belongs to."), "mechanism__code"),
        Column("mechanism_name", _("Name of that format in English."), "mechanism__name_en"),
        Column("starts_on", _("First day, as precise as known."), partial("starts_on"), "partial-date"),
        Column("ends_on", _("Last day, as precise as known."), partial("ends_on"), "partial-date"),
        Column("host_country", _("ISO code of the host country."), "host_country__code"),
        Column("place", _("Town."), "place_en"),
        Column("outcomes_en", _("What was agreed there.")),
        *ending(Event, "events"),
    )
    many_files = (citations(EventCitation), locations(EventLocation))

    def queryset(self) -> QuerySet:
        shown = Agreement.objects.published().filter(event=OuterRef("pk")).order_by().values("event")
        counted = Coalesce(Subquery(shown.annotate(n=Count("pk")).values("n")), 0)
        return super().queryset().annotate(agreements_shown=counted)

    def totals(self, filterset: StrictFilterSet) -> Totals:
        """Agreements signed: each names one event at most, so none counts twice."""
        signed = filterset.qs.order_by().aggregate(total=Sum("agreements_shown"))["total"]
        return Totals(foot={"agreements": signed or 0})

    def list_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("mechanism").prefetch_related("countries", "sectors")

    def detail_queryset(self) -> QuerySet:
        signed = (
            Agreement.objects.published()
            .prefetch_related(
                "countries",
                Prefetch("projects", Project.objects.published().order_by("reference"), to_attr="projects_shown"),
                Prefetch("programmes", Programme.objects.published().order_by("reference"), to_attr="programmes_shown"),
            )
            .order_by("signed_on", "reference")
        )
        return (
            self.queryset()
            .select_related("mechanism", "host_country")
            .prefetch_related(
                "countries",
                "sectors__parent",
                "citations__source",
                "locations__country",
                Prefetch("organisations", Organisation.objects.published().order_by("title_en")),
                Prefetch("agreements", signed, to_attr="agreements_signed"),
            )
        )

    def when(self, record: Event) -> PartialDate:
        return record.starts

    def facts(self, record: Event) -> list[Fact]:
        return [
            Fact("type", _("Type"), record.get_type_display()),
            Fact(
                "mechanism",
                _("Mechanism"),
                record.mechanism,
                "profile",
                reverse("mechanism-detail", args=[record.mechanism.code]) if record.mechanism else "",
            ),
            Fact("starts_on", _("Begins"), record.starts, "date"),
            Fact("ends_on", _("Ends"), record.ends, "date"),
            Fact("place_en", _("Place"), record.place_en, "words"),
            Fact("host_country", _("Host country"), [record.host_country] if record.host_country else [], "countries"),
            Fact("countries", _("Countries that took part"), record.countries.all(), "countries"),
            Fact("organisations", _("Organisations that took part"), record.organisations.all(), "records"),
            Fact("sectors", _("Sectors"), record.sectors.all(), "sectors"),
        ]

    def ties(self, record: Event) -> list[Tie]:
        signed = record.agreements_signed  # type: ignore[attr-defined]
        projects = plain(project for agreement in signed for project in agreement.projects_shown)
        programmes = plain(programme for agreement in signed for programme in agreement.programmes_shown)
        return [
            Tie(
                "organisations",
                Side.BEFORE,
                _("Organisations that took part"),
                pgettext("an event", "The organisations that took part: {names}."),
                plain(record.organisations.all()),
                field="organisations",
            ),
            Tie(
                "agreements",
                Side.AFTER,
                _("Agreements signed there"),
                npgettext("an event", "{names} was signed there.", "{names} were signed there.", len(signed)),
                plain(signed),
                listed_at("agreement", event=record.reference),
            ),
            Tie(
                "projects",
                Side.AFTER,
                _("Projects that carry these agreements out"),
                npgettext(
                    "an event",
                    "The project {names} carries out what was signed there.",
                    "The projects {names} carry out what was signed there.",
                    len(projects),
                ),
                projects,
            ),
            Tie(
                "programmes",
                Side.AFTER,
                _("Programmes that rest on these agreements"),
                npgettext(
                    "an event",
                    "The programme {names} rests on what was signed there.",
                    "The programmes {names} rest on what was signed there.",
                    len(programmes),
                ),
                programmes,
            ),
        ]
