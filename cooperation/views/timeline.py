"""The line of time over all kinds: years with their numbers, and what happened in those that are shown."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from cooperation.kinds.timeline import FIRST_YEAR, LAST_YEAR, Moment, TimelineFilter, by_year, years
from cooperation.models import Agreement

from .asked import Chip, chosen_in_words
from .context import home_crumb, public_address

#: Years shown where the address names none: this one and those before it, and all that is still planned.
SHOWN = 5
#: Moments that stand open; the years after them are folded.
OPEN = 60

#: Height of the tallest bar of the years, in units of the drawing.
TALLEST = 40

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


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
            "opened": opened(shown),
            "count": sum(len(moments) for _year, moments in shown),
            "total": numbers.total(),
            "bars": bars(numbers, first, last, lambda year: url(request, year_from=year, year_to=year)),
            "bars_width": 10 * (max(numbers, default=0) - min(numbers, default=0) + 1),
            "tallest": TALLEST,
            "earlier": earlier,
            "all_url": url(request, year_from=min(numbers, default=first), year_to=None),
            "today": today,
            **calendar_links(request),
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


def opened(years: list[tuple[int, list[Moment]]]) -> set[int]:
    """The years that stand open: from the last one back, until enough is in sight."""
    found: set[int] = set()
    total = 0
    for year, moments in years:
        if total < OPEN:
            found.add(year)
        total += len(moments)
    return found


def calendar_links(request: HttpRequest) -> dict[str, str]:
    """Where a calendar programme subscribes to what the page shows, and the file itself."""
    base = public_address(request)
    days, periods = (calendar_address(request.GET, **more) for more in ({}, {"periods": "1"}))
    at = f"webcal:{base.partition(':')[2]}"
    return {
        "calendar": f"{at}{days}",
        "calendar_periods": f"{at}{periods}",
        "calendar_file": days,
        "calendar_plain": f"{base}{days}",
    }


def calendar_address(query: QueryDict, **more: str) -> str:
    """The calendar of a timeline with these filters, in the language of the page."""
    language = get_language() or LANGUAGES[0]
    kept = [(name, value) for name, values in query.lists() for value in values]
    asked = urlencode([*kept, *([("language", language)] if language != LANGUAGES[0] else []), *more.items()])
    return f"{reverse('calendar')}{f'?{asked}' if asked else ''}"


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
