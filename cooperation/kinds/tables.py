"""Columns of the tables that people read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext, gettext_noop, pgettext
from django.utils.translation import gettext_lazy as _

from cooperation.models import PartialDate, Period, PeriodType, Precision
from cooperation.models.text import LocalText

from .units import in_words

NOT_KNOWN = _("not known")
#: Languages of sources that Django has no name for; of Chinese it knows the two scripts only.
LANGUAGE_NAMES = {"tl": gettext_noop("Filipino"), "yo": gettext_noop("Yoruba"), "zh": gettext_noop("Chinese")}


def in_language(text: LocalText) -> SafeString | str:
    """The text, marked with its language where that is not the page's."""
    if getattr(text, "is_fallback", False):
        return format_html('<span lang="{}">{}</span>', text.language, text)
    return text


def absent(words: Any = NOT_KNOWN) -> SafeString:
    """Why a value is missing, in words and in a quieter ink."""
    return format_html('<span class="absent">{}</span>', words)


def partial_date(partial: PartialDate) -> SafeString:
    """A partial date in words, in a `<time>`; or in words why there is none."""
    if partial.date is None:
        label = Precision(partial.precision).label if partial.precision else NOT_KNOWN
        return absent(label)
    formats = {Precision.YEAR: pgettext("date format of a year", "Y"), Precision.MONTH: "YEAR_MONTH_FORMAT"}
    words = date_format(partial.date, formats.get(Precision(partial.precision), "DATE_FORMAT"), use_l10n=True)
    return format_html('<time datetime="{}">{}</time>', str(partial), words)


