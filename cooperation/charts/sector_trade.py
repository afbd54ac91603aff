"""Trade in the goods of one sector: its HS chapters, as China reports them, with all five partners or with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cooperation.models import Direction, Product

from .asked import Asked
from .profile import query
from .ranking import Ranking
from .statements import BY_CHINA, World


@dataclass(frozen=True)
class SectorGoods:
    """The chapters of a sector that are stated for one direction in one year, and all of them together."""

    direction: str
    year: int
    rows: list[tuple[Product, Decimal]]

    @property
    def total(self) -> Decimal:
        return sum((value for _product, value in self.rows), Decimal(0))


def sector_goods(chapters: Sequence[Product], partner: str = "") -> list[SectorGoods]:
    """For each direction the latest year of which many products are stated. Everything is read from the tables of sums."""
    codes = {product.code for product in chapters}
    if not codes:
        return []
    world, found = World(), []
    for direction in (Direction.EXPORT, Direction.IMPORT):
        asked = Asked(query(direction=str(direction), chart="ranked", **({"partner": partner} if partner else {})), world)
        ranking = Ranking(asked, most=None)
        rows = [(row.product, row.values[BY_CHINA]) for row in ranking.rows if row.product.code in codes and BY_CHINA in row.values]
        if rows and ranking.years:
            found.append(SectorGoods(str(direction), ranking.years[1], sorted(rows, key=lambda row: -row[1])))
    return found
