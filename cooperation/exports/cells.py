"""The cells of a workbook: typed values as SpreadsheetML."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

from .columns import Column
from .fields import Field
from .workbook_parts import DATE_STYLE, INSTANT_STYLE, INTEGER_STYLE, XML, escape

MAX_CHARACTERS = 32_767  # of UTF-16, as Excel counts
CUT_MARK = " … [cut]"
MAX_DIGITS = 15
SERIAL_EPOCH = date(1899, 12, 30)
FIRST_DATE = date(1900, 3, 1)

# Repeated text is stored once and named by number: sheets are half as long. Bounded, as the table stays in memory.
SHARED_STRINGS = 32_768
SHARED_LENGTH = 256

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Excel reads _x000D_ in a cell as a character code, so text that happens to look so is escaped in the same way.
LOOKS_LIKE_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


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
