"""CSV: RFC 4180 in UTF-8, with CRLF, one header line of field names, and no cell a spreadsheet would run."""

from collections.abc import Iterable, Iterator, Sequence

from .columns import Column, Row, joined_blocks
from .fields import Field

# Spreadsheets read a cell that begins so as a formula (OWASP, "CSV Injection"); the full-width signs count
# where the system runs in Chinese or Japanese. An apostrophe in front makes it text and loses nothing.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NEEDS_A_LOOK = {"", *FORMULA_STARTS}  # first characters of texts that are not written as they are
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def csv_lines(fields: Sequence[Field], rows: Iterable[Row], *, excel: bool = False) -> Iterator[bytes]:
    """Yield the file in blocks of whole lines, the header alone first.

    Dates are ISO 8601, decimals plain, booleans true or false, None is empty. Text that begins like a formula
    gets a leading apostrophe; numbers, negative ones too, are never touched. NUL, which breaks most readers, is
    left out. `excel=True` puts the byte order mark in front without which Excel takes UTF-8 for something else.
    ValueError for a row of the wrong length or a number that is not finite.
    """
    columns = [CsvColumn(field) for field in fields]
    if len(columns) == 1:
        columns[0].empty = '""'  # else the only cell of a line would leave a blank line, which readers skip

    header = ",".join(quoted(field.name) for field in fields) + "\r\n"
    yield (BYTE_ORDER_MARK if excel else b"") + header.encode()

    for written in joined_blocks(columns, rows, ",".join):
        lines = "\r\n".join(map(",".join, zip(*written, strict=True)))
        # Half a surrogate pair has no UTF-8 form: a question mark rather than a file cut in the middle.
        yield (lines + "\r\n").encode("utf-8", "replace")


def quoted(value: str) -> str:
    """Return one cell of text: guarded against formulas, and in quotes where RFC 4180 asks for them."""
    if value.startswith(FORMULA_STARTS):
        value = "'" + value
    if '"' in value or "," in value or "\n" in value or "\r" in value:
        return '"' + value.replace('"', '""') + '"'
    return value


class CsvColumn(Column):
    def text(self, value: str) -> str:
        return quoted(value.replace("\0", "")) or self.empty

    def texts(self, values: Sequence[str]) -> Iterable[str]:
        joined = "".join(values)
        is_plain = not any(mark in joined for mark in ',"\r\n\0') and NEEDS_A_LOOK.isdisjoint({value[:1] for value in values})
        return values if is_plain else map(self.text, values)

    def number_as_text(self, plain: str) -> str:
        return plain
