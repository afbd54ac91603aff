"""Which published value stands for a side, a partner, a direction and a period, where several releases state one.

Values come from the tables of sums; only one product below the level of chapters is read from the records themselves, where an
index leads straight to its few rows. Of several statements the one that covers the whole period goes first, then the one of the
release with the lowest rank. Both directions together are the stated total, or the two directions added up where a better
release states them apart. What covers less than the period is kept, and says so.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

from django.db.models import Max, Q, QuerySet, Sum

from cooperation.models import Country, Direction, PeriodType, Product, SourceRelease, TradeRecord, TradeTotal, TradeYear

CHINA = "CN"
#: Whose statistics state a value.
BY_CHINA, BY_PARTNER = "china", "partner"
YEAR = 12
#: Months that one row of a kind of period stands for.
MONTHS = {PeriodType.YEAR: YEAR, PeriodType.QUARTER: 3, PeriodType.MONTH: 1}
DETAILED = (Product.Level.CHAPTER, Product.Level.HEADING, Product.Level.SUBHEADING)
FINENESS = {level: position for position, level in enumerate(DETAILED)}


class Slot(NamedTuple):
    """What a value is about; `at` is the first day of the year or month."""

    side: str
    partner: str
    direction: str
    at: dt.date


@dataclass(frozen=True)
class Statement:
    """One value as one release states it, or as two of its values add up to it."""

    value: Decimal
    release: SourceRelease
    months: int = YEAR
    until: dt.date | None = None
    is_incomplete: bool = False
    is_computed: bool = False
    unit: str = ""
    #: Further values that other releases state for the same whole period.
    others: int = 0
    span: int = YEAR

    @property
    def is_whole(self) -> bool:
        """It covers the whole year or month, as far as its publisher knows."""
        return self.months >= self.span and not self.is_incomplete

    @property
    def order(self) -> tuple:
        return (not self.is_whole, self.is_incomplete, -self.months, self.release.rank, self.is_computed, self.release.reference)


@dataclass(frozen=True)
class Scope:
    """What is asked of the data. Without a product, all goods; `directions` holds all three to have totals made."""

    sides: tuple[str, ...]
    partners: tuple[str, ...]
    directions: tuple[str, ...]
    product: Product | None = None
    by_month: bool = False
    is_quantity: bool = False
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def span(self) -> int:
        return 1 if self.by_month else YEAR

    @property
    def is_detailed(self) -> bool:
        """A product that the sums do not tell apart, or a quantity, which they do not hold."""
        return self.product is not None and (self.product.level != Product.Level.CHAPTER or self.is_quantity)


@dataclass
class Stated:
    """All statements found, the best of each slot first."""

    by_slot: dict[Slot, list[Statement]] = field(default_factory=dict)

    def best(self, slot: Slot) -> Statement | None:
        found = self.by_slot.get(slot)
        return found[0] if found else None

    def periods(self) -> list[dt.date]:
        return sorted({slot.at for slot in self.by_slot})


class World:
    """Countries and current releases by key, read once a page, so that no other query joins them."""

    def __init__(self) -> None:
        countries = list(Country.objects.all())
        self.by_code = {country.code: country for country in countries}
        self.code = {country.pk: country.code for country in countries}

    @cached_property
    def releases(self) -> dict[int, SourceRelease]:
        return {release.pk: release for release in SourceRelease.objects.current().select_related("source")}

    @property
    def partners(self) -> list[Country]:
        return sorted(
            (country for country in self.by_code.values() if country.role == Country.Role.CENTRAL_ASIA), key=lambda c: c.position
        )

    def reported(self, scope: Scope) -> Q:
        """Rows of current releases in which one of the sides reports trade with one of the partners."""
        china = self.by_code[CHINA].pk
        partners = [self.by_code[code].pk for code in scope.partners]
        asked = Q()
        if BY_CHINA in scope.sides:
            asked |= Q(reporter_id=china, partner_id__in=partners)
        if BY_PARTNER in scope.sides:
            asked |= Q(reporter_id__in=partners, partner_id=china)
        return asked & Q(release_id__in=list(self.releases), direction__in=scope.directions)

    def side(self, reporter: int, partner: int) -> tuple[str, str]:
        by_china = self.code[reporter] == CHINA
        return (BY_CHINA, self.code[partner]) if by_china else (BY_PARTNER, self.code[reporter])


#: What was read for the scopes that were asked for last, one set a process, with the revision of the sums that it belongs to.
_held: OrderedDict[tuple[Any, ...], Stated] = OrderedDict()
_holding = Lock()
HELD = 64


def forget() -> None:
    """Let go of what is held. For tests, whose rollbacks give the same keys to other rows."""
    _held.clear()


def stated(world: World, scope: Scope) -> Stated:
    """Everything that current releases state within the scope, in a fixed number of queries; in one where it was read before.

    Releases never change once they are loaded, so that what was read holds as long as the same ones are current, in the same order.
    Only the words that describe them may change: who shows those takes them from `World.releases`.
    """
    ranks = tuple((pk, release.rank) for pk, release in sorted(world.releases.items()))
    revision = (TradeYear.objects.aggregate(last=Max("pk"))["last"], ranks, scope)
    with _holding:
        found = _held.get(revision)
        if found is not None:
            _held.move_to_end(revision)
            return found
    found = read(world, scope)
    with _holding:
        _held[revision] = found
        while len(_held) > HELD:
            _held.popitem(last=False)
    return found


def read(world: World, scope: Scope) -> Stated:
    found: dict[Slot, list[Statement]] = defaultdict(list)
    for slot, statement in _statements(world, scope):
        if _within(scope, slot.at):
            found[slot].append(statement)
    if Direction.TOTAL in scope.directions:
        add_totals(found)
    return Stated({slot: _ordered(statements) for slot, statements in found.items()})


def add_totals(found: dict[Slot, list[Statement]]) -> None:
    """Both directions added up: within each release that states both, and from two releases where none does."""
    for slot in {slot._replace(direction=Direction.TOTAL) for slot in found}:
        outward = sorted(found.get(slot._replace(direction=Direction.EXPORT), ()), key=lambda s: s.order)
        inward = sorted(found.get(slot._replace(direction=Direction.IMPORT), ()), key=lambda s: s.order)
        for one in outward:
            same = [other for other in inward if other.release == one.release and other.months == one.months]
            if same:
                found[slot].append(_added(one, same[0]))
        if outward and inward and outward[0].is_whole and inward[0].is_whole:
            found[slot].append(_added(outward[0], inward[0]))


def _added(one: Statement, other: Statement) -> Statement:
    weaker = max(one, other, key=lambda statement: statement.release.rank)
    return Statement(
        value=one.value + other.value,
        release=weaker.release,
        months=one.months,
        until=one.until,
        is_incomplete=one.is_incomplete or other.is_incomplete,
        is_computed=True,
        unit=one.unit,
        span=one.span,
    )


def _ordered(statements: list[Statement]) -> list[Statement]:
    statements = sorted(statements, key=lambda statement: statement.order)
    best = statements[0]
    alike = [s for s in statements if s.is_whole == best.is_whole and s.months == best.months and not s.is_computed]
    different = {statement.value for statement in alike if statement.value != best.value}
    return [Statement(**{**vars(best), "others": len(different)}), *statements[1:]]


def _within(scope: Scope, at: dt.date) -> bool:
    return not (scope.first and at < scope.first) and not (scope.last and at > scope.last)


def _statements(world: World, scope: Scope) -> Iterator[tuple[Slot, Statement]]:
    rows = _detailed(world, scope) if scope.is_detailed else _summed(world, scope)
    for row in rows:
        side, partner = world.side(row["reporter_id"], row["partner_id"])
        yield (
            Slot(side, partner, row["direction"], row["at"]),
            Statement(
                value=plain(row["value"]),
                release=world.releases[row["release_id"]],
                months=row["months"],
                until=row["until"],
                is_incomplete=row["is_incomplete"],
                unit=row.get("unit", ""),
                span=scope.span,
            ),
        )


def plain(value: Decimal) -> Decimal:
    """A sum without zeros at its end: databases differ in how many they keep."""
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()


CELL = ("release_id", "reporter_id", "partner_id", "direction")


def _summed(world: World, scope: Scope) -> Iterator[dict[str, Any]]:
    """Rows of the tables of sums: all goods, or one chapter."""
    asked = world.reported(scope)
    asked &= Q(in_chapters=True, chapter=scope.product.chapter) if scope.product else Q(in_total=True)
    incomplete = _incomplete(world, scope) if not scope.product else frozenset()
    if not scope.by_month:
        years = TradeYear.objects.order_by().filter(asked, period_type__in=list(MONTHS))
        years = years.values(*CELL, "period_type", "first_year").annotate(value=Sum("value_usd"), periods=Max("periods"))
        for row in _of_years(years, scope):
            months = min(YEAR, MONTHS[row["period_type"]] * row["periods"])
            at = dt.date(row["first_year"], 1, 1)
            yield {**row, "at": at, "months": months, "until": None, "is_incomplete": _key(row, at) in incomplete}
    kinds = [PeriodType.MONTH] if scope.by_month else [PeriodType.RANGE]
    spans = TradeTotal.objects.order_by().filter(asked, period_type__in=kinds)
    if scope.first:
        spans = spans.filter(period_start__gte=scope.first)
    if scope.last:
        spans = spans.filter(period_start__lte=scope.last)
    for row in spans.values(*CELL, "period_start", "period_end").annotate(value=Sum("value_usd")):
        yield from _spanned(row, scope.by_month, _key(row, row["period_start"]) in incomplete)


def _of_years(rows: QuerySet, scope: Scope) -> QuerySet:
    if scope.first:
        rows = rows.filter(first_year__gte=scope.first.year)
    return rows.filter(first_year__lte=scope.last.year) if scope.last else rows


def _spanned(row: dict[str, Any], by_month: bool, is_incomplete: bool) -> Iterator[dict[str, Any]]:
    """A range of days as so many months of its year; ranges that begin later, or end in another year, are no part of a year."""
    start, end = row["period_start"], row["period_end"]
    whole_months = start.day == 1 and (end + dt.timedelta(days=1)).day == 1
    if not whole_months or start.year != end.year or (start.month != 1 and not by_month):
        return
    months = end.month - start.month + 1
    until = None if by_month or months == YEAR else end
    yield {**row, "at": start, "months": months, "until": until, "is_incomplete": is_incomplete}


def _key(row: dict[str, Any], at: dt.date) -> tuple:
    return (*(row[name] for name in CELL), at)


def _incomplete(world: World, scope: Scope) -> frozenset[tuple]:
    """Totals that their own publisher calls incomplete. The sums do not say so; totals are few, and have an index of their own."""
    rows = TradeRecord.objects.order_by().filter(
        world.reported(scope), chapter="", level=Product.Level.TOTAL, status=TradeRecord.Status.PARTIAL
    )
    return frozenset(_key(row, row["period_start"]) for row in rows.values(*CELL, "period_start"))


def _detailed(world: World, scope: Scope) -> Iterator[dict[str, Any]]:
    """Records of one product: at its own level where they state it, else the narrower products of it added up."""
    product = scope.product
    if product is None:
        return
    within = Q(product__code__startswith=product.code) if product.level in FINENESS else Q(product=product)
    rows = TradeRecord.objects.order_by().filter(world.reported(scope), within, chapter=product.chapter)
    if scope.is_quantity:
        rows = rows.filter(quantity__isnull=False)
    values = rows.values(*CELL, "level", "period_type", "period_start", "period_end", "unit", "status").annotate(
        value=Sum("quantity" if scope.is_quantity else "value_usd")
    )
    yield from _by_period(_one_unit(_coarsest(values)) if scope.is_quantity else _coarsest(values), scope)


def _coarsest(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the levels at which a cell is stated, the rows of the coarsest one: finer ones say the same again."""
    rows = list(rows)
    coarsest: dict[tuple, int] = {}
    for row in rows:
        cell = (*(row[name] for name in CELL), row["period_start"], row["period_end"])
        fineness = FINENESS.get(row["level"], 0)
        coarsest[cell] = min(coarsest.get(cell, fineness), fineness)
        row["cell"], row["fineness"] = cell, fineness
    return [row for row in rows if row["fineness"] == coarsest[row["cell"]]]


