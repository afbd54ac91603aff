"""The line of time over all kinds: years with their numbers, and what happened in those that are shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from cooperation.kinds.timeline import FIRST_YEAR, LAST_YEAR, TimelineFilter, by_year, years
from cooperation.models import Agreement

from .context import home_crumb
from .lists import Chip, chosen_in_words

#: Years shown where the address names none: this one and those before it, and all that is still planned.
SHOWN = 5

#: Height of the tallest bar of the years, in units of the drawing.
TALLEST = 40


class Timeline(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        filterset = TimelineFilter(request.GET, Agreement.objects.published())
        problems = {**filterset.problems, **{name: [_("A timeline has no pages, columns or order.")] for name in paged(request)}}
        status = 400 if problems else 200
        context = {
            "crumbs": [home_crumb(), {"label": _("Timeline"), "url": ""}],
            "problems": [(name, self.label(filterset, name), " ".join(messages)) for name, messages in problems.items()],
            "panel": self.panel(filterset),
            "chips": [] if problems else self.chips(request, filterset),
            "clear_url": request.path,
            "kept": [],
            **({} if problems else self.line(request, filterset)),
        }
        return render(request, "pages/timeline.html", context, status=status)

    def line(self, request: HttpRequest, filterset: TimelineFilter) -> dict[str, Any]:
        today = timezone.localdate()
        asked_first, asked_last = (filterset.form.cleaned_data.get(name) for name in ("year_from", "year_to"))
        first = asked_first or (FIRST_YEAR if asked_last else today.year - SHOWN + 1)
        last = asked_last or LAST_YEAR
        numbers = years(filterset, filterset.strands)
        shown = by_year(filterset, first, last)
        earlier = sum(number for year, number in numbers.items() if year < first)
        return {
            "years": shown,
            "count": sum(len(moments) for _year, moments in shown),
            "total": numbers.total(),
            "bars": bars(numbers, first, last, lambda year: url(request, year_from=year, year_to=year)),
            "bars_width": 10 * (max(numbers, default=0) - min(numbers, default=0) + 1),
            "tallest": TALLEST,
            "earlier": earlier,
            "all_url": url(request, year_from=min(numbers, default=first), year_to=None),
            "today": today,
        }

    def panel(self, filterset: TimelineFilter) -> dict[str, Any]:
        """The filter panel in the shape that the lists' template reads; choices without counts."""
        form = filterset.form
        choices = [{"field": form[name]} for name in ("kind", "country", "match", "sector")]
        return {"items": [*choices, {"first": form["year_from"], "last": form["year_to"]}], "rare": [], "match": None}

    def chips(self, request: HttpRequest, filterset: TimelineFilter) -> list[Chip]:
        made = []
        for name, value, label, words in chosen_in_words(filterset):
            kept = [other for other in filterset.chosen[name] if other != value]
            made.append(Chip(label, words, url(request, **{name: kept or None})))
        return made

    def label(self, filterset: TimelineFilter, name: str) -> str:
        return str(filterset.form[name].label) if name in filterset.form.fields else name


def paged(request: HttpRequest) -> list[str]:
    return [name for name in ("page", "per_page", "sort", "columns") if name in request.GET]


def url(request: HttpRequest, **changes: Any) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query.setlist(name, [str(each) for each in value] if isinstance(value, list) else [str(value)])
    return f"?{query.urlencode()}"


def bars(numbers: Any, first: int, last: int, address: Any) -> list[dict[str, Any]]:
    """One bar a year from the first dated year to the last, years without a moment included."""
    if not numbers:
        return []
    most = max(numbers.values())
    return [
        {
            "year": year,
            "number": numbers[year],
            "x": 10 * place,
            "height": round(TALLEST * numbers[year] / most, 1),
            "y": round(TALLEST - TALLEST * numbers[year] / most, 1),
            "is_shown": first <= year <= last,
            "url": address(year),
        }
        for place, year in enumerate(range(min(numbers), max(numbers) + 1))
    ]
