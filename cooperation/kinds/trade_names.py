"""What trade rows refer to: keys, codes and names of countries, sectors and releases, read once a page.

The three vocabularies are read whole for each page, by statements that are made once a process; what follows from them is kept
for as long as the same rows are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from cooperation.models import Country, Sector, SourceRelease
from cooperation.models.text import LANGUAGE_TAGS, LocalText, current_suffix

from .tables import in_language

SUFFIXES = ("en", "zh", "ru")

Row = tuple[Any, ...]
Named = list[tuple[int, str, LocalText]]


class Statement:
    """A query without conditions that change, compiled once a process."""

    def __init__(self, queryset: Callable[[], QuerySet]) -> None:
        self.queryset = queryset

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...]]:
        return self.queryset().query.sql_with_params()

    def rows(self) -> tuple[Row, ...]:
        with connection.cursor() as cursor:
            cursor.execute(*self._compiled)
            return tuple(cursor.fetchall())


def _names(field: str) -> list[str]:
    return [f"{field}_{suffix}" for suffix in SUFFIXES]


#: Key, code and three names of each, then what else is asked of it.
VOCABULARIES = {
    "countries": Statement(lambda: Country.objects.order_by("position", "code").values_list("pk", "code", *_names("name"), "role")),
    "sectors": Statement(lambda: Sector.objects.order_by("code").values_list("pk", "code", *_names("name"))),
    "releases": Statement(
        lambda: SourceRelease.objects.order_by("rank", "reference").values_list("pk", "reference", *_names("title"), "is_current")
    ),
}


class Vocabulary:
    """The vocabularies as they were read, with their names in the language of one page."""

    _numbers = count(1)

    def __init__(self, read: dict[str, tuple[Row, ...]]) -> None:
        self.read = read
        #: No other has it: a word that changes when any name, code or release does.
        self.number = next(self._numbers)
        self.china = [row[0] for row in read["countries"] if row[5] == Country.Role.CHINA]
        self.countries = _named(read["countries"])
        self.sectors = _named(read["sectors"])
        #: Those that the public sees.
        self.releases = _named(row for row in read["releases"] if row[5])
        #: What cells say of a key.
        self.written = {
            name: {pk: conditional_escape(in_language(text)) for pk, _code, text in getattr(self, name)}
            for name in ("countries", "releases")
        }
        self.choices = {
            name: [(code, str(text)) for _pk, code, text in getattr(self, name)] for name in ("countries", "sectors", "releases")
        }

    @property
    def has_hidden_rows(self) -> bool:
        """Some releases wait to be shown, or were shown once."""
        return len(self.releases) < len(self.read["releases"])


_held: dict[str | None, Vocabulary] = {}


def vocabulary() -> Vocabulary:
    """The vocabularies as they are now, in the language of the page."""
    read = {name: statement.rows() for name, statement in VOCABULARIES.items()}
    language = get_language()
    found = _held.get(language)
    if found is None or found.read != read:
        found = _held[language] = Vocabulary(read)
    return found


class Names:
    """Keys ↔ codes, and names in the language of the page. Read when first asked for, then the same for the whole page."""

    def __deepcopy__(self, memo: dict) -> Names:
        """Forms copy their fields, whose choices come from here; what has been read is not read again for them."""
        return self

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return vocabulary()

    @property
    def countries(self) -> Named:
        return self.vocabulary.countries

    @property
    def sectors(self) -> Named:
        return self.vocabulary.sectors

    @property
    def releases(self) -> Named:
        return self.vocabulary.releases

    @property
    def china(self) -> list[int]:
        """Whose exports go from China; the exports of all others go to China."""
        return self.vocabulary.china

    @property
    def has_hidden_rows(self) -> bool:
        return self.vocabulary.has_hidden_rows

    def keys(self, vocabulary: str, codes: Iterable[str]) -> list[int]:
        """The keys of codes; of a sector of the first level, those below it as well."""
        wanted = set(codes)
        if vocabulary == "sectors":
            return [pk for pk, code, _name in self.sectors if code in wanted or code.partition(".")[0] in wanted]
        return [pk for pk, code, _name in getattr(self, vocabulary) if code in wanted]

    def choices(self, vocabulary: str) -> list[tuple[str, str]]:
        return self.vocabulary.choices[vocabulary]


def _named(rows: Iterable[Row]) -> Named:
    choose = local()
    return [(pk, code, choose(*texts)) for pk, code, *texts in (row[:5] for row in rows)]


def local() -> Callable[..., LocalText]:
    """What chooses, of the texts in English, Chinese and Russian, that in the language of the page, else the first there is.

    As `Localized` chooses, but the language is asked for once a vocabulary.
    """
    wanted = SUFFIXES.index(current_suffix())
    order = [wanted, *(place for place in range(len(SUFFIXES)) if place != wanted)]
    tags = [LANGUAGE_TAGS[suffix] for suffix in SUFFIXES]

    def choose(*texts: str) -> LocalText:
        place = next((place for place in order if texts[place]), 0)
        return LocalText(texts[place], tags[place])

    return choose
