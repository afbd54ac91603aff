"""Workbooks: the records with typed cells on one sheet, what they are on another, sent while they are made.

openpyxl's write-only mode takes fifteen times as long and finishes before it sends. Rules of the format are from
ECMA-376 part 1, sections 18.2 to 18.8; the limits are those Excel states for itself.
"""

from collections.abc import Iterable, Iterator, Sequence

from .archive import Archive
from .columns import Row, blocks
from .fields import About, Field, in_utc, report_count
from .workbook_cells import TITLE_STYLE, CutCells, SharedStrings, XlsxColumn, column_letters, inline_cell
from .workbook_parts import (
    CONTENT_TYPES_PART,
    PACKAGE_RELATIONS,
    STYLES,
    WORKBOOK_RELATIONS,
    about_sheet,
    core_properties,
    records_head,
    records_tail,
    safe_sheet_name,
    workbook_part,
)

XLSX_MAX_ROWS = 1_048_575  # Excel's 1,048,576 less the header

# The quickest level: 6 took a quarter longer for a file a tenth smaller.
DEFLATE_LEVEL = 1


class TooManyRows(ValueError):
    """The records do not fit on one sheet; the message says how many there are and how many fit."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(f"A workbook holds {XLSX_MAX_ROWS:,} records, and there are {count:,}")


def xlsx_chunks(
    fields: Sequence[Field],
    rows: Iterable[Row],
    about: About,
    *,
    sheet_name: str = "Records",
    labels_as_header: bool = False,
) -> Iterator[bytes]:
    """Return the blocks of an .xlsx file; TooManyRows is raised by the call, before any block.

    The header row, frozen and bold, holds the fields' names as in CSV, or their labels. Cells are text, numbers,
    dates, moments or booleans, never formulas. What Excel cannot hold as it is:

    - numbers of more than 15 significant digits, dates before 1 March 1900 (Excel's calendar has a 29 February
      that year) and partial dates are text;
    - a moment with a time zone is given in UTC;
    - characters that XML forbids are left out, and line ends become LF;
    - text over 32,767 characters is cut and ends in "… [cut]"; the sheet "About" says how many cells that befell.

    ValueError while reading as in `csv_lines`; TooManyRows too if more rows come than were counted.
    """
    if about.count > XLSX_MAX_ROWS:
        raise TooManyRows(about.count)
    titles = [str(field.label) if labels_as_header else field.name for field in fields]
    return _workbook(fields, titles, rows, about, safe_sheet_name(sheet_name, about.words.sheet))


def _workbook(
    fields: Sequence[Field], titles: Sequence[str], rows: Iterable[Row], about: About, sheet_name: str
) -> Iterator[bytes]:
    archive = Archive(modified_at=in_utc(about.generated_at), level=DEFLATE_LEVEL)
    for name, part in (
        ("[Content_Types].xml", CONTENT_TYPES_PART),
        ("_rels/.rels", PACKAGE_RELATIONS),
        ("docProps/core.xml", core_properties(about.title, about.generated_at)),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS),
        ("xl/styles.xml", STYLES),
    ):
        yield from archive.member(name, [part.encode()])

    # What comes after the records knows how many there were, which strings they share and what was cut.
    sheet = _Records(fields, titles, rows)
    yield from archive.member("xl/worksheets/sheet1.xml", sheet.blocks())
    report_count(about, sheet.written)
    last_cell = f"{column_letters(len(fields))}{sheet.written + 1}"
    for name, parts in (
        ("xl/worksheets/sheet2.xml", about_sheet(about, sheet.written, sheet.cut.count)),
        ("xl/sharedStrings.xml", sheet.strings.part()),
        ("xl/workbook.xml", [workbook_part(sheet_name, about.words.sheet, last_cell)]),
    ):
        yield from archive.member(name, (part.encode("utf-8", "replace") for part in parts))
    yield archive.end()


class _Records:
    """The sheet of records, and what is known of it once it is written."""

    def __init__(self, fields: Sequence[Field], titles: Sequence[str], rows: Iterable[Row]) -> None:
        self.fields = fields
        self.titles = titles
        self.rows = rows
        self.strings = SharedStrings()
        self.cut = CutCells()
        self.written = 0

    def blocks(self) -> Iterator[bytes]:
        letters = [column_letters(number) for number in range(1, len(self.fields) + 1)]
        # What stands between the number of the row, which every cell repeats: '<row r="', 7, '"><c r="A', 7,
        # '" t="s"><v>0</v></c><c r="B', 7, … So one join with the row's number makes the row.
        after = [f'<c r="{letter}' for letter in letters[1:]] + ["</row>"]
        start, first = '<row r="', f'"><c r="{letters[0]}'

        header = [inline_cell(title, TITLE_STYLE) + end for title, end in zip(self.titles, after, strict=True)]
        yield (records_head(self.fields, self.titles) + "1".join([start, first, *header])).encode()

        columns = [XlsxColumn(field, end, self.strings, self.cut) for field, end in zip(self.fields, after, strict=True)]
        for size, cells in blocks(columns, self.rows):
            next_row = self.written + 2
            self.written += size
            if self.written > XLSX_MAX_ROWS:
                raise TooManyRows(self.written)
            numbers = map(str, range(next_row, next_row + size))
            pieces = zip([start] * size, [first] * size, *cells, strict=True)
            yield "".join(map(str.join, numbers, pieces)).encode("utf-8", "replace")
        yield records_tail(f"{letters[-1]}{self.written + 1}").encode()
