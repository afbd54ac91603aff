"""The home page: the state of cooperation at a glance, and the ways in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from cooperation.charts.asked import Asked
from cooperation.charts.mirror import Mirror, MirrorAsked
from cooperation.charts.mirror_figures import mirror_sentence
from cooperation.charts.profile import query, region
from cooperation.kinds import KINDS
from cooperation.models import Agreement, Country, Event, Sector

from .maps import small_map
from .parts import RECORD_KINDS, SHOWN, coming_events, latest_changes, partners_figure, summed


class Home(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        counts = {kind.name: kind.queryset().order_by().count() for kind in KINDS}
        by_country, by_sector = summed("country"), summed("sector")
        asked = Asked(query())
        years = region(asked.world)
        context = {
            "kinds": [(kind, counts[kind.name]) for kind in KINDS],
            "total": sum(counts[kind.name] for kind in RECORD_KINDS),
            "countries": [(country, by_country[country.code]) for country in Country.objects.partners()],
            "sectors": [(sector, by_sector[sector.code]) for sector in Sector.objects.top()],
            "coming": coming_events(today),
            "events": Event.objects.published()
            .filter(starts_on__lt=today)
            .prefetch_related("countries")
            .order_by("-starts_on")[:SHOWN],
            "agreements": Agreement.objects.published()
            .exclude(signed_on=None)
            .prefetch_related("countries")
            .order_by("-signed_on", "reference")[:SHOWN],
            "changes": latest_changes(kind.model.objects.published() for kind in RECORD_KINDS),
            "figure": partners_figure(request, asked),
            "region": years[0] if years else None,
            "today": today,
            **example(asked),
            "map": small_map(),
        }
        return render(request, "pages/home.html", context)


def example(asked: Asked) -> dict[str, Any]:
    """One real disagreement, to show what the registry does: the latest year in which the two sides' figures lie furthest apart."""
    mirror = Mirror(MirrorAsked(query(direction="export"), asked.world))
    pairs = [pair for pair in mirror.shown if pair.is_comparable and pair.gap_pct is not None]
    if not pairs:
        return {}
    pair = max(pairs, key=lambda one: abs(one.gap_pct or Decimal(0)))
    address = f"{reverse('trade-mirror')}?partner={pair.partner.code}&direction=export"
    return {"pair": pair, "pair_sentence": mirror_sentence(mirror, pair), "pair_url": address}
