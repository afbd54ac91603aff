"""How a query is understood, and the queryset method that answers it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product

from django.db import models
from django.db.models import Q, Sum

from .folding import UNFINISHED, Word, address_term, is_address, pairs, read
from .query import Atom, Need, Quality, Query
from .search import SearchName, SearchPosting, SearchTerm, any_of, begins

#: Words, and Chinese characters, that are read of one query; a reader's sentence is shorter.
WORDS_MAX = 12
CHARACTERS_MAX = 24
#: Letters from which a word is also the beginning of longer words, of the name of a place, and from which it may hold a typing error.
PREFIX_LETTERS = 3
NAME_LETTERS = 4
ERROR_LETTERS = 6
#: Words of the longest name; characters of the longest Chinese name.
NAME_WORDS = 4
NAME_CHARACTERS = 10
#: Spellings tried in place of a word that nobody wrote.
RESPELLINGS = 12


class SearchableQuerySet(models.QuerySet):
    """Rows that the search index keeps."""

    def matching(self, text: str | Query) -> SearchableQuerySet:
        """Rows that hold every word of `text`: the one meaning of `q` on lists, in files and on the search page."""
        query = text if isinstance(text, Query) else understand(text)
        found = SearchPosting.objects.filter(kind=self.model._meta.model_name).meeting(query)
        return self.filter(pk__in=found.order_by().values("record"))


@dataclass
class Asked:
    """A word or pair of characters of the query, with the atoms gathered for it."""

    text: str
    terms: tuple[str, ...]
    letters: int = 0
    atoms: list[Atom] = field(default_factory=list)
    is_name: bool = False

    def add_place(self, place: str, quality: Quality = Quality.OTHER_NAME) -> None:
        self.atoms.append(Atom(place, quality=quality))


def understand(text: str) -> Query:
    """Read a query and look up what its words may mean: two look-ups, and two more for a word that nobody wrote."""
    if is_address(text) and "/" in text:
        return counted(Query(text), [Asked(text, (), atoms=[Atom(address_term(text), is_prefix=True)])])
    reading = read(text)
    words = reading.words[:WORDS_MAX]
    asked = [word_asked(word, text) for word in words]
    for joined in reading.joined:
        for word, ask in zip(words, asked, strict=True):
            if joined.start <= word.start and word.end <= joined.end:
                ask.atoms.append(Atom(joined.terms[0], is_prefix=True))
    runs, is_cut = cut([run.text for run in reading.runs])
    characters = [[Asked(pair, (pair,), atoms=[Atom(pair)]) for pair in pairs(run) or [run]] for run in runs]
    names = add_places(words, asked, runs, characters)
    asked += [ask for run in characters for ask in run]
    if is_address(text):
        for ask in asked:
            ask.atoms.append(Atom(address_term(text), is_prefix=True))
    query = Query(text, runs=tuple(runs), names=tuple(names), is_cut=is_cut or len(reading.words) > WORDS_MAX)
    return respelled(counted(query, asked), asked)


def word_asked(word: Word, text: str) -> Asked:
    """A word by itself: whole or as a beginning, and by its stem."""
    whole, *stems = word.terms
    letters = word.end - word.start
    is_prefix = letters >= PREFIX_LETTERS and len(whole) > 1  # “zzzz” folds to one letter, which is the beginning of nothing
    atoms = [Atom(whole, is_prefix), *(Atom(stem) for stem in stems)]
    if is_prefix and whole[-1] in UNFINISHED:
        atoms.append(Atom(whole[:-1] + UNFINISHED[whole[-1]], is_prefix, Quality.BEGINNING))
    return Asked(text[word.start : word.end], word.terms, letters, atoms)


def cut(runs: list[str]) -> tuple[list[str], bool]:
    """The runs up to the number of characters that is read."""
    kept, left = [], CHARACTERS_MAX
    for run in runs:
        if left:
            kept.append(run[:left])
            left -= len(kept[-1])
    return kept, sum(map(len, runs)) > CHARACTERS_MAX


# Places


def add_places(words: list[Word], asked: list[Asked], runs: list[str], characters: list[list[Asked]]) -> list[str]:
    """Let each word of a place's name be met by the place itself, whatever its spelling; the spellings of those places."""
    phrases = list(phrases_of(words))
    pieces = list(pieces_of(runs))
    forms = {form for _first, _last, form in phrases} | {form for _run, _first, _last, form in pieces}
    beginnings = [ask.terms[0] for ask in asked if ask.letters >= NAME_LETTERS]
    named = Q(form__in=forms)
    for beginning in beginnings:
        named |= Q(form__gte=beginning, form__lt=f"{beginning}\U0010ffff")
    if not forms:
        return []
    places_of: dict[str, set[str]] = defaultdict(set)
    for form, place in SearchName.objects.filter(named).values_list("form", "place"):
        places_of[form].add(place)
    met: set[str] = set()
    for first, last, form in phrases:
        for place in sorted(places_of.get(form, ())):
            met.add(place)
            for ask in asked[first:last]:
                ask.add_place(place)
                ask.is_name = True
    for run, first, last, form in pieces:
        for place in sorted(places_of.get(form, ())):
            met.add(place)
            for ask in characters[run][first : max(last - 1, first + 1)]:
                ask.add_place(place)
    for ask in asked:
        for form in sorted(places_of):
            if ask.letters >= NAME_LETTERS and " " not in form and form.startswith(ask.terms[0]):
                for place in sorted(places_of[form] - {atom.term for atom in ask.atoms}):
                    met.add(place)
                    ask.add_place(place, Quality.BEGINNING)
    return spellings(met)


