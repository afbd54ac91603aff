"""The list of a kind: filters, facets, chips, a sorted table, pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import ngettext
from django.views import View
from django_filters import BooleanFilter, NumberFilter

from cooperation.kinds import Kind, tables
from cooperation.kinds.boxes import BoxFilter
from cooperation.kinds.filters import PAGE_PARAMETERS, ReferenceFilter

from . import emptiness, panels
from .asked import DENSITIES, LOOKS, Chip, ListState, chosen_in_words, usual
from .charts import CHART, chart_choices, list_chart
from .context import home_crumb, public_address
from .paging import named, page_of
from .subject_links import profile_links

EXPORT_FORMATS = {"csv": "CSV", "xlsx": "Excel", "json": "JSON", "geojson": "GeoJSON", "zip": "ZIP"}


class KindList(View):
    """The list page of any kind."""

    kind: Kind = None  # type: ignore[assignment]  # given to as_view()
    template_name = "records/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        state = ListState(self.kind, request.GET)
        status = 200 if state.is_sound else 400
        problems = state.problems
        page = page_of(state) if state.is_sound else None
        if state.is_sound and page is None:
            status = 404
            pages = max(1, -(-state.count // state.per_page))
            words = ngettext("The list has %(pages)d page.", "The list has %(pages)d pages.", pages)
            problems = {"page": [words % {"pages": pages}]}
        context = self.context(request, state, page)
        context["problems"] = [(name, self.label(state, name), " ".join(messages)) for name, messages in problems.items()]
        return render(request, self.template_name, context, status=status)

    def context(self, request: HttpRequest, state: ListState, page: Any) -> dict[str, Any]:
        totals = self.kind.totals(state.filterset) if state.is_sound and state.count else None
        headers = self.headers(state, totals.foot if totals else {})
        chips = self.chips(state)
        panel = SimpleLazyObject(lambda: self.panel(state))
        rows = page.object_list if page else []
        cells = self.kind.table_cells(state.filterset, rows, state.columns, named(state)) if rows else []
        return {
            "kind": self.kind,
            "crumbs": [home_crumb(), {"label": self.kind.label_plural, "url": ""}],
            "count": state.count,
            "page": page,
            "headers": headers,
            "table_body": tables.body(cells, [header["cell_css"] for header in headers]),
            "totals": totals,
            "sort": state.sort,
            "form": state.filterset.form,
            "panel": panel,
            "filters": self.filters(request, state, {"panel": panel, "chips": chips}),
            "chips": chips,
            "clear_url": request.path,
            "profiles": profile_links(state.filterset),
            "downloads": self.downloads(state),
            "map_url": self.map_url(state),
            "charts": chart_choices(state),
            "chart": list_chart(state),
            "chart_closed_url": state.url(**{CHART: None}),
            "column_choices": [
                {"name": name, "label": column.verbose_name, "selected": name in state.columns}
                for name, column in self.kind.table_class.base_columns.items()
            ],
            "filters_kept": [
                (name, value)
                for name, values in state.query.lists()
                if name in state.filterset.filters or name == CHART
                for value in values
            ],
            "cite": self.cite(request, state),
            "today": timezone.localdate(),
            "page_sizes": sorted({10, 25, 50, 100, state.per_page}) if state.is_sound else [],
            "densities": [(name, label, name == state.density) for name, label in DENSITIES.items()],
            "usual": usual(self.kind),
            "density": state.density if state.is_sound else "",
            "per_page": state.per_page if state.is_sound else settings.PAGE_SIZE,
            "empty": self.empty(state) if state.is_sound and not state.count else {},
        }

    def headers(self, state: ListState, foot: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The table's headers with the address that sorts by each, the present direction, and the sum at its foot."""
        headers = []
        for name in state.columns:
            column = self.kind.table_class.base_columns[name]
            direction = {name: "ascending", f"-{name}": "descending"}.get(state.sort, "")
            turned = f"-{name}" if direction == "ascending" else name
            headers.append(
                {
                    "label": column.verbose_name,
                    "url": state.url(sort=turned) if name in self.kind.sorts else "",
                    "direction": direction,
                    "sum": foot.get(name),
                    "css": column.attrs.get("th", {}).get("class", ""),
                    "cell_css": column.attrs.get("td", {}).get("class", ""),
                }
            )
        return headers

    def filters(self, request: HttpRequest, state: ListState, parts: dict[str, Any]) -> SafeString:
        """The filter panel as HTML; from memory where the kind knows that nothing in it has changed."""
        kept = [(name, value) for name in ("sort", *LOOKS, CHART) for value in state.query.getlist(name)]

        def written() -> SafeString:
            return render_to_string("records/_filters.html", {**parts, "kept": kept, "clear_url": request.path})

        revision = self.kind.revision(state.filterset) if state.is_sound else None
        return written() if revision is None else panels.kept((request.path, state.url(), revision), written)

    def panel(self, state: ListState) -> dict[str, Any]:
        """The filter panel in the order of the FilterSet: facets with counts, ranges, other fields; rare ones folded away."""
        facets = {facet.name: facet for facet in self.kind.facet_states(state.filterset)} if state.is_sound else {}
        if not state.is_sound:
            facets = {facet.name: self.kind.facet_state(state.filterset, facet) for facet in self.kind.facets}
        items: list[dict[str, Any]] = []
        rare: list[dict[str, Any]] = []
        form = state.filterset.form
        for name, found in state.filterset.filters.items():
            if name in facets:
                items.append({"facet": facets[name], "errors": form[name].errors})
            elif name in ("match", *PAGE_PARAMETERS):
                continue
            elif other := self.range_end(state, name):
                (rare if isinstance(found, NumberFilter) else items).append({"first": form[name], "last": form[other]})
            elif not any(item.get("last") and item["last"].name == name for item in items + rare):
                is_rare = isinstance(found, (ReferenceFilter, BooleanFilter, BoxFilter))
                (rare if is_rare else items).append({"field": form[name]})
        used = state.filterset.chosen.keys() | form.errors.keys()
        names = {field.name for item in rare for field in item.values()}
        return {
            "items": items,
            "rare": rare,
            "rare_open": bool(used & names),
            "match": form["match"] if "match" in form.fields else None,
        }

    def range_end(self, state: ListState, name: str) -> str:
        """The other end of a range: `signed_to` for `signed_from`, `to_date` for `from_date`; empty for other filters."""
        turned = {"from_date": "to_date"}.get(name) or re.sub("_from$", "_to", name)
        return turned if turned != name and turned in state.filterset.filters else ""

    def chips(self, state: ListState) -> list[Chip]:
        made = []
        for name, value, label, words in chosen_in_words(state.filterset):
            kept = [other for other in state.filterset.chosen[name] if other != value]
            made.append(Chip(label, words, state.url(**{name: kept or None})))
        return made

    def downloads(self, state: ListState) -> list[dict[str, str]]:
        query = state.query.copy()
        for name in PAGE_PARAMETERS - {"sort"}:
            query.pop(name, None)
        suffix = f"?{query.urlencode()}" if query else ""
        formats = [name for name in EXPORT_FORMATS if name != "geojson" or self.kind.has_places]
        return [
            {"format": EXPORT_FORMATS[name], "url": f"/data/{self.kind.file_stem}.{name}{suffix}"}
            for name in formats
            if name != "zip" or self.kind.many_files
        ]

    def map_url(self, state: ListState) -> str:
        """The map of the same records."""
        query = state.query.copy()
        for name in PAGE_PARAMETERS:
            query.pop(name, None)
        return f"{self.kind.map_url()}{f'?{query.urlencode()}' if query else ''}" if self.kind.has_places else ""

    def cite(self, request: HttpRequest, state: ListState) -> str:
        return f"{public_address(request)}{request.path}{state.url(per_page=None, density=None) if state.query else ''}"

    def empty(self, state: ListState) -> dict[str, Any]:
        """What stands in place of the table of a sound list without rows."""
        names = list(state.filterset.filters)
        ranges = [(name, other) for name in names if (other := self.range_end(state, name))]
        return {**emptiness.words(state, ranges), "suggestions": emptiness.suggestions(state)}

    def label(self, state: ListState, name: str) -> str:
        return str(state.filterset.form[name].label) if name in state.filterset.form.fields else name
