"""What a detail page is made of: facts, the sources behind each, and where the sources disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Prefetch, TextChoices
from django.utils.translation import gettext as _

from cooperation.models import Citation, Record, Source, State

#: Facts that say nothing by being empty; the line is left out. The other types say "not known".
OPTIONAL_TYPES = frozenset(
    {"optional", "date-optional", "record", "records", "sectors", "links", "names", "url", "percent", "filter", "profile"}
)

#: Facts by which the registry files a record or ties it to others: no mark, unless a source is named for them.
FILED_TYPES = frozenset({"sectors", "record", "records", "filter", "profile"})

#: More marks than this on a fact that rests on the record's sources in general become one mark for all of them.
MARKS_MAX = 3


@dataclass(frozen=True)
class Fact:
    """One line of the key facts. `type` says how a template writes `value`."""

    name: str
    label: Any
    value: Any
    type: str = "text"
    note: str = ""

    @property
    def is_shown(self) -> bool:
        if self.type == "money":
            return self.value.amount is not None or bool(self.value.amount_absence or self.note)
        return bool(self.value) or self.type not in OPTIONAL_TYPES


@dataclass(frozen=True)
class Support:
    """What a fact rests on: the numbers of its sources, and the disagreement about it."""

    numbers: list[int]
    disagreement: Disagreement | None
    #: True where no source is named for the fact, and it rests on those of the whole record.
    is_general: bool = False

    @property
    def is_crowded(self) -> bool:
        return self.is_general and len(self.numbers) > MARKS_MAX


@dataclass(frozen=True)
class Claim:
    """What one or more sources state for a field."""

    value: str
    rank: str
    footnotes: list[Footnote]
    remarks: list[str]

    @property
    def standing(self) -> str:
        return {
            Citation.Rank.PREFERRED: _("The registry follows this value"),
            Citation.Rank.DEPRECATED: _("Known to be wrong; kept because it is quoted"),
        }.get(Citation.Rank(self.rank), _("Also stated"))

    @property
    def is_preferred(self) -> bool:
        return self.rank == Citation.Rank.PREFERRED

    @property
    def is_deprecated(self) -> bool:
        return self.rank == Citation.Rank.DEPRECATED


@dataclass
class Disagreement:
    """A field for which sources state different values; all of them, the preferred first."""

    field: str
    label: str
    claims: list[Claim]
    #: Currency or unit of all the values, where they have one.
    unit: str = ""

    @property
    def anchor(self) -> str:
        return f"disagreement-{self.field.replace('.', '-')}"


@dataclass
class Footnote:
    """A source with the number that marks it on the page, and the citations that name it."""

    number: int
    source: Source
    citations: list[Citation] = field(default_factory=list)
    #: Names of the fields that it supports, in the reader's words; empty for the record as a whole.
    supports: list[str] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        """The number in the form that marks are drawn from."""
        return [self.number]

    @property
    def locators(self) -> list[str]:
        return list(dict.fromkeys(citation.locator for citation in self.citations if citation.locator))

    @property
    def remarks(self) -> list[str]:
        """Remarks on the citations; those on claims stand beside the claim."""
        return list(dict.fromkeys(citation.remark_en for citation in self.citations if citation.remark_en and not citation.value))

    @property
    def quotations(self) -> list[str]:
        return list(dict.fromkeys(citation.words for citation in self.citations if citation.words))


class Evidence:
    """The citations of one record, numbered by source in the record's order. Reads prefetched citations; asks nothing."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.citations: list[Citation] = sorted(record.citations.all(), key=lambda c: (c.position, c.pk))  # type: ignore[attr-defined]

    @cached_property
    def footnotes(self) -> list[Footnote]:
        notes: dict[int, Footnote] = {}
        for citation in self.citations:
            note = notes.setdefault(citation.source_id, Footnote(len(notes) + 1, citation.source))  # type: ignore[attr-defined]
            note.citations.append(citation)
            if citation.field and (label := self.label(citation.field)) not in note.supports:
                note.supports.append(label)
        return list(notes.values())

    @cached_property
    def _notes(self) -> dict[int, Footnote]:
        return {note.source.pk: note for note in self.footnotes}

    @cached_property
    def _by_field(self) -> dict[str, list[int]]:
        marks: dict[str, list[int]] = defaultdict(list)
        for citation in self.citations:
            number = self._notes[citation.source_id].number  # type: ignore[attr-defined]
            if number not in marks[citation.field]:
                marks[citation.field].append(number)
        return marks

    def marks(self, name: str) -> list[int]:
        """Numbers of the sources of one field or group; of the record as a whole where none is named for the field."""
        return self.support(name).numbers

    def support(self, name: str) -> Support:
        own = self._by_field.get(name) or self._by_field.get(name.partition(".")[0])
        return Support(sorted(own or self.whole), self.disputed(name), is_general=not own)

    @property
    def whole(self) -> list[int]:
        """Sources of the record as a whole; all of them where each is named for single fields only."""
        return self._by_field.get("") or [note.number for note in self.footnotes]

    @cached_property
    def disagreements(self) -> list[Disagreement]:
        stated: dict[str, dict[str, list[Citation]]] = defaultdict(lambda: defaultdict(list))
        for citation in self.citations:
            if citation.value:
                stated[citation.field][citation.value].append(citation)
        return [
            Disagreement(name, self.label(name), self._claims(values), self.unit(name))
            for name, values in stated.items()
            if len(values) > 1
        ]

    def disputed(self, name: str) -> Disagreement | None:
        """The disagreement about a field, if there is one."""
        return next((found for found in self.disagreements if found.field == name), None)

    def _claims(self, values: dict[str, list[Citation]]) -> list[Claim]:
        order = {Citation.Rank.PREFERRED: 0, Citation.Rank.NORMAL: 1, Citation.Rank.DEPRECATED: 2}
        claims = []
        for value, citations in values.items():
            best = min(citations, key=lambda citation: order[Citation.Rank(citation.rank)])
            notes = sorted({citation.source_id for citation in citations}, key=lambda key: self._notes[key].number)  # type: ignore[attr-defined]
            remarks = [citation.remark_en for citation in citations if citation.remark_en]
            claims.append(Claim(value, best.rank, [self._notes[key] for key in notes], remarks))
        return sorted(claims, key=lambda claim: order[Citation.Rank(claim.rank)])

    def label(self, name: str) -> str:
        """A field's name in the reader's words: the column's own, or the group's with its key."""
        group, _dot, key = name.partition(".")
        words = field_label(type(self.record), group)
        if not key or words == group:
            return words
        return _("%(field)s: %(part)s") % {"field": words, "part": self._key_label(group, key)}

    def unit(self, name: str) -> str:
        """The currency or unit of a field's values, as the record itself has it."""
        group, _dot, key = name.partition(".")
        if group == "amount":
            return str(self.record.currency)  # type: ignore[attr-defined]
        if group == "value":
            return str(self.record.unit)  # type: ignore[attr-defined]
        found = set()
        for row in getattr(self.record, group).all() if key else ():
            indicator = getattr(row, "indicator", None)
            if indicator is not None and indicator.code == key:
                found.add(str(row.unit))
            elif getattr(row, "kind", None) == key:
                found.add(str(getattr(row, "currency", "")))
        return found.pop() if len(found) == 1 else ""

    def _key_label(self, group: str, key: str) -> str:
        """The key of a group in words, taken from the rows themselves."""
        for row in getattr(self.record, group).all():
            indicator = getattr(row, "indicator", None)
            if indicator is not None and indicator.code == key:
                return str(indicator.name)
            if getattr(row, "kind", None) == key:
                return str(row.get_kind_display())
        return key


def field_label(model: type[Record], name: str) -> str:
    """A column's or a group's own name, beginning with a capital; the name as it is where there is no such field."""
    try:
        found = model._meta.get_field(name.partition(".")[0])
    except FieldDoesNotExist:
        return name
    words = str(found.verbose_name if found.concrete else found.related_model._meta.verbose_name_plural)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


def tied_organisations(name: str, model: type) -> Prefetch:
    """Prefetches the rows that tie a record to organisations, as far as the public may see these."""
    rows = model.objects.filter(organisation__state=State.PUBLISHED)  # type: ignore[attr-defined]
    return Prefetch(name, rows.select_related("organisation").order_by("position", "pk"))


def shown(record: Record | None) -> Record | None:
    """A related record, or None where the public may not see it."""
    return record if record is not None and record.state == State.PUBLISHED else None


def by_role(rows: Iterable, roles: type[TextChoices]) -> list[tuple[str, list]]:
    """Participations under the name of their role, in the order of the roles."""
    found: dict[str, list] = {}
    for row in rows:
        found.setdefault(row.role, []).append(row)
    return [(str(role.label), found[role.value]) for role in roles if role.value in found]
