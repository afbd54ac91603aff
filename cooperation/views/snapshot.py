"""One state of the database for a whole answer: the count before a file and the rows within it come from the same instant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Hold one read snapshot until the end of the block. Writers are not kept waiting.

    SQLite: a deferred transaction, which takes no write lock (`atomic()` would, with `transaction_mode=IMMEDIATE`).
    PostgreSQL: a read-only transaction that repeats its reads. Inside another transaction it does nothing.
    """
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
