"""Columns of the files of charts: names that never change, each described."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cooperation.exports import Field

SERIES_FIELDS = [
    Field("period", "Period", "text", _("Year or month, as 2024 or 2024-05.")),
    Field("partner", "Partner", "text", _("ISO code of the Central Asian side; C5 for the five states together.")),
    Field("partner_name", "Partner in English", "text", _("Name of the partner in English.")),
    Field("reporter", "Reporter", "text", _("ISO code of the country whose statistics state the value.")),
    Field("direction", "Direction", "text", _("export, import or total, as China sees it.")),
    Field("product", "Product", "text", _("HS code as text, or TOTAL.")),
    Field("value_usd", "Value, US dollars", "decimal", _("Value in US dollars of the day.")),
    Field("quantity", "Quantity", "decimal", _("Quantity, where it is asked for.")),
    Field("unit", "Unit", "text", _("Unit of the quantity.")),
    Field("share_pct", "Share, %", "decimal", _("Share of the chosen partners together, where it is asked for.")),
    Field("change_pct", "Change on the year, %", "decimal", _("Change on the year before, where it is asked for.")),
    Field("is_whole", "Whole period", "boolean", _("False where the value covers a part of the period or is incomplete.")),
    Field("months", "Months", "integer", _("Months that the value covers.")),
    Field("is_computed", "Computed", "boolean", _("True where exports and imports were added up by the registry.")),
    Field("other_values", "Other values", "integer", _("How many other values are stated for the same period.")),
    Field("release", "Release", "text", _("Reference of the release that states the value.")),
    Field("release_title", "Title of the release", "text", _("Title of that release.")),
    Field("publisher", "Publisher", "text", _("Who published the release.")),
]

PRODUCT_FIELDS = [
    Field("product", "Product", "text", _("HS code as text.")),
    Field("product_name", "Product in English", "text", _("Name of the product in English.")),
    Field("reported_by", "Reported by", "text", _("china or partner: whose statistics state the value.")),
    Field("partners", "Partners", "text", _("ISO codes of the partners that are added up.")),
    Field("direction", "Direction", "text", _("export, import or total, as China sees it.")),
    Field("year_from", "First year", "integer", _("First year that is added up.")),
    Field("year_to", "Last year", "integer", _("Last year that is added up.")),
    Field("value_usd", "Value, US dollars", "decimal", _("Value in US dollars of the day.")),
    Field("share_pct", "Share, %", "decimal", _("Share of all products stated by the same side.")),
    Field("releases", "Releases", "text", _("References of the releases that state the values.")),
]
