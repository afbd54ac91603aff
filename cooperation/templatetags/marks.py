"""Filters by which the search page shows what it found: marked words, the part of a summary, the name found."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from cooperation.models import LocalText, Name, Query
from cooperation.models.searching import understand
from cooperation.search import highlight as words

register = template.Library()

EXCERPT_LENGTH = 220


def understood(query: Query | str) -> Query:
    """The query itself, or what a text means as one: give the view's `query`, since a text is looked up anew each time."""
    return query if isinstance(query, Query) else understand(query)


@register.filter
def highlight(text: str, query: Query | str) -> SafeString:
    """The text with what answers the query in `<mark>`: `{{ record.title|highlight:query }}`."""
    return words.marked(text or "", understood(query))


@register.filter
def excerpt(text: str, query: Query | str) -> str:
    """The part of a long text in which the words stand, to be highlighted: `{{ record.summary|excerpt:query|highlight:query }}`."""
    part = words.excerpt(text or "", understood(query), EXCERPT_LENGTH)
    return LocalText(part, text.language) if isinstance(text, LocalText) else part


@register.filter
def found_as(record: Any, query: Query | str) -> Name | None:
    """The other name (language, text) by which a record was found; nothing where its title holds the words."""
    return words.found_as(record, understood(query))
