"""Where a record stands in a list: its place, and the records before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Model, QuerySet, Window
from django.db.models.functions import Lag, Lead, RowNumber

from .base import Kind


@dataclass(frozen=True)
class Place:
    """A record's place in a list, from 1, among so many; and its neighbours, where there are any."""

    number: int
    count: int
    previous: Any = None
    next: Any = None


def place_in(kind: Kind, rows: QuerySet, sort: str, record: Model) -> Place | None:
    """The place of a record among `rows` in the order of the list; None where it is not one of them.

    Two queries, however long the list is: the database numbers the rows in the list's own order, then the neighbours are read.
    """
    # A filter may join rows that double a record, which would be numbered twice.
    listed = kind.queryset().filter(pk__in=rows.order_by().values("pk"))
    order = kind.order(sort)
    numbered = listed.order_by().annotate(
        # The key once more, as a window: a condition on it picks the row after all rows have been numbered.
        itself=Window(Max("pk"), partition_by=F("pk")),
        place=Window(RowNumber(), order_by=order),
        before=Window(Lag("pk"), order_by=order),
        after=Window(Lead("pk"), order_by=order),
        listed=Window(Count("pk")),
    )
    found = numbered.values_list("place", "listed", "before", "after").filter(itself=record.pk).first()
    if found is None:
        return None
    number, count, before, after = found
    beside = kind.queryset().in_bulk([pk for pk in (before, after) if pk is not None])
    return Place(number, count, beside.get(before), beside.get(after))
