"""Seeded trade rows that look like HS six-digit monthly data of China and the five: `generate.py ROWS FILE.csv`.

The same number and seed give the same file. Rows come by month, reporter, partner and flow, as a statistical office publishes
them; each pair trades its own products, most months; values are log-normal, as trade values are.
"""

from __future__ import annotations

import argparse
import itertools
import random
from collections.abc import Iterator
from pathlib import Path

SEED = 20_250_601
HEADER = "period,reporter,partner,flow,product,revision,value_usd,quantity,unit,valuation,status\r\n"
LAST_YEAR = 2024
#: Rows a month over all pairs: what the six countries would have about now.
ROWS_A_MONTH = 30_000
#: Reporter, partner, flow, valuation, share of the rows. Turkmenistan publishes nothing.
PAIRS = [
    ("CN", "KZ", "export", "FOB", 19), ("CN", "KZ", "import", "CIF", 5), ("CN", "KG", "export", "FOB", 13), ("CN", "KG", "import", "CIF", 2),
    ("CN", "UZ", "export", "FOB", 16), ("CN", "UZ", "import", "CIF", 3), ("CN", "TJ", "export", "FOB", 8), ("CN", "TJ", "import", "CIF", 1),
    ("CN", "TM", "export", "FOB", 5), ("CN", "TM", "import", "CIF", 1), ("KZ", "CN", "import", "CIF", 17), ("KZ", "CN", "export", "FOB", 3),
    ("KG", "CN", "import", "CIF", 11), ("KG", "CN", "export", "FOB", 2), ("UZ", "CN", "import", "CIF", 14), ("UZ", "CN", "export", "FOB", 2),
    ("TJ", "CN", "import", "CIF", 6), ("TJ", "CN", "export", "FOB", 1),
]  # fmt: skip
#: Machines, textiles and metals have many codes, live animals few.
CODES_A_CHAPTER = {"84": 520, "85": 310, "29": 330, "28": 170, "72": 170, "73": 125, "61": 105, "62": 115, "90": 150, "87": 90}


def product_codes(source: random.Random) -> list[str]:
    """About 5,500 codes of six digits in 96 chapters (77 is kept free by the Harmonized System)."""
    codes = []
    for number in range(1, 98):
        chapter = f"{number:02d}"
        if chapter != "77":
            count = CODES_A_CHAPTER.get(chapter, source.randint(12, 60))
            codes += sorted(f"{chapter}{code:04d}" for code in source.sample(range(101, 9999), count))
    return codes


def months(count: int) -> list[str]:
    first = LAST_YEAR * 12 + 12 - count
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(first, first + count)]


def rows(total: int, seed: int = SEED) -> Iterator[str]:
    """Exactly `total` lines of the registry's own CSV, without the header."""
    source = random.Random(seed)  # noqa: S311  (a repeatable file is wanted, not a secret)
    codes = product_codes(source)
    sizes = {code: source.gauss(10.5, 2.2) for code in codes}
    shares = list(itertools.accumulate(pair[4] for pair in PAIRS))
    # A pool leaves one product in five untraded in a month.
    pools = [source.sample(codes, min(len(codes), 1 + ROWS_A_MONTH * 5 * pair[4] // (shares[-1] * 4))) for pair in PAIRS]
    count = max(1, -(-total // ROWS_A_MONTH))
    for index, month in enumerate(months(count)):
        wanted = total * (index + 1) // count - total * index // count
        ends = [wanted * share // shares[-1] for share in shares]
        for pair, pool, begin, end in zip(PAIRS, pools, [0, *ends], ends, strict=False):
            yield from lines(source, month, pair, sorted(source.sample(pool, end - begin)), sizes)


def lines(source: random.Random, month: str, pair: tuple, codes: list[str], sizes: dict[str, float]) -> Iterator[str]:
    reporter, partner, flow, valuation, _share = pair
    head = f"{month},{reporter},{partner},{flow},"
    tail = f",kg,{valuation},final\r\n"
    for code in codes:
        value = source.lognormvariate(sizes[code], 1.1)
        yield f"{head}{code},HS2022,{value:.2f},{value / (1 + sizes[code] ** 2):.3f}{tail}"


def write(path: Path, total: int, seed: int = SEED) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        file.writelines(rows(total, seed))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rows", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    write(arguments.file, arguments.rows, arguments.seed)
