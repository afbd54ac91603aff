"""How a record stands to others: sentences in the language of the page, and the same records as a diagram.

A tie is one way of standing to other records. Each kind names its ties in whole sentences (`Kind.ties`), with `{names}` where the
records come. What the public may not see is left out by the query that reads the records.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cooperation.models import Event, State

#: Records that a sentence names, and that a list of the diagram shows, before "all of them".
NAMED_MAX, LISTED_MAX = 3, 5


class Side(StrEnum):
    """Where a tie is drawn: before the record stands what it comes from, after it what comes of it."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Tied:
    """One record at the other end of a tie, and what it does there, such as a role."""

    record: Any
    note: str = ""


@dataclass(frozen=True)
class Tie:
    name: str
    side: Side
    label: Any
    #: A whole sentence about all the records, with `{names}` in it.
    sentence: str
    tied: list[Tied]
    #: The list of all of them, where a filter leads to exactly these.
    url: str = ""
    #: The group by which citations name the sources of the tie.
    field: str = ""

    @property
    def count(self) -> int:
        return len(self.tied)

    @property
    def listed(self) -> list[Tied]:
        """What is in sight; one record more is not worth folding away."""
        return self.tied if self.count <= LISTED_MAX + 1 else self.tied[:LISTED_MAX]

    @property
    def folded(self) -> list[Tied]:
        """What is folded away, where no list of its own has it."""
        return [] if self.url else self.tied[len(self.listed) :]

    @property
    def is_cut(self) -> bool:
        return bool(self.url) and len(self.listed) < self.count

    @property
    def anchor(self) -> str:
        return f"tie-{self.name}"


@dataclass(frozen=True)
class Relations:
    """All ties of one record that have anything at their other end."""

    ties: list[Tie] = field(default_factory=list)

    @property
    def before(self) -> list[Tie]:
        return [tie for tie in self.ties if tie.side == Side.BEFORE]

    @property
    def after(self) -> list[Tie]:
        return [tie for tie in self.ties if tie.side == Side.AFTER]


def relations(ties: Iterable[Tie]) -> Relations:
    return Relations([tie for tie in ties if tie.tied])


def plain(records: Iterable[Any]) -> list[Tied]:
    """Records without more to say of them, each once."""
    return [Tied(record) for record in dict.fromkeys(records) if record is not None]


def with_roles(pairs: Iterable[tuple[Any, str]]) -> list[Tied]:
    """Records with all that each does, one line a record."""
    roles: dict[Any, list[str]] = {}
    for record, role in pairs:
        words = role[:1].lower() + role[1:]
        if words not in roles.setdefault(record, []):
            roles[record].append(words)
    return [Tied(record, pgettext("between names", ", ").join(names)) for record, names in roles.items()]


def events_of(agreements: Iterable[Any]) -> list[Event]:
    """The published events at which agreements were signed."""
    return [row.event for row in agreements if row.event is not None and row.event.state == State.PUBLISHED]


def listed_at(kind: str, **filters: str) -> str:
    """The address of a kind's list under filters that need no quoting."""
    return f"{reverse(f'{kind}-list')}?{'&'.join(f'{name}={value}' for name, value in filters.items())}"


def joined(names: list[SafeString], more: SafeString | None = None) -> SafeString:
    """Names one after another as the language of the page lists them; `more` leads to the ones left out."""
    text = names[0]
    for name in names[1:] if more else names[1:-1]:
        text = format_html(pgettext("names in a sentence", "{names}, {name}"), names=text, name=name)
    if more:
        return format_html(pgettext("names in a sentence", "{names} and others ({more})"), names=text, more=more)
    if len(names) > 1:
        text = format_html(pgettext("names in a sentence", "{names} and {name}"), names=text, name=names[-1])
    return text


def all_of(tie: Tie) -> SafeString:
    """The way to all records of a tie: their list, or the diagram."""
    return format_html('<a href="{}">{}</a>', tie.url or f"#{tie.anchor}", _("all %(count)d") % {"count": tie.count})
