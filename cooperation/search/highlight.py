"""Which parts of a text answer a query, in whatever script and spelling they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cooperation.models import Name, Query
from cooperation.models.folding import Run, Word, normal, pairs, read
from cooperation.models.text import LANGUAGE_TAGS

from .names import Names

#: Characters before the first word found, where the beginning of a text is left out.
LEAD = 60

Span = tuple[int, int]


def spans(text: str, query: Query) -> list[Span]:
    """The parts of `normal(text)` that answer the query, in order, none touching another."""
    reading = read(text)
    found = {(word.start, word.end) for word in reading.words if answers(word, query)}
    for joined in reading.joined:
        if answers(joined, query) and not any(joined.start <= start < joined.end for start, _end in found):
            found.add((joined.start, joined.end))
    found |= {(start, end) for start, end, _place in names_of(query.names).spans(reading)}
    for run in reading.runs:
        found |= set(spans_of_run(run, query))
    return united(found)


@lru_cache(maxsize=32)
def names_of(forms: tuple[str, ...]) -> Names:
    return Names((form, "") for form in forms)


def answers(word: Word, query: Query) -> bool:
    return any(need.quality_of(term) for need in query.needs for term in word.terms)


def spans_of_run(run: Run, query: Query) -> Iterator[Span]:
    """Chinese as it was typed or, where that does not stand there as a whole, its pairs of characters."""
    for typed in query.runs:
        for part in (typed,) if typed in run.text else pairs(typed):
            for match in re.finditer(re.escape(part), run.text):
                yield run.start + match.start(), run.start + match.end()


def united(found: set[Span]) -> list[Span]:
    parts: list[Span] = []
    for start, end in sorted(found):
        if parts and start <= parts[-1][1]:
            parts[-1] = (parts[-1][0], max(end, parts[-1][1]))
        else:
            parts.append((start, end))
    return parts


def pieces(text: str, query: Query) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it answers the query."""
    text = normal(text)
    made, at = [], 0
    for start, end in spans(text, query):
        made += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in (*made, (text[at:], False)) if piece[0]]


def marked(text: str, query: Query) -> SafeString:
    """The text as HTML with what answers the query in `<mark>`, and its language where that is not the page's."""
    made = format_html_join("", "{}", ((mark(piece, is_found),) for piece, is_found in pieces(text, query)))
    if getattr(text, "is_fallback", False):
        return format_html('<span lang="{}">{}</span>', text.language, made)  # type: ignore[attr-defined]
    return made


def mark(piece: str, is_found: bool) -> SafeString:
    return format_html("<mark>{}</mark>", piece) if is_found else mark_safe(conditional_escape(str(piece)))  # noqa: S308


def excerpt(text: str, query: Query, length: int) -> str:
    """The part of a text in which the first word found stands."""
    whole = normal(text)
    found = spans(whole, query)
    if len(whole) <= length:
        return whole
    start = max(0, min(found[0][0] - LEAD, len(whole) - length)) if found else 0
    part = whole[start : start + length]
    if start and " " in part[:LEAD]:
        part = part.partition(" ")[2]
    if start + length < len(whole) and " " in part[-LEAD:]:
        part = part.rpartition(" ")[0]
    return f"{'… ' if start else ''}{part}{' …' if start + length < len(whole) else ''}"


def found_as(record: Any, query: Query) -> Name | None:
    """The other name by which a record was found, where the title shown does not hold the words."""
    if spans(record.title, query):
        return None
    names = list(getattr(record, "names", ()))
    if "aliases" in getattr(record, "dependants", ()):
        names += [Name(LANGUAGE_TAGS.get(alias.language, alias.language), alias.name) for alias in record.aliases.all()]
        names.append(Name("", record.acronym))
    return next((name for name in names if spans(name.text, query)), None)
