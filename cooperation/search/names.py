"""Names of places: which spellings mean the same one. Taken from a list, from the countries, and from the records' own places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from pathlib import Path

from cooperation.models import Country, Location, SearchName, State
from cooperation.models.folding import Reading, Word, read
from cooperation.models.searching import NAME_CHARACTERS, NAME_WORDS, PHRASE

LIST = Path(__file__).with_name("places.txt")

#: Countries whose two-letter code is a name too; that of others is a word of some language.
CODED = (Country.Role.CHINA, Country.Role.CENTRAL_ASIA)

Pair = tuple[str, str]


class Names:
    """The names in the index, ready to be found in texts."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self.phrases: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        self.pieces: dict[str, set[str]] = defaultdict(set)
        for form, place in pairs:
            if read(form).runs:
                self.pieces[form].add(place)
            else:
                words = tuple(form.split(" "))
                self.phrases[words[0]].append((words, place))

    @classmethod
    def from_index(cls) -> Names:
        return cls(SearchName.objects.values_list("form", "place"))

    def in_reading(self, reading: Reading) -> set[str]:
        """The places that a text names."""
        return {place for _start, _end, place in self.spans(reading)}

    def spans(self, reading: Reading) -> Iterator[tuple[int, int, str]]:
        """Where a text names a place, and which."""
        for joined in reading.joined:
            yield from ((joined.start, joined.end, place) for words, place in self.beginning(joined) if len(words) == 1)
        for at, word in enumerate(reading.words):
            for words, place in self.beginning(word):
                following = reading.words[at : at + len(words)]
                if len(following) == len(words) and all(w in f.terms for w, f in zip(words, following, strict=True)):
                    yield word.start, following[-1].end, place
        for run in reading.runs:
            for first in range(len(run.text)):
                for last in range(first + 2, min(first + NAME_CHARACTERS, len(run.text)) + 1):
                    for place in self.pieces.get(run.text[first:last], ()):
                        yield run.start + first, run.start + last, place

    def beginning(self, word: Word) -> Iterator[tuple[tuple[str, ...], str]]:
        """The names whose first word this is."""
        for term in word.terms:
            yield from self.phrases.get(term, ())

    @staticmethod
    def of_countries(countries: Iterable[Country]) -> set[str]:
        """The terms of the countries that a record is filed under."""
        return {place_of(country.name_en) for country in countries}


@cache
def place_of(name_en: str) -> str:
    """The term of a place: “Kazakhstan” → “kazahstan”, “Issyk-Kul” → “=isikkul”; nothing where there is no word."""
    words = [word.terms[0] for word in read(name_en).words]
    return f"{PHRASE}{''.join(words)}" if len(words) > 1 else "".join(words)


def forms_of(name: str) -> Iterator[str]:
    """The folded forms of a name: whole, by stems, hyphenated as one word. None for a name that is too long to be one."""
    reading = read(name)
    if reading.runs:
        if len(reading.runs) == 1 and not reading.words and 2 <= len(reading.runs[0].text) <= NAME_CHARACTERS:
            yield reading.runs[0].text
        return
    if 1 <= len(reading.words) <= NAME_WORDS:
        yield from (" ".join(terms) for terms in product(*(word.terms for word in reading.words)))
        yield from (word.terms[0] for word in reading.joined)


def same(names: Iterable[str]) -> set[Pair]:
    """Names of one place, the English one first, as (form, place)."""
    names = [name.strip() for name in names if name and name.strip()]
    if not names or not place_of(names[0]):
        return set()
    return {(form, place_of(names[0])) for name in names for form in forms_of(name)}


def listed() -> set[Pair]:
    found: set[Pair] = set()
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            found |= same(line.split("|"))
    return found


def of_countries() -> set[Pair]:
    found: set[Pair] = set()
    for country in Country.objects.all():
        names = [country.name_en, country.name_zh, country.name_ru]
        names += [country.official_name_en, country.official_name_zh, country.official_name_ru]
        found |= same([*names, country.code] if country.role in CODED else names)
        found |= same([country.capital_en, country.capital_zh, country.capital_ru])
    return found


def of_locations(locations: Iterable[Location]) -> set[Pair]:
    """Names that a record itself gives in more than one script."""
    found: set[Pair] = set()
    for location in locations:
        if location.name_zh or location.name_ru:
            found |= same([location.name_en, location.name_zh, location.name_ru])
    return found


def published_locations() -> Iterator[Location]:
    for model in Location.__subclasses__():
        yield from model.objects.filter(record__state=State.PUBLISHED)  # type: ignore[attr-defined]


def add(pairs: Iterable[Pair]) -> list[Pair]:
    """Put names into the index and return those that were new to it."""
    pairs = set(pairs)
    present = set(SearchName.objects.filter(form__in={form for form, _place in pairs}).values_list("form", "place"))
    new = sorted(pairs - present)
    SearchName.objects.bulk_create([SearchName(form=form, place=place) for form, place in new], batch_size=500)
    return new