def period(value: Period) -> SafeString:
    """A period of statistics in words: “2024”, “June 2025”, “January 2025 – June 2025”."""
    if value.type == PeriodType.YEAR:
        return partial_date(PartialDate(value.start, Precision.YEAR))
    if value.type == PeriodType.MONTH:
        return partial_date(PartialDate(value.start, Precision.MONTH))
    if value.type == PeriodType.POINT:
        return partial_date(PartialDate(value.start, Precision.DAY))
    if value.type == PeriodType.QUARTER:
        quarter = gettext("%(year)s, quarter %(number)d") % {"year": f"{value.start:%Y}", "number": (value.start.month + 2) // 3}
        return format_html("{}", quarter)
    precision = Precision.MONTH if len(str(value)) == len("2025-01/2025-06") else Precision.DAY
    first, last = partial_date(PartialDate(value.start, precision)), partial_date(PartialDate(value.end, precision))
    return format_html(pgettext("period", "{first} – {last}"), first=first, last=last)


def number(value: Decimal | float | int | None) -> str:
    """A number with all its digits, grouped as the language groups them."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        value = Decimal(f"{value.normalize():f}")
        return number_format(value, decimal_pos=max(0, -int(value.as_tuple().exponent)), use_l10n=True, force_grouping=True)
    return number_format(value, use_l10n=True, force_grouping=True)


def money(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency code before it: “USD 4,700,000,000”."""
    return f"{currency}\N{NO-BREAK SPACE}{number(amount)}" if amount is not None else ""


def language_name(code: str) -> str:
    """The name of a language in the language of the page; the code where neither Django nor we know it."""
    if code in LANGUAGE_NAMES:
        return gettext(LANGUAGE_NAMES[code])
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
    return name[:1].upper() + name[1:]


class TitleColumn(tables.Column):
    """The record's name, linked to its page, and its reference under it. The first column of every table.

    The reference is a box of the form `compare`, which the page of the list has below the table.
    """

    is_compared = True

    def __init__(self, kind_name: str, **kwargs: Any) -> None:
        self.kind_name = kind_name
        kwargs.setdefault("verbose_name", _("Title"))
        kwargs.setdefault("accessor", "title")
        kwargs.setdefault("attrs", {"td": {"class": "title"}})
        super().__init__(empty_values=(), **kwargs)

    def render(self, value: Any, record: Any, table: RecordTable) -> SafeString:
        arguments = [record.reference, record.slug] if record.slug else [record.reference]
        address = reverse(f"{self.kind_name}-detail", args=arguments)
        if table.listing:
            address = f"{address}?{table.listing}"
        link = format_html('<a href="{}">{}</a>', address, self.text(value, record))
        if not self.is_compared:
            return format_html("{}<small>{}</small>", link, record.reference)
        return format_html(
            '{0}<label class="pick"><input type="checkbox" form="compare" name="ref" value="{1}" aria-label="{2}"> {1}</label>',
            link,
            record.reference,
            gettext("Compare %(reference)s") % {"reference": record.reference},
        )

    def text(self, value: Any, record: Any) -> SafeString | str:
        return in_language(value)


class StatusColumn(tables.Column):
    """A status as a badge: shape and word, then colour."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "nowrap"}})
        super().__init__(**kwargs)

    def render(self, value: str, record: Any) -> SafeString:
        return format_html('<span class="badge badge--{}">{}</span>', record.status, value)


class PartialDateColumn(tables.Column):
    """A partial date; `accessor` names the descriptor that joins date and precision."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "nowrap"}})
        super().__init__(empty_values=(), **kwargs)

    def render(self, value: PartialDate) -> SafeString | str:
        return partial_date(value)


class WordsColumn(tables.Column):
    """A unit or a town in the reader’s words."""

    def render(self, value: str) -> SafeString | str:
        return in_words(value)


class PeriodColumn(tables.Column):
    """A period of statistics in words."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "nowrap"}})
        super().__init__(**kwargs)

    def render(self, value: Period) -> SafeString:
        return period(value)


class NamesColumn(tables.Column):
    """The names of a many-to-many field or of prefetched rows, one after another."""

    def __init__(self, limit: int = 6, **kwargs: Any) -> None:
        self.limit = limit
        kwargs.setdefault("attrs", {"td": {"class": "names"}})
        super().__init__(empty_values=(), **kwargs)

    def render(self, value: Any) -> SafeString | str:
        rows = list(value.all())
        shown = format_html_join(pgettext("between names", ", "), "{}", ((self.name(row),) for row in rows[: self.limit]))
        if len(rows) > self.limit:
            more = _("and %(count)d more") % {"count": len(rows) - self.limit}
            return format_html("{} <span>{}</span>", shown, more)
        return shown if rows else absent()

    def name(self, row: Any) -> SafeString | str:
        return in_language(row.name)


class CountriesColumn(NamesColumn):
    """Countries, each with its colour."""

    def render(self, value: Any) -> SafeString:
        marked = (
            format_html('<span class="country country--{}">{}</span>', country.code, self.name(country)) for country in value.all()
        )
        spans = format_html_join(" ", "{}", ((span,) for span in marked))
        return format_html('<span class="countries">{}</span>', spans) if spans else absent()


class OrganisationsColumn(NamesColumn):
    """Organisations behind rows such as participations."""

    def name(self, row: Any) -> SafeString | str:
        return in_language(row.organisation.title)


class NumberColumn(tables.Column):
    """A number, right-aligned, with the digits that it has."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"th": {"class": "numeric"}, "td": {"class": "numeric"}})
        super().__init__(**kwargs)

    def render(self, value: Any) -> str:
        return number(value)


class RecordTable(tables.Table):
    """A table without pagination, ordering or form of its own: the view orders and cuts the rows."""

    #: The query that names the list to the pages of its records (see `neighbours` in views).
    listing = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", absent())
        super().__init__(*args, **kwargs)

    def cells(self) -> Iterator[list[Any]]:
        """The cells of each row as HTML, in the order of the columns."""
        names = [column.name for column in self.columns]
        return ([row.get_cell(name) for name in names] for row in self.rows)

    class Meta:
        orderable = False
        template_name = "records/_table.html"


def body(rows: Iterable[Sequence[Any]], classes: Sequence[str]) -> SafeString:
    """The rows of a table's body; the first cell of a row heads it. `classes` has one class, or none, for each column.

    Made here and not in a template, which took longer over a page of cells than the database over the rows.
    """
    opened = [f' class="{escape(name)}">' if name else ">" for name in classes]
    before = [f'<th scope="row"{opened[0]}', *(f"<td{tag}" for tag in opened[1:])]
    after = ["</th>", *["</td>"] * (len(classes) - 1)]
    lines = (
        "".join([f"{start}{conditional_escape(cell)}{end}" for start, cell, end in zip(before, row, after, strict=True)])
        for row in rows
    )
    return mark_safe("".join(f"<tr>{line}</tr>\n" for line in lines))  # noqa: S308  (every cell has been escaped above)
