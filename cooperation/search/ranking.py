"""Which of the records found come first: those that name the words in their title, and hold them as they were typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from cooperation.kinds import Kind
from cooperation.models import Query, Record, SearchPosting, State
from cooperation.models.search import any_of

from .index import index_name

#: Postings of the rarest word, the weightiest first, among which the best records are looked for. To score every record that
#: holds a common word would cost more than finding it.
CANDIDATES = 60

Key = tuple[str, int]


def best(query: Query, found: Mapping[Kind, int], shown: int) -> dict[Kind, list[Any]]:
    """The first `shown` records of each kind, the most fitting first."""
    keys = [
        (name, key)
        for kind in found
        for name in [index_name(kind.model)]
        for key in candidates(SearchPosting.objects.filter(kind=name), query)
    ]
    ordered = by_score(query, keys)
    return {kind: records(kind, [key for name, key in ordered if name == index_name(kind.model)][:shown]) for kind in found}


def best_of_all(query: Query, kinds: Iterable[Kind], shown: int) -> list[tuple[Kind, Any]]:
    """The `shown` most fitting records of all kinds together."""
    kinds = tuple(kinds)
    postings = SearchPosting.objects.filter(kind__in=[index_name(kind.model) for kind in kinds])
    rows = postings.meeting(query).order_by("-weight", "kind", "-record").values_list("kind", "record")
    ordered = by_score(query, list(dict.fromkeys(rows[:CANDIDATES])))[:shown]
    found = {}
    for kind in kinds:
        name = index_name(kind.model)
        keys = [key for other, key in ordered if other == name]
        found |= {(name, record.pk): (kind, record) for record in (records(kind, keys) if keys else [])}
    return [found[key] for key in ordered if key in found]


def candidates(postings: Any, query: Query) -> list[int]:
    rows = postings.meeting(query).order_by("-weight", "-record").values_list("record", flat=True)
    return list(dict.fromkeys(rows[:CANDIDATES]))


def by_score(query: Query, keys: list[Key]) -> list[Key]:
    """The keys, best first. A word counts by its best place: the weight of the place times how near it is to what was typed."""
    if not keys:
        return []
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, record in keys:
        by_kind[kind].append(record)
    held, wanted = Q(), Q()
    for kind, records_ in by_kind.items():
        held |= Q(kind=kind, record__in=records_)
    for need in query.needs:
        wanted |= any_of(need)
    scores: dict[Key, list[int]] = {key: [0] * len(query.needs) for key in keys}
    for kind, record, term, weight in SearchPosting.objects.filter(held, wanted).values_list("kind", "record", "term", "weight"):
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
