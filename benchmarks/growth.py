"""What five times the rows cost: this site's pages on a larger table against the same pages on a smaller one.

`python benchmarks/growth.py --rows 1000000 5000000`. One reader asks the two servers in turn, so that whatever else the machine does
falls on both; the processor's time of each server is compared as well as the reader's.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

import client
import serve

#: A page of the larger table may take so many times as long.
MOST = 1.3
TICKS = os.sysconf("SC_CLK_TCK")


def processor(pids: Sequence[int]) -> float:
    """Seconds of processor that the processes have used."""
    fields = (Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in pids)
    return sum(int(field[11]) + int(field[12]) for field in fields) / TICKS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, nargs=2, default=(1_000_000, 5_000_000))
    parser.add_argument("--times", type=int, default=150, help="How often each page is asked for.")
    parser.add_argument("--folders", type=Path, nargs=2, help="Folders with a bench.sqlite3 of so many rows each, made before.")
    arguments = parser.parse_args()
    with ExitStack() as held:
        folders = arguments.folders or [Path(held.enter_context(tempfile.TemporaryDirectory())) for _rows in arguments.rows]
        if not arguments.folders:
            for folder, rows in zip(folders, arguments.rows, strict=True):
                print(f"Loading {rows:,} rows …")
                serve.filled(folder, rows)
        ports = [serve.free_port() for _folder in folders]
        servers = [held.enter_context(serve.ours(folder, port)) for folder, port in zip(folders, ports, strict=True)]
        families = [client.family(process.pid) for process in servers]
        pages = [serve.our_pages(port, rows) for port, rows in zip(ports, arguments.rows, strict=True)]
        print(f"{'':<24} {'ms':>8} {'ms':>8} {'ratio':>7}   {'ms of processor':>20} {'ratio':>7}   goal ≤ {MOST}")
        for name in pages[0]:
            paths = [found[name] for found in pages]
            compare(name, ports, families, paths, arguments.times)
    return 0


def compare(name: str, ports: Sequence[int], families: Sequence[Sequence[int]], paths: Sequence[Sequence[str]], times: int) -> None:
    connections = [HTTPConnection("127.0.0.1", port, timeout=120) for port in ports]
    taken: list[list[float]] = [[], []]
    for which in (0, 1):
        for turn in range(16):  # both workers of a server have met the page
            client.ask(HTTPConnection("127.0.0.1", ports[which], timeout=120), paths[which][turn % len(paths[which])])
    before = [processor(pids) for pids in families]
    for turn in range(times):
        for which in (0, 1):
            began = time.perf_counter()
            client.ask(connections[which], paths[which][turn % len(paths[which])])
            taken[which].append(time.perf_counter() - began)
    used = [(processor(pids) - start) / times * 1000 for pids, start in zip(families, before, strict=True)]
    middle = [statistics.median(seconds) * 1000 for seconds in taken]
    for connection in connections:
        connection.close()
    print(
        f"{name:<24} {middle[0]:8.1f} {middle[1]:8.1f} {middle[1] / middle[0]:7.2f}"
        f"   {used[0]:9.1f} {used[1]:10.1f} {used[1] / max(used[0], 0.001):7.2f}"
    )


if __name__ == "__main__":
    sys.exit(main())
