"""The parts of a workbook other than its cells of data."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from .fields import About, Field, Kind, in_utc, iso_instant
from .workbook_cells import TITLE_STYLE, WRAPPED_STYLE, XML, clean_text, column_letters, inline_cell

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"

CONTENT_TYPES_PART = (
    f'{XML}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SPREADSHEET}.worksheet+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{SPREADSHEET}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{SPREADSHEET}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SPREADSHEET}.sharedStrings+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>"
)

PACKAGE_RELATIONS = (
    f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/>'
    "</Relationships>"
)

WORKBOOK_RELATIONS = (
    f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId4" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>"
)

# The order of <cellXfs> is that of the styles named in `workbook_cells`; number format 1 is "0".
STYLES = (
    f'{XML}<styleSheet xmlns="{MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">'
    '<alignment vertical="top"/></xf>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)

WIDTHS: dict[Kind, int] = {
    "text": 24,
    "integer": 12,
    "decimal": 16,
    "date": 12,
    "partial-date": 14,
    "datetime": 20,
    "boolean": 10,
    "url": 40,
}
MAX_WIDTH = 60
FILTER_BUTTON_WIDTH = 4
ABOUT_WIDTHS = (24, 60, 16, 80)

MAX_SHEET_NAME = 31
NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


def safe_sheet_name(name: str, taken: str) -> str:
    """Return the name without what Excel refuses in one, and different from the name already taken."""
    cleaned = NOT_IN_SHEET_NAME.sub(" ", clean_text(name)).strip(" '")[:MAX_SHEET_NAME].rstrip(" '")
    if not cleaned or cleaned.casefold() == taken.casefold():
        return "Data"
    return cleaned


def core_properties(title: str, created_at: datetime) -> str:
    """Return docProps/core.xml, which file managers show."""
    return (
        f'{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(clean_text(title))}</dc:title>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{in_utc(created_at):%Y-%m-%dT%H:%M:%SZ}</dcterms:created>'
        "</cp:coreProperties>"
    )


def workbook_part(sheet_name: str, about_name: str, last_cell: str) -> str:
    """Return xl/workbook.xml; Excel wants the range of a filter named here as well as on its sheet."""
    quoted = "'" + sheet_name.replace("'", "''") + "'"
    last = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", last_cell)
    return (
        f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name={quoteattr(sheet_name)} sheetId="1" r:id="rId1"/>'
        f'<sheet name={quoteattr(about_name)} sheetId="2" r:id="rId2"/></sheets>'
        '<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'
        f"{escape(quoted)}!$A$1:{last}</definedName></definedNames></workbook>"
    )


def records_head(fields: Sequence[Field], titles: Sequence[str]) -> str:
    """Return the sheet of records up to its first row: the header stays in sight, columns have widths."""
    widths = [
        min(MAX_WIDTH, max(WIDTHS[field.kind], display_width(title) + FILTER_BUTTON_WIDTH))
        for field, title in zip(fields, titles, strict=True)
    ]
    return (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView tabSelected="1" workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
        f"{_columns(widths)}<sheetData>"
    )


def records_tail(last_cell: str) -> str:
    """Return the end of the sheet: a filter, and no warning triangles on codes and years kept as text."""
    return (
        f'</sheetData><autoFilter ref="A1:{last_cell}"/>'
        f'<ignoredErrors><ignoredError sqref="A1:{last_cell}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
    )


def display_width(text: str) -> int:
    """Return the width in Latin letters; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def about_sheet(about: About, written: int, cut_cells: int) -> Iterator[str]:
    """Yield the sheet that says what the records are; `written` is what the file really holds."""
    words = about.words
    yield f'{XML}<worksheet xmlns="{MAIN}">{_columns(ABOUT_WIDTHS)}<sheetData>'

    lines: list[tuple[str, ...]] = [(words.title, about.title)]
    if not about.filters:
        lines.append((words.filters, words.no_filters))
    lines += [(words.filters, f"{name}: {value}") for name, value in about.filters]
    lines.append((words.count, str(written)))
    if written != about.count:
        lines.append((words.expected, str(about.count)))
    lines += [
        (words.generated_at, iso_instant(about.generated_at)),
        (words.licence, about.licence),
        (words.licence_url, about.licence_url),
        (words.citation, about.citation),
        (words.address, about.address),
    ]
    lines += [(words.notes, note) for note in about.notes]
    if cut_cells:
        lines.append((words.cut_cells, str(cut_cells)))
    for number, line in enumerate(lines, start=1):
        yield _row(number, line, [TITLE_STYLE, WRAPPED_STYLE])

    titles = (words.field_name, words.field_label, words.field_kind, words.field_description)
    first = len(lines) + 2
    yield _row(first, titles, [TITLE_STYLE] * 4)
    for number, field in enumerate(about.fields, start=first + 1):
        yield _row(number, (field.name, field.label, field.kind, field.description), [WRAPPED_STYLE] * 4)
    yield "</sheetData></worksheet>"


def _row(number: int, texts: Sequence[str], styles: Sequence[int]) -> str:
    cells = (
        f'<c r="{column_letters(place)}{number}{inline_cell(str(text), style)}'
        for place, (text, style) in enumerate(zip(texts, styles, strict=True), start=1)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _columns(widths: Sequence[int]) -> str:
    columns = (f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>' for place, width in enumerate(widths, start=1))
    return f"<cols>{''.join(columns)}</cols>"
