"""The list that a reader came from, on the page of one of its records: what stands before and after, and the way back.

The parameter `list` holds the list's own query, so that the page needs no memory of the reader and may be kept by caches. Without
it the page stands in the list of its kind as that is by itself.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cooperation.kinds import Kind
from cooperation.kinds.filters import CodesFilter, WordsFilter
from cooperation.kinds.neighbours import Place, place_in

from .asked import ListState, chosen_in_words
from .paging import named

PARAMETER = "list"
#: Filters that the way back names.
WORDS_MAX = 4


class Neighbours:
    """A record's neighbours in the list that the address names, and what is wrong with that name."""

    def __init__(self, kind: Kind, record: Any, query: QueryDict) -> None:
        self.kind = kind
        self.record = record
        asked = query.getlist(PARAMETER)
        self.is_repeated = len(asked) > 1
        #: None for the kind's own list, which needs no filter to be read.
        self.state = ListState(kind, QueryDict(asked[0])) if asked and asked[0] else None

    @cached_property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong with the named list, as (name of the filter, sentence)."""
        if self.is_repeated:
            return [(PARAMETER, _("Give this once."))]
        found = self.state.problems if self.state else {}
        return [(name, " ".join(messages)) for name, messages in found.items()]

    @cached_property
    def place(self) -> Place | None:
        if self.problems:
            return None
        if self.state is None:
            return place_in(self.kind, self.kind.queryset(), self.kind.default_sort, self.record)
        return place_in(self.kind, self.state.filterset.qs, self.state.sort, self.record)

    @cached_property
    def named(self) -> str:
        return named(self.state) if self.state and not self.problems else ""

    def address(self, record: Any) -> str:
        url = self.kind.url(record)
        return f"{url}?{self.named}" if self.named else url

    @property
    def previous_url(self) -> str:
        return self.address(self.place.previous) if self.place and self.place.previous else ""

    @property
    def next_url(self) -> str:
        return self.address(self.place.next) if self.place and self.place.next else ""

    @property
    def list_url(self) -> str:
        """The page of the list on which the record stands."""
        query = QueryDict(QueryDict(self.named).get(PARAMETER, ""), mutable=True)
        per_page = self.state.per_page if self.state and not self.problems else settings.PAGE_SIZE
        page = (self.place.number - 1) // per_page + 1 if self.place else 1
        if page > 1:
            query["page"] = str(page)
        return f"{self.kind.list_url()}?{query.urlencode(safe='/,')}" if query else self.kind.list_url()

    @property
    def words(self) -> str:
        """The list in words: “Projects: Energy, Uzbekistan”."""
        title = str(self.kind.label_plural)
        filters = self.filters
        if not filters:
            return title
        listed = pgettext("between names", ", ").join(filters[:WORDS_MAX])
        if len(filters) > WORDS_MAX:
            words = _("%(title)s: %(filters)s and %(count)d more")
            return words % {"title": title, "filters": listed, "count": len(filters) - WORDS_MAX}
        return _("%(title)s: %(filters)s") % {"title": title, "filters": listed}

    @property
    def filters(self) -> list[str]:
        """The filters in force: a choice by its name, anything else with the name of its filter."""
        if self.state is None or self.problems:
            return []
        kinds = self.state.filterset.filters
        found = []
        for name, _code, label, value in chosen_in_words(self.state.filterset):
            if isinstance(kinds[name], WordsFilter):
                found.append(_("“%(words)s”") % {"words": value})
            elif isinstance(kinds[name], CodesFilter):
                found.append(value)
            else:
                found.append(_("%(field)s: %(part)s") % {"field": label, "part": value})
        return found
