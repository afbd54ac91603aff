"""Products ranked by value: chapters, or within a chapter the products that releases state."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from cooperation.models import Direction, Product, SourceRelease, TradeRecord, TradeYear

from .asked import Asked
from .statements import MONTHS, Scope, plain

#: Most products that a page shows; the file holds all.
MOST_SHOWN = 40
#: A year that states so many chapters is worth showing without being asked for.
MANY = 10


@dataclass
class Ranked:
    """A product with its value as each side states it."""

    product: Product
    values: dict[str, Decimal] = field(default_factory=dict)
    share: dict[str, Decimal] = field(default_factory=dict)
    releases: set[SourceRelease] = field(default_factory=set)


class Ranking:
    """Products of the chosen partners, direction and years. Without dates: the latest year of which many products are stated."""

    def __init__(self, asked: Asked, *, most: int | None = MOST_SHOWN) -> None:
        self.asked = asked
        self.world = asked.world
        self.most = most

    @cached_property
    def scope(self) -> Scope:
        scope = self.asked.scope
        directions = tuple(d for d in scope.directions if d != Direction.TOTAL) or scope.directions
        return Scope(scope.sides, scope.partners, directions, scope.product, first=scope.first, last=scope.last)

    @cached_property
    def years(self) -> tuple[int, int] | None:
        """First and last year ranked; None where no product is stated."""
        stated = TradeYear.objects.order_by().filter(
            self.world.reported(self.scope), in_chapters=True, period_type__in=list(MONTHS)
        )
        if self.scope.product:
            stated = stated.filter(chapter=self.scope.product.chapter)
        last = self.scope.last.year if self.scope.last else None
        if last:
            stated = stated.filter(first_year__lte=last)
        if self.scope.first:
            stated = stated.filter(first_year__gte=self.scope.first.year)
        chapters = dict(stated.values_list("first_year").annotate(Count("chapter", distinct=True)))
        if not chapters:
            return None
        if self.scope.first or last:
            return (self.scope.first.year if self.scope.first else min(chapters), last or max(chapters))
        rich = [year for year, count in chapters.items() if count >= min(MANY, max(chapters.values()))]
        return (max(rich), max(rich))

    def latest_of_both(self) -> int | None:
        """The latest year of the range of which both sides state products."""
        stated = TradeYear.objects.order_by().filter(
            self.world.reported(self.scope), in_chapters=True, period_type__in=list(MONTHS)
        )
        if self.scope.product:
            stated = stated.filter(chapter=self.scope.product.chapter)
        sides: dict[int, set[str]] = defaultdict(set)
        for year, reporter, partner in stated.values_list("first_year", "reporter_id", "partner_id").distinct():
            sides[year].add(self.world.side(reporter, partner)[0])
        first, last = self.scope.first, self.scope.last
        both = [
            y
            for y, stating in sides.items()
            if len(stating) > 1 and not (first and y < first.year) and not (last and y > last.year)
        ]
        return max(both, default=None)

    @cached_property
    def rows(self) -> list[Ranked]:
        if not self.years:
            return []
        found: dict[int | str, Ranked] = {}
        for side, name, value, release in self._values():
            ranked = found.setdefault(name, Ranked(self._products[name]))
            ranked.values[side] = ranked.values.get(side, Decimal(0)) + value
            ranked.releases.add(release)
        for side in self.scope.sides:
            total = sum(ranked.values.get(side, Decimal(0)) for ranked in found.values())
            for ranked in found.values():
                if total and side in ranked.values:
                    ranked.share[side] = ranked.values[side] / total * 100
        first = self.scope.sides[0]
        return sorted(found.values(), key=lambda r: (-r.values.get(first, Decimal(0)), -max(r.values.values()), r.product.code))

    @property
    def shown(self) -> list[Ranked]:
        return self.rows[: self.most] if self.most else self.rows

    @cached_property
    def _products(self) -> dict[int | str, Product]:
        if self.scope.product:
            return {product.pk: product for product in Product.objects.filter(chapter=self.scope.product.chapter)}
        return {product.chapter: product for product in Product.objects.filter(level=Product.Level.CHAPTER)}

    def _values(self) -> Iterator[tuple[str, int | str, Decimal, SourceRelease]]:
        """Of each side, partner, direction, year and product the value of the best release."""
        name, rows = ("product_id", self._records()) if self.scope.product else ("chapter", self._chapters())
        cells: dict[tuple, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            if row[name] in self._products:
                cells[row["reporter_id"], row["partner_id"], row["direction"], row["year"], row[name]].append(row)
        for (reporter, partner, _direction, _year, which), stated in cells.items():
            side, _code = self.world.side(reporter, partner)
            best = min(stated, key=lambda row: (-row["months"], self.world.releases[row["release_id"]].rank, row["release_id"]))
            yield side, which, plain(best["value"]), self.world.releases[best["release_id"]]

    def _chapters(self) -> Iterator[dict[str, Any]]:
        rows = TradeYear.objects.order_by().filter(
            self.world.reported(self.scope),
            in_chapters=True,
            period_type__in=list(MONTHS),
            first_year__range=self.years or (0, 0),
        )
        fields = ("release_id", "reporter_id", "partner_id", "direction", "period_type", "first_year", "chapter")
        for row in rows.values(*fields).annotate(value=Sum("value_usd"), periods=Max("periods")):
            yield {**row, "year": row["first_year"], "months": MONTHS[row["period_type"]] * row["periods"]}

    def _records(self) -> Iterator[dict[str, Any]]:
        """Products within a chapter, heading or subheading, from the records of these years: the index leads to the chapter."""
        if not (self.years and self.scope.product):
            return
        first, last = self.years
        rows: QuerySet = (
            TradeRecord.objects.order_by()
            .filter(
                self.world.reported(self.scope),
                Q(product__code__startswith=self.scope.product.code),
                chapter=self.scope.product.chapter,
                period_type__in=list(MONTHS),
                period_start__range=(dt.date(first, 1, 1), dt.date(last, 12, 31)),
            )
            .exclude(level=Product.Level.CHAPTER)
        )
        fields = (
            "release_id",
            "reporter_id",
            "partner_id",
            "direction",
            "period_type",
            "period_start__year",
            "product_id",
            "level",
        )
        found = list(rows.values(*fields).annotate(value=Sum("value_usd")))
        fine = {self._narrow(row) for row in found if row["level"] == Product.Level.SUBHEADING}
        for row in found:
            if row["level"] == Product.Level.HEADING and self._narrow(row) in fine:
                continue  # its subheadings are listed already
            yield {**row, "year": row["period_start__year"], "months": MONTHS[row["period_type"]]}

    def _narrow(self, row: dict[str, Any]) -> tuple:
        heading = self._products[row["product_id"]].code[:4]
        return row["release_id"], row["reporter_id"], row["partner_id"], row["direction"], row["period_start__year"], heading

    @cached_property
    def releases(self) -> list[SourceRelease]:
        return sorted({r for ranked in self.rows for r in ranked.releases}, key=lambda r: (r.rank, r.reference))

    def file_rows(self) -> Iterator[tuple[Any, ...]]:
        first, last = self.years or (None, None)
        partners = " ".join(self.asked.partner_codes)
        for ranked in self.rows:
            for side in self.scope.sides:
                if side in ranked.values:
                    yield (
                        ranked.product.code,
                        ranked.product.name_en,
                        side,
                        partners,
                        str(self.asked.get("direction")),
                        first,
                        last,
                        ranked.values[side],
                        round(ranked.share[side], 2) if side in ranked.share else None,
                        " ".join(sorted(release.reference for release in ranked.releases)),
                    )
