"""One row of a trade file becomes one row of the table, is left out by a rule, or is rejected with column and reason.

Values that repeat (the two sides, the period, the product, the unit) are checked once and remembered; what is left to do for
each of millions of rows is four look-ups and two numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError

from cooperation.models import Country, Direction, Flow, Period, PeriodType, Product, TradeRecord

from .files import LoadProblem
from .iso3166 import ALPHA_2, ALPHA_3

VALUE_MAX = 10**16  # the column holds eighteen digits, two of them cents
QUANTITY_MAX = 10**17

FLOWS = {
    "m": Flow.IMPORT, "import": Flow.IMPORT, "imports": Flow.IMPORT, "i": Flow.IMPORT, "1": Flow.IMPORT,
    "x": Flow.EXPORT, "export": Flow.EXPORT, "exports": Flow.EXPORT, "e": Flow.EXPORT, "2": Flow.EXPORT,
    "total": Flow.TOTAL,
}  # fmt: skip
#: Flows that the two above contain already: re-exports are within exports, domestic exports and processing trade too.
PARTS_OF_FLOWS = frozenset(
    ["rx", "rm", "re-export", "re-exports", "re-import", "re-imports", "3", "4", "dx", "fm", "mip", "xip", "mop", "xop", "dxp"]
)
REVISIONS = {
    "H0": "HS1992", "H1": "HS1996", "H2": "HS2002", "H3": "HS2007", "H4": "HS2012", "H5": "HS2017", "H6": "HS2022", "H7": "HS2028",
    "HS": "",
}  # fmt: skip
STATUSES = {
    "a": "final", "f": "final", "p": "provisional", "e": "estimated", "i": "estimated", "u": "partial",
    **{status: status for status in TradeRecord.Status.values},
}  # fmt: skip
NO_UNIT = frozenset(["", "-1", "N/A", "n/a", "No Quantity", "no quantity"])
TRUE = frozenset(["1", "true", "yes"])
FALSE = frozenset(["0", "false", "no"])

#: Products whose name no file has brought yet are called by their code.
NAMELESS = "HS {code}"


class Rejected(Exception):
    """A row that cannot be loaded: the column (as `layouts` names it) and the reason."""

    def __init__(self, column: str, reason: str) -> None:
        self.column = column
        self.reason = reason


class LeftOut(Exception):
    """A row that is sound, but not the registry's: the rule by which it is passed over."""


class Side(NamedTuple):
    reporter_id: int
    partner_id: int
    flow: str
    direction: str


class Span(NamedTuple):
    period_type: str
    period_start: str
    period_end: str


class Detail(NamedTuple):
    unit: str
    valuation: str
    status: str
    is_quantity_estimated: bool
    multiplier: int


class Goods:
    """What a row says of its product. The key is filled in when new products are stored, before their first row is."""

    __slots__ = ("chapter", "code", "level", "pk", "revision", "sector_id")

    def __init__(self, product: Product, revision: str) -> None:
        self.pk: int | None = product.pk
        self.code = product.code
        self.level = str(product.level)
        self.chapter = product.chapter
        self.sector_id = product.sector_id
        self.revision = revision

    def columns(self) -> tuple[Any, ...]:
        return self.pk, self.level, self.chapter, self.sector_id, self.revision


