"""What the facts of one record rest on: its sources, numbered, the marks that lead to them, and where the sources disagree."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from cooperation.models import Citation, Record, Source

from .fields import label, unit

#: More marks than this on a fact that rests on the record's sources in general become one mark for all of them.
MARKS_MAX = 3

RANKS = {Citation.Rank.PREFERRED: 0, Citation.Rank.NORMAL: 1, Citation.Rank.DEPRECATED: 2}


@dataclass(frozen=True)
class Mark:
    """A number beside a value: the source that it leads to, and where it stands itself."""

    number: int
    anchor: str
    #: The field for which the source is named; empty where it stands behind the record as a whole.
    field: str

    @property
    def alone(self) -> list[Mark]:
        """The mark in the form that marks are drawn from."""
        return [self]


@dataclass(frozen=True)
class Support:
    """What a value rests on: the marks of its sources, and the disagreement about it."""

    marks: list[Mark]
    disagreement: Disagreement | None
    #: Where the value stands on the page.
    anchor: str
    #: True where no source is named for the value, and it rests on those of the whole record.
    is_general: bool = False

    @property
    def is_crowded(self) -> bool:
        return self.is_general and len(self.marks) > MARKS_MAX


@dataclass(frozen=True)
class Spot:
    """Something on the page that a source stands behind, with the places of the marks that say so."""

    label: str
    anchors: list[str]

    @property
    def others(self) -> list[tuple[int, str]]:
        """The further places after the first, numbered from 2."""
        return list(enumerate(self.anchors[1:], 2))


@dataclass(frozen=True)
class Statements:
    """What a source says of one field, beyond that it supports it."""

    field: str
    #: The field, with the places of its marks; none where it is said of the record as a whole.
    spots: list[Spot]
    unit: str
    citations: list[tuple[Citation, str]]


@dataclass
class Footnote:
    """A source with the number that marks it on the page, and the citations that name it."""

    number: int
    source: Source
    evidence: Evidence
    citations: list[Citation] = field(default_factory=list)
    #: Name of a value → places of the marks that lead here; of values that rest on the record's sources in general, by label.
    marked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    behind: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def spot(self, name: str) -> Spot:
        return Spot(self.evidence.label(name), self.marked.get(name, []))

    @property
    def statements(self) -> list[Statements]:
        """The citations that have more to say than what they support, by field."""
        told: dict[str, list[tuple[Citation, str]]] = defaultdict(list)
        for row in self.citations:
            if says_more(row):
                told[row.field].append((row, standing(row.rank) if row.value else ""))
        return [
            Statements(name, [self.spot(name)] if name else [], unit(self.evidence.record, name) if name else "", rows)
            for name, rows in told.items()
        ]

    @property
    def supports(self) -> list[Spot]:
        """The fields that the source supports, and nothing more is said of."""
        told = {row.field for row in self.citations if says_more(row)}
        names = dict.fromkeys(row.field for row in self.citations if row.field and row.field not in told)
        return [self.spot(name) for name in names]

    @property
    def general(self) -> list[Spot]:
        """What rests on the source because it stands behind the record as a whole."""
        return [Spot(label, anchors) for label, anchors in self.behind.items()]


@dataclass(frozen=True)
class Claim:
    """What one or more sources state for a field."""

    value: str
    rank: str
    reports: list[tuple[Footnote, Mark]]
    remarks: list[str]

    @property
    def standing(self) -> str:
        return standing(self.rank)

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
        return f"disagreement-{identifier(self.field)}"

    def is_about(self, group: str) -> bool:
        return self.field.partition(".")[0] == group


class Evidence:
    """The citations of one record, numbered by source in the record's order. Reads prefetched citations; asks nothing.

    It belongs to one page and remembers what has been written there: each mark has a place that its footnote leads back to, and
    no disagreement is shown twice.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.citations: list[Citation] = sorted(record.citations.all(), key=lambda c: (c.position, c.pk))  # type: ignore[attr-defined]
        self._crowded: dict[str, list[str]] = defaultdict(list)
        self._anchors: dict[str, int] = defaultdict(int)
        self._shown: set[str] = set()

    @cached_property
    def footnotes(self) -> list[Footnote]:
        notes: dict[int, Footnote] = {}
        for citation in self.citations:
            note = notes.setdefault(citation.source_id, Footnote(len(notes) + 1, citation.source, self))  # type: ignore[attr-defined]
            note.citations.append(citation)
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

    def is_named(self, name: str) -> bool:
        """True where a source is named for the field itself, or for the group that it is in."""
        return bool(self._by_field.get(name) or self._by_field.get(name.partition(".")[0]))

    def support(self, name: str, label: str = "") -> Support:
        """The marks of a value that the page is about to write, each with a place of its own."""
        key = next((key for key in (name, name.partition(".")[0]) if self._by_field.get(key)), "")
        numbers = sorted(self._by_field[key] if key else self.whole)
        place = self._anchor(f"mark-{identifier(name)}")
        marks = [Mark(number, f"{place}-{number}", key) for number in numbers]
        support = Support(marks, self.disputed(name), place, is_general=not key)
        words = str(label) or self.label(name)
        if support.is_crowded:
            self._crowded[words].append(place)
            return support
        for mark in marks:
            note = self.footnotes[mark.number - 1]
            (note.marked[key] if key else note.behind[words]).append(mark.anchor)
        return support

    @property
    def crowded(self) -> list[Spot]:
        """What rests on all sources of the record, too many to be marked one by one."""
        return [Spot(label, anchors) for label, anchors in self._crowded.items()]

    def _anchor(self, wanted: str) -> str:
        """An id that no other mark of the page has."""
        self._anchors[wanted] += 1
        return wanted if self._anchors[wanted] == 1 else f"{wanted}.{self._anchors[wanted]}"

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
            Disagreement(name, self.label(name), self._claims(name, values), unit(self.record, name))
            for name, values in stated.items()
            if len(values) > 1
        ]

    def disputed(self, name: str) -> Disagreement | None:
        """The disagreement about a field, if there is one."""
        return next((found for found in self.disagreements if found.field == name), None)

    def show(self, group: str = "", name: str = "") -> list[Disagreement]:
        """The disagreements about a field or a group that the page has not shown yet; all that are left where none is named."""
        wanted = [
            found
            for found in self.disagreements
            if found.field not in self._shown and (found.field == name if name else not group or found.is_about(group))
        ]
        self._shown.update(found.field for found in wanted)
        for note, mark in (report for found in wanted for claim in found.claims for report in claim.reports):
            note.marked[mark.field].append(mark.anchor)
        return wanted

    def _claims(self, name: str, values: dict[str, list[Citation]]) -> list[Claim]:
        claims = []
        for number, (value, citations) in enumerate(values.items(), 1):
            best = min(citations, key=lambda citation: RANKS[Citation.Rank(citation.rank)])
            notes = sorted({citation.source_id for citation in citations}, key=lambda key: self._notes[key].number)  # type: ignore[attr-defined]
            remarks = [citation.remark_en for citation in citations if citation.remark_en]
            reports = [
                (
                    self._notes[key],
                    Mark(self._notes[key].number, f"claim-{identifier(name)}-{number}-{self._notes[key].number}", name),
                )
                for key in notes
            ]
            claims.append(Claim(value, best.rank, reports, remarks))
        return sorted(claims, key=lambda claim: RANKS[Citation.Rank(claim.rank)])

    def label(self, name: str) -> str:
        return label(self.record, name)


def standing(rank: str) -> str:
    """What the registry makes of a claim, by its rank."""
    return {
        Citation.Rank.PREFERRED: _("The registry follows this value"),
        Citation.Rank.DEPRECATED: _("Known to be wrong; kept because it is quoted"),
    }.get(Citation.Rank(rank), _("Also stated"))


def says_more(citation: Citation) -> bool:
    """True where a citation holds more than the source and the field that it supports."""
    return bool(citation.value or citation.locator or citation.words or citation.remark_en)


def identifier(name: str) -> str:
    """A field's name as part of an id."""
    return name.replace(".", "-")
