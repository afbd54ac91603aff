"""The cells of a workbook: typed values as SpreadsheetML (ECMA-376 part 1, section 18.3.1)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape

from .columns import Column
from .fields import Field, in_utc

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Places in the list of cell formats that `workbook_parts.STYLES` declares.
TITLE_STYLE, DATE_STYLE, INSTANT_STYLE, INTEGER_STYLE, WRAPPED_STYLE = 1, 2, 3, 4, 5

MAX_CHARACTERS = 32_767  # units of UTF-16, as Excel counts
CUT_MARK = " … [cut]"
MAX_DIGITS = 15
SERIAL_EPOCH = date(1899, 12, 30)
FIRST_DATE = date(1900, 3, 1)

# Repeated text is stored once and named by number, which halves the sheet. The table stays in memory until the
# end, so it is bounded, and what comes later is written in its cell.
SHARED_STRINGS = 32_768
SHARED_LENGTH = 256

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Excel reads _x000D_ in a cell as a character code, so text that happens to look so is escaped in the same way.
LOOKS_LIKE_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def column_letters(number: int) -> str:
    """Return the name of a column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def clean_text(value: str) -> str:
    """Return text as a cell can hold it: no characters that XML forbids, lines ended by LF."""
    if value.isprintable():
        return value
    return NOT_XML.sub("", value).replace("\r\n", "\n").replace("\r", "\n")


def text_element(cleaned: str) -> str:
    """Return clean text as the element of a cell or a shared string."""
    escaped = escape(LOOKS_LIKE_CODE.sub("_x005F_", cleaned))
    space = ' xml:space="preserve"' if cleaned != cleaned.strip() else ""
    return f"<t{space}>{escaped}</t>"


def inline_cell(value: str, style: int) -> str:
    """Return the rest of a cell of text that begins '<c r="A1'."""
    return f'" s="{style}" t="inlineStr"><is>{text_element(clean_text(value))}</is></c>'


class CutCells:
    """How many cells were too long."""

    count = 0


class SharedStrings:
    """Texts that cells name by number, in order of first use."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, value: str) -> int | None:
        """Return the number of a text, or None when it is to be written in its cell."""
        known = self.numbers.get(value)
        if known is None and len(value) <= SHARED_LENGTH and len(self.numbers) < SHARED_STRINGS:
            known = self.numbers[value] = len(self.numbers)
        return known

    def part(self) -> Iterator[str]:
        yield f'{XML}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        for value in self.numbers:
            yield f"<si>{text_element(value)}</si>"
        yield "</sst>"


class XlsxColumn(Column):
    """Writes what follows '<c r="B7' up to the row number of the next cell, which `after` begins.

    That piece does not depend on the row, so it can be remembered, and a row is one join (see `workbook`).
    """

    def __init__(self, field: Field, after: str, strings: SharedStrings, cut: CutCells) -> None:
        super().__init__(field)
        self.strings = strings
        self.cut = cut
        self.empty = '"/>' + after
        self.before_number = f'" s="{INTEGER_STYLE}"><v>' if field.kind == "integer" else '"><v>'
        self.after = after
        self.after_value = "</v></c>" + after
        self.after_text = "</t></is></c>" + after

    def text(self, value: str) -> str:
        value = self._cut(clean_text(value))
        if not value:
            return self.empty
        number = self.strings.number(value)
        if number is None:
            return f'" t="inlineStr"><is>{text_element(value)}</is></c>{self.after}'
        return f'" t="s"><v>{number}{self.after_value}'

    def texts(self, values: Sequence[str]) -> Iterable[str]:
        # A space between all, so that a space at the end of one, or nothing in one, shows as two spaces.
        joined = f" {' '.join(values)} "
        is_plain = (
            joined.isprintable()
            and not any(mark in joined for mark in ("&", "<", ">", "_x", "  "))
            and max(map(len, values)) * 2 <= MAX_CHARACTERS
        )
        if not is_plain:
            return map(self.text, values)
        after = self.after_text
        return [f'" t="inlineStr"><is><t>{value}{after}' for value in values]

    def number(self, plain: str) -> str:
        digits = plain.lstrip("-").replace(".", "").lstrip("0")
        if "." in plain:
            digits = digits.rstrip("0")
        # Excel keeps 15 digits and turns the others into zeros.
        return self.text(plain) if len(digits) > MAX_DIGITS else self.before_number + plain + self.after_value

    def numbers(self, plains: Sequence[str]) -> Iterable[str]:
        if max(map(len, plains)) > MAX_DIGITS:
            return map(self.number, plains)
        before, after = self.before_number, self.after_value
        return [f"{before}{plain}{after}" for plain in plains]

    def date(self, value: date) -> str:
        if value < FIRST_DATE or self.kind == "partial-date":
            return self.text(value.isoformat())
        return f'" s="{DATE_STYLE}"><v>{(value - SERIAL_EPOCH).days}{self.after_value}'

    def instant(self, value: datetime) -> str:
        utc = in_utc(value)
        if utc.date() < FIRST_DATE:
            return super().instant(value)
        since_midnight = utc.hour * 3600 + utc.minute * 60 + utc.second + utc.microsecond / 1e6
        serial = (utc.date() - SERIAL_EPOCH).days + since_midnight / 86400
        return f'" s="{INSTANT_STYLE}"><v>{serial:.9f}{self.after_value}'

    def boolean(self, value: bool) -> str:
        return f'" t="b"><v>{value:d}{self.after_value}'

    def _cut(self, value: str) -> str:
        if len(value) * 2 <= MAX_CHARACTERS:
            return value
        units = value.encode("utf-16-le")
        if len(units) <= MAX_CHARACTERS * 2:
            return value
        self.cut.count += 1
        kept = units[: (MAX_CHARACTERS - len(CUT_MARK)) * 2]
        return kept.decode("utf-16-le", "ignore") + CUT_MARK
