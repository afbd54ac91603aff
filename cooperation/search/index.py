"""Keeps the index of what the public may find: made anew as a whole, or refreshed a record at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, Model, Q, QuerySet

from cooperation.kinds import KINDS
from cooperation.models import Organisation, Query, Record, SearchName, SearchPosting, SearchTerm, Source, State
from cooperation.models.folding import pairs as pairs_of
from cooperation.models.folding import read
from cooperation.models.query import Atom, Need

from . import names
from .documents import PARTIES, has_field, prefetches, rows_of, terms_of

#: Records that are read at a time, and rows that are written at a time.
READ = 500
WRITTEN = 5_000
#: Letters of the shortest term for which words a typing error away are looked up.
RESPELLED_LETTERS = 4


def index_name(model: type[Model]) -> str:
    """How the index calls a kind."""
    return str(model._meta.model_name)


def searched() -> Iterator[tuple[str, QuerySet]]:
    """Each kind that is searched, with the rows that the public may find."""
    for kind in KINDS:
        if issubclass(kind.model, Record | Source):
            yield index_name(kind.model), kind.queryset()


@transaction.atomic
def rebuild() -> int:
    """Make the whole index anew and return the number of records in it."""
    for model in (SearchPosting, SearchTerm, SearchName):
        model.objects.all().delete()
    names.add(names.listed() | names.of_countries() | names.of_locations(names.published_locations()))
    known = names.Names.from_index()
    records: Counter[str] = Counter()
    total = 0
    for kind, rows in searched():
        for batch in batches(rows):
            postings = [posting for row in batch for posting in postings_of(kind, row, known)]
            SearchPosting.objects.bulk_create(postings, batch_size=WRITTEN)
            records.update(posting.term for posting in postings)
            total += len(batch)
    add_terms({form: 0 for form in SearchName.objects.values_list("form", flat=True) if " " not in form} | records)
    return total


def is_complete() -> bool:
    """Whether the index holds as many records of each kind as the public may find."""
    held = SearchPosting.objects.order_by().values_list("kind").annotate(records=Count("record", distinct=True))
    return dict(held) == {kind: count for kind, rows in searched() if (count := rows.order_by().count())}


@transaction.atomic
def refresh(record: Record) -> None:
    """Put the record's present words into the index, or take it out when it is not published.

    The sources that it cites follow it, and records in which an organisation takes part follow the organisation.
    """
    if not SearchName.objects.exists():
        names.add(names.listed() | names.of_countries())
    new = names.add(names.of_locations(rows_of(record, "locations"))) if record.state == State.PUBLISHED else []
    known = names.Names.from_index()
    for kind, rows in searched() if new else ():
        keys = naming(kind, new)
        replace(rows.filter(pk__in=keys), keys, known)
    replace(type(record).objects.published().filter(pk=record.pk), [record.pk], known)
    if isinstance(record, Organisation):
        for model, keys in records_of(record).items():
            replace(model.objects.published().filter(pk__in=keys), keys, known)
    cited = record.citations.values_list("source", flat=True)  # type: ignore[attr-defined]
    replace(Source.objects.cited().filter(pk__in=list(cited)), list(cited), known)
    unseen = SearchPosting.objects.filter(kind="source").exclude(record__in=Source.objects.cited().values("pk"))
    replace(Source.objects.none(), list(unseen.order_by().values_list("record", flat=True).distinct()), known)


def records_of(organisation: Organisation) -> dict[type[Record], list[int]]:
    """The records in which an organisation takes part, by model."""
    found: dict[type[Record], list[int]] = {}
    for _name, rows in searched():
        model = rows.model
        paths = [f"{name}__organisation" for name in PARTIES if name in getattr(model, "dependants", ())]
        paths += ["organisations"] if has_field(model, "organisations") else []
        if paths:
            condition = Q()
            for path in paths:
                condition |= Q(**{path: organisation})
            found[model] = list(rows.filter(condition).order_by().values_list("pk", flat=True).distinct())
    return found


def naming(kind: str, pairs: Iterable[names.Pair]) -> list[int]:
    """The records of a kind in whose text a new name may stand: they come to be kept under the place."""
    found: set[int] = set()
    for form, _place in pairs:
        terms = pairs_of(form) if read(form).runs else form.split(" ")
        query = Query(form, tuple(Need(term, (Atom(term),), records=1) for term in terms))
        for way in SearchPosting.objects.filter(kind=kind).meeting(query):
            found.update(way.values_list("record", flat=True))
    return sorted(found)


def replace(rows: QuerySet, keys: list[int], known: names.Names) -> None:
    """Put `rows` in the place of what the index holds of the rows with these keys."""
    if not keys:
        return
    kind = index_name(rows.model)
    old = SearchPosting.objects.filter(kind=kind, record__in=keys)
    gone = Counter(old.order_by().values_list("term", flat=True))
    old.delete()
    postings = [posting for batch in batches(rows) for row in batch for posting in postings_of(kind, row, known)]
    SearchPosting.objects.bulk_create(postings, batch_size=WRITTEN)
    come = Counter(posting.term for posting in postings)
    recount((gone - come) | (come - gone))


def recount(changed: Iterable[str]) -> None:
    """Count anew the records of terms that have come or gone."""
    changed = sorted(changed)
    for at in range(0, len(changed), READ):
        terms = changed[at : at + READ]
        kinds = [kind for kind, _rows in searched()]
        counted = (
            SearchPosting.objects.filter(kind__in=kinds, term__in=terms)
            .order_by()
            .values_list("term")
            .annotate(records=Count("pk"))
        )
        SearchTerm.objects.filter(term__in=terms).delete()
        add_terms(dict.fromkeys(named(terms), 0) | dict(counted))


def named(terms: list[str]) -> list[str]:
    return list(SearchName.objects.filter(form__in=terms).values_list("form", flat=True))


def postings_of(kind: str, row: Any, known: names.Names) -> Iterator[SearchPosting]:
    for term, weight in terms_of(row, known).items():
        yield SearchPosting(kind=kind, record=row.pk, term=term, weight=weight)


def batches(rows: QuerySet) -> Iterator[list[Model]]:
    """The rows in stretches of keys, so that what belongs to them is read for many at once and never for all."""
    rows = rows.order_by("pk").prefetch_related(*prefetches(rows.model))
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:READ]):
        yield batch
        last = batch[-1].pk


def add_terms(records: Mapping[str, int]) -> None:
    rows = [SearchTerm(term=term, backwards=backwards(term), records=count) for term, count in sorted(records.items())]
    SearchTerm.objects.bulk_create(rows, batch_size=WRITTEN)


def backwards(term: str) -> str:
    return term[::-1] if term.isalpha() and len(term) >= RESPELLED_LETTERS else ""