class Checker:
    """Looks the words of a file up in the vocabularies. One a load: it also sees that all files are in one HS revision."""

    def __init__(self, *, revision: str = "", allow_mixed: bool = False) -> None:
        self.countries = {}
        for country in Country.objects.all():
            for code in filter(None, (country.code, country.alpha3, country.m49, country.m49.lstrip("0"))):
                self.countries[code] = country
        self.kept = frozenset(settings.TRADE_COUNTRIES) | {"C5"}
        self.products = {product.code: product for product in Product.objects.all()}
        if not self.countries or not any(product.level == Product.Level.CHAPTER for product in self.products.values()):
            raise LoadProblem("The countries and HS chapters are not in the database yet. Run manage.py load_registry first.")
        self.new: dict[str, Product] = {}
        self.named: list[Product] = []
        self.goods_by_key: dict[tuple[str, str], Goods] = {}
        self.revisions: Counter[str] = Counter()
        self.revision = revision
        self.allow_mixed = allow_mixed

    # The two sides

    def side(
        self,
        action: str,
        service: str,
        reporter: str,
        reporter_iso: str,
        partner: str,
        partner_iso: str,
        flow: str,
        second: str,
        transport: str,
        customs: str,
        supply: str,
    ) -> Side:
        if action.strip().upper()[:1] == "D":
            raise Rejected("action", "a deletion; a release is replaced as a whole")
        if service.strip().upper() not in ("", "C"):
            raise LeftOut("services, not goods")
        if second.strip() not in ("", "0") or transport.strip() not in ("", "0", "_T") or supply.strip() not in ("", "0"):
            raise LeftOut("a breakdown by second partner, transport or supply of a row that stands by itself")
        if customs.strip() not in ("", "C00", "_T"):
            raise LeftOut("a breakdown by customs procedure of a row that stands by itself")
        kind = code_of(flow).casefold()
        if kind in PARTS_OF_FLOWS:
            raise LeftOut("re-exports, re-imports and other parts of the flow, which exports and imports contain")
        if kind not in FLOWS:
            raise Rejected("flow", f"“{flow[:40]}” is not a flow (export or import)")
        first = self.country("reporter", reporter, reporter_iso)
        other = self.country("partner", partner, partner_iso, may_be_area=True)
        if first == other:
            raise LeftOut("reporter and partner are the same country")
        roles = {first.role, other.role}
        if Country.Role.CHINA not in roles:
            raise LeftOut("neither side is China")
        stated = FLOWS[kind]
        return Side(first.pk, other.pk, stated.value, direction_of(stated, first).value)

    def country(self, column: str, code: str, iso: str, *, may_be_area: bool = False) -> Country:
        code, iso = code_of(code), code_of(iso)
        country = self.countries.get(code.upper()) or self.countries.get(iso.upper())
        if country and country.code in self.kept:
            return country
        if country or code in ALPHA_2 or code in ALPHA_3 or iso in ALPHA_2 or iso in ALPHA_3:
            raise LeftOut(f"another country as {column}")
        if may_be_area and code:  # the world, a continent, "areas not elsewhere specified", a country by number only
            raise LeftOut("another country or group as partner")
        if not code:
            raise Rejected(column, "is empty")
        raise Rejected(column, f"“{code[:40]}” is no country that the vocabulary knows")

    # The period

    def span(self, frequency: str, text: str) -> Span:
        frequency, text = frequency.strip().upper()[:1], text.strip()
        if re.fullmatch(r"[0-9]{6}", text):  # UN Comtrade writes 202405
            text = f"{text[:4]}-{text[4:]}"
        elif match := re.fullmatch(r"([0-9]{4})-?M([0-9]{1,2})", text):  # SDMX writes 2024-M05
            text = f"{match[1]}-{int(match[2]):02d}"
        try:
            period = Period.parse(text)
        except ValidationError as error:
            raise Rejected("period", " ".join(error.messages) if text else "is empty") from error
        if period.type == PeriodType.POINT:
            raise Rejected("period", f"“{text[:40]}” is a day; trade is of a month or a year")
        if period.start > dt.date.today() + dt.timedelta(days=31):
            raise Rejected("period", f"“{text[:40]}” has not begun yet")
        wanted = {"A": PeriodType.YEAR, "Q": PeriodType.QUARTER, "M": PeriodType.MONTH}.get(frequency, period.type)
        if wanted != period.type:
            raise Rejected("frequency", f"“{frequency}” does not agree with the period “{text[:20]}”")
        return Span(str(period.type), period.start.isoformat(), period.end.isoformat())

    # The product

    def goods(self, code: str, revision: str, classification: str, name: str, line: int) -> Goods:
        code = code_of(code).upper()
        revision = self.revision_of(revision, classification)
        goods = self.goods_by_key.get((code, revision))
        if goods is None:
            goods = Goods(self.product(code, name.strip()), revision)
            self.goods_by_key[code, revision] = goods
        if code != "TOTAL":
            self.see_revision(revision, line)
        return goods

    def revision_of(self, stated: str, classification: str) -> str:
        if (text := stated.strip()) in REVISIONS.values():
            return text or self.revision
        scheme = code_of(classification or stated).upper()
        if not scheme:
            return self.revision
        if scheme in REVISIONS:
            return REVISIONS[scheme] or self.revision
        raise Rejected(
            "classification" if classification else "revision",
            f"“{(classification or stated)[:20]}” is not a revision of the Harmonized System",
        )

    def see_revision(self, revision: str, line: int) -> None:
        if revision and revision not in self.revisions and self.revisions and not self.allow_mixed:
            first = next(iter(self.revisions))
            raise LoadProblem(
                f"Two revisions of the Harmonized System in one release: {first}, and {revision} on line {line:,}. A code may mean"
                " another product in another revision. Load them as two releases, or say that it is meant so (--mixed-revisions)."
            )
        if revision:
            self.revisions[revision] += 1

    def product(self, code: str, name: str) -> Product:
        product = self.products.get(code) or self.new.get(code)
        if product:
            if name and product.name_en == NAMELESS.format(code=code):
                product.name_en = name[:300]
                self.named.append(product)
            return product
        if not code:
            raise Rejected("product", "is empty")
        if not code.isascii() or not code.isdigit():
            raise Rejected("product", f"“{code[:40]}” is neither an HS code nor TOTAL")
        if len(code) in (1, 3, 5):
            raise Rejected("product", f"“{code}” has {len(code)} digits; a leading zero has been lost (codes are text)")
        if len(code) not in (2, 4, 6):
            raise Rejected("product", f"“{code[:40]}” has {len(code)} digits; HS codes have 2, 4 or 6")
        chapter = self.products.get(code[:2])
        if chapter is None:
            raise Rejected("product", f"“{code}”: there is no HS chapter {code[:2]}")
        wider = self.products.get(code[:4], chapter)
        level = Product.Level.HEADING if len(code) == 4 else Product.Level.SUBHEADING
        self.new[code] = Product(
            code=code,
            name_en=name[:300] or NAMELESS.format(code=code),
            level=level,
            chapter=code[:2],
            section=chapter.section,
            sector_id=wider.sector_id or chapter.sector_id,
        )
        return self.new[code]

    def stored(self) -> None:
        """The new products have been saved: rows may refer to them."""
        for goods in self.goods_by_key.values():
            if goods.pk is None:
                goods.pk = self.new[goods.code].pk
        self.products |= self.new
        self.new = {}
        self.named = []

    # Unit, valuation, status

    def detail(
        self,
        unit: str,
        valuation: str,
        status: str,
        is_reported: str,
        is_aggregate: str,
        estimate: str,
        quantity_estimate: str,
        currency: str,
        multiplier: str,
    ) -> Detail:
        unit, valuation, currency, multiplier = unit.strip(), valuation.strip(), currency.strip(), multiplier.strip()
        if code_of(currency).upper() not in ("", "USD"):
            raise Rejected("currency", f"“{currency[:20]}”; values are wanted in US dollars")
        if code_of(multiplier) not in ("", *"0123456789"):
            raise Rejected("multiplier", f"“{multiplier[:20]}” is not a power of ten from 0 to 9")
        if valuation.upper() not in ("", "CIF", "FOB"):
            raise Rejected("valuation", f"“{valuation[:20]}” is neither CIF nor FOB")
        if (known := STATUSES.get(code_of(status).casefold() or "final")) is None:
            raise Rejected("status", f"“{status[:20]}” is not final, provisional, partial or estimated")
        if is_reported.strip().casefold() in FALSE and is_aggregate.strip().casefold() in FALSE:
            known = "estimated"  # neither stated by the reporter nor added up from what it stated
        # The older flag is a sum: 2 quantity estimated, 4 net weight estimated.
        is_estimated = quantity_estimate.strip().casefold() in TRUE or estimate.strip() in ("2", "6")
        return Detail(
            "" if unit in NO_UNIT else unit[:30], valuation.upper(), known, is_estimated, 10 ** int(code_of(multiplier) or 0)
        )


def direction_of(flow: Flow, reporter: Country) -> Direction:
    """The flow as China sees it."""
    if flow == Flow.TOTAL:
        return Direction.TOTAL
    if reporter.role == Country.Role.CHINA:
        return Direction(flow.value)
    return Direction.IMPORT if flow == Flow.EXPORT else Direction.EXPORT


def code_of(cell: str) -> str:
    """The code of a cell that may hold code and label, as SDMX-CSV allows: `CN: China`."""
    return cell.partition(":")[0].strip()


def number(column: str, text: str, limit: int) -> float:
    """A number that is not negative. Raises Rejected for anything else."""
    text = text.strip()
    if not text:
        raise Rejected(column, "is empty")
    try:
        value = float(text) if text.isascii() and "_" not in text else float("nan")
    except ValueError:
        value = float("nan")
    if value < 0:
        raise Rejected(column, f"“{text[:30]}” is negative")
    if not value < limit:
        raise Rejected(column, f"“{text[:30]}” is not a number" if value != value else f"“{text[:30]}” is too large")
    return value
