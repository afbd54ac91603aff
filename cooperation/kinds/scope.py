"""What a profile is about, in the words of the lists' own filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True)
class Scope:
    """Countries, of which several mean "between them", and a sector. Every number of a profile is that of a list under these filters."""

    countries: tuple[str, ...] = ()
    sector: str = ""

    def narrowed(self, rows: Any) -> Any:
        """The rows that a list shows under these filters."""
        if self.countries:
            rows = rows.in_countries(list(self.countries), match="all" if self.is_between else "any")
        return rows.in_sectors([self.sector]) if self.sector else rows

    @property
    def is_between(self) -> bool:
        return len(self.countries) > 1

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The filters, as parameter → values."""
        found = {"country": list(self.countries)} if self.countries else {}
        if self.is_between:
            found["match"] = ["all"]
        return {**found, "sector": [self.sector]} if self.sector else found

    def query(self, **further: str) -> str:
        """The query string of the filters, and of further ones."""
        return urlencode({**self.chosen, **further}, doseq=True)
