"""Which country a place lies in, by the shapes in `data/countries.geojson`."""

import json
import math
from functools import cache
from pathlib import Path

#: Length of a degree of latitude.
KILOMETRES = 111.2


@cache
def shapes() -> dict[str, list]:
    """Country code → list of polygons, each a list of rings, each a list of [longitude, latitude]."""
    collection = json.loads(Path(__file__).with_name("data").joinpath("countries.geojson").read_text())
    return {shape["properties"]["country"]: shape["geometry"]["coordinates"] for shape in collection["features"]}


def kilometres_outside(country: str, longitude: float, latitude: float) -> float:
    """How far a place lies from the country; 0 inside it."""
    polygons = shapes()[country]
    if any(_holds(polygon, longitude, latitude) for polygon in polygons):
        return 0.0
    return min(_distance(ring, longitude, latitude) for polygon in polygons for ring in polygon)


def _holds(polygon: list, x: float, y: float) -> bool:
    """A ray to the east crosses the rings an odd number of times; holes are rings too."""
    crossings = 0
    for ring in polygon:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False):
            crossings += (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    return crossings % 2 == 1


def _distance(ring: list, x: float, y: float) -> float:
    """Kilometres to the nearest edge, on a plane around the place: good to a per cent over short ways."""
    narrower = math.cos(math.radians(y))
    nearest = math.inf
    for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False):
        dx, dy, px, py = (x2 - x1) * narrower, y2 - y1, (x - x1) * narrower, y - y1
        along = max(0.0, min(1.0, (px * dx + py * dy) / ((dx * dx + dy * dy) or 1)))
        nearest = min(nearest, math.hypot(px - along * dx, py - along * dy))
    return nearest * KILOMETRES
