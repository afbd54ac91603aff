"""What an empty list says: why nothing is there, and each way on with what it would show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperation.models import PartialDate

if TYPE_CHECKING:
    from .asked import ListState


def suggestions(state: ListState) -> list[dict[str, Any]]:
    """The list without one of its filters, where that has rows; else with one of them alone. The most rows first."""
    found = []
    for name in state.filterset.chosen:
        if rows := state.kind.count_without(state.filterset, name):
            found.append({"label": label(state, name), "url": state.url(**{name: None}), "count": rows})
    if not found and len(state.filterset.chosen) > 1:
        found = [alone for name in state.filterset.chosen if (alone := on_its_own(state, name))]
    return sorted(found, key=lambda suggestion: -suggestion["count"])


def on_its_own(state: ListState, name: str) -> dict[str, Any] | None:
    """The list under one of its filters only; None where that is empty as well or narrows nothing."""
    query = QueryDict(mutable=True)
    query.setlist(name, state.query.getlist(name))
    filterset = state.kind.filterset_class(query, state.kind.queryset())
    rows = state.kind.count(filterset) if filterset.chosen and name != "match" else 0
    others = {other: None for other in state.filterset.chosen if other != name}
    return {"label": label(state, name), "url": state.url(**others), "count": rows, "is_alone": True} if rows else None


def words(state: ListState, ranges: list[tuple[str, str]]) -> dict[str, str]:
    """The title and the sentence of the empty list, and the address of a wider search where words were looked for."""
    chosen = state.filterset.chosen
    if not chosen:
        return {"title": _("There is nothing here yet"), "text": _("No record of this kind has been published so far.")}
    found = {"title": _("No record fits all of these filters"), "text": ""}
    if turned := [(first, last) for first, last in ranges if is_turned(state, first, last)]:
        first, last = turned[0]
        found["text"] = _("“%(first)s” lies after “%(last)s”.") % {"first": label(state, first), "last": label(state, last)}
    elif "q" in chosen:
        found["text"] = _("Every word must occur. Try fewer words, another spelling, or the name in another language.")
        found["search_text"] = chosen["q"][0]
        found["search_url"] = f"{reverse('search')}?{urlencode({'q': chosen['q'][0]})}"
    return found


def is_turned(state: ListState, first: str, last: str) -> bool:
    """Whether a range ends before it begins."""
    start, end = (state.filterset.form.cleaned_data.get(name) for name in (first, last))
    if start is None or end is None:
        return False
    if isinstance(start, PartialDate) and isinstance(end, PartialDate):
        return bool(start.date and end.last_day and start.date > end.last_day)
    return bool(start > end)


def label(state: ListState, name: str) -> str:
    return str(state.filterset.form[name].label)
