"""What the query string asks of a chart, and what is wrong with it. A chart takes no parameter that it does not know."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cooperation.kinds.filters import CAMPAIGN_TAGS, CodesFilter, DateFromFilter, DateToFilter, StrictFilterSet
from cooperation.models import Country, Direction, PartialDate, Precision, Product, TradeYear

from .products import Resolved, resolve
from .statements import BY_CHINA, BY_PARTNER, Scope, World

BOTH = "both"
#: The five states as one partner, for which some publishers state a value.
REGION = "C5"

REPORTED_BY = [(BY_CHINA, gettext_lazy("China")), (BY_PARTNER, gettext_lazy("The partner")), (BOTH, gettext_lazy("Both sides"))]
PERIODS = [("year", pgettext_lazy("chart", "Years")), ("month", pgettext_lazy("chart", "Months"))]
MEASURES = [("value", pgettext_lazy("trade measure", "Value")), ("quantity", gettext_lazy("Quantity"))]
SHOWN = [
    ("absolute", pgettext_lazy("way of showing", "Amount")),
    ("share", pgettext_lazy("way of showing", "Share")),
    ("change", pgettext_lazy("way of showing", "Change on the year")),
]
CHARTS = [
    ("line", pgettext_lazy("chart", "Lines")),
    ("area", gettext_lazy("Stacked areas")),
    ("bar", pgettext_lazy("chart", "Bars")),
    ("multiples", gettext_lazy("One chart a partner")),
    ("ranked", gettext_lazy("Products, ranked")),
    ("treemap", gettext_lazy("Products, as areas")),
]
PRODUCT_CHARTS = ("ranked", "treemap")
#: Most months that a chart by month draws, and how many it shows when no dates are given.
MOST_MONTHS, USUAL_MONTHS = 120, 36


class ChartFilter(StrictFilterSet):
    """The parameters of a chart. Nothing is filtered here: `Asked` reads the clean values."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, TradeYear.objects.none())

    @property
    def unknown(self) -> list[str]:
        return [name for name in self.data if name not in self.filters and not name.startswith(CAMPAIGN_TAGS)]

    def no_filter(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        return queryset


def choice(choices: list, label: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(method="no_filter", choices=choices, label=label, empty_label=None)


class ExplorerFilter(ChartFilter):
    partner = CodesFilter(method="no_filter", choices=[], label=gettext_lazy("Partner"))
    reported_by = choice(REPORTED_BY, gettext_lazy("Reported by"))
    direction = choice(Direction.choices, gettext_lazy("Direction"))
    product = django_filters.CharFilter(method="no_filter", max_length=100, label=gettext_lazy("Product"))
    period = choice(PERIODS, pgettext_lazy("chart", "By"))
    from_date = DateFromFilter(method="no_filter", label=pgettext_lazy("chart", "From"))
    to_date = DateToFilter(method="no_filter", label=pgettext_lazy("chart", "To"))
    measure = choice(MEASURES, gettext_lazy("Measure"))
    show = choice(SHOWN, gettext_lazy("Shown as"))
    chart = choice(CHARTS, gettext_lazy("Chart"))


#: What a chart shows where the query string says nothing.
USUAL = {
    "reported_by": BY_CHINA,
    "direction": str(Direction.TOTAL),
    "period": "year",
    "measure": "value",
    "show": "absolute",
    "chart": "line",
}


class Asked:
    """The state of the explorer: every part of it is in the address."""

    filterset_class: type[ChartFilter] = ExplorerFilter
    usual = USUAL
    has_many_partners = True

    def __init__(self, query: QueryDict, world: World | None = None) -> None:
        self.query = query
        self.world = world or World()
        self.filterset = self.filterset_class(query)
        self.filterset.form.fields["partner"].choices = [(country.code, str(country.name)) for country in self.offered]
        self.filterset.form.full_clean()

    @property
    def offered(self) -> list[Country]:
        """Partners to choose from: the five, and the five together."""
        return [*self.world.partners, *(country for code, country in self.world.by_code.items() if code == REGION)]

    def get(self, name: str) -> Any:
        return self.filterset.form.cleaned_data.get(name) or self.usual.get(name)

    @cached_property
    def problems(self) -> dict[str, list[str]]:
        found = dict(self.filterset.problems)
        if found:
            return found
        if self.first and self.last and self.first > self.last:
            found["to_date"] = [_("The end lies before the beginning.")]
        if self.resolved.is_unknown:
            found["product"] = [_("No product has this code or name. Write an HS code such as 27 or 270900, or words of its name.")]
        if self.product and self.get("measure") == "quantity" and self.product.level not in ("heading", "subheading"):
            found["measure"] = [
                _("Quantities of different products do not add up. Choose a product by a code of four or six digits.")
            ]
        if not self.product and not self.resolved.choices and self.get("measure") == "quantity":
            found["measure"] = [
                _("Quantities of different products do not add up. Choose a product by a code of four or six digits.")
            ]
        found |= self.odd_combinations()
        return found

    def odd_combinations(self) -> dict[str, list[str]]:
        found = {}
        if self.get("chart") in PRODUCT_CHARTS:
            if self.get("show") == "change":
                found["show"] = [_("A ranking of products shows amounts or shares.")]
            if self.get("measure") == "quantity":
                found["measure"] = [_("A ranking of products compares values: quantities come in different units.")]
            if self.get("period") == "month":
                found["period"] = [_("A ranking of products covers years.")]
        if self.get("chart") == "area" and (self.get("show") == "change" or self.get("reported_by") == BOTH):
            found["chart"] = [_("Areas are stacked from one side’s amounts or shares. Choose lines or bars.")]
        if self.get("chart") == "area" and REGION in self.partner_codes:
            found["chart"] = [_("The five states together cannot be stacked upon each of them. Choose lines or bars.")]
        if self.get("show") == "share" and REGION in self.partner_codes:
            found["show"] = [_("The five states together are no share of themselves. Leave them out, or show amounts.")]
        if self.get("period") == "month" and self.first and self.last and months_between(self.first, self.last) > MOST_MONTHS:
            found["from_date"] = [_("A chart by month shows at most %(number)d months.") % {"number": MOST_MONTHS}]
        return found

    @property
    def is_sound(self) -> bool:
        return not self.problems

    @cached_property
    def resolved(self) -> Resolved:
        return resolve(self.filterset.form.cleaned_data.get("product") or "")

    @property
    def product(self) -> Product | None:
        return self.resolved.product

    @cached_property
    def partner_codes(self) -> list[str]:
        chosen = self.filterset.form.cleaned_data.get("partner") or []
        offered = [country.code for country in self.offered]
        return [code for code in offered if code in chosen] or [code for code in offered if code != REGION]

    @property
    def sides(self) -> tuple[str, ...]:
        asked = self.get("reported_by")
        return (BY_CHINA, BY_PARTNER) if asked == BOTH else (asked,)

    @property
    def by_month(self) -> bool:
        return self.get("period") == "month"

    @property
    def first(self) -> dt.date | None:
        return self.start_of(self.filterset.form.cleaned_data.get("from_date"))

    @property
    def last(self) -> dt.date | None:
        found = self.filterset.form.cleaned_data.get("to_date")
        return self.start_of(found, end=True)

    def start_of(self, partial: PartialDate | None, *, end: bool = False) -> dt.date | None:
        """The first day of the year or month that a date of the query names."""
        if not partial or partial.date is None:
            return None
        if not self.by_month:
            return partial.date.replace(month=1, day=1)
        month = 12 if end and partial.precision == Precision.YEAR else partial.date.month
        return partial.date.replace(month=month, day=1)

    @property
    def directions(self) -> tuple[str, ...]:
        asked = str(self.get("direction"))
        return tuple(Direction.values) if asked == Direction.TOTAL else (asked,)

    @property
    def scope(self) -> Scope:
        return Scope(
            sides=self.sides,
            partners=tuple(self.partner_codes),
            directions=self.directions,
            product=self.product,
            by_month=self.by_month,
            is_quantity=self.get("measure") == "quantity",
            first=self.first,
            last=self.last,
        )

    def url(self, **changes: Any) -> str:
        """The query string with some parameters changed or, with None, left out."""
        query = QueryDict(mutable=True)
        for name, values in self.query.lists():
            if name in self.filterset.filters and name not in changes:
                query.setlist(name, [value for value in values if value])
        for name, value in changes.items():
            if value is not None:
                query.setlist(name, value if isinstance(value, list) else [str(value)])
        return f"?{query.urlencode()}" if query else ""


def months_between(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1
