"""A country's trade with China in a few numbers: the latest whole year of each side, the balance, the change, the main products."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.http import QueryDict

from cooperation.models import Country, Direction

from .asked import BOTH, REGION, Asked
from .explorer import Explorer
from .mirror import Mirror, MirrorAsked
from .ranking import Ranked, Ranking
from .statements import BY_CHINA, BY_PARTNER, Slot, Statement, World

#: Products that a profile names in each direction.
MAIN = 5
#: Fewer products than these are a selection that says nothing of what is main; older ones than so many years are history.
FEWEST, RECENT = 4, 6
#: Products that add up to less than so many per cent of all goods are no picture of trade.
LEAST_PCT = 10
HUNDRED = Decimal(100)


def query(**parameters: str) -> QueryDict:
    made = QueryDict(mutable=True)
    made.update(parameters)
    return made


@dataclass(frozen=True)
class Side:
    """What one side states of the latest year that it states whole. The balance is the partner's: to China less from China."""

    name: str
    year: int
    total: Statement
    outward: Statement | None
    inward: Statement | None
    before: Statement | None

    @property
    def balance(self) -> Decimal | None:
        return self.inward.value - self.outward.value if self.outward and self.inward else None

    @property
    def change_pct(self) -> Decimal | None:
        """Per cent on the year before, where that year is stated whole too."""
        return (self.total.value / self.before.value - 1) * HUNDRED if self.before and self.before.value else None


@dataclass(frozen=True)
class Products:
    """The main products of one direction, as the side reports them that states more of them, with their part of all goods.

    `covered_pct` says how much of all goods the stated products add up to: few releases state every product.
    """

    direction: str
    side: str
    year: int
    rows: list[tuple[Ranked, Decimal, Decimal]]
    covered_pct: Decimal


class TradeProfile:
    """Trade of one of the five with China. Everything is read from the tables of sums."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.world = World()
        self.mirror = Mirror(MirrorAsked(query(partner=country.code), self.world))

    @cached_property
    def sides(self) -> list[Side]:
        return [side for name in (BY_CHINA, BY_PARTNER) if (side := self.side(name))]

    def side(self, name: str) -> Side | None:
        whole = [at for at in self.mirror.explorer.periods if self.whole(name, Direction.TOTAL, at)]
        if not whole:
            return None
        at = max(whole)
        total = self.whole(name, Direction.TOTAL, at)
        if total is None:
            return None
        return Side(
            name,
            at.year,
            total,
            self.whole(name, Direction.EXPORT, at),
            self.whole(name, Direction.IMPORT, at),
            self.whole(name, Direction.TOTAL, at.replace(year=at.year - 1)),
        )

    def whole(self, side: str, direction: str, at: dt.date) -> Statement | None:
        found = self.mirror.explorer.stated.best(Slot(side, self.country.code, str(direction), at))
        return found if found and found.is_whole else None

    @cached_property
    def products(self) -> list[Products]:
        return [made for direction in (Direction.EXPORT, Direction.IMPORT) if (made := self.main_products(str(direction)))]

    def main_products(self, direction: str) -> Products | None:
        """None where no release states many products of a year that is still of use."""
        asked = Asked(query(partner=self.country.code, direction=direction, chart="ranked", reported_by=BOTH), self.world)
        ranking = Ranking(asked, most=None)
        if not ranking.years or ranking.years[1] < max((side.year for side in self.sides), default=0) - RECENT:
            return None
        stating = {side: [row for row in ranking.rows if side in row.values] for side in (BY_CHINA, BY_PARTNER)}
        side = max(stating, key=lambda name: len(stating[name]))
        goods = self.whole(side, direction, dt.date(ranking.years[1], 1, 1))
        if len(stating[side]) < FEWEST or goods is None or not goods.value:
            return None
        rows = sorted(
            ((row, row.values[side], row.values[side] / goods.value * HUNDRED) for row in stating[side]), key=lambda row: -row[1]
        )
        covered = sum((part for _row, _value, part in rows), Decimal(0))
        return Products(direction, side, ranking.years[1], rows[:MAIN], covered) if covered >= LEAST_PCT else None


@dataclass(frozen=True)
class RegionYear:
    """The five together in one year: their values as China reports them added up, and what is published for the five as one."""

    year: int
    summed: Decimal
    published: Statement | None

    @property
    def difference(self) -> Decimal | None:
        return self.published.value - self.summed if self.published else None

    @property
    def difference_pct(self) -> Decimal | None:
        return self.difference / self.summed * HUNDRED if self.difference is not None and self.summed else None


def region(world: World) -> list[RegionYear]:
    """Each year of which China states a whole value for all five, newest first."""
    codes = [partner.code for partner in world.partners]
    made = query()
    made.setlist("partner", [*codes, REGION])
    explorer = Explorer(Asked(made, world))
    found = []
    for at in reversed(explorer.periods):
        own = [explorer.stated.best(Slot(BY_CHINA, code, str(Direction.TOTAL), at)) for code in codes]
        whole = [statement.value for statement in own if statement and statement.is_whole]
        if len(whole) == len(codes):
            published = explorer.stated.best(Slot(BY_CHINA, REGION, str(Direction.TOTAL), at))
            found.append(RegionYear(at.year, sum(whole, Decimal(0)), published if published and published.is_whole else None))
    return found
