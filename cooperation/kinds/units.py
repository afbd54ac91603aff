"""Units, hedges and towns: words that records hold in English, and that readers see in their own language.

A word that is not listed is shown as it is, marked as English. Symbols (km, MW, USD) are the same everywhere and need no line.
"""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy

from .towns import TOWNS

WORDS = {
    **TOWNS,
    "agreements": pgettext_lazy("unit after a number", "agreements"),
    "beds": pgettext_lazy("unit after a number", "beds"),
    "billion m³": pgettext_lazy("unit after a number", "billion m³"),
    "billion m³ a year": pgettext_lazy("unit after a number", "billion m³ a year"),
    "bridges": pgettext_lazy("unit after a number", "bridges"),
    "businesses": pgettext_lazy("unit after a number", "businesses"),
    "centners a hectare": pgettext_lazy("unit after a number", "centners a hectare"),
    "centres": pgettext_lazy("unit after a number", "centres"),
    "colleges": pgettext_lazy("unit after a number", "colleges"),
    "committees": pgettext_lazy("unit after a number", "committees"),
    "companies": pgettext_lazy("unit after a number", "companies"),
    "containers": pgettext_lazy("unit after a number", "containers"),
    "cooperatives": pgettext_lazy("unit after a number", "cooperatives"),
    "countries": pgettext_lazy("unit after a number", "countries"),
    "crossings": pgettext_lazy("unit after a number", "crossings"),
    "days": pgettext_lazy("unit after a number", "days"),
    "districts": pgettext_lazy("unit after a number", "districts"),
    "episodes": pgettext_lazy("unit after a number", "episodes"),
    "events": pgettext_lazy("unit after a number", "events"),
    "exhibitors": pgettext_lazy("unit after a number", "exhibitors"),
    "families": pgettext_lazy("unit after a number", "families"),
    "films": pgettext_lazy("unit after a number", "films"),
    "flight a week": pgettext_lazy("unit after a number", "flight a week"),
    "flights a week": pgettext_lazy("unit after a number", "flights a week"),
    "forty-foot containers": pgettext_lazy("unit after a number", "forty-foot containers"),
    "foundations": pgettext_lazy("unit after a number", "foundations"),
    "GWh a year": pgettext_lazy("unit after a number", "GWh a year"),
    "ha": pgettext_lazy("unit after a number", "ha"),
    "hours": pgettext_lazy("unit after a number", "hours"),
    "institutes": pgettext_lazy("unit after a number", "institutes"),
    "institutions": pgettext_lazy("unit after a number", "institutions"),
    "institutions and firms": pgettext_lazy("unit after a number", "institutions and firms"),
    "items": pgettext_lazy("unit after a number", "items"),
    "jobs": pgettext_lazy("unit after a number", "jobs"),
    "kg a mu": pgettext_lazy("unit after a number", "kg a mu"),
    "km a day": pgettext_lazy("unit after a number", "km a day"),
    "kWh a day": pgettext_lazy("unit after a number", "kWh a day"),
    "laboratories": pgettext_lazy("unit after a number", "laboratories"),
    "lines": pgettext_lazy("unit after a number", "lines"),
    "mahallas": pgettext_lazy("unit after a number", "mahallas"),
    "million m³ a day": pgettext_lazy("unit after a number", "million m³ a day"),
    "million tonnes": pgettext_lazy("unit after a number", "million tonnes"),
    "missions": pgettext_lazy("unit after a number", "missions"),
    "mu": pgettext_lazy("unit after a number", "mu"),
    "operations": pgettext_lazy("unit after a number", "operations"),
    "oz": pgettext_lazy("unit after a number", "oz"),
    "pairs": pgettext_lazy("unit after a number", "pairs"),
    "panels": pgettext_lazy("unit after a number", "panels"),
    "persons": pgettext_lazy("unit after a number", "persons"),
    "places": pgettext_lazy("unit after a number", "places"),
    "poems": pgettext_lazy("unit after a number", "poems"),
    "projects": pgettext_lazy("unit after a number", "projects"),
    "regions": pgettext_lazy("unit after a number", "regions"),
    "routes": pgettext_lazy("unit after a number", "routes"),
    "schools": pgettext_lazy("unit after a number", "schools"),
    "seasons": pgettext_lazy("unit after a number", "seasons"),
    "sites": pgettext_lazy("unit after a number", "sites"),
    "spindles": pgettext_lazy("unit after a number", "spindles"),
    "standard containers": pgettext_lazy("unit after a number", "standard containers"),
    "stations": pgettext_lazy("unit after a number", "stations"),
    "streets": pgettext_lazy("unit after a number", "streets"),
    "students": pgettext_lazy("unit after a number", "students"),
    "titles": pgettext_lazy("unit after a number", "titles"),
    "tonnes": pgettext_lazy("unit after a number", "tonnes"),
    "tonnes a day": pgettext_lazy("unit after a number", "tonnes a day"),
    "tonnes a hectare": pgettext_lazy("unit after a number", "tonnes a hectare"),
    "tonnes a year": pgettext_lazy("unit after a number", "tonnes a year"),
    "train a week": pgettext_lazy("unit after a number", "train a week"),
    "trains": pgettext_lazy("unit after a number", "trains"),
    "trains a day": pgettext_lazy("unit after a number", "trains a day"),
    "trains a month": pgettext_lazy("unit after a number", "trains a month"),
    "turbines a year": pgettext_lazy("unit after a number", "turbines a year"),
    "universities": pgettext_lazy("unit after a number", "universities"),
    "varieties": pgettext_lazy("unit after a number", "varieties"),
    "vehicles": pgettext_lazy("unit after a number", "vehicles"),
    "vehicles a year": pgettext_lazy("unit after a number", "vehicles a year"),
    "visits": pgettext_lazy("unit after a number", "visits"),
    "wagons": pgettext_lazy("unit after a number", "wagons"),
    "wells": pgettext_lazy("unit after a number", "wells"),
    "about": pgettext_lazy("before a number", "about"),
    "approximately": pgettext_lazy("before a number", "approximately"),
    "estimate": pgettext_lazy("before a number", "estimate"),
    "more than": pgettext_lazy("before a number", "more than"),
    "nearly": pgettext_lazy("before a number", "nearly"),
    "over": pgettext_lazy("before a number", "over"),
    "up to": pgettext_lazy("before a number", "up to"),
}


def in_words(text: str) -> SafeString | str:
    """A unit, a hedge or a town in the active language; any other text as it is, marked as English on pages in another language."""
    if text in WORDS:
        return str(WORDS[text])
    if not any(letter.isalpha() for letter in text) or text.isupper() or (get_language() or "en") == "en":
        return text
    return format_html('<span lang="en">{}</span>', text)
