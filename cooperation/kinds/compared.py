"""Records side by side: the same fact in one row, and whether they differ in it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, TextChoices
from django.utils.translation import gettext as _

from .detail import FILED_TYPES, Fact, by_role
from .evidence import Evidence, Support
from .tables import in_language
from .units import in_words

#: Most records that stand side by side.
MOST = 4

#: Facts of which a record has many, each with the columns that say what it says.
MANY_TYPES = {
    "amounts": ("amount", "currency", "amount_absence", "year"),
    "measures": ("value", "unit", "is_planned", "period"),
    "steps": ("occurred", "basis"),
    "places": ("name_en", "country_id"),
}
#: A heading and the facts under it.
Group = tuple[str, list[Fact]]


@dataclass(frozen=True)
class Entry:
    """One record of a comparison: what its kind says of it, and what that rests on."""

    kind: Any
    record: Any
    evidence: Evidence
    groups: list[Group]

    @classmethod
    def of(cls, kind: Any, record: Any) -> Entry:
        return cls(kind, record, Evidence(record), kind.compared(record))

    @property
    def facts(self) -> dict[tuple[str, str], Fact]:
        """Every fact by its heading and name."""
        return {(heading, fact.name): fact for heading, facts in self.groups for fact in facts}


@dataclass(frozen=True)
class Cell:
    """A fact of one record. Without a fact either the kind has none of that name or this record lacks it."""

    entry: Entry
    fact: Fact | None
    applies: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say, not even that it is not known."""
        return self.fact is None or not self.fact.is_shown or (self.fact.type in MANY_TYPES and not self.fact.value)

    @property
    def support(self) -> Support | None:
        if self.fact is None or not self.fact.value:
            return None
        support = self.entry.evidence.support(self.fact.name)
        return None if support.is_general and self.fact.type in FILED_TYPES else support


@dataclass(frozen=True)
class Row:
    """One fact of all records."""

    label: Any
    cells: list[Cell]

    @property
    def differs(self) -> bool:
        """Whether those of the records to which the fact applies say different things of it."""
        return len({said(cell.fact) for cell in self.cells if cell.applies}) > 1


@dataclass(frozen=True)
class Section:
    heading: str
    rows: list[Row] = field(default_factory=list)


def sections(entries: list[Entry]) -> list[Section]:
    """The facts of all records under their headings; within one, first what every kind has."""
    by_entry = [entry.facts for entry in entries]
    names = list(dict.fromkeys(name for facts in by_entry for name in facts))
    kinds = {entry.kind for entry in entries}
    having = {name: {entry.kind for entry, facts in zip(entries, by_entry, strict=True) if name in facts} for name in names}
    found = {heading: Section(heading) for heading, _name in names}
    for name in sorted(names, key=lambda name: having[name] != kinds):
        cells = [Cell(entry, facts.get(name), entry.kind in having[name]) for entry, facts in zip(entries, by_entry, strict=True)]
        if any(not cell.is_empty for cell in cells):
            label = next(facts[name].label for facts in by_entry if name in facts)
            found[name[0]].rows.append(Row(label, cells))
    return [section for section in found.values() if section.rows]


def said(fact: Fact | None) -> Hashable:
    """What a fact says, in a form in which equal facts are equal; None for nothing."""
    value = None if fact is None else fact.value
    if fact is None or not value:
        return None
    if fact.type == "money":
        return (value.amount, value.currency, value.amount_absence, value.amount_kind)
    if fact.type == "measure":
        return (value.value, value.unit, fact.note)
    attributes = {**MANY_TYPES, "links": ("url",), "names": ("name",)}.get(fact.type, ("pk",))
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, str) or not isinstance(value, Iterable):
        return str(value)
    return frozenset(tuple(str(getattr(row, name, "")) for name in attributes) for row in value) or None


# Facts of which a record has many, one fact for each key. The names are those that citations use.


def takes_part(rows: Iterable[Any], roles: type[TextChoices]) -> Group:
    found = [
        Fact(f"participations.{parts[0].role}", label, [part.organisation for part in parts], "records")
        for label, parts in by_role(rows, roles)
    ]
    return _("Who takes part"), found


def money(rows: Iterable[Any]) -> Group:
    return _("Money"), _keyed(rows, "finance", "amounts", lambda line: (line.kind, line.get_kind_display()))


def capacities(rows: Iterable[Any]) -> Group:
    return _("Capacity and size"), _keyed(
        rows, "capacities", "measures", lambda line: (line.indicator.code, in_language(line.indicator.name))
    )


def measures(rows: Iterable[Any]) -> Group:
    return _("Measures"), _keyed(rows, "measures", "measures", lambda line: (line.label_en, in_words(line.label_en)))


def milestones(rows: Iterable[Any]) -> Group:
    return _("Milestones"), _keyed(rows, "milestones", "steps", lambda line: (line.kind, line.get_kind_display()))


def places(rows: Iterable[Any]) -> Group:
    return _("Places"), [Fact("locations", _("Places"), list(rows), "places")]


def _keyed(rows: Iterable[Any], name: str, type_: str, key: Any) -> list[Fact]:
    """One fact for each key among the rows, in their order. `key` gives it with its label."""
    found: dict[str, tuple[Any, list[Any]]] = {}
    for row in rows:
        code, label = key(row)
        found.setdefault(code, (label, []))[1].append(row)
    return [Fact(f"{name}.{code}", label, lines, type_) for code, (label, lines) in found.items()]
