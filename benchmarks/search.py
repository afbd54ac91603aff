"""Search over all kinds against a plain search by `LIKE`: the same words, records and database. `python benchmarks/search.py`.

The plain search asks for every word anywhere in the titles and summaries of each kind, counts, and takes the newest five: what
one writes first. It knows one spelling, no error in typing and no better and worse; what it finds less is printed beside the time.

SQLite in a temporary folder; with DATABASE_URL a PostgreSQL database, which is used up: `.ci/on-postgresql python benchmarks/search.py`.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

QUERIES = (
    "Tashkent",
    "Ташкент",
    "塔什干",
    "Khorgos railway",
    "railway Khorgos",
    "霍尔果斯 铁路",
    "Kazakhstan",
    "construction",
    "memorandum energy Bishkek",
    "Uzbekstan gas",
    "Kazakhstn pipeline Atyrau",
    "AGR-2025-0001",
    "qwrtpsdfg",
)
#: What one has typed so far, letter by letter.
TYPED = ("Kh", "Kho", "Khor", "Khorg", "Khorgos", "Khorgos r", "Khorgos rail")

WHAT = (
    ("memorandum", "备忘录", "меморандум"),
    ("agreement", "协定", "соглашение"),
    ("construction", "建设", "строительство"),
    ("modernisation", "现代化改造", "модернизация"),
    ("financing", "融资", "финансирование"),
    ("feasibility study", "可行性研究", "технико-экономическое обоснование"),
    ("joint statement", "联合声明", "совместное заявление"),
)
OF = (
    ("railway", "铁路", "железная дорога"),
    ("gas pipeline", "天然气管道", "газопровод"),
    ("power station", "电站", "электростанция"),
    ("energy", "能源", "энергетика"),
    ("highway", "公路", "автомобильная дорога"),
    ("copper smelter", "铜冶炼厂", "медеплавильный завод"),
    ("scholarships", "奖学金", "стипендии"),
    ("cement plant", "水泥厂", "цементный завод"),
    ("customs", "海关", "таможня"),
    ("solar park", "太阳能电站", "солнечная электростанция"),
)
#: Shares of the kinds among the generated records.
SHARES = {"Agreement": 30, "Project": 30, "Programme": 10, "Event": 10, "Organisation": 20}


def prepare(folder: Path) -> None:
    """A database with the registry's own records and index."""
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'search.sqlite3'}")
    os.environ.setdefault("SECRET_KEY", "benchmark")
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_registry", verbosity=0)


