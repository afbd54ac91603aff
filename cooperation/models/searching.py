"""How a query is understood, and the queryset method that answers it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product

from django.db import models
from django.db.models import Q, Sum

from .folding import Word, address_term, is_address, normal, pairs, read, reference_in
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
#: First character of a place whose name is more than one word.
PHRASE = "="
#: Spellings tried in place of a word that nobody wrote.
RESPELLINGS = 12


class SearchableQuerySet(models.QuerySet):
    """Rows that the search index keeps."""

    def matching(self, text: str | Query) -> SearchableQuerySet:
        """Rows that hold every word of `text`: the one meaning of `q` on lists, in files and on the search page."""
        query = text if isinstance(text, Query) else understand(text)
        ways = SearchPosting.objects.filter(kind=self.model._meta.model_name).meeting(query)
        found = Q(pk__in=[])
        for way in ways:
            found |= Q(pk__in=way.values("record"))
        return self.filter(found)


@dataclass
class Asked:
    """A word, or one or two characters, of the query with the atoms gathered for it."""

    text: str
    atoms: list[Atom]
    #: The folded word and the number of its letters, where it is one that may hold a typing error.
    term: str = ""
    letters: int = 0
    #: Places of which it is the whole name: they stand for the word, since every record that names them is kept under them.
    places: set[str] = field(default_factory=set)

    @property
    def need(self) -> Need:
        named = [place_atom(place) for place in sorted(self.places)]
        phrases = [atom for atom in self.atoms if atom.term.startswith(PHRASE)]
        return Need(self.text, tuple(dict.fromkeys([*named, *phrases] if named else self.atoms)))


def place_atom(place: str) -> Atom:
    return Atom(place, is_prefix=not place.startswith(PHRASE) and len(place) >= PREFIX_LETTERS)


def understand(text: str) -> Query:
    """Read a query and look up what its words may mean: two or three look-ups, and three more for a word that nobody wrote."""
    if is_address(text) and "/" in text:
        return counted(Query(text), [Asked(text, [Atom(address_term(text), is_prefix=True)])])
    meant = known_reference(text) or text
    reading = read(meant)
    words = reading.words[:WORDS_MAX]
    asked = [word_asked(word, meant) for word in words]
    for joined in reading.joined:
        for word, ask in zip(words, asked, strict=True):
            if joined.start <= word.start and word.end <= joined.end:
                ask.atoms.append(Atom(joined.terms[0], is_prefix=True))
    runs, is_cut = cut([run.text for run in reading.runs])
    places = places_in(words, runs)
    met = add_places(places, words, asked)
    for run in runs:
        characters, named = run_asked(run, places)
        asked += characters
        met |= named
    if is_address(text):
        for ask in asked:
            ask.atoms.append(Atom(address_term(text), is_prefix=True))
            ask.places.clear()
    query = Query(text, runs=tuple(runs), names=spellings(met), is_cut=is_cut or len(reading.words) > WORDS_MAX)
    return respelled(counted(query, asked), asked)


def known_reference(text: str) -> str:
    """The reference that the text is, however it is written, where a record has it."""
    reference = reference_in(text)
    terms = [term for word in read(reference).words for term in word.terms]
    return reference if terms and SearchTerm.objects.filter(term__in=terms, records__gt=0).exists() else ""


def word_asked(word: Word, text: str) -> Asked:
    """A word by itself: the beginning of its forms."""
    letters = word.end - word.start
    typed = normal(text)[word.start : word.end]
    if letters >= PREFIX_LETTERS and len(word.terms[0]) == 1:
        return Asked(typed, [Atom(typed)])  # “zzzz” folds to one letter, which it does not mean
    is_prefix = letters >= PREFIX_LETTERS and len(word.beginning) > 1
    atoms = [Atom(word.beginning if is_prefix else word.terms[0], is_prefix, exact=word.terms)]
    return Asked(typed, atoms, word.terms[0], letters)


def cut(runs: list[str]) -> tuple[list[str], bool]:
    """The runs up to the number of characters that is read."""
    kept, left = [], CHARACTERS_MAX
    for run in runs:
        if left:
            kept.append(run[:left])
            left -= len(kept[-1])
    return kept, sum(map(len, runs)) > CHARACTERS_MAX


# Places

Places = dict[str, set[str]]


def places_in(words: list[Word], runs: list[str]) -> Places:
    """Form → places, for all phrases of the words and all pieces of the runs that are names."""
    forms = {form for _first, _last, form in phrases_of(words)} | {form for run in runs for _first, form in pieces_of(run)}
    found: Places = defaultdict(set)
    wanted = Q(form__in=forms)
    for word in words:
        if is_begun_name(word):
            wanted |= begins(word.terms[0], "form")
    if forms:
        for form, place in SearchName.objects.filter(wanted).values_list("form", "place"):
            found[form].add(place)
    return found


def is_begun_name(word: Word) -> bool:
    """Whether a word is long enough to be the beginning of a name: “Kazak” of “Kazakhstan”, by which records are filed."""
    return word.end - word.start >= NAME_LETTERS and len(word.terms[0]) >= PREFIX_LETTERS


def add_places(places: Places, words: list[Word], asked: list[Asked]) -> set[str]:
    """Let a word that is a name be met by the place in any spelling, and the words of a longer name by the place as well."""
    met: set[str] = set()
    for word, ask in zip(words, asked, strict=True):
        if is_begun_name(word):
            begun = {place for form, named in places.items() if form.startswith(word.terms[0]) for place in named}
            ask.atoms += [Atom(place, quality=Quality.BEGINNING) for place in sorted(begun)]
    for first, last, form in phrases_of(words):
        for place in sorted(places.get(form, ())):
            met.add(place)
            for ask in asked[first:last]:
                if last - first == 1:
                    ask.places.add(place)
                else:
                    ask.atoms.append(Atom(place))
    return met


def run_asked(run: str, places: Places) -> tuple[list[Asked], set[str]]:
    """What a run of Chinese asks for: the places that it names, longest first, and the pairs of characters between them."""
    asked: list[Asked] = []
    met: set[str] = set()
    at = rest = 0
    while at < len(run):
        form = max((form for first, form in pieces_of(run) if first == at and form in places), key=len, default="")
        if form:
            asked += characters_asked(run[rest:at])
            asked.append(Asked(form, [], places=places[form]))
            met |= places[form]
            rest = at + len(form)
        at += len(form) or 1
    return asked + characters_asked(run[rest:]), met


def characters_asked(run: str) -> list[Asked]:
    return [Asked(part, [Atom(part)]) for part in (pairs(run) or list(run))]


def spellings(places: Iterable[str]) -> tuple[str, ...]:
    if not places:
        return ()
    return tuple(sorted(set(SearchName.objects.filter(place__in=places).values_list("form", flat=True))))


def phrases_of(words: list[Word]) -> Iterator[tuple[int, int, str]]:
    """Every phrase of up to four words as (first, last, folded)."""
    for first in range(len(words)):
        for last in range(first + 1, min(first + NAME_WORDS, len(words)) + 1):
            for terms in product(*(word.terms for word in words[first:last])):
                yield first, last, " ".join(terms)


def pieces_of(run: str) -> Iterator[tuple[int, str]]:
    """Every piece of a Chinese run that may be a name, with where it begins."""
    for first in range(len(run)):
        for last in range(first + 2, min(first + NAME_CHARACTERS, len(run)) + 1):
            yield first, run[first:last]


# Counting and typing errors


def counted(query: Query, asked: list[Asked]) -> Query:
    """The query with, for each need, how many postings answer it: the rarest is looked up first, none ends the search."""
    needs = tuple(ask.need for ask in asked)
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
        number: ask.term
        for number, ask in enumerate(asked)
        if not query.needs[number].records and not ask.places and ask.letters >= ERROR_LETTERS and ask.term.isalpha()
    }
    near = near_terms(wrong.values())
    wrong = {number: word for number, word in wrong.items() if near[word]}
    if not wrong:
        return query
    places: Places = defaultdict(set)
    for form, place in SearchName.objects.filter(form__in=[term for terms in near.values() for term in terms]).values_list(
        "form", "place"
    ):
        places[form].add(place)
    meant = [
        replace(ask, atoms=respellings(near[wrong[number]], places)) if number in wrong else ask for number, ask in enumerate(asked)
    ]
    met = {place for found in places.values() for place in found}
    typed = tuple(asked[number].text for number in wrong)
    return counted(replace(query, names=tuple(sorted({*query.names, *spellings(met)})), respelled=typed), meant)


def respellings(terms: Iterable[str], places: Places) -> list[Atom]:
    named = {place for term in terms for place in places[term]}
    return [Atom(term, quality=Quality.RESPELLED) for term in (*terms, *sorted(named))]


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
