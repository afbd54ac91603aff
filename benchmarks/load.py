"""Load rate: this loader, with its checks and totals, against bare ways of writing the same rows into the same indexed table.

`python benchmarks/load.py ROWS` measures in a database of its own, which it makes next to the given directory. Set DATABASE_URL
to a PostgreSQL database to compare with COPY; that database is used up.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

TAB = "\t"
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]


def measure(total: int, *, ways: tuple[str, ...] = ()) -> dict[str, dict[str, float]]:
    """Seconds of wall clock and processor for each way, into an empty table each time. Needs a database it may empty."""
    import generate
    from django.db import connection

    from cooperation.models import SourceRelease, TradeLoad, TradeRecord, TradeTotal, TradeYear

    every: dict[str, Callable[[Path], None]] = {"load_trade": load_trade}
    every |= {"copy": copy} if connection.vendor == "postgresql" else {"executemany": executemany}
    every["bulk_create"] = bulk_create
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trade.csv"
        generate.write(path, total)
        for name, way in every.items():
            if ways and name not in ways:
                continue
            for model in (TradeTotal, TradeYear, TradeRecord, TradeLoad):
                with connection.cursor() as cursor:
                    if connection.vendor == "postgresql":
                        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
                    else:
                        cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608
            SourceRelease.objects.filter(code="benchmark").delete()
            if connection.vendor == "sqlite":
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if name != "load_trade":
                products_of(path)
            wall, cpu = time.perf_counter(), time.process_time()
            way(path)
            results[name] = {
                "seconds": time.perf_counter() - wall,
                "processor": time.process_time() - cpu,
                "rows": TradeRecord.objects.count(),
                "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
    return results


def load_trade(path: Path) -> None:
    from cooperation.models import TradeLoad
    from cooperation.trade import loading

    load = TradeLoad.objects.create(
        code="benchmark", files=[str(path)], description={"title_en": "Benchmark", "publisher": "Nobody", "kind": "dataset"}
    )
    loading.stage(load)
    loading.publish(load)


def products_of(path: Path) -> None:
    """The file's products, stored beforehand: the loader alone makes its own within the time that is measured."""
    from cooperation.models import Product

    chapters = {product.code: product for product in Product.objects.filter(level="chapter")}
    codes = {row[4] for row in rows_of(path)}
    Product.objects.bulk_create(
        [
            Product(code=code, name_en=code, level="subheading", chapter=code[:2], sector_id=chapters[code[:2]].sector_id)
            for code in sorted(codes)
        ],
        batch_size=500,
        ignore_conflicts=True,
    )


def plain_rows(path: Path) -> Iterator[tuple]:
    """The file's rows as the table wants them, without any check."""
    from cooperation.models import Country, Product

    countries = dict(Country.objects.values_list("code", "pk"))
    products = {
        code: (pk, level, chapter, sector)
        for code, pk, level, chapter, sector in Product.objects.values_list("code", "pk", "level", "chapter", "sector")
    }
    ends = {}
    for period, reporter, partner, flow, code, revision, value, quantity, unit, valuation, status in rows_of(path):
        if period not in ends:
            from cooperation.models import Period

            ends[period] = tuple(day.isoformat() for day in Period.parse(period)[1:])
        direction = flow if reporter == "CN" else {"import": "export", "export": "import"}[flow]
        yield (
            countries[reporter], countries[partner], flow, direction, "month", *ends[period], *products[code], revision,
            float(value), float(quantity), unit, valuation, status, False,
        )  # fmt: skip


def rows_of(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


def a_release():
    from cooperation.models import SourceRelease

    return SourceRelease.objects.create(code="benchmark", title_en="Benchmark", publisher="Nobody", kind="dataset")


def executemany(path: Path) -> None:
    from django.db import connection, transaction

    from cooperation.trade.staging import SqliteStage

    statement = SqliteStage(a_release()).insert
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, plain_rows(path))


def copy(path: Path) -> None:
    from django.db import connection, transaction

    from cooperation.trade.staging import PostgresStage, copy_cell

    stage = PostgresStage(a_release())
    rows = plain_rows(path)
    first = next(rows)  # reads the vocabularies, which cannot be asked for while the connection copies
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(stage.copy) as target:
        for row in chain([first], rows):
            target.write(f"{stage.head}{TAB.join(map(copy_cell, row))}\n")


def bulk_create(path: Path) -> None:
    from cooperation.models import TradeRecord
    from cooperation.trade.staging import COLUMNS

    names = [name.strip() for name in COLUMNS.split(",")]
    release = a_release()
    batch = []
    for row in plain_rows(path):
        batch.append(TradeRecord(release=release, **dict(zip(names, row, strict=True))))
        if len(batch) == 5_000:
            TradeRecord.objects.bulk_create(batch)
            batch = []
    TradeRecord.objects.bulk_create(batch)


def prepare(folder: Path) -> None:
    """A database with the vocabularies in it."""
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'load.sqlite3'}")
    os.environ.setdefault("SECRET_KEY", "benchmark")
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_registry", str(ROOT / "fixtures/01_vocabulary.json"), verbosity=0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--ways", nargs="*", default=())
    parser.add_argument("--folder", type=Path, help="Where the scratch database is made; a temporary folder by default.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as scratch:
        prepare(Path(scratch))
        for way, result in measure(arguments.rows, ways=tuple(arguments.ways)).items():
            print(
                f"{way:12} {result['seconds']:7.1f} s  {result['processor']:7.1f} s of processor "
                f" {result['rows'] / result['seconds']:9,.0f} rows/s  peak {result['memory_mb']:.0f} MB"
            )
