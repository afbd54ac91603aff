"""Putting checked rows into the table, as fast as each database takes them. The release they belong to is not current yet."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, connection, transaction

from cooperation.models import SourceRelease

from .reading import Batch

COLUMNS = (
    "reporter_id, partner_id, flow, direction, period_type, period_start, period_end,"
    " product_id, level, chapter, sector_id, revision, value_usd, quantity, unit, valuation, status, is_quantity_estimated"
)
COUNT = COLUMNS.count(",") + 1
#: How COPY writes what is missing.
NULL = r"\N"
REPEATED = "the same reporter, partner, flow, period and product was stated before"

#: Gives rise to a rejection: file, line, column, reason.
Reject = Callable[[str, int, str, str], None]


class SqliteStage:
    """Rows as tuples through `executemany`."""

    encode = staticmethod(tuple)

    def __init__(self, release: SourceRelease) -> None:
        marks = ", ".join(["%s"] * COUNT)
        self.insert = f"INSERT INTO cooperation_traderecord (release_id, remark_en, {COLUMNS}) VALUES ({release.pk:d}, '', {marks})"

    def write(self, batch: Batch, reject: Reject) -> int:
        rows = [(*side, *span, *goods[0], value, quantity, *detail) for side, span, goods, value, quantity, detail in batch.rows]
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(self.insert, rows)
            return len(rows)
        except IntegrityError:
            return insert_one_by_one(self.insert, rows, batch, reject)


class PostgresStage:
    """Rows as text through `COPY`."""

    def __init__(self, release: SourceRelease) -> None:
        marks = ", ".join(["%s"] * COUNT)
        self.insert = f"INSERT INTO cooperation_traderecord (release_id, remark_en, {COLUMNS}) VALUES ({release.pk:d}, '', {marks})"
        self.copy = f"COPY cooperation_traderecord (release_id, remark_en, {COLUMNS}) FROM STDIN"
        self.head = f"{release.pk:d}\t\t"

    @staticmethod
    def encode(part: tuple[Any, ...]) -> str:
        return "\t".join(copy_cell(value) for value in part)

    def write(self, batch: Batch, reject: Reject) -> int:
        head = self.head
        text = "".join(
            [
                f"{head}{side}\t{span}\t{goods[0]}\t{value!r}\t{NULL if quantity is None else quantity}\t{detail}\n"
                for side, span, goods, value, quantity, detail in batch.rows
            ]
        )
        try:
            # A copy ends outside the cursor that Django wraps, so its errors are made Django's own here.
            wrapped = connection.wrap_database_errors
            with transaction.atomic(), connection.cursor() as cursor, wrapped, cursor.copy(self.copy) as copy:
                copy.write(text)
            return len(batch.rows)
        except IntegrityError:
            rows = [plain_row(line) for line in text.split("\n")[:-1]]
            return insert_one_by_one(self.insert, rows, batch, reject)


def insert_one_by_one(insert: str, rows: list[tuple], batch: Batch, reject: Reject) -> int:
    """The way of a batch in which a key repeats: finds the lines at fault and keeps the rest."""
    kept = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for line, row in zip(batch.lines, rows, strict=True):
            cursor.execute(f"{insert} ON CONFLICT DO NOTHING", row)
            if cursor.rowcount == 1:
                kept += 1
            else:
                reject(batch.file, line, "", REPEATED)
    return kept


def copy_cell(value: Any) -> str:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def plain_row(line: str) -> tuple[str | None, ...]:
    """The cells of a line for COPY, after release and remark."""
    return tuple(None if cell == NULL else re.sub(r"\\(.)", unescape, cell) for cell in line.split("\t")[2:])


def unescape(found: re.Match[str]) -> str:
    return {"t": "\t", "n": "\n", "r": "\r"}.get(found[1], found[1])


def stage_for(release: SourceRelease) -> SqliteStage | PostgresStage:
    return PostgresStage(release) if connection.vendor == "postgresql" else SqliteStage(release)


@contextmanager
def bulk_settings() -> Iterator[None]:
    """For the time of a load: no search for cycles among millions of short-lived tuples, which make none; and in SQLite a page
    cache that holds the inner pages of the indexes, and fewer checkpoints.
    """
    gc.disable()
    try:
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            yield
            return
        with connection.cursor() as cursor:
            before = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("cache_size", "wal_autocheckpoint")}
            cursor.execute("PRAGMA cache_size=-65536")
            cursor.execute("PRAGMA wal_autocheckpoint=16000")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                for name, value in before.items():
                    cursor.execute(f"PRAGMA {name}={int(value)}")
    finally:
        gc.enable()
