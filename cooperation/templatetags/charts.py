"""Amounts as charts write them."""

from __future__ import annotations

from decimal import Decimal

from django import template

from cooperation.charts import words

register = template.Library()
register.filter("dollars", words.dollars)
register.filter("per_cent", words.per_cent)
register.filter("change", words.change)


@register.filter
def millions(value: Decimal) -> str:
    """An amount in million US dollars, as the tables of charts show it."""
    return words.number(value / words.MILLION)
