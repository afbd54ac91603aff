"""Charts of lists: one at a time, above the table, when the address asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cooperation.charts.tallies import TallyFigure

if TYPE_CHECKING:
    from .asked import ListState

CHART = "chart"


def chart_problems(state: ListState) -> dict[str, list[str]]:
    asked = state.query.getlist(CHART)
    if len(asked) > 1:
        return {CHART: [_("Give this once.")]}
    if asked and state.chart is None:
        return {CHART: [_("This list has no chart “%(name)s”.") % {"name": asked[0][:40]}]}
    return {}


def chart_choices(state: ListState) -> list[dict[str, Any]]:
    """The charts of a list as links that keep its filters."""
    return [
        {"label": tally.title, "url": f"{state.url(**{CHART: tally.name})}#chart", "current": tally is state.chart}
        for tally in state.kind.charts
    ]


def list_chart(state: ListState) -> TallyFigure | None:
    """The chart that is open."""
    if not state.is_sound or state.chart is None or not state.count:
        return None
    return TallyFigure(state.kind, state.chart, state.filterset.qs, state.filterset.chosen)
