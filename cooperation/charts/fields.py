"""Columns of the files of charts: names that never change, each described."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperation.exports import Field
from cooperation.exports.fields import Kind


def described(name: str, label: str, kind: Kind, text: Any) -> Field:
    """A column whose description is translated when it is read."""
    return Field(name, label, kind, text)


SERIES_FIELDS = [
    described("period", "Period", "text", _("Year or month, as 2024 or 2024-05.")),
    described("partner", "Partner", "text", _("ISO code of the Central Asian side; C5 for the five states together.")),
    described("partner_name", "Partner in English", "text", _("Name of the partner in English.")),
    described("reporter", "Reporter", "text", _("ISO code of the country whose statistics state the value.")),
    described("direction", "Direction", "text", _("export, import or total, as China sees it.")),
    described("product", "Product", "text", _("HS code as text, or TOTAL.")),
    described("value_usd", "Value, US dollars", "decimal", _("Value in US dollars of the day.")),
    described("quantity", "Quantity", "decimal", _("Quantity, where it is asked for.")),
    described("unit", "Unit", "text", _("Unit of the quantity.")),
    described("share_pct", "Share, %", "decimal", _("Share of the chosen partners together, where it is asked for.")),
    described("change_pct", "Change on the year, %", "decimal", _("Change on the year before, where it is asked for.")),
    described("is_whole", "Whole period", "boolean", _("False where the value covers a part of the period or is incomplete.")),
    described("months", "Months", "integer", _("Months that the value covers.")),
    described("is_computed", "Computed", "boolean", _("True where exports and imports were added up by the registry.")),
    described("other_values", "Other values", "integer", _("How many other values are stated for the same period.")),
    described("release", "Release", "text", _("Reference of the release that states the value.")),
    described("release_title", "Title of the release", "text", _("Title of that release.")),
    described("publisher", "Publisher", "text", _("Who published the release.")),
]

PRODUCT_FIELDS = [
    described("product", "Product", "text", _("HS code as text.")),
    described("product_name", "Product in English", "text", _("Name of the product in English.")),
    described("reported_by", "Reported by", "text", _("china or partner: whose statistics state the value.")),
    described("partners", "Partners", "text", _("ISO codes of the partners that are added up.")),
    described("direction", "Direction", "text", _("export, import or total, as China sees it.")),
    described("year_from", "First year", "integer", _("First year that is added up.")),
    described("year_to", "Last year", "integer", _("Last year that is added up.")),
    described("value_usd", "Value, US dollars", "decimal", _("Value in US dollars of the day.")),
    described("share_pct", "Share, %", "decimal", _("Share of all products stated by the same side.")),
    described("releases", "Releases", "text", _("References of the releases that state the values.")),
]

MIRROR_FIELDS = [
    described("year", "Year", "text", _("Calendar year.")),
    described("partner", "Partner", "text", _("ISO code of the Central Asian side.")),
    described("partner_name", "Partner in English", "text", _("Name of the partner in English.")),
    described("direction", "Direction", "text", _("export, import or total, as China sees it.")),
    described("product", "Product", "text", _("HS code as text, or TOTAL.")),
    described("china_usd", "China reports, US dollars", "decimal", _("Value that China reports; empty where it states none.")),
    described(
        "partner_usd", "Partner reports, US dollars", "decimal", _("Value that the partner reports; empty where it states none.")
    ),
    described("gap_usd", "Gap, US dollars", "decimal", _("China’s value less the partner’s, of whole years.")),
    described("gap_pct", "Gap, %", "decimal", _("The gap as a part of China’s value.")),
    described("is_comparable", "Comparable", "boolean", _("True where both sides state the whole year.")),
    described("china_months", "Months, China", "integer", _("Months that China’s value covers.")),
    described("partner_months", "Months, partner", "integer", _("Months that the partner’s value covers.")),
    described("china_release", "Release, China", "text", _("Reference of the release with China’s value.")),
    described("partner_release", "Release, partner", "text", _("Reference of the release with the partner’s value.")),
]