def spellings(places: Iterable[str]) -> list[str]:
    if not places:
        return []
    return sorted(set(SearchName.objects.filter(place__in=places).values_list("form", flat=True)))


def phrases_of(words: list[Word]) -> Iterator[tuple[int, int, str]]:
    """Every phrase of up to four words as (first, last, folded)."""
    for first in range(len(words)):
        for last in range(first + 1, min(first + NAME_WORDS, len(words)) + 1):
            for terms in product(*(word.terms for word in words[first:last])):
                yield first, last, " ".join(terms)


def pieces_of(runs: list[str]) -> Iterator[tuple[int, int, int, str]]:
    """Every piece of a Chinese run that may be a name, as (run, first, last, characters)."""
    for number, run in enumerate(runs):
        for first in range(len(run)):
            for last in range(first + 2, min(first + NAME_CHARACTERS, len(run)) + 1):
                yield number, first, last, run[first:last]


# Counting and typing errors


def counted(query: Query, asked: list[Asked]) -> Query:
    """The query with, for each need, how many postings answer it: the rarest is looked up first, none ends the search."""
    needs = tuple(Need(ask.text, tuple(dict.fromkeys(ask.atoms))) for ask in asked)
    if not needs:
        return query
    conditions = [any_of(need) for need in needs]
    wanted = Q()
    for condition in conditions:
        wanted |= condition
    sums = {f"need_{number}": Sum("records", filter=condition) for number, condition in enumerate(conditions)}
    totals = SearchTerm.objects.filter(wanted).aggregate(**sums)
    return replace(query, needs=tuple(replace(need, records=totals[f"need_{n}"] or 0) for n, need in enumerate(needs)))


def respelled(query: Query, asked: list[Asked]) -> Query:
    """Where a long word is nowhere, let words that are one typing error away stand in for it."""
    wrong = {
        number: ask.terms[0]
        for number, ask in enumerate(asked)
        if not query.needs[number].records and not ask.is_name and ask.letters >= ERROR_LETTERS and ask.terms[0].isalpha()
    }
    near = near_terms(wrong.values())
    if not any(near.values()):
        return query
    places: dict[str, list[str]] = defaultdict(list)
    for form, place in SearchName.objects.filter(form__in=[term for terms in near.values() for term in terms]).values_list(
        "form", "place"
    ):
        places[form].append(place)
    needs, met = list(query.needs), set()
    for number, word in wrong.items():
        terms = near[word]
        if terms:
            named = {place for term in terms for place in places[term]}
            met |= named
            atoms = [Atom(term, quality=Quality.RESPELLED) for term in (*terms, *sorted(named))]
            # Whether a place is named by any record is not known without another look-up: one is assumed.
            needs[number] = replace(needs[number], atoms=tuple(atoms), records=sum(terms.values()) + len(named))
    typed = tuple(asked[number].text for number, word in wrong.items() if near[word])
    return replace(query, needs=tuple(needs), names=(*query.names, *spellings(met)), respelled=typed)


def near_terms(words: Iterable[str]) -> dict[str, dict[str, int]]:
    """Terms one typing error away from each word, with their records, the commonest first.

    One error leaves the first or the second half of a word as it was, so two ranges hold all candidates; two letters that
    changed places across the middle are one more term.
    """
    near: dict[str, dict[str, int]] = {word: {} for word in words}
    wanted = Q()
    for word in near:
        half = len(word) // 2
        ending = word[half:][::-1]
        swapped = word[: half - 1] + word[half] + word[half - 1] + word[half + 1 :]
        wanted |= (
            begins(word[:half]) & ~Q(backwards="") | Q(backwards__gte=ending, backwards__lt=f"{ending}\U0010ffff") | Q(term=swapped)
        )
    if not near:
        return near
    for term, records in SearchTerm.objects.filter(wanted).order_by("-records", "term").values_list("term", "records"):
        for word, found in near.items():
            if len(found) < RESPELLINGS and is_one_error(word, term):
                found[term] = records
    return near


def is_one_error(typed: str, meant: str) -> bool:
    """A letter left out, put in, replaced, or two that changed places."""
    if abs(len(typed) - len(meant)) > 1 or typed == meant:
        return False
    at = next((n for n, (one, other) in enumerate(zip(typed, meant, strict=False)) if one != other), min(len(typed), len(meant)))
    left, right = typed[at:], meant[at:]
    swapped = left[1:2] + left[:1]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or (swapped == right[:2] and left[2:] == right[2:])
