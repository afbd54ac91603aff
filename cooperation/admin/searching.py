"""The admin's search: every word somewhere in the named columns, in any case of any script."""

from __future__ import annotations

from django.db.models import Q, QuerySet

WORDS_MAX = 12


def spellings(word: str) -> set[str]:
    """A word as it may be written. SQLite folds the case of Latin letters only, so other scripts are asked for in each case."""
    return {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}


def matching(queryset: QuerySet, names: tuple[str, ...], text: str) -> QuerySet:
    """Rows in which each word of `text` is found. Columns of other tables are looked up by key, so no row comes twice."""
    manager = queryset.model._default_manager
    for word in text.replace("\x00", " ").split()[:WORDS_MAX]:
        found = Q()
        for name in names:
            for spelling in spellings(word):
                here = Q(**{f"{name}__icontains": spelling})
                found |= Q(pk__in=manager.filter(here).order_by().values("pk")) if "__" in name else here
        queryset = queryset.filter(found)
    return queryset
