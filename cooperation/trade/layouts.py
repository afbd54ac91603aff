"""The columns of the files that can be loaded, each named once: UN Comtrade's two downloads, SDMX-CSV and the registry's own."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from .files import LoadProblem, TradeFile

#: What a row is read for, in groups that are looked up as one: the values of a group repeat, so each is checked once.
SIDE = (
    "action", "service", "reporter", "reporter_iso", "partner", "partner_iso", "flow",
    "second_partner", "transport", "customs", "supply",
)  # fmt: skip
PERIOD = ("frequency", "period")
PRODUCT = ("product", "revision", "classification")
DETAIL = ("unit", "valuation", "status", "is_reported", "is_aggregate", "estimate", "quantity_estimate", "currency", "multiplier")
SINGLE = ("value", "quantity", "weight", "cif", "fob", "product_name")

REQUIRED = ("reporter", "partner", "flow", "period", "product", "value")

#: Format → what a row is read for → the headers under which it may stand, the usual one first.
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "UN Comtrade": {
        "service": ("typeCode",),
        "frequency": ("freqCode",),
        "period": ("period",),
        "reporter": ("reporterCode",),
        "reporter_iso": ("reporterISO",),
        "partner": ("partnerCode",),
        "partner_iso": ("partnerISO",),
        "second_partner": ("partner2Code",),
        "flow": ("flowCode",),
        "classification": ("classificationCode",),
        "product": ("cmdCode",),
        "product_name": ("cmdDesc",),
        "customs": ("customsCode",),
        "supply": ("mosCode",),
        "transport": ("motCode",),
        "unit": ("qtyUnitAbbr",),
        "quantity": ("qty",),
        "quantity_estimate": ("isQtyEstimated",),
        "weight": ("netWgt",),
        "cif": ("cifvalue",),
        "fob": ("fobvalue",),
        "value": ("primaryValue",),
        "estimate": ("legacyEstimationFlag",),
        "is_reported": ("isReported",),
        "is_aggregate": ("isAggregate",),
    },
    "UN Comtrade, older download": {
        "classification": ("Classification",),
        "period": ("Period",),
        "flow": ("Trade Flow Code",),
        "reporter": ("Reporter Code",),
        "reporter_iso": ("Reporter ISO",),
        "partner": ("Partner Code",),
        "partner_iso": ("Partner ISO",),
        "second_partner": ("2nd Partner Code",),
        "customs": ("Customs Proc. Code",),
        "transport": ("Mode of Transport Code",),
        "product": ("Commodity Code",),
        "product_name": ("Commodity",),
        "unit": ("Qty Unit",),
        "quantity": ("Qty", "Alt Qty"),
        "weight": ("Netweight (kg)",),
        "value": ("Trade Value (US$)",),
        "cif": ("CIF Trade Value (US$)",),
        "fob": ("FOB Trade Value (US$)",),
        "estimate": ("Flag",),
    },
    "SDMX-CSV": {
        "action": ("ACTION",),
        "frequency": ("FREQ",),
        "period": ("TIME_PERIOD",),
        "reporter": ("REF_AREA", "REPORTER", "REPORTING_AREA"),
        "partner": ("COUNTERPART_AREA", "COUNTERPART_AREA_1", "COUNTERPART", "PARTNER"),
        "flow": ("TRADE_FLOW", "FLOW"),
        "product": ("COMMODITY", "COMMODITY_1", "PRODUCT"),
        "product_name": ("COMMODITY_NAME", "PRODUCT_NAME"),
        "revision": ("REVISION", "CLASSIFICATION"),
        "transport": ("TRANSPORT_MODE_BORDER", "TRANSPORT_MODE"),
        "customs": ("CUSTOMS_PROC",),
        "value": ("OBS_VALUE",),
        "currency": ("UNIT_MEASURE", "CURRENCY"),
        "multiplier": ("UNIT_MULT",),
        "quantity": ("QUANTITY",),
        "unit": ("QUANTITY_UNIT", "UNIT"),
        "valuation": ("VALUATION",),
        "status": ("OBS_STATUS",),
    },
    "the registry's CSV": {
        "period": ("period",),
        "reporter": ("reporter",),
        "partner": ("partner",),
        "flow": ("flow",),
        "product": ("product",),
        "product_name": ("product_name",),
        "revision": ("revision",),
        "value": ("value_usd",),
        "quantity": ("quantity",),
        "unit": ("unit",),
        "valuation": ("valuation",),
        "status": ("status",),
    },
}
#: A header that none of the other formats has.
MARKS = {
    "UN Comtrade": "cmdcode",
    "UN Comtrade, older download": "commodity code",
    "SDMX-CSV": "obs_value",
    "the registry's CSV": "value_usd",
}


@dataclass(frozen=True)
class Layout:
    """Where the columns of one file stand."""

    format: str
    delimiter: str
    header: tuple[str, ...]
    positions: dict[str, int]

    def getter(self, *names: str) -> Callable[[list[str]], Any]:
        """Takes the cells of these columns from a row, passing over those that the file lacks: a key, cheap to make."""
        present = [self.positions[name] for name in names if name in self.positions]
        return itemgetter(*present) if present else lambda row: ()

    def cells(self, row: list[str], names: tuple[str, ...]) -> tuple[str, ...]:
        """The cells of these columns, empty where the file lacks one."""
        return tuple(row[self.positions[name]] if name in self.positions else "" for name in names)

    def column(self, name: str) -> str:
        """The header of a column as the file has it, for reports."""
        position = self.positions.get(name, -1)
        return self.header[position] if position >= 0 else name


def layout_of(file: TradeFile) -> Layout:
    """Recognise the format by the header. Raises LoadProblem where none fits."""
    line = file.first_line()
    delimiter = max(",;\t", key=line.count)
    try:
        header = tuple(cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, strict=True), []))
    except csv.Error as error:
        raise LoadProblem(f"{file.path.name}: the first line is no header: {error}.") from error
    found = {cell.casefold(): position for position, cell in reversed(list(enumerate(header)))}
    name = next((name for name, mark in MARKS.items() if mark in found), "")
    if not name:
        shown = ", ".join(header[:6])[:120]
        raise LoadProblem(
            f"{file.path.name}: the columns ({shown} …) are neither UN Comtrade's, nor SDMX-CSV, nor the registry's own"
            " (period, reporter, partner, flow, product, value_usd)."
        )
    doubled = {cell for cell in header if cell and header.count(cell) > 1}
    positions = {}
    for field, headers in COLUMNS[name].items():
        present = [found[title.casefold()] for title in headers if title.casefold() in found]
        if present:
            positions[field] = present[0]
            if header[present[0]] in doubled:
                raise LoadProblem(f"{file.path.name}: the column “{header[present[0]]}” stands there twice.")
    lacking = [COLUMNS[name][field][0] for field in REQUIRED if field not in positions]
    if lacking:
        raise LoadProblem(f"{file.path.name} looks like {name}, but lacks the columns {', '.join(lacking)}.")
    return Layout(name, delimiter, header, positions)