def fill(total: int) -> None:
    """Generated records beside the registry's own, up to `total`; the same ones in every run."""
    from django.utils import timezone

    from cooperation import models
    from cooperation.kinds import DETAIL_KINDS
    from cooperation.models import Country, State

    chance = random.Random(1992)  # noqa: S311
    places = [names for names in listed_places() if len(names) >= 3]
    countries = list(Country.objects.exclude(role=Country.Role.OTHER))
    missing = total - sum(kind.queryset().count() for kind in DETAIL_KINDS)
    needed = {"Agreement": {"type": "memorandum"}, "Project": {"status": "announced"}, "Programme": {"type": "laboratory"}}
    needed |= {"Event": {"type": "forum"}, "Organisation": {"type": "company"}}
    for name, share in SHARES.items():
        model = getattr(models, name)
        rows = [
            model(
                reference=f"{model.prefix}-{number:06}",
                state=State.PUBLISHED,
                published_at=timezone.now(),
                **needed[name],
                **titles(chance, places),
            )
            for number in range(900_000, 900_000 + missing * share // 100)
        ]
        model.objects.bulk_create(rows, batch_size=2_000)
        through = model.countries.through
        column = f"{model._meta.model_name}_id"
        keys = model.objects.filter(reference__gte=f"{model.prefix}-900000").values_list("pk", flat=True)
        pairs = [through(**{column: key, "country_id": chance.choice(countries).pk}) for key in keys]
        through.objects.bulk_create(pairs, batch_size=5_000)


def listed_places() -> Iterator[list[str]]:
    from cooperation.search.names import LIST

    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [name.strip() for name in line.split("|")]


def titles(chance: random.Random, places: list[list[str]]) -> dict[str, str]:
    """A title in three languages and a summary, made of the words of the registry and numbers of their own."""
    what, of, (place, *others) = chance.choice(WHAT), chance.choice(OF), chance.sample(places, 3)
    number = chance.randrange(1, 100_000)
    return {
        "title_en": f"{what[0].capitalize()} of the {of[0]} {place[0]}, lot {number}",
        "title_zh": f"{place[1]}{of[1]}{what[1]}（{number}）" if chance.random() < 0.6 else "",
        "title_ru": f"{what[2].capitalize()}: {of[2]}, {place[2]}, {number}" if chance.random() < 0.6 else "",
        "summary_en": f"It concerns {of[0]} between {others[0][0]} and {others[1][0]} and is reported by both sides.",
    }


def plain(text: str) -> tuple[int, list]:
    """Every word anywhere in a title or the summary, counted and the newest five of each kind."""
    from django.db.models import Q

    from cooperation.kinds import DETAIL_KINDS
    from cooperation.models import Source

    count, shown = 0, []
    for kind in DETAIL_KINDS:
        rows = kind.queryset()
        fields = (
            ("reference", "title", "url")
            if kind.model is Source
            else ("reference", "title_en", "title_zh", "title_ru", "summary_en")
        )
        for word in text.split():
            condition = Q()
            for field in fields:
                condition |= Q(**{f"{field}__icontains": word})
            rows = rows.filter(condition)
        count += rows.order_by().count()
        shown += rows.order_by("-pk")[:5]
    return count, shown


def ours(text: str) -> tuple[int, list]:
    """What the search page does before it writes HTML."""
    from cooperation.models.searching import understand
    from cooperation.views.search import found

    groups = found(understand(text))
    return sum(group["count"] for group in groups), [record for group in groups for record in group["records"]]


def suggested(text: str) -> tuple[int, list]:
    from cooperation.kinds import DETAIL_KINDS
    from cooperation.models.searching import understand
    from cooperation.search.ranking import best_of_all
    from cooperation.views.search import SUGGESTED

    records = best_of_all(understand(text), DETAIL_KINDS, SUGGESTED)
    return len(records), records


def timed(way: Callable[[str], tuple[int, list]], text: str, times: int) -> tuple[float, int]:
    """Milliseconds in the middle of `times` runs, and what was found."""
    taken = []
    for _time in range(times):
        began = time.perf_counter()
        count, _records = way(text)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), count


def measure(times: int) -> None:
    """Each query by both ways, and what is suggested while one is typed."""
    print(f"{'':<28} {'this site':>12} {'found':>8} {'LIKE':>12} {'found':>8} {'ratio':>8}")
    ratios = []
    for text in QUERIES:
        mine, count = timed(ours, text, times)
        theirs, other = timed(plain, text, times)
        ratios.append(theirs / mine)
        print(f"{text:<28} {mine:9.1f} ms {count:8,} {theirs:9.1f} ms {other:8,} {theirs / mine:8.1f}")
    print(f"{'in the middle':<28} {'':>12} {'':>8} {'':>12} {'':>8} {statistics.median(ratios):8.1f}")
    for text in TYPED:
        mine, count = timed(suggested, text, times)
        print(f"{'suggested: ' + text:<28} {mine:9.1f} ms {count:8,}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("records", type=int, nargs="?", default=50_000)
    parser.add_argument("--times", type=int, default=5, help="How often each query is asked.")
    parser.add_argument("--folder", type=Path, help="Where the scratch database is made; a temporary folder by default.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as scratch:
        prepare(Path(scratch))
        from django.db import connection

        from cooperation.search import index

        fill(arguments.records)
        began = time.perf_counter()
        total = index.rebuild()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        print(f"{connection.vendor}: {total:,} records, indexed in {time.perf_counter() - began:.0f} s")
        measure(arguments.times)
        connection.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
