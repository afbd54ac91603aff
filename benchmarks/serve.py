"""This site against Datasette, on the same rows in the same file with the same indexes: `python benchmarks/serve.py --rows 1000000`.

Both are started here, on 127.0.0.1, one after the other, and ended by the process that was started. Every measurement is a ratio
of two numbers of the same run; the numbers themselves depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import client  # noqa: E402  (a neighbour, found by the line above)

TABLE = "cooperation_traderecord"
CLIENTS = 16
LIST = "/en/trade/records/"
#: Partner, direction and first month of the filtered pages: more than any memory of panels holds.
FILTERS = [
    (partner, direction, f"{year}-{month:02d}")
    for year in (2022, 2023, 2024)
    for month in range(4, 13)
    for partner in ("KZ", "KG", "UZ", "TJ", "TM")
    for direction in ("export", "import")
]
#: Places in the list at which deep pages begin, in parts of its length.
PLACES = [number / 40 for number in range(4, 40)]


@dataclass
class Line:
    """One measured thing: ours, the peer's, what their ratio should be."""

    name: str
    ours: float
    peer: float
    unit: str
    goal: float
    peer_name: str = "Datasette"
    #: A ratio is "ours ÷ peer's"; False where less is better and the goal is the most.
    more_is_better: bool = True

    @property
    def ratio(self) -> float:
        return self.ours / self.peer if self.peer else float("inf")

    @property
    def is_met(self) -> bool:
        return self.ratio >= self.goal if self.more_is_better else self.ratio <= self.goal

    def told(self) -> str:
        sign = "≥" if self.more_is_better else "≤"
        return (
            f"{self.name:<52} {self.ours:>12,.1f} {self.peer:>12,.1f} {self.unit:<9} {self.ratio:>9,.2f}  {sign} {self.goal:<6g}"
            f" {'met' if self.is_met else 'MISSED':<7} {self.peer_name}"
        )


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def server(command: list[str], port: int, path: str, environment: dict[str, str]) -> Iterator[subprocess.Popen]:
    """A server that answers at `path` when the block begins, and is gone when it ends."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        for _attempt in range(240):
            if process.poll() is not None:
                raise RuntimeError(f"{command[0]} ended with {process.returncode} before it answered.")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60).read()
                break
            except OSError:
                time.sleep(0.25)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def ours(folder: Path, port: int):
    environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "DEBUG": "False", "ALLOWED_HOSTS": "127.0.0.1"}
    environment |= {"HTTPS": "False", "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}", "SECRET_KEY": "b" * 60}
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--config", "config/gunicorn.py"]
    return server(command, port, LIST, environment)


def datasette(folder: Path, port: int, programs: Path):
    limits = {"sql_time_limit_ms": 120_000, "facet_time_limit_ms": 120_000, "max_csv_mb": 0, "num_sql_threads": 8}
    settings = [part for name, value in limits.items() for part in ("--setting", name, str(value))]
    command = [
        str(programs / "datasette"),
        "serve",
        str(folder / "bench.sqlite3"),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        *settings,
    ]
    return server(command, port, "/", dict(os.environ))


@dataclass
class Seen:
    """What one server did: answers a second and p95 of each page, and its file."""

    rate: dict[str, float]
    p95: dict[str, float]
    file: client.Taken
    growth: float
    p95_alone: float
    p95_meanwhile: float


def measured(process: subprocess.Popen, port: int, pages: dict[str, list[str]], file: str, most: float, seconds: float) -> Seen:
    rate, p95 = {}, {}
    for name, path in pages.items():
        timed = client.read(port, path, clients=CLIENTS, seconds=seconds)
        if timed.failures:
            print(f"  {name}: {len(timed.failures)} failed, such as {timed.failures[0]}")
        rate[name], p95[name] = timed.rate, timed.p95
        print(f"  {name:<28} {timed.rate:10.1f} a second, p95 {timed.p95 * 1000:9.1f} ms")
    alone = client.read(port, pages["first page"], clients=4, seconds=seconds)
    pids = client.family(process.pid)
    before = client.memory(pids)
    meanwhile, taken, peak = while_taking(port, file, pages["first page"], most, pids)
    print(
        f"  file: first byte {taken.first * 1000:.0f} ms, {taken.lines / taken.seconds:,.0f} rows a second, {peak - before:+.1f} MB"
    )
    return Seen(rate, p95, taken, peak - before, alone.p95, meanwhile.p95)


def while_taking(port: int, file: str, page: list[str], most: float, pids: list[int]):
    """Take the file while four readers go on; what they saw, the file, and the most memory held."""
    import threading

    found: list[client.Taken] = []
    peak = 0.0
    taker = threading.Thread(target=lambda: found.append(client.take(port, file, most)))
    taker.start()
    meanwhile = client.Timed()
    while taker.is_alive():
        part = client.read(port, page, clients=4, seconds=1, warm=False)
        meanwhile.times += part.times
        meanwhile.seconds += part.seconds
        peak = max(peak, client.memory(pids))
    # Once more without readers, for the speed of the file alone.
    return meanwhile, client.take(port, file, most), peak


def our_pages(port: int, rows: int) -> dict[str, list[str]]:
    return {
        "first page": [LIST],
        "filtered and sorted": [
            f"{LIST}?reporter=CN&partner={partner}&direction={direction}&from_date={month}&sort=-value"
            for partner, direction, month in FILTERS
        ],
        "deep page": [deep_page(port, int(rows * place) // 25) for place in PLACES],
        "facets over all rows": [LIST],
        "chart data": ["/data/trade/explorer.csv?reported_by=china&direction=export"],
    }


def deep_page(port: int, number: int) -> str:
    """The page after the one of this number, as that one names it."""
    text = urllib.request.urlopen(f"http://127.0.0.1:{port}{LIST}?page={number}", timeout=300).read().decode()
    after = re.search(r"[?&;]after=([\w-]+)", text)
    if after is None:
        raise RuntimeError(f"Page {number} of the list names no next page.")
    return f"{LIST}?page={number + 1}&after={after[1]}"


def their_pages(folder: Path, rows: int) -> dict[str, list[str]]:
    """The same questions in Datasette's words."""
    import sqlite3

    with sqlite3.connect(folder / "bench.sqlite3") as database:
        keys = dict(database.execute("SELECT code, id FROM cooperation_country").fetchall())
        nth = f"SELECT id FROM {TABLE} ORDER BY id LIMIT 1 OFFSET ?"  # noqa: S608
        places = [database.execute(nth, [int(rows * place)]).fetchone()[0] for place in PLACES]
    base = f"/bench/{TABLE}"
    chart = (
        f"SELECT partner_id, substr(period_start, 1, 4) AS year, sum(value_usd) FROM {TABLE} "  # noqa: S608
        f"WHERE reporter_id = {keys['CN']} AND direction = 'export' GROUP BY 1, 2"
    )
    facets = "&".join(f"_facet={name}" for name in ("reporter_id", "partner_id", "direction", "sector_id"))
    return {
        "first page": [f"{base}?_size=25"],
        "filtered and sorted": [
            f"{base}?_size=25&reporter_id={keys['CN']}&partner_id={keys[partner]}&direction={direction}"
            f"&period_end__gte={month}-01&_sort_desc=value_usd"
            for partner, direction, month in FILTERS
        ],
        "deep page": [f"{base}?_size=25&_next={place}" for place in places],
        "facets over all rows": [f"{base}?_size=25&{facets}"],
        "chart data": [f"/bench.csv?{urllib.parse.urlencode({'sql': chart, '_size': 'max'})}"],
    }


