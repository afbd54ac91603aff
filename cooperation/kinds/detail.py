"""What a detail page is made of: facts, and the rows beside them. What they rest on is in `evidence`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, TextChoices

from cooperation.models import Record, State

#: Facts that say nothing by being empty; the line is left out. The other types say "not known".
OPTIONAL_TYPES = frozenset(
    {"optional", "date-optional", "record", "records", "sectors", "links", "names", "url", "percent", "filter", "profile"}
)

#: Facts by which the registry files a record or ties it to others: no mark, unless a source is named for them.
FILED_TYPES = frozenset({"sectors", "record", "records", "filter", "profile"})


@dataclass(frozen=True)
class Fact:
    """One line of the key facts. `type` says how a template writes `value`."""

    name: str
    label: Any
    value: Any
    type: str = "text"
    note: str = ""

    @property
    def is_shown(self) -> bool:
        if self.type == "money":
            return self.value.amount is not None or bool(self.value.amount_absence or self.note)
        return bool(self.value) or self.type not in OPTIONAL_TYPES


def tied_organisations(name: str, model: type) -> Prefetch:
    """Prefetches the rows that tie a record to organisations, as far as the public may see these."""
    rows = model.objects.filter(organisation__state=State.PUBLISHED)  # type: ignore[attr-defined]
    return Prefetch(name, rows.select_related("organisation").order_by("position", "pk"))


def shown(record: Record | None) -> Record | None:
    """A related record, or None where the public may not see it."""
    return record if record is not None and record.state == State.PUBLISHED else None


def by_role(rows: Iterable, roles: type[TextChoices]) -> list[tuple[str, list]]:
    """Participations under the name of their role, in the order of the roles."""
    found: dict[str, list] = {}
    for row in rows:
        found.setdefault(row.role, []).append(row)
    return [(str(role.label), found[role.value]) for role in roles if role.value in found]
