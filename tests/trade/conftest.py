from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

HEADER = "period,reporter,partner,flow,product,product_name,value_usd"
ROWS = (
    "2023,CN,KZ,export,TOTAL,,300",
    "2023,CN,KZ,export,27,,100",
    "2023,CN,KZ,export,270900,,100",
    "2023,CN,KZ,export,870323,,200",
    "2024-05,KZ,CN,import,870323,,70.25",
)


@pytest.fixture
def write(tmp_path) -> Callable[..., Path]:
    """Makes a file of the registry's own format: rows as text, a name, an encoding."""

    def make(*rows: str, header: str = HEADER, name: str = "trade.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(("\n".join([header, *rows]) + "\n").encode(encoding))
        return path

    return make


@pytest.fixture
def load_trade(tmp_path, capsys) -> Callable[..., str]:
    """Runs the command for the release `test` and gives what it prints."""

    def run(*arguments, **options) -> str:
        said = {"release": "test", "title": "Test", "publisher": "Nobody", "rejected": tmp_path / "rejected.csv"}
        call_command("load_trade", *map(str, arguments), **{**said, **options})
        return capsys.readouterr().out

    return run