def shell_dump(folder: Path) -> float:
    """Rows a second of the `sqlite3` shell's own CSV of the same columns with their labels; 0 where there is no shell."""
    columns = """r.reference, r.title_en, a.code, a.name_en, b.code, b.name_en, t.flow, t.direction, t.period_type, t.period_start,
        t.period_end, p.code, p.name_en, s.code, t.value_usd, t.quantity, t.unit, t.valuation, t.status, t.change_pct"""
    query = f"""SELECT {columns} FROM {TABLE} t JOIN cooperation_sourcerelease r ON r.id = t.release_id
        JOIN cooperation_country a ON a.id = t.reporter_id JOIN cooperation_country b ON b.id = t.partner_id
        JOIN cooperation_product p ON p.id = t.product_id LEFT JOIN cooperation_sector s ON s.id = t.sector_id
        WHERE r.is_current ORDER BY t.period_start DESC, t.id DESC;"""  # noqa: S608
    began = time.perf_counter()
    try:
        with subprocess.Popen(["sqlite3", "-csv", str(folder / "bench.sqlite3"), query], stdout=subprocess.PIPE) as shell:  # noqa: S603, S607
            lines = sum(block.count(b"\n") for block in iter(lambda: shell.stdout.read(1 << 16), b""))  # type: ignore[union-attr]
    except FileNotFoundError:
        return 0
    return lines / (time.perf_counter() - began)


OPENPYXL = """
import csv, sys, time, openpyxl
rows = list(csv.reader(sys.stdin))
began = time.perf_counter()
book = openpyxl.Workbook(write_only=True)
sheet = book.create_sheet()
for row in rows[1:]:
    row[14] = float(row[14])
    sheet.append(row)
book.save(sys.argv[1])
print(len(rows) / (time.perf_counter() - began))
"""


def spreadsheets(port: int, pids: list[int], folder: Path, programs: Path, wanted: int) -> tuple[float, float, float, int]:
    """Rows a second of our XLSX and of openpyxl's write-only mode on the same rows; growth in MB; rows."""
    query = narrowed(port, wanted)
    before = client.memory(pids)
    taken = client.take(port, f"/data/trade.xlsx{query}")
    growth = client.memory(pids) - before
    rows = urllib.request.urlopen(f"http://127.0.0.1:{port}/data/trade.csv{query}", timeout=600).read()
    count = rows.count(b"\n") - 1
    peer = subprocess.run(  # noqa: S603
        [str(programs / "python"), "-c", OPENPYXL, str(folder / "peer.xlsx")], input=rows, capture_output=True, check=True
    )
    return count / taken.seconds, float(peer.stdout), growth, count


