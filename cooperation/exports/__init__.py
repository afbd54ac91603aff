"""Files that people take away: rows in, bytes out.

Every public format is written here and nowhere else, so that a value means the same in each of them.
The package knows neither the database nor HTTP: callers bring rows in the order of the fields, and send
on the blocks of bytes as they come. Nothing holds a whole file, whatever its length.

    csv_lines          RFC 4180, for machines, and for spreadsheets through `excel=True`
    json_lines         one JSON document with what the file is about and its records
    geojson_features   RFC 7946 FeatureCollection
    xlsx_chunks        a workbook of two sheets: the records, and what they are
    zip_chunks         several of these in one archive

**Counts.** `About.count` is stated before the first row is read, so callers count and read inside one
transaction. Should the two differ all the same, the file is finished, says at its end how many records it
really holds (`written` in JSON and GeoJSON, the sheet "About" in a workbook), and the fault is logged as an
error. Cutting the file instead would take good records from a reader because we miscounted; a real failure of
the database raises on its own and does cut it.
"""

from .archive import zip_chunks
from .csv_text import csv_lines
from .fields import CONTENT_TYPES, About, Field, Words, filename
from .json_text import geojson_features, json_lines
from .workbook import XLSX_MAX_ROWS, TooManyRows, xlsx_chunks

__all__ = [
    "CONTENT_TYPES",
    "XLSX_MAX_ROWS",
    "About",
    "Field",
    "TooManyRows",
    "Words",
    "csv_lines",
    "filename",
    "geojson_features",
    "json_lines",
    "xlsx_chunks",
    "zip_chunks",
]
