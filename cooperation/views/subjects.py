"""Records that are subjects themselves: what an organisation does, and the series in which an event stands."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cooperation.charts.profile import query
from cooperation.charts.tallies import money_notes
from cooperation.kinds import Kind, kind_of
from cooperation.kinds.money import totals
from cooperation.models import Agreement, Country, Event, Organisation, Programme, Project

from .details import KindDetail
from .maps import small_map

#: Records of each sort that an organisation's or an event's page shows before "all N".
SHOWN = 10


def listed(kind: Kind, count: int, **filters: str) -> dict[str, Any]:
    """The way to the whole list: its words, its count and its address."""
    return {"kind": kind, "count": count, "all": kind.all_words(count), "url": f"{kind.list_url()}?{query(**filters).urlencode()}"}


class OrganisationDetail(KindDetail):
    """What a body takes part in: a few of each, all N on their lists, money under the rule of totals, a map."""

    def context(self, record: Organisation) -> dict[str, Any]:
        lines, loans = record.participations.all(), record.loans.all()  # type: ignore[attr-defined]
        projects = {line.record_id for line in (*lines, *loans)}
        programmes = {line.record_id for line in record.programme_participations.all()}  # type: ignore[attr-defined]
        events = Event.objects.published().filter(organisations=record).prefetch_related("countries")
        counts = {
            "projects": listed(kind_of(Project), len(projects), organisation=record.reference),
            "agreements": listed(kind_of(Agreement), len(record.agreement_parties.all()), party=record.reference),  # type: ignore[attr-defined]
            "programmes": listed(kind_of(Programme), len(programmes), organisation=record.reference),
            "events": listed(kind_of(Event), events.count(), organisation=record.reference),
            "subsidiaries": listed(self.kind, len(record.subsidiaries_shown), parent=record.reference),  # type: ignore[attr-defined]
        }
        found = {
            **super().context(record),
            "counts": counts,
            "groups": [counts[name] for name in ("projects", "agreements", "programmes", "events") if counts[name]["count"]],
            "events": events.order_by("-starts_on", "reference")[:SHOWN],
        }
        return {**found, **self.projects(record, projects)} if projects else found

    def projects(self, record: Organisation, keys: set[int]) -> dict[str, Any]:
        """Where its projects are and what they cost; what it gave itself."""
        kind = kind_of(Project)
        rows = Project.objects.published().filter(pk__in=keys)
        by_country = kind.counts(rows, next(facet for facet in kind.facets if facet.name == "country"))
        money = totals(rows)
        return {
            "map": small_map(organisation=record.reference),
            "money": money,
            "money_notes": money_notes(money),
            "given": totals(rows, lender=record).sums if record.loans.all() else [],  # type: ignore[attr-defined]
            "countries": [
                (country, listed(kind, by_country[country.code], organisation=record.reference, country=country.code))
                for country in Country.objects.filter(code__in=by_country).order_by("position", "code")
            ],
        }


class EventDetail(KindDetail):
    """An event between the one before it and the one after it in the series of its mechanism."""

    def context(self, record: Event) -> dict[str, Any]:
        signed = record.agreements_signed  # type: ignore[attr-defined]
        return {
            **super().context(record),
            "signed": listed(kind_of(Agreement), len(signed), event=record.reference),
            "signed_shown": signed[:SHOWN],
            **self.series(record),
        }

    def series(self, record: Event) -> dict[str, Any]:
        """The meetings whose day is known, in order; one without a day has no place among them."""
        if record.mechanism is None:
            return {}
        rows = Event.objects.published().filter(mechanism=record.mechanism)
        dated = list(rows.exclude(starts_on=None).order_by("starts_on", "reference").prefetch_related("countries"))
        place = dated.index(record) if record in dated else None
        return {
            "series_url": reverse("mechanism-detail", args=[record.mechanism.code]),
            "series_list": listed(self.kind, rows.count(), mechanism=record.mechanism.code),
            "before": dated[place - 1] if place else None,
            "after": dated[place + 1] if place is not None and place + 1 < len(dated) else None,
            "place": None if place is None else place + 1,
            "dated": len(dated),
        }
