"""Facets: filters whose values are shown with the number of rows that each would leave."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Values of a facet in sight before the rest is folded away.
LEADING_OPTIONS = 8


@dataclass(frozen=True)
class Facet:
    """A filter whose values are shown with the number of rows that each would leave.

    `path` is the ORM path of the value; with `parent_path` the values have two levels and a row counts for both.
    """

    name: str
    path: str
    parent_path: str = ""
    is_open: bool = True


@dataclass(frozen=True)
class Option:
    """One value of a facet on a page."""

    value: str
    label: str
    #: None where the query is unsound, so that no number would be true.
    count: int | None
    selected: bool
    indent: bool = False

    @property
    def parent(self) -> str:
        """The value of the first level that this one belongs to."""
        return self.value.partition(".")[0]


@dataclass
class FacetState:
    """A facet as it stands under the present filters."""

    name: str
    legend: str
    help_text: str
    options: list[Option] = field(default_factory=list)
    is_open: bool = True
    searchable: bool = False

    @property
    def selected(self) -> list[Option]:
        return [option for option in self.options if option.selected]

    @property
    def leading(self) -> list[Option]:
        """What is in sight: of two levels the first, with the second where it or its parent is chosen; else the first few."""
        if self.is_nested:
            opened = {option.parent for option in self.selected}
            return [option for option in self.options if not option.indent or option.parent in opened]
        if not self.is_open:
            return self.selected
        if len(self.options) <= LEADING_OPTIONS + 2:
            return self.options
        most = sorted(self.options, key=lambda option: -(option.count or 0))[:LEADING_OPTIONS]
        return [option for option in self.options if option in most or option.selected]

    @property
    def more(self) -> list[Option]:
        """What is folded away."""
        leading = self.leading
        return [option for option in self.options if option not in leading]

    @property
    def is_nested(self) -> bool:
        return any(option.indent for option in self.options)

    @property
    def families(self) -> list[tuple[str, list[Option]]]:
        """The folded options of the second level under the name of their parent."""
        names = {option.value: option.label for option in self.options if not option.indent}
        found: dict[str, list[Option]] = {}
        for option in self.more:
            found.setdefault(names.get(option.parent, option.parent), []).append(option)
        return list(found.items())
