"""Readers: so many at once, over connections that stay open, for so many seconds; and one that takes a whole file."""

from __future__ import annotations

import http.client
import itertools
import os
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Timed:
    """What a group of readers saw."""

    seconds: float = 0
    times: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0

    @property
    def p95(self) -> float:
        """Seconds within which nineteen answers in twenty came."""
        return statistics.quantiles(self.times, n=20)[-1] if len(self.times) > 1 else sum(self.times)


def read(port: int, paths: Sequence[str], *, clients: int = 16, seconds: float = 5.0, warm: bool = True) -> Timed:
    """`clients` readers ask for the pages, one after the other, each from another one on. Every answer must have the status 200."""
    timed = Timed()
    if warm:
        ask(http.client.HTTPConnection("127.0.0.1", port, timeout=120), paths[0])
    began = time.perf_counter()
    lock = threading.Lock()

    def reader(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        own = []
        turns = itertools.islice(itertools.cycle(paths), number * len(paths) // clients, None)
        while time.perf_counter() - began < seconds:
            path = next(turns)
            start = time.perf_counter()
            try:
                ask(connection, path)
            except (OSError, http.client.HTTPException, ValueError) as error:
                with lock:
                    timed.failures.append(f"{path}: {error!r}")
                connection.close()
                continue
            own.append(time.perf_counter() - start)
        connection.close()
        with lock:
            timed.times += own

    threads = [threading.Thread(target=reader, args=[number]) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    timed.seconds = time.perf_counter() - began
    return timed


def ask(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path, headers={"Host": f"127.0.0.1:{connection.port}", "Accept": "*/*"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise ValueError(f"{answer.status} {body[:200]!r}")
    return body


@dataclass
class Taken:
    """A file that was taken whole: seconds to its first byte and to its last, bytes and lines."""

    first: float
    seconds: float
    size: int
    lines: int


def take(port: int, path: str, most: float = 600.0) -> Taken:
    """Read a file to its end, or for `most` seconds, without keeping it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=most)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Host": f"127.0.0.1:{port}"})
    answer = connection.getresponse()
    if answer.status != 200:
        raise ValueError(f"{path}: {answer.status} {answer.read(200)!r}")
    block = answer.read1(1 << 16)
    first = time.perf_counter() - began
    size = lines = 0
    while block and time.perf_counter() - began < most:
        size += len(block)
        lines += block.count(b"\n")
        block = answer.read1(1 << 16)
    connection.close()
    return Taken(first, time.perf_counter() - began, size, lines)


def memory(pids: list[int]) -> float:
    """Megabytes of memory that processes hold for themselves; pages of files that they map are the system's, not theirs."""
    return sum(resident(pid) for pid in pids)


def resident(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    line = next((line for line in status.splitlines() if line.startswith("RssAnon:")), "RssAnon: 0 kB")
    return int(line.split()[1]) / 1024


def family(pid: int) -> list[int]:
    """A process and those that it started."""
    found = [pid]
    for name in os.listdir("/proc"):  # noqa: PTH208  (numbers of processes, not files)
        if name.isdecimal():
            try:
                fields = Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == pid:
                found.append(int(name))
    return found
