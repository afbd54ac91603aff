"""The line of time as a calendar that programmes subscribe to, with the timeline's own filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views import View

from cooperation.exports import calendar
from cooperation.kinds import kind_of
from cooperation.kinds.timeline import FIRST_YEAR, LAST_YEAR, Moment, TimelineFilter, by_year
from cooperation.models import Agreement, Event
from cooperation.models.dates import Precision

from . import errors
from .asked import chosen_in_words
from .context import public_address
from .timeline import LANGUAGES, paged


class Calendar(View):
    """`/calendar.ics`: days of agreements, events, projects and programmes.

    A date known to the month or the year only is no day. It is left out, and the calendar says how many are; `periods=1` takes
    it in as an entry that lasts the month or the year.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        query = request.GET.copy()
        asked = {name: query.pop(name, []) for name in ("language", "periods")}
        language = next((code for code in LANGUAGES if asked["language"] == [code]), LANGUAGES[0])
        with translation.override(language):
            filterset = TimelineFilter(query, Agreement.objects.published())
            if problems := {**filterset.problems, **problems_of(request, asked)}:
                return errors.problem(400, _("The calendar cannot be made as asked."), problems)
            response = self.written(request, filterset, language, bool(asked["periods"] == ["1"]))
        response["Content-Language"] = language
        return response

    def written(self, request: HttpRequest, filterset: TimelineFilter, language: str, with_periods: bool) -> HttpResponse:
        first, last = (filterset.form.cleaned_data.get(name) for name in ("year_from", "year_to"))
        years = by_year(filterset, first or FIRST_YEAR, last or LAST_YEAR)
        moments = [moment for _year, found in reversed(years) for moment in reversed(found)]
        shown = [moment for moment in moments if with_periods or moment.date.precision == Precision.DAY]
        base = public_address(request)
        about = calendar.About(
            name=name_of(filterset),
            description=" ".join(described(len(moments) - len(shown), with_periods)),
            page=f"{base}{reverse('timeline')}{f'?{query}' if (query := filterset.data.urlencode()) else ''}",
            address=f"{base}{request.get_full_path()}",
            language=language,
        )
        response = HttpResponse(b"".join(calendar.calendar_lines(about, entries(shown, base))), content_type=calendar.CONTENT_TYPE)
        response["Content-Disposition"] = 'inline; filename="cooperation-registry.ics"'
        response["X-Record-Count"] = str(len(shown))
        return response


def problems_of(request: HttpRequest, asked: dict[str, list[str]]) -> dict[str, list[str]]:
    found = {name: [_("A calendar has no pages, columns or order.")] for name in paged(request)}
    if asked["language"] and (len(asked["language"]) > 1 or asked["language"][0] not in LANGUAGES):
        found["language"] = [_("Write one of: %(values)s.") % {"values": ", ".join(LANGUAGES)}]
    if asked["periods"] not in ([], ["0"], ["1"]):
        found["periods"] = [_("Write periods=1 or leave it out.")]
    return found


def name_of(filterset: TimelineFilter) -> str:
    chosen = [words for _name, _value, _label, words in chosen_in_words(filterset)]
    registry = _("China–Central Asia Cooperation Registry")
    return f"{registry}: {pgettext('between names', ', ').join(chosen)}" if chosen else registry


def described(left_out: int, with_periods: bool) -> Iterator[str]:
    yield _("Agreements, events, steps of projects and programmes, as their sources date them.")
    if with_periods:
        yield _("What is dated to the month or the year only lasts that month or year here; the summary says so.")
    elif left_out:
        yield ngettext(
            "%(count)d moment that is dated to the month or the year only is left out; the timeline shows it.",
            "%(count)d moments that are dated to the month or the year only are left out; the timeline shows them.",
            left_out,
        ) % {"count": left_out}


def entries(moments: Iterable[Moment], base: str) -> Iterator[calendar.Entry]:
    for moment in moments:
        record = moment.record
        last = moment.until.date if moment.until.precision == Precision.DAY else moment.date.last_day
        yield calendar.Entry(
            key=f"{record.reference}-{moment.key}".lower(),
            first=moment.day,
            last=last or moment.day,
            summary=summary(moment),
            description=description(record, base),
            address=f"{base}{kind_of(type(record)).url(record)}",
            category=str(moment.strand.label),
            place=record.place_en if isinstance(record, Event) else "",
            is_planned=moment.is_planned,
            changed_at=record.edited_at,
            changes=max(record.version - 1, 0),
        )


def summary(moment: Moment) -> str:
    what = f"{moment.what} {_('(planned)')}" if moment.is_planned else str(moment.what)
    when = "" if moment.date.precision == Precision.DAY else f" ({moment.date})"
    return _("%(what)s: %(title)s") % {"what": f"{what}{when}", "title": moment.record.title}


def description(record: Any, base: str) -> str:
    countries = pgettext("between names", ", ").join(str(country.name) for country in record.countries.all())
    return "\n".join(
        line for line in (str(record.summary), countries, record.reference, f"{base}{kind_of(type(record)).url(record)}") if line
    )
