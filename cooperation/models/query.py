"""A query as it was understood: what each of its words may be met by. No database here; see `searching` for how it is made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Quality(IntEnum):
    """How near a term is to what was typed."""

    RESPELLED = 1
    BEGINNING = 2
    EXACT = 3


@dataclass(frozen=True)
class Atom:
    """A term, or with `is_prefix` all terms that begin so. `exact` are the terms that answer it wholly, beside itself."""

    term: str
    is_prefix: bool = False
    quality: Quality = Quality.EXACT
    exact: tuple[str, ...] = ()

    def meets(self, term: str) -> bool:
        return term.startswith(self.term) if self.is_prefix else term == self.term

    def quality_of(self, term: str) -> Quality:
        """How well a term that it meets answers it."""
        return min(self.quality, Quality.EXACT if term == self.term or term in self.exact else Quality.BEGINNING)


@dataclass(frozen=True)
class Need:
    """One word of a query. A record answers it by any of the atoms; `records` is how many do, roughly."""

    word: str
    atoms: tuple[Atom, ...]
    records: int = 0

    def quality_of(self, term: str) -> int:
        return max((atom.quality_of(term) for atom in self.atoms if atom.meets(term)), default=0)


@dataclass(frozen=True)
class Query:
    """What a reader asked for: every need must be answered, in any order."""

    text: str = ""
    needs: tuple[Need, ...] = ()
    #: Stretches of Chinese as they were typed, and the folded spellings of the places named: what a page marks.
    runs: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    #: Words without a record, for which words one letter away stand in.
    respelled: tuple[str, ...] = ()
    #: Whether the query was longer than what is read of it.
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.needs)

    @property
    def may_match(self) -> bool:
        return bool(self.needs) and all(need.records for need in self.needs)
