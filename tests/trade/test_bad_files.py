"""What is wrong with a file is said in a sentence, and nothing is changed."""

from __future__ import annotations

import gzip
import zipfile

import pytest
from django.core.management import CommandError

from cooperation.models import Product, SourceRelease, TradeRecord, TradeTotal

from .conftest import HEADER, ROWS

pytestmark = pytest.mark.django_db
TEXT = "\n".join([HEADER, *ROWS]) + "\n"


@pytest.fixture(autouse=True)
def _nothing_is_changed(db):
    tables = (SourceRelease, TradeRecord, TradeTotal, Product)
    before = [model.objects.count() for model in tables]
    yield
    assert [model.objects.count() for model in tables] == before


def refused(load_trade, path, match: str, **options) -> None:
    with pytest.raises(CommandError, match=match) as raised:
        load_trade(path, **options)
    assert str(raised.value).startswith("Nothing was changed. ")


@pytest.mark.parametrize(
    ("row", "match"),
    [
        ("2024-13,CN,KZ,export,010121,,5", r"line 2, column period: “2024-13” is not a month"),
        ("24,CN,KZ,export,010121,,5", r"column period: “24” is not a period"),
        ("2023-05-18,CN,KZ,export,010121,,5", r"column period: “2023-05-18” is a day"),
        ("2099,CN,KZ,export,010121,,5", r"column period: “2099” has not begun yet"),
        ("2023,ZZ,KZ,export,010121,,5", r"column reporter: “ZZ” is no country that the vocabulary knows"),
        (",CN,KZ,export,010121,,5", r"column period: is empty"),
        ("2023,,KZ,export,010121,,5", r"column reporter: is empty"),
        ("2023,CN,KZ,sideways,010121,,5", r"column flow: “sideways” is not a flow"),
        ("2023,CN,KZ,export,10121,,5", r"column product: “10121” has 5 digits; a leading zero has been lost"),
        ("2023,CN,KZ,export,01012100,,5", r"column product: “01012100” has 8 digits"),
        ("2023,CN,KZ,export,horses,,5", r"column product: “HORSES” is neither an HS code nor TOTAL"),
        ("2023,CN,KZ,export,010121,,", r"column value_usd: is empty"),
        ("2023,CN,KZ,export,010121,,-1", r"column value_usd: “-1” is negative"),
        ("2023,CN,KZ,export,010121,,n/a", r"column value_usd: “n/a” is not a number"),
        ("2023,CN,KZ,export,010121,,nan", r"column value_usd: “nan” is not a number"),
        ("2023,CN,KZ,export,010121,,inf", r"column value_usd: “inf” is too large"),
        ("2023,CN,KZ,export,010121,,1_000", r"column value_usd: “1_000” is not a number"),
        ("2023,CN,KZ,export,010121,,1e17", r"column value_usd: “1e17” is too large"),
        ('2023,CN,KZ,export,010121,,"1,000"', r"column value_usd: “1,000” is not a number"),
        ("2023,CN,KZ,export,010121,,5,6,7", r"line 2: the row has 9 columns, the header 7"),
    ],
)
def test_a_bad_value_is_named_with_its_line_and_column(write, load_trade, row, match):
    refused(load_trade, write(row, *ROWS), match)


def test_a_short_row_in_the_middle_is_rejected(write, load_trade):
    refused(load_trade, write("2023,CN,KZ", *ROWS), "line 2: the row has too few columns")


def test_a_key_that_repeats_is_rejected_on_its_second_line(write, load_trade):
    refused(load_trade, write(*ROWS, ROWS[2]), "line 7: the same reporter, partner, flow, period and product was stated before")


def test_a_key_that_repeats_in_another_file_is_rejected(write, load_trade):
    second = write(ROWS[2], name="second.csv")

    with pytest.raises(CommandError, match=r"second.csv, line 2: the same"):
        load_trade(write(*ROWS), second)


