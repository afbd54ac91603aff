"""The trade explorer: a form, a chart with its table, the file of the same query string, and a page for other sites' frames."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.clickjacking import xframe_options_exempt

from cooperation import exports
from cooperation.charts.asked import BOTH, PRODUCT_CHARTS, Asked
from cooperation.charts.explorer import Explorer
from cooperation.charts.fields import PRODUCT_FIELDS, SERIES_FIELDS
from cooperation.charts.figures import Figure, ranking_figure, series_figure
from cooperation.charts.ranking import Ranking
from cooperation.charts.statements import BY_CHINA, BY_PARTNER
from cooperation.models import Direction, Product

from . import errors
from .context import home_crumb, public_address


def figure_of(asked: Asked) -> Figure:
    """The chart that a sound query string asks for."""
    if asked.get("chart") in PRODUCT_CHARTS:
        return ranking_figure(Ranking(asked), lambda code: asked.url(product=code))
    return series_figure(Explorer(asked), reverse("trade-list"))


def labelled(asked: Any) -> list[tuple[str, str, str]]:
    """What is wrong, as (parameter, label, text)."""
    fields = asked.filterset.form.fields
    return [
        (name, str(asked.filterset.form[name].label) if name in fields else name, " ".join(messages))
        for name, messages in asked.problems.items()
    ]


def controls(asked: Any) -> list[dict[str, Any]]:
    """The form: each parameter with its choices and what is chosen. What cannot be understood is kept in its field."""
    made = []
    for name, field in asked.filterset.form.fields.items():
        options = [(str(code), label) for code, label in getattr(field, "choices", [])]
        given = asked.query.getlist(name)
        chosen = given or [asked.usual.get(name, "")]
        if name == "partner" and asked.is_sound and asked.has_many_partners:
            chosen = asked.partner_codes
        made.append(
            {
                "name": name,
                "label": field.label,
                "is_many": name == "partner" and asked.has_many_partners,
                "options": [{"value": code, "label": label, "selected": code in chosen} for code, label in options],
                "value": given[0] if given else "",
                "has_errors": name in asked.problems,
            }
        )
    return made


def page_context(request: HttpRequest, asked: Any, crumbs: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "asked": asked,
        "problems": labelled(asked),
        "controls": controls(asked),
        "chapters": Product.objects.filter(level=Product.Level.CHAPTER).order_by("code"),
        "clear_url": request.path,
        "crumbs": [home_crumb(), *crumbs],
        "address": f"{public_address(request)}{request.path}{asked.url()}",
        "today": timezone.localdate(),
    }


class TradeExplorer(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        asked = Asked(request.GET)
        context = page_context(request, asked, [{"label": _("Trade"), "url": ""}])
        if asked.is_sound and asked.resolved.choices:
            context["choices"] = [(product, asked.url(product=product.code)) for product in asked.resolved.choices]
        elif asked.is_sound:
            figure = addressed(figure_of(asked), asked, "trade-explorer", request)
            context["figure"] = figure
            context["suggestions"] = suggestions(asked) if figure.is_empty else []
            context["charts"] = chart_links(asked)
        return render(request, "trade/explorer.html", context, status=200 if asked.is_sound else 400)


def addressed(figure: Figure, asked: Any, name: str, request: HttpRequest) -> Figure:
    """The chart with the addresses of its file, its page for frames and its own page."""
    query = asked.url()
    figure.csv_url = f"{reverse(f'{name}-file')}{query}"
    figure.embed_url = f"{reverse(f'{name}-embed', args=[translation.get_language()])}{query}"
    figure.address = f"{public_address(request)}{reverse(name)}{query}"
    return figure


def chart_links(asked: Asked) -> list[dict[str, Any]]:
    """The other charts of the same data, each an address."""
    field = asked.filterset.form.fields["chart"]
    return [
        {"label": label, "url": asked.url(chart=code) or "?", "current": code == asked.get("chart")}
        for code, label in field.choices
    ]


def suggestions(asked: Asked) -> list[dict[str, Any]]:
    """Where nothing is stated: which direction or side to choose instead, and how many values that shows."""
    if asked.get("chart") in PRODUCT_CHARTS:
        return []
    widest = Asked(QueryDict(asked.url(direction=Direction.TOTAL, reported_by=BOTH, chart=None).removeprefix("?")), asked.world)
    found = [(slot.direction, slot.side) for slot in Explorer(widest).stated.by_slot] if widest.is_sound else []
    usual = (str(asked.get("direction")), asked.get("reported_by"))
    made = []
    for name, others in (("direction", Direction.values), ("reported_by", [BY_CHINA, BY_PARTNER])):
        field = asked.filterset.form.fields[name]
        for code in others:
            wanted = (code, usual[1]) if name == "direction" else (usual[0], code)
            count = sum(1 for direction, side in found if direction == wanted[0] and wanted[1] in (side, BOTH))
            if count:
                made.append(
                    {"label": f"{field.label}: {dict(field.choices)[code]}", "url": asked.url(**{name: code}), "count": count}
                )
    return made


class TradeFile(View):
    """What the explorer's table shows, as CSV."""

    asked_class: type[Asked] = Asked
    stem = "trade-explorer"

    def get(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        query = request.GET.copy()
        excel = query.pop("excel", [])
        asked = self.asked_class(query)
        problems = dict(asked.problems)
        if excel not in ([], ["0"], ["1"]):
            problems["excel"] = [_("Write excel=1 or leave it out.")]
        if asked.is_sound and asked.resolved.choices:
            problems["product"] = [_("Several products have this name; give a code.")]
        if problems:
            return errors.problem(400, _("The file cannot be made as asked."), problems)
        fields, rows = self.content(asked)
        response = StreamingHttpResponse(
            exports.csv_lines(fields, rows, excel=excel == ["1"]), content_type=exports.CONTENT_TYPES["csv"]
        )
        name = exports.filename(self.stem, "csv", timezone.localdate())
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Record-Count"] = str(len(rows))
        return response

    def content(self, asked: Any) -> tuple[list[exports.Field], list[tuple]]:
        if asked.get("chart") in PRODUCT_CHARTS:
            return PRODUCT_FIELDS, list(Ranking(asked, most=None).file_rows())
        return SERIES_FIELDS, list(Explorer(asked).rows())


@method_decorator([xframe_options_exempt, csp_replace({"frame-ancestors": ["*"]})], name="dispatch")
class TradeEmbed(View):
    """The chart alone, with its table, source line and date: the only pages that other sites may frame."""

    asked_class: type[Asked] = Asked
    name = "trade-explorer"

    def get(self, request: HttpRequest, language: str) -> HttpResponse:
        if language not in dict(settings.LANGUAGES):
            raise Http404
        with translation.override(language):
            asked = self.asked_class(request.GET)
            sound = asked.is_sound and not asked.resolved.choices
            context: dict[str, Any] = {"problems": labelled(asked), "today": timezone.localdate()}
            if sound:
                context["figure"] = addressed(self.figure(asked), asked, self.name, request)
            response = render(request, "trade/embed.html", context, status=200 if sound else 400)
        response["Content-Language"] = language
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    def figure(self, asked: Any) -> Figure:
        return figure_of(asked)
