"""Reading trade rows in order: by which index, from which row on.

Two ways lead to the rows of a page. *Along the order*: walk the index of the sort and pass over what does not match, which is
quick where much matches. *By the key*: fetch all that matches through the unique key and sort it, which is quick where little
does. The totals know how much matches, so the way is chosen here; SQLite is told which index to take, since its own guess is
wrong by a factor of hundreds on either side (it knows how many values a column has, not how many rows a value has). PostgreSQL
keeps such statistics and chooses itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import QuerySet

from cooperation.models import TradeRecord

if TYPE_CHECKING:
    from .trade import TradeFilter

#: Sort → column, index that is in its order, and what it costs to fetch and sort one row instead of walking past one.
ORDERS = {
    "period": ("period_start", "traderecord_by_period", 8),
    "value": ("value_usd", "traderecord_by_value", 12),
}
#: The unique key as SQLite names it: the only constraint of its kind on the table.
KEY_INDEX = "sqlite_autoindex_cooperation_traderecord_1"
#: Columns of all indexes: what matching rows have in common in these narrows the walk without reading the table.
NARROWING = ("release_id", "reporter_id", "partner_id", "direction", "chapter")
#: Rows of a file that are read at once; of four times as many, the first have left the cache before the last are read.
CHUNK = 500


class TradeRows:
    """The rows of a filter set in one order."""

    def __init__(self, filterset: TradeFilter, sort: str) -> None:
        self.matching = filterset.matching
        self.descending = sort.startswith("-")
        self.column, self.index, self.dearness = ORDERS[sort.removeprefix("-")]
        self.count = self.matching.count
        self.filterset = filterset

    def queryset(self) -> QuerySet:
        """All matching rows, without order; narrowed further by what the totals know of them, which changes nothing in them."""
        rows = self.filterset.narrowed(TradeRecord.objects.order_by())
        for column in NARROWING:
            if (values := self.matching.implied(column)) is not None:
                rows = rows.filter(**{f"{column}__in": values})
        if self.column == "period_start" and (years := self.matching.years()):
            rows = rows.filter(period_start__range=(dt.date(years[0], 1, 1), dt.date(years[1], 12, 31)))
        return rows

    def ordered(self, rows: QuerySet, *, backwards: bool = False) -> QuerySet:
        mark = "-" if self.descending != backwards else ""
        return rows.order_by(f"{mark}{self.column}", f"{mark}pk")

    def index_for(self, wanted: int) -> str:
        """The cheaper way to so many rows, counted in steps past one entry of an index."""
        all_rows = self.matching.totals.whole.rows(self.matching.totals.whole.everything)
        walked = wanted * all_rows / max(self.count, 1)
        return self.index if walked <= self.count * self.dearness else KEY_INDEX

    # Pages: keys first, so that rows that are passed over are not read

    def between(self, start: int, stop: int) -> list[int]:
        """The keys from one place in the list to another, from whichever end is nearer."""
        stop = min(stop, self.count)
        if start >= stop:
            return []
        rows = self.queryset()
        if start > self.count // 2:
            found = self._keys(self.ordered(rows, backwards=True), self.count - stop, self.count - start)
            return found[::-1]
        return self._keys(self.ordered(rows), start, stop)

    def beside(self, value: Any, pk: int, limit: int, *, before: bool) -> list[int]:
        """The keys of so many rows that come after a row, or before it, at the same cost anywhere in the list."""
        rows = self.queryset()
        side = "lt" if self.descending != before else "gt"
        equal = rows.filter(**{self.column: value, f"pk__{side}": pk})
        found = self._keys(self.ordered(equal, backwards=before), 0, limit)
        if len(found) < limit:
            beyond = rows.filter(**{f"{self.column}__{side}": value})
            found += self._keys(self.ordered(beyond, backwards=before), 0, limit - len(found))
        return found[::-1] if before else found

    def _keys(self, rows: QuerySet, start: int, stop: int) -> list[int]:
        statement, values = self.statement(rows.values_list("pk", flat=True)[start:stop], self.index_for(stop))
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return [key for (key,) in cursor.fetchall()]

    # Files

    def tuples(self, columns: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        """All rows in order as the database gives them, without Django's conversion of each value."""
        if not self.count:
            return
        rows = self.ordered(self.queryset()).values_list(*columns)
        statement, values = self.statement(rows, self.index_for(self.count))
        with connection.chunked_cursor() as cursor:
            cursor.execute(statement, values)
            while chunk := cursor.fetchmany(CHUNK):
                yield from chunk

    def statement(self, rows: QuerySet, index: str) -> tuple[str, Sequence[Any]]:
        statement, values = rows.query.sql_with_params()
        if connection.vendor == "sqlite":
            table = f'FROM "{TradeRecord._meta.db_table}"'
            statement = statement.replace(table, f'{table} INDEXED BY "{index}"', 1)
        return statement, values
