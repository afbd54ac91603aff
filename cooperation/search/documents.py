"""What of a record is searched, and how much each place in it weighs.

Searched: the reference; the titles in three languages; aliases, acronym and website of an organisation; names of places, the
town of signature or of an event, the mechanism; names, acronyms and aliases of published organisations that take part; the
summaries. A record is also found by the countries that it is filed under, though not by its sectors or its remarks. A source is
found by reference, title, publisher and address.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from cooperation.models import Organisation, Record, Source, State, Weight
from cooperation.models.folding import address_term, address_terms, read

from .names import Names

LANGUAGES = ("en", "zh", "ru")
#: Dependants whose rows name an organisation.
PARTIES = ("parties", "participations")

Terms = dict[str, int]


def prefetches(model: type[Model]) -> list[str]:
    """What `terms_of` reads beside the row."""
    if not issubclass(model, Record):
        return []
    own = [name for name in ("aliases", "locations") if name in model.dependants]
    own += [name for name in ("mechanism",) if has_field(model, name)]
    organised = [f"{name}__organisation" for name in PARTIES if name in model.dependants]
    organised += [name for name in ("organisations",) if has_field(model, name)]
    return ["countries", *own, *organised, *(f"{path}__aliases" for path in organised)]


def has_field(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in (*model._meta.fields, *model._meta.many_to_many))


def terms_of(row: Any, names: Names) -> Terms:
    """Term → the weight of the weightiest place in which it stands."""
    found: Terms = {}
    for weight, text in source_texts(row) if isinstance(row, Source) else record_texts(row):
        if text:
            reading = read(text)
            for term in (*reading.terms, *names.in_reading(reading)):
                found[term] = max(weight, found.get(term, 0))
    if isinstance(row, Source):
        for term in (*address_terms(row.url), *([address_term(row.archived_url)] if row.archived_url else [])):
            found[term] = Weight.IDENTITY
        return found
    for term in names.of_countries(row.countries.all()):
        found.setdefault(term, Weight.FILED)
    for term in address_terms(row.website) if getattr(row, "website", "") else ():
        found[term] = Weight.IDENTITY
    return found


def source_texts(source: Source) -> Iterator[tuple[int, str]]:
    yield Weight.IDENTITY, source.reference
    yield Weight.TITLE, source.title
    yield Weight.NAME, source.publisher


def record_texts(record: Any) -> Iterator[tuple[int, str]]:
    yield Weight.IDENTITY, record.reference
    for language in LANGUAGES:
        yield Weight.TITLE, getattr(record, f"title_{language}")
        yield Weight.SUMMARY, getattr(record, f"summary_{language}")
    if isinstance(record, Organisation):
        yield from ((Weight.NAME, text) for text in other_names(record))
    yield from ((Weight.PLACE, text) for text in place_names(record))
    for organisation in organisations_of(record):
        for text in (*titles(organisation), *other_names(organisation)):
            yield Weight.ORGANISATION, text


def titles(record: Any) -> list[str]:
    return [getattr(record, f"title_{language}") for language in LANGUAGES]


def other_names(organisation: Organisation) -> list[str]:
    return [organisation.acronym, *(alias.name for alias in organisation.aliases.all())]


def place_names(record: Record) -> Iterator[str]:
    for location in rows_of(record, "locations"):
        yield from (getattr(location, f"name_{language}") for language in LANGUAGES)
    yield getattr(record, "place_en", "")
    yield getattr(record, "signed_at_en", "")
    for participation in rows_of(record, "participations"):
        yield getattr(participation, "city_en", "")
    if mechanism := getattr(record, "mechanism", None):
        yield from (getattr(mechanism, f"name_{language}") for language in LANGUAGES)


def organisations_of(record: Record) -> list[Organisation]:
    """The published organisations that take part."""
    found = list(record.organisations.all()) if has_field(type(record), "organisations") else []
    for name in PARTIES:
        found += [row.organisation for row in rows_of(record, name)]
    return [organisation for organisation in dict.fromkeys(found) if organisation.state == State.PUBLISHED]


def rows_of(record: Record, name: str) -> list[Any]:
    """The record's own rows of a sort that not every kind has."""
    return list(getattr(record, name).all()) if name in record.dependants else []