def narrowed(port: int, wanted: int) -> str:
    """The query string of months enough for about `wanted` rows."""
    for months in range(1, 40):
        query = f"?from_date={2024 - (months - 1) // 12}-{12 - (months - 1) % 12:02d}"
        request = urllib.request.Request(f"http://127.0.0.1:{port}/data/trade.csv{query}", method="HEAD")
        with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310
            if int(answer.headers["X-Record-Count"]) >= wanted:
                return query
    return ""


def compared(mine: Seen, theirs: Seen, shell: float, sheets: tuple[float, float, float, int]) -> list[Line]:
    lines = []
    for name in ("first page", "filtered and sorted", "deep page"):
        lines.append(Line(f"{name}, answers a second", mine.rate[name], theirs.rate[name], "a second", 4))
        lines.append(Line(f"{name}, p95", mine.p95[name] * 1000, theirs.p95[name] * 1000, "ms", 0.25, more_is_better=False))
    lines.append(
        Line("facets over all rows", mine.rate["facets over all rows"], theirs.rate["facets over all rows"], "a second", 50)
    )
    lines.append(Line("chart data", mine.rate["chart data"], theirs.rate["chart data"], "a second", 100))
    speed, their_speed = (seen.file.lines / seen.file.seconds for seen in (mine, theirs))
    lines.append(Line("CSV with labels", speed, their_speed, "rows/s", 15))
    if shell:
        lines.append(Line("CSV with labels, against the shell", speed, shell, "rows/s", 0.6, "sqlite3 shell"))
    lines.append(Line("CSV, first byte", mine.file.first * 1000, 50, "ms", 1, "50 ms", more_is_better=False))
    lines.append(Line("CSV, growth of memory", max(mine.growth, 0.01), 5, "MB", 1, "5 MB", more_is_better=False))
    lines.append(
        Line(
            "other readers' p95 during a CSV",
            mine.p95_meanwhile * 1000,
            mine.p95_alone * 1000,
            "ms",
            2,
            "alone",
            more_is_better=False,
        )
    )
    ours, openpyxl, growth, count = sheets
    lines.append(Line(f"XLSX of {count:,} rows", ours, openpyxl, "rows/s", 3, "openpyxl"))
    lines.append(Line("XLSX, growth of memory", max(growth, 0.01), 50, "MB", 1, "50 MB", more_is_better=False))
    return lines


def filled(folder: Path, rows: int) -> dict[str, float]:
    """A database with the registry's records and `rows` generated trade values, in a process of its own."""
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}", "SECRET_KEY": "b" * 60, "DEBUG": "False"}
    run = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*run, "migrate", "--verbosity", "0"], env=environment, check=True, cwd=ROOT)  # noqa: S603
    subprocess.run([*run, "load_registry", "--verbosity", "0"], env=environment, check=True, cwd=ROOT)  # noqa: S603
    subprocess.run([*run, "collectstatic", "--noinput", "--verbosity", "0"], env=environment, check=True, cwd=ROOT)  # noqa: S603
    import generate

    path = folder / "trade.csv"
    generate.write(path, rows)
    began = time.perf_counter()
    command = ["load_trade", str(path), "--release", "benchmark", "--title", "Benchmark", "--publisher", "Nobody"]
    subprocess.run([*run, *command, "--verbosity", "0"], env=environment, check=True, cwd=ROOT)  # noqa: S603
    seconds = time.perf_counter() - began
    path.unlink()
    return {"seconds": seconds, "rows_a_second": rows / seconds}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=5, help="How long each page is asked for.")
    parser.add_argument("--datasette", type=Path, required=True, help="Folder with the programs of Datasette's environment.")
    parser.add_argument("--json", type=Path, help="Where the numbers are written too.")
    parser.add_argument("--folder", type=Path, help="Where the scratch database is made; a temporary folder by default.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as scratch:
        folder = Path(scratch)
        print(f"Loading {arguments.rows:,} rows …")
        loaded = filled(folder, arguments.rows)
        print(f"  {loaded['rows_a_second']:,.0f} rows a second, start of the command and totals included")
        port = free_port()
        print("This site:")
        with ours(folder, port) as process:
            mine = measured(process, port, our_pages(port, arguments.rows), "/data/trade.csv", 600, arguments.seconds)
            wanted = min(100_000, arguments.rows // 3)
            sheets = spreadsheets(port, client.family(process.pid), folder, arguments.datasette, wanted)
        shell = shell_dump(folder)
        port = free_port()
        print("Datasette:")
        with datasette(folder, port, arguments.datasette) as process:
            csv = f"/bench/{TABLE}.csv?_stream=on&_labels=on&_size=max"
            theirs = measured(process, port, their_pages(folder, arguments.rows), csv, 30, arguments.seconds)
        lines = compared(mine, theirs, shell, sheets)
    print(f"\n{'':<52} {'this site':>12} {'peer':>12} {'':<9} {'ratio':>9}  goal")
    for line in lines:
        print(line.told())
    if arguments.json:
        told = {"rows": arguments.rows, "load": loaded, "lines": [asdict(line) | {"ratio": line.ratio} for line in lines]}
        arguments.json.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
