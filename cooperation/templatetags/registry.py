"""Filters and tags by which templates write the registry's values."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from cooperation.kinds import kind_of, units
from cooperation.kinds import tables as columns
from cooperation.kinds.evidence import Disagreement, Evidence, Spot
from cooperation.kinds.facets import Option
from cooperation.kinds.relations import NAMED_MAX, Tie, Tied, all_of, joined
from cooperation.models import PartialDate, Period

register = template.Library()

register.filter("partial_date", columns.partial_date)
register.filter("number", columns.number)
register.filter("in_language", columns.in_language)
register.filter("language_name", columns.language_name)
register.filter("in_words", units.in_words)


@register.filter
def record_url(record: Any) -> str:
    """The address of a record's page in the active language."""
    return kind_of(type(record)).url(record)


@register.filter
def kind_label(record: Any) -> str:
    return str(kind_of(type(record)).label)


@register.filter
def record_when(record: Any) -> SafeString | str:
    """The date by which a record is named in lists of several kinds; nothing where it is not known."""
    when = kind_of(type(record)).when(record)
    if not when:
        return ""
    return columns.period(when) if isinstance(when, Period) else columns.partial_date(when)


@register.filter
def period(value: Period | str) -> SafeString | str:
    """A period in words; a text that is not one as it is."""
    if isinstance(value, Period):
        return columns.period(value)
    try:
        return columns.period(Period.parse(value))
    except ValidationError:
        return in_english(value)


@register.filter
def record_brief(record: Any) -> str:
    return kind_of(type(record)).in_brief(record)


@register.inclusion_tag("components/_support.html")
def support(evidence: Evidence, group: str, key: str = "") -> dict[str, Any]:
    """The marks of the sources of a group of rows, or of one row in it, and the way to the disagreement about it."""
    return {"support": evidence.support(f"{group}.{key}" if key else group)}


@register.inclusion_tag("components/_support.html")
def named_support(evidence: Evidence, group: str) -> dict[str, Any]:
    """The marks of a group for which sources are named; nothing where it rests on the record's sources in general."""
    return {"support": evidence.support(group) if evidence.is_named(group) else None}


@register.filter
def sentences(ties: Iterable[Tie]) -> SafeString:
    """What a record is to others, one sentence a tie."""
    text = SafeString()
    for tie in ties:
        told = sentence(tie)
        text = format_html(pgettext("two sentences", "{first} {second}"), first=text, second=told) if text else told
    return text


def sentence(tie: Tie) -> SafeString:
    """A tie in a sentence: “It was signed at …”."""
    is_cut = tie.count > NAMED_MAX + 1
    names = [tied_name(one) for one in (tie.tied[:NAMED_MAX] if is_cut else tie.tied)]
    return format_html(tie.sentence, names=joined(names, all_of(tie) if is_cut else None))


def tied_name(one: Tied) -> SafeString:
    name = record_link(one.record)
    if kind_of(type(one.record)).quotes_titles:
        name = format_html(pgettext("title in a sentence", "“{title}”"), title=name)
    if one.note:
        name = format_html(pgettext("name and role in a sentence", "{name} ({role})"), name=name, role=one.note)
    return name


@register.filter
def spots(found: Iterable[Spot]) -> SafeString:
    """What a source stands behind, each linked back to the marks that say so."""
    return format_html_join(pgettext("between names of fields", "; "), "{}", ((spot_links(spot),) for spot in found))


def spot_links(spot: Spot) -> SafeString | str:
    if not spot.anchors:
        return spot.label
    first = format_html('<a href="#{}">{}</a>', spot.anchors[0], spot.label)
    words = _("%(label)s, place %(number)d")
    further = ((anchor, words % {"label": spot.label, "number": number}, number) for number, anchor in spot.others)
    return format_html("{}{}", first, format_html_join("", ' <a href="#{}" aria-label="{}">({})</a>', further))


@register.inclusion_tag("records/_disagreements.html")
def disagreements(evidence: Evidence, group: str) -> dict[str, Any]:
    """The tables of what sources state where they disagree about a group of rows, beside those rows."""
    return {"disagreements": evidence.show(group)}


@register.inclusion_tag("records/_more_disagreements.html")
def more_disagreements(evidence: Evidence) -> dict[str, list[Disagreement]]:
    """The disagreements that the page has not shown beside the value itself."""
    return {"disagreements": evidence.show()}


@register.filter
def record_link(record: Any) -> SafeString:
    """The record's title, linked, in its language."""
    return format_html('<a href="{}">{}</a>', record_url(record), columns.in_language(record.title))


@register.filter
def in_english(text: str) -> SafeString | str:
    """A text that exists in English only, marked as such on pages in another language."""
    if not text or (get_language() or "en") == "en":
        return text
    return format_html('<span lang="en">{}</span>', text)


@register.filter
def money(line: Any) -> SafeString | str:
    """An amount in its own currency, and its dollar value with the rate and date; or in words that it was not converted."""
    if line.amount is None:
        return format_html('<span class="absent">{}</span>', line.get_amount_absence_display() or _("not known"))
    own = columns.money(line.amount, line.currency)
    if line.currency == "USD":
        return own
    if line.amount_usd is None:
        return format_html("{} <small>{}</small>", own, _("not converted into dollars"))
    dollars = columns.money(line.amount_usd, "USD")
    if line.usd_rate is None:
        words = _("rate and date not stated")
        return format_html(pgettext("money", "{own} ({dollars}, {rate})"), own=own, dollars=dollars, rate=words)
    words = _("at %(rate)s for one dollar on %(date)s") % {
        "rate": columns.number(line.usd_rate),
        "date": date_format(line.usd_rate_on, "DATE_FORMAT"),
    }
    return format_html(pgettext("money", "{own} ({dollars}, {rate})"), own=own, dollars=dollars, rate=words)


@register.filter
def claim_value(value: str) -> SafeString | str:
    """A claim's machine form in the reader's words: dates and numbers as the language writes them, other text as it is."""
    if len(value) >= 7 or not value.isdigit():
        try:
            partial = PartialDate.parse(value)
            if partial:
                return columns.partial_date(partial)
        except ValidationError:
            pass
    try:
        return columns.number(Decimal(value))
    except InvalidOperation:
        return in_english(value)


@register.simple_tag
def facet_options(name: str, options: Iterable[Option]) -> SafeString:
    """The check boxes of a facet. A country's box carries the country's colour.

    A page has a hundred of them and more: made here, since an included template for each took half the time of a page.
    """
    return format_html_join("", "{}", ((facet_option(name, option),) for option in options))


def facet_option(name: str, option: Option) -> SafeString:
    value = escape(option.value)
    colour = f' class="country country--{value}"' if name == "country" else ""
    count = "" if option.count is None else f'<span class="facet__count">{columns.number(option.count)}</span>'
    return mark_safe(  # noqa: S308  (each part has been escaped)
        f'<label class="facet__option{" facet__option--indent" if option.indent else ""}">'
        f'<input type="checkbox" name="{escape(name)}" value="{value}"{" checked" if option.selected else ""}>'
        f"<span{colour}>{escape(option.label)}</span>{count}</label>"
    )
