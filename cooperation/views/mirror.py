"""Mirror statistics: what China reports against what each partner reports, and what is said of the difference."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from cooperation import exports
from cooperation.charts.fields import MIRROR_FIELDS
from cooperation.charts.figures import Figure
from cooperation.charts.mirror import Mirror, MirrorAsked
from cooperation.charts.mirror_figures import mirror_figure, products_figure
from cooperation.charts.profile import region
from cooperation.charts.reasons import explained

from .trade import TradeEmbed, TradeFile, addressed, page_context


class TradeMirror(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        asked = MirrorAsked(request.GET)
        crumbs = [{"label": _("Trade"), "url": reverse("trade-explorer")}, {"label": _("Mirror statistics"), "url": ""}]
        context = page_context(request, asked, crumbs)
        if asked.is_sound and asked.resolved.choices:
            context["choices"] = [(product, asked.url(product=product.code)) for product in asked.resolved.choices]
        elif asked.is_sound:
            context["figure"] = addressed(mirror_figure(Mirror(asked)), asked, "trade-mirror", request)
            by_product = products_figure(asked)
            context["by_product"] = addressed(by_product, asked, "trade-mirror", request) if by_product else None
            context["region"] = region(asked.world) if asked.is_plain else []
            context["reasons"] = explained([asked.world.by_code[code] for code in asked.partner_codes], str(asked.get("direction")))
        return render(request, "trade/mirror.html", context, status=200 if asked.is_sound else 400)


class MirrorFile(TradeFile):
    """Both sides' values and the gap, as CSV: every year of the chosen partner, or of all."""

    asked_class = MirrorAsked
    stem = "trade-mirror"

    def content(self, asked: MirrorAsked) -> tuple[list[exports.Field], list[tuple]]:
        return MIRROR_FIELDS, list(Mirror(asked).rows())


class MirrorEmbed(TradeEmbed):
    asked_class = MirrorAsked
    name = "trade-mirror"

    def figure(self, asked: Any) -> Figure:
        return mirror_figure(Mirror(asked))
