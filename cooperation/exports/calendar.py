"""Days as a calendar that programmes subscribe to: iCalendar (RFC 5545), with the names and intervals of RFC 7986.

Lines end in CR LF and are folded at 75 octets, never inside a character. Every entry is of whole days and blocks no time.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//China-Central Asia Cooperation Registry//Timeline//EN"
#: What stands behind the @ of every identifier: a name of our own, since addresses of the registry may change.
SPACE = "china-central-asia-cooperation-registry"
OCTETS = 75

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_MEANT = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class Entry:
    """One entry of whole days, from `first` to `last`. `key` stays the same while the entry is about the same thing."""

    key: str
    first: dt.date
    last: dt.date
    summary: str
    description: str
    address: str
    category: str
    place: str
    is_planned: bool
    changed_at: dt.datetime
    #: How often what it says has changed since it was published.
    changes: int


@dataclass(frozen=True)
class About:
    name: str
    description: str
    #: The page that shows the same, and the calendar's own address.
    page: str
    address: str
    language: str


def calendar_lines(about: About, entries: Iterable[Entry]) -> Iterator[bytes]:
    """The calendar, an entry at a time."""
    yield written(
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME;LANGUAGE={about.language}:{text(about.name)}",
        f"X-WR-CALNAME:{text(about.name)}",
        f"DESCRIPTION;LANGUAGE={about.language}:{text(about.description)}",
        f"X-WR-CALDESC:{text(about.description)}",
        f"URL:{about.page}",
        f"SOURCE;VALUE=URI:{about.address}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
    )
    for entry in entries:
        yield written(*lines_of(entry, about.language))
    yield written("END:VCALENDAR")


def lines_of(entry: Entry, language: str) -> Iterator[str]:
    changed = f"{entry.changed_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.key}@{SPACE}"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{entry.changes}"
    yield f"DTSTART;VALUE=DATE:{entry.first:%Y%m%d}"
    # The end is the day on which an entry is over.
    yield f"DTEND;VALUE=DATE:{entry.last + dt.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY;LANGUAGE={language}:{text(entry.summary)}"
    yield f"DESCRIPTION;LANGUAGE={language}:{text(entry.description)}"
    yield f"CATEGORIES;LANGUAGE={language}:{text(entry.category)}"
    if entry.place:
        yield f"LOCATION:{text(entry.place)}"
    yield f"URL:{entry.address}"
    yield f"STATUS:{'TENTATIVE' if entry.is_planned else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def text(value: str) -> str:
    """A value of the type TEXT: what has a meaning is escaped, control characters but the line's end become spaces."""
    return _CONTROL.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n")).translate(_MEANT)


def written(*lines: str) -> bytes:
    return "".join(f"{part}\r\n" for line in lines for part in folded(line)).encode()


def folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, each but the first behind a space."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > OCTETS:
            yield part
            part, size = " ", 1
        part += character
        size += octets
    yield part
