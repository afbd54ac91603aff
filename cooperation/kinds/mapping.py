"""What a map draws of a list: one mark a place, one line a route, coloured by a fact of the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F
from django.utils.translation import gettext as _

from cooperation.models import Country, Location, Record, Sector, State
from cooperation.models.text import current_suffix

from .base import Kind

#: Towns whose names the ground shows, beside the capitals.
TOWNS = 60
#: Degrees within which two names are one town: its old and its new one, or a town and what lies beside it.
NEAR = 0.2
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


def capitals() -> list[list[Any]]:
    """The capitals of the six countries as [longitude, latitude, name]."""
    countries = Country.objects.exclude(latitude=None).filter(role__in=(Country.Role.CHINA, Country.Role.CENTRAL_ASIA))
    return [[country.longitude, country.latitude, str(country.capital)] for country in countries if country.capital]


def towns(named: list[list[Any]]) -> list[list[Any]]:
    """The towns beside those already named that records name most often, as [longitude, latitude, name].

    The packages of shapes hold no towns; those of the registry are where something happens, and have Chinese and Russian names.
    """
    first, *others = (
        model.objects.filter(record__state=State.PUBLISHED, precision=Location.Precision.CITY, latitude__isnull=False)  # type: ignore[attr-defined]
        .exclude(name_zh="")
        .exclude(name_ru="")
        .order_by()
        .values("name_en", name=F(f"name_{current_suffix()}"))
        .annotate(records=Count("pk"), east=Avg("longitude"), north=Avg("latitude"))
        for model in Location.__subclasses__()
    )
    records: Counter[str] = Counter()
    places: dict[str, list[Any]] = {}
    for town in first.union(*others, all=True):
        records[town["name_en"]] += town["records"]
        places.setdefault(town["name_en"], [round(town["east"], 3), round(town["north"], 3), town["name"]])
    shown: list[list[Any]] = []
    taken = [*named]
    for name in sorted(places, key=lambda name: (-records[name], name)):
        east, north, _name = places[name]
        if all(abs(east - other[0]) > NEAR or abs(north - other[1]) > NEAR for other in taken):
            shown.append(places[name])
            taken.append(places[name])
    return shown[:TOWNS]