def test_two_revisions_in_one_release_are_refused_unless_meant(write, load_trade):
    path = write(
        "2023,CN,KZ,export,270900,HS2017,5", "2023,CN,KZ,export,870323,HS2022,5", header=HEADER.replace("product_name", "revision")
    )

    refused(load_trade, path, r"Two revisions .* HS2017, and HS2022 on line 3")
    load_trade(path, mixed_revisions=True, dry_run=True)


def test_an_unknown_revision_is_rejected(write, load_trade):
    path = write("2023,CN,KZ,export,270900,SITC4,5", header=HEADER.replace("product_name", "revision"))

    refused(load_trade, path, "column revision: “SITC4” is not a revision of the Harmonized System")


@pytest.mark.parametrize(
    ("header", "match"),
    [
        ("a,b,c", "the columns .a, b, c …. are neither UN Comtrade's, nor SDMX-CSV, nor the registry's own"),
        ("period,reporter,partner,value_usd", "lacks the columns flow, product"),
        (HEADER + ",period", "the column “period” stands there twice"),
    ],
)
def test_wrong_columns_are_named(write, load_trade, header, match):
    refused(load_trade, write(*ROWS, header=header), match)


def test_a_file_that_ends_in_the_middle_of_a_row_is_refused_whatever_errors_are_allowed(tmp_path, load_trade):
    path = tmp_path / "cut.csv"
    path.write_text(TEXT[: TEXT.rindex("870323")])

    refused(load_trade, path, r"cut.csv ends in the middle of a row \(line 6\): it was cut short", max_errors=100)


def test_a_file_that_ends_inside_a_quoted_cell_is_refused(tmp_path, load_trade):
    path = tmp_path / "cut.csv"
    path.write_text(TEXT + '2023,CN,KZ,export,010121,"Horses')

    refused(load_trade, path, r"line 7: the file ends inside a quoted cell", max_errors=100)


def test_a_gzip_that_was_cut_short_is_refused(tmp_path, load_trade):
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode())[:-20])

    refused(load_trade, path, "cut.csv.gz is damaged or cut short")


def test_a_zip_with_two_files_is_refused(tmp_path, load_trade):
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", TEXT)
        archive.writestr("b.csv", TEXT)

    refused(load_trade, path, r"two.zip holds 2 files \(a.csv, b.csv\); a zip file is to hold exactly one")


def test_a_damaged_zip_is_refused(tmp_path, load_trade):
    path = tmp_path / "bad.zip"
    path.write_bytes(b"PK\x03\x04" + b"x" * 100)

    refused(load_trade, path, "bad.zip is a damaged or incomplete zip file")


def test_a_workbook_is_refused(tmp_path, load_trade):
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")

    refused(load_trade, path, "not a CSV file. Save the sheet as CSV")


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "is empty"),
        (TEXT.encode("utf-16"), "is in UTF-16"),
        (TEXT.replace(",,300", ",Всего,300").encode("cp1251"), "neither UTF-8 nor Latin-1"),
        (TEXT.replace(",,300", ",商品合计,300").encode("gb18030"), "neither UTF-8 nor Latin-1"),
        (TEXT.replace("300", "3\x0000").encode(), "holds NUL characters"),
        (HEADER.encode() + b"\n" + b"x" * 2_000_000, "has a line of more than 65,536 characters"),
        (HEADER.encode() + b"\n", "No row of these files is trade that the registry keeps"),
    ],
    ids=["empty", "utf-16", "cp1251", "gb18030", "nul", "no lines", "no rows"],
)
def test_what_is_no_csv_in_a_known_encoding_is_refused(tmp_path, load_trade, content, match):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)

    refused(load_trade, path, match)


def test_a_file_that_is_not_there_is_named(tmp_path, load_trade):
    refused(load_trade, tmp_path / "none.csv", "none.csv cannot be read: No such file")


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path, load_trade, settings):
    settings.TRADE_UNPACKED_MAX_MB = 1
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode() + b"2023,BR,AR,export,010121,,5\n" * 100_000))

    refused(load_trade, path, "unpacks to more than 1 MB")


def test_countries_of_the_rest_of_the_world_alone_are_no_release(write, load_trade):
    refused(load_trade, write("2023,BR,CN,export,010121,,5"), r"Left out: another country as reporter \(1\)")
