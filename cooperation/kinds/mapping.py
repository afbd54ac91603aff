"""What a map draws of a list: one mark a place, one line a route, coloured by a fact of the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cooperation.models import Record, Sector

from .base import Kind

#: Colours that a legend has; values beyond them share the last.
COLOURS = 8


@dataclass(frozen=True)
class Swatch:
    """One line of the legend: a value, its class of colour (1 to COLOURS), and how many located records have it."""

    value: str
    label: str
    colour: int
    count: int


@dataclass(frozen=True)
class Entry:
    """A record of the map: its places, and the swatch by which it is coloured."""

    record: Any
    places: list[Any]
    group: str
    colour: int

    @property
    def drawn(self) -> dict[str, Any]:
        """What the script needs: points as [longitude, latitude, precision], the route and what it is worth."""
        points = [[place.longitude, place.latitude, place.precision] for place in self.places if place.latitude is not None]
        route = getattr(self.record, "route", None)
        return {
            "reference": self.record.reference,
            "colour": self.colour,
            "points": points,
            "route": route or [],
            "precision": getattr(self.record, "route_precision", ""),
        }


def is_located(record: Record) -> bool:
    return bool(getattr(record, "route", None)) or any(place.latitude is not None for place in record.locations.all())  # type: ignore[attr-defined]


def colourings(kind: Kind) -> dict[str, str]:
    """The facts by which the marks of a kind can be coloured, as parameter value → words. The first is the usual one."""
    fields = {field.name for field in kind.model._meta.get_fields()}
    found = {"status": _("status")} if "status" in fields else {}
    return {**found, "sector": _("sector")}


def groups_of(records: Iterable[Record], colouring: str) -> dict[int, tuple[str, str]]:
    """Primary key → (code, words) of the value by which each record is coloured."""
    if colouring == "status":
        return {
            record.pk: (record.status, str(record.get_status_display()) if record.status else _("not known"))  # type: ignore[attr-defined]
            for record in records
        }
    names = {sector.code: str(sector.name) for sector in Sector.objects.top()}
    found = {}
    for record in records:
        codes = sorted(sector.code[:2] for sector in record.sectors.all())
        found[record.pk] = (codes[0], names[codes[0]]) if codes else ("", _("no sector"))
    return found


def drawn_map(records: list[Any], colouring: str) -> tuple[list[Entry], list[Swatch], list[Any]]:
    """The entries of the map in the order of the records, its legend, and the records without a known place.

    The most frequent values have colours of their own, so that a legend is never longer than eyes can tell apart.
    """
    located = [record for record in records if is_located(record)]
    unlocated = [record for record in records if not is_located(record)]
    groups = groups_of(located, colouring)
    counts = Counter(groups.values())
    ordered = [group for group, _number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    own, shared = (ordered, []) if len(ordered) <= COLOURS else (ordered[: COLOURS - 1], ordered[COLOURS - 1 :])
    legend = [Swatch(code, label, number, counts[code, label]) for number, (code, label) in enumerate(own, start=1)]
    if shared:
        legend.append(Swatch("", _("others"), COLOURS, sum(counts[group] for group in shared)))
    colours = {group: number for number, group in enumerate(own, start=1)} | dict.fromkeys(shared, COLOURS)
    entries = [Entry(record, list(record.locations.all()), groups[record.pk][1], colours[groups[record.pk]]) for record in located]
    return entries, legend, unlocated
