"""Which of the records found come first: those that name the words in their title, and hold them as they were typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cooperation.kinds import Kind
from cooperation.models import Query, Record, SearchPosting, State
from cooperation.models.search import ways

from .index import index_name

#: Postings of the rarest word, the weightiest first, among which the best records are looked for. To score every record that
#: holds a common word would cost more than finding it.
CANDIDATES = 60

Key = tuple[str, int]


def best(query: Query, kinds: Iterable[Kind], shown: int) -> dict[Kind, list[Any]]:
    """The first `shown` records of each kind, the most fitting first."""
    found = {}
    for kind in kinds:
        ordered = by_score(query, candidates(query, [index_name(kind.model)]))
        found[kind] = records(kind, [key for _name, key in ordered[:shown]])
    return found


def best_of_all(query: Query, kinds: Iterable[Kind], shown: int) -> list[tuple[Kind, Any]]:
    """The `shown` most fitting records of all kinds together."""
    by_name = {index_name(kind.model): kind for kind in kinds}
    ordered = by_score(query, candidates(query, list(by_name)))[:shown]
    found: dict[Key, Any] = {}
    for name, kind in by_name.items():
        keys = [key for other, key in ordered if other == name]
        found |= {(name, record.pk): record for record in (records(kind, keys) if keys else [])}
    return [(by_name[key[0]], found[key]) for key in ordered if key in found]


def candidates(query: Query, names: list[str]) -> list[Key]:
    """Records that hold the rarest word in the weightiest places."""
    found: dict[Key, None] = {}
    for way in SearchPosting.objects.filter(kind__in=names).meeting(query):
        rows = way.order_by("-weight", "kind", "-record").values_list("kind", "record")
        found |= dict.fromkeys(rows[:CANDIDATES])
    return list(found)


def by_score(query: Query, keys: list[Key]) -> list[Key]:
    """The keys, best first. A word counts by its best place: the weight of the place times how near it is to what was typed.

    What each record holds is asked for way by way: with OR between them SQLite reads every posting of the kind.
    """
    wanted = [way for need in query.needs for way in ways(need)]
    scores: dict[Key, list[int]] = {key: [0] * len(query.needs) for key in keys}
    for kind in dict.fromkeys(kind for kind, _record in keys):
        held = SearchPosting.objects.filter(record__in=[record for other, record in keys if other == kind], kind=kind).order_by()
        first, *others = (held.filter(way).values_list("record", "term", "weight") for way in wanted)
        for record, term, weight in first.union(*others, all=True) if others else first:
            score = scores[kind, record]
            for number, need in enumerate(query.needs):
                score[number] = max(score[number], weight * need.quality_of(term))
    return sorted(keys, key=lambda key: (-sum(scores[key]), key[0], -key[1]))


def records(kind: Kind, keys: list[int]) -> list[Any]:
    """The public records with these keys, in the order of the keys."""
    if not issubclass(kind.model, Record):
        by_key = kind.queryset().in_bulk(keys)
        return [by_key[key] for key in keys if key in by_key]
    # By key alone: asked for the state too, SQLite without statistics reads the whole index of published records.
    aliases = ["aliases"] if "aliases" in kind.model.dependants else []
    by_key = kind.model._default_manager.prefetch_related("countries", *aliases).in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key and by_key[key].state == State.PUBLISHED]
