"""The search page over all kinds, and its suggestions."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from cooperation.kinds import DETAIL_KINDS, Kind
from cooperation.kinds.filters import ADDRESS_LENGTH, CAMPAIGN_TAGS, QUERY_LENGTH
from cooperation.models import Query
from cooperation.models.folding import is_address, reference_in
from cooperation.models.searching import understand
from cooperation.search.highlight import found_as, pieces
from cooperation.search.ranking import best, best_of_all

from .context import home_crumb

#: Records of each kind on the page before "all N", and suggestions.
SHOWN = 5
SUGGESTED = 8


class Search(View):
    """Records and sources of all kinds that hold the words, grouped by kind.

    `groups` are kind, count, records and url of the list that shows all; `query` is what the words were taken to mean.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "").strip()
        error = problem(request, text)
        query = Query() if error else understand(text)
        groups = found(query)
        context = {
            "q": text[:QUERY_LENGTH] if error else text,
            "query": query,
            "groups": groups,
            "total": sum(group["count"] for group in groups),
            "direct": direct(groups, text),
            "is_wordless": bool(text) and not error and not query,
            "error": error,
            "query_length": QUERY_LENGTH,
            "crumbs": [home_crumb(), {"label": _("Search"), "url": ""}],
        }
        return render(request, "pages/search.html", context, status=400 if error else 200)


class Suggest(View):
    """The records that fit best what has been typed so far, as JSON for the script of the search box."""

    def get(self, request: HttpRequest) -> JsonResponse:
        text = request.GET.get("q", "").strip()
        if error := problem(request, text):
            return JsonResponse({"error": error}, status=400)
        query = understand(text)
        suggestions = [suggestion(kind, record, query) for kind, record in best_of_all(query, DETAIL_KINDS, SUGGESTED)]
        count = len(suggestions)
        return JsonResponse(
            {
                "q": text,
                "url": f"{reverse('search')}?{urlencode({'q': text})}",
                "all": _("All results for “%(text)s”") % {"text": text},
                "told": ngettext("%(count)d suggestion.", "%(count)d suggestions.", count) % {"count": count},
                "suggestions": suggestions,
            }
        )


def problem(request: HttpRequest, text: str) -> str:
    """What is wrong with the address, in the reader's words."""
    unknown = [name for name in request.GET if name != "q" and not name.startswith(CAMPAIGN_TAGS)]
    most = ADDRESS_LENGTH if is_address(text[: ADDRESS_LENGTH + 1]) else QUERY_LENGTH
    if unknown:
        return _("There is no parameter “%(name)s” here.") % {"name": unknown[0][:40]}
    if len(request.GET.getlist("q")) > 1:
        return _("Give this once.")
    if len(text) > most:
        return _("Write at most %(most)d characters; these are %(count)d.") % {"most": most, "count": len(text)}
    if "\x00" in text or "�" in text:
        return _("The value holds characters that cannot be read.")
    return ""


def found(query: Query) -> list[dict[str, Any]]:
    """The kinds that hold the words, each with the count of its list and its most fitting records."""
    if not query.may_match:
        return []
    counts = {kind: kind.queryset().matching(query).order_by().count() for kind in DETAIL_KINDS}
    counts = {kind: count for kind, count in counts.items() if count}
    return [
        {"kind": kind, "count": counts[kind], "records": records, "url": f"{kind.list_url()}?{urlencode({'q': query.text})}"}
        for kind, records in best(query, counts, SHOWN).items()
    ]


def direct(groups: list[dict[str, Any]], text: str) -> Any:
    """The one record that the text names by its reference or, of a source, its whole address."""
    if not text:
        return None
    records = [record for group in groups for record in group["records"]]
    references = {text.upper(), reference_in(text)}
    return next((record for record in records if text in named(record) or record.reference in references), None)


def named(record: Any) -> tuple[str, str]:
    return getattr(record, "url", ""), getattr(record, "archived_url", "")


def suggestion(kind: Kind, record: Any, query: Query) -> dict[str, Any]:
    """One line of the box. `pieces` are the title, or the name found, in parts: text, and whether it was asked for."""
    other = found_as(record, query)
    return {
        "kind": kind.name,
        "label": str(kind.label),
        "reference": record.reference,
        "title": str(record.title),
        "language": getattr(record.title, "language", getattr(record, "language", "")),
        "url": kind.url(record),
        "pieces": pieces(record.title, query),
        "found_as": {"language": other.language, "text": other.text, "pieces": pieces(other.text, query)} if other else None,
    }
