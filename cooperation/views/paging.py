"""One page of a list, by number or from a row on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from cooperation.kinds.cursors import Cursor
from cooperation.kinds.filters import CAMPAIGN_TAGS

if TYPE_CHECKING:
    from .asked import ListState


#: Parameters that name the row after or before which a page is asked for.
PLACES = ("after", "before")


class ListPage(Page):
    """A page that knows where in the list it begins, and the places from which the pages beside it are read."""

    def __init__(self, rows: Sequence[Any], start: int, state: ListState) -> None:
        paginator = Paginator((), state.per_page)
        paginator.__dict__["count"] = state.count
        super().__init__(rows, start // state.per_page + 1, paginator)
        self.start = start
        self.end = start + len(rows)
        self.state = state
        #: Parameters `after` of the next page and `before` of the previous one; None where numbers are enough.
        self.after: str | None = None
        self.before: str | None = None
        if state.kind.has_cursors and rows:
            if self.has_next():
                self.after = self.cursor(rows[-1], self.end - 1, state)
            if self.has_previous():
                self.before = self.cursor(rows[0], self.start, state)

    def cursor(self, row: Any, position: int, state: ListState) -> str:
        return Cursor(position, *state.kind.cursor_key(row, state.sort)).text(state.listing)

    def has_next(self) -> bool:
        return self.end < self.paginator.count

    def has_previous(self) -> bool:
        return self.start > 0

    def next_page_number(self) -> int:
        return self.end // self.paginator.per_page + 1

    def previous_page_number(self) -> int:
        return max(0, self.start - self.paginator.per_page) // self.paginator.per_page + 1

    # Addresses, as query strings

    @property
    def first_url(self) -> str:
        return self.state.url()

    @cached_property
    def previous_url(self) -> str:
        return self.state.url(page=self.previous_page_number(), before=self.before) if self.has_previous() else ""

    @cached_property
    def next_url(self) -> str:
        return self.state.url(page=self.next_page_number(), after=self.after) if self.has_next() else ""

    @property
    def last_url(self) -> str:
        return self.state.url(page=self.paginator.num_pages)

    def start_index(self) -> int:
        return self.start + 1 if self.end else 0

    def end_index(self) -> int:
        return self.end


def start_of_page(state: ListState) -> int:
    """The place in the list at which the asked page begins."""
    if state.place is None:
        return (state.number - 1) * state.per_page
    name, cursor = state.place
    return cursor.position + 1 if name == "after" else max(0, cursor.position - state.per_page)


def page_of(state: ListState) -> ListPage | None:
    """The asked page of a sound list; None where the list ends before it."""
    start = start_of_page(state)
    if start >= state.count:
        return ListPage([], 0, state) if start == 0 else None
    stop = min(start + state.per_page, state.count)
    if state.place is None:
        rows = state.kind.page_rows(state.filterset, state.sort, start, stop)
    else:
        name, cursor = state.place
        if name == "before":
            stop = cursor.position
        rows = state.kind.rows_beside(state.filterset, state.sort, cursor, stop - start, before=name == "before")
    return ListPage(list(rows), start, state) if rows else None


def named(state: ListState) -> str:
    """The query by which the pages of a list's records know the list; empty for the list as it is by itself."""
    kept = QueryDict(mutable=True)
    for name, values in state.query.lists():
        if (
            name in ("page", *PLACES)
            or name.startswith(CAMPAIGN_TAGS)
            or (name == "sort" and state.sort == state.kind.default_sort)
        ):
            continue
        if values := [value for value in values if value]:
            kept.setlist(name, values)
    return urlencode({"list": kept.urlencode(safe="/,")}) if kept else ""