def _one_unit(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in the unit that most of them use: units do not add up."""
    units = [row["unit"] for row in rows]
    usual = max(sorted(set(units)), key=units.count) if units else ""
    return [row for row in rows if row["unit"] == usual]


def _by_period(rows: list[dict[str, Any]], scope: Scope) -> Iterator[dict[str, Any]]:
    """Months and quarters of a release added up to years, beside what is stated for years and ranges."""
    made: dict[tuple, dict[str, Any]] = {}
    for row in rows:
        kind, start = row["period_type"], row["period_start"]
        if scope.by_month != (kind == PeriodType.MONTH) and (scope.by_month or kind not in (*MONTHS, PeriodType.RANGE)):
            continue
        incomplete = row["status"] == TradeRecord.Status.PARTIAL
        if kind == PeriodType.RANGE:
            for spanned in _spanned(row, scope.by_month, incomplete):
                made.setdefault((*row["cell"], kind), {**spanned, "value": Decimal(0)})["value"] += row["value"]
            continue
        at = start if scope.by_month else start.replace(month=1, day=1)
        key = (*(row[name] for name in CELL), at, kind)
        held = made.setdefault(key, {**row, "at": at, "value": Decimal(0), "starts": set(), "until": None, "is_incomplete": False})
        held["value"] += row["value"]
        held["starts"].add(start)
        held["is_incomplete"] |= incomplete
        held["months"] = 1 if scope.by_month else min(YEAR, MONTHS[kind] * len(held["starts"]))
    yield from made.values()
