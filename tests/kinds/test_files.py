"""What you see is what you take: files hold the rows of the page, and spreadsheets read them right."""

import csv
import io
import json
import random
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from cooperation.kinds import KINDS
from cooperation.models import Product, TradeRecord
from cooperation.search import index
from cooperation.trade.totals import rebuild
from tests.factories import AgreementFactory, FigureFactory
from tests.surface import (
    body,
    csv_rows,
    every_kind,
    extensions,
    facets,
    file_address,
    filterset,
    identity,
    json_document,
    list_address,
    over,
    workbook,
)

pytestmark = pytest.mark.django_db


def random_queries(client, kind, *, rounds, seed):
    """Filter sets that a reader may come to: one or two facets, one or two values, any order."""
    chance = random.Random(seed)
    offered = facets(client.get(list_address(kind)).context)
    for _round in range(rounds):
        parts = []
        for facet in chance.sample(offered, chance.choice((1, 1, 2))):
            values = chance.sample(facet.options, min(len(facet.options), chance.choice((1, 2))))
            parts += [f"{facet.name}={option.value}" for option in values]
        parts.append(f"sort={chance.choice(('', '-'))}{chance.choice(list(kind.sorts))}")
        yield "?" + "&".join(parts)


def shown(client, kind, query):
    """Primary keys of all rows of the list, page after page."""
    number, found = 1, []
    while True:
        page = client.get(list_address(kind, f"{query}&per_page=100&page={number}")).context["page"]
        found += [row.pk for row in page.object_list]
        if not page.has_next():
            return found
        number += 1


@every_kind
def test_page_and_files_hold_the_same_rows_in_the_same_order(client, kind):
    for query in random_queries(client, kind, rounds=4, seed=7):
        rows, stated = csv_rows(client, kind, query)
        document = json_document(client, kind, query)
        sheet = workbook(client, kind, query).worksheets[0]
        on_page = shown(client, kind, query)
        taken = [identity(kind, row) for row in rows]

        assert len(on_page) == stated == len(rows) == document["count"] == len(document["records"]) == sheet.max_row - 1, query
        if kind.has_detail:
            by_key = dict(kind.queryset().values_list("pk", "reference"))
            assert taken == [by_key[key] for key in on_page], query
            assert taken == [record["reference"] for record in document["records"]], query
            assert taken == [row[0].value for row in sheet.iter_rows(min_row=2)], query
        else:
            values = dict(kind.queryset().values_list("pk", "value_usd"))
            assert [Decimal(row["value_usd"]) for row in rows] == [values[key] for key in on_page], query
            stated_values = [Decimal(str(record["value_usd"])) for record in document["records"]]
            assert stated_values == [Decimal(row["value_usd"]) for row in rows], query


@over(KINDS, has_places=True)
def test_geojson_holds_the_rows_of_the_list(client, kind):
    for query in random_queries(client, kind, rounds=2, seed=11):
        response = client.get(file_address(kind, "geojson", query))
        collection = json.loads(body(response))
        rows, stated = csv_rows(client, kind, query)

        assert collection["type"] == "FeatureCollection"
        assert [feature["id"] for feature in collection["features"]] == [row["reference"] for row in rows]
        assert int(response["X-Record-Count"]) == stated


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.many_files], ids=lambda kind: kind.name)
def test_zip_holds_the_list_and_the_facts_of_which_a_record_has_many(client, kind):
    query = next(random_queries(client, kind, rounds=1, seed=3))
    response = client.get(file_address(kind, "zip", query))
    archive = zipfile.ZipFile(io.BytesIO(body(response)))
    listed = list(csv.DictReader(io.StringIO(archive.read(f"{kind.file_stem}.csv").decode(), newline="")))
    references = {row["reference"] for row in listed}

    assert archive.testzip() is None
    assert set(archive.namelist()) == {"README.txt", f"{kind.file_stem}.csv", *(f"{many.name}.csv" for many in kind.many_files)}
    assert listed == csv_rows(client, kind, query)[0]
    assert len(listed) == int(response["X-Record-Count"])
    for many in kind.many_files:
        rows = list(csv.DictReader(io.StringIO(archive.read(f"{many.name}.csv").decode(), newline="")))
        assert len(rows) == many.model._default_manager.filter(record__reference__in=references).count()
        assert {row["reference"] for row in rows} <= references


@every_kind
def test_each_format_comes_as_a_dated_attachment_with_its_count(client, kind):
    for extension in extensions(kind):
        response = client.get(file_address(kind, extension))
        body(response)

        assert response.status_code == 200
        assert int(response["X-Record-Count"]) == kind.queryset().count()
        assert response["Content-Disposition"].startswith(f'attachment; filename="{kind.file_stem}')
        assert response["Content-Disposition"].endswith(f'.{extension}"')
        assert response["X-Content-Type-Options"] == "nosniff"


@every_kind
def test_every_download_offered_on_the_page_answers(client, kind):
    downloads = client.get(list_address(kind)).context["downloads"]

    assert len(downloads) == len(extensions(kind))
    for download in downloads:
        assert client.head(download["url"]).status_code == 200


@every_kind
def test_workbook_says_what_it_is(client, kind):
    book = workbook(client, kind)
    about = {row[0]: row[1] for row in book.worksheets[1].iter_rows(values_only=True, max_col=2)}

    assert book.worksheets[0].freeze_panes
    assert int(about["Records"]) == kind.queryset().count()
    assert "CC BY 4.0" in about["Licence"]
    assert f"/en/{kind.slug}/" in about["How to cite"]
    assert {column.name for column in kind.columns} <= set(about) | {
        row[0] for row in book.worksheets[1].iter_rows(values_only=True)
    }


@every_kind
def test_columns_can_be_chosen_by_their_machine_names(client, kind):
    wanted = [column.name for column in kind.columns][:3]
    rows, _count = csv_rows(client, kind, f"?columns={','.join(wanted)}")

    assert list(rows[0]) == wanted


@every_kind
def test_every_file_is_whole_in_every_column(client, kind):
    rows, stated = csv_rows(client, kind)

    assert len(rows) == stated == kind.count(filterset(kind))
    assert list(rows[0]) == [column.name for column in kind.columns]
    assert not any(None in row or None in row.values() for row in rows)


def test_spreadsheet_meets_text_as_text_and_formulas_inert(client):
    titles = ['=HYPERLINK("x")', "+7 727", "-1+1", "@SUM(A1)", "Договор о добрососедстве", "永久睦邻友好合作条约", "001"]
    for title in titles:
        index.refresh(AgreementFactory(title_en=title, summary_en="probe3141"))

    text = body(client.get("/data/agreements.csv?q=probe3141&sort=reference")).decode()
    sheet = workbook(client, KINDS[0], "?q=probe3141&sort=reference").worksheets[0]

    column = next(csv.reader(io.StringIO(text))).index("title_en")
    written = [row[column] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert written == ["'" + title if title[0] in "=+-@" else title for title in titles]
    cells = [row[column] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == titles
    assert {cell.data_type for cell in cells} == {"s"}


def test_negative_numbers_stay_numbers_and_dates_dates(client):
    index.refresh(FigureFactory(title_en="probe2718", value=Decimal("-12.5"), change_pct=Decimal("-3.10")))
    kind = next(kind for kind in KINDS if kind.name == "figure")

    rows, _count = csv_rows(client, kind, "?q=probe2718")
    sheet = workbook(client, kind, "?q=probe2718").worksheets[0]

    names = [cell.value for cell in sheet[1]]
    labels = [column.field.label for column in kind.columns]
    cells = dict(zip((column.name for column in kind.columns), sheet[2], strict=True))
    assert names in ([column.name for column in kind.columns], labels)
    assert Decimal(rows[0]["value"]) == Decimal("-12.5")
    assert Decimal(rows[0]["change_pct"]) == Decimal("-3.10")
    assert cells["value"].value == -12.5
    assert cells["period_start"].is_date


def test_product_codes_keep_their_leading_zeros(client):
    row = TradeRecord.objects.published().first()
    product = Product.objects.create(code="010121", name_en="Pure-bred horses", level="subheading", chapter="01")
    TradeRecord.objects.filter(pk=row.pk).update(product=product, level="subheading", chapter="01")
    rebuild([row.release])
    kind = next(kind for kind in KINDS if kind.name == "trade")

    rows, count = csv_rows(client, kind, "?product=010121")
    sheet = workbook(client, kind, "?product=010121").worksheets[0]

    column = [column.name for column in kind.columns].index("product")
    assert count == 1
    assert rows[0]["product"] == "010121"
    assert sheet[2][column].value == "010121"


@every_kind
def test_a_list_too_long_for_a_sheet_is_refused_with_its_count_and_the_other_formats(client, kind, monkeypatch):
    monkeypatch.setattr("cooperation.exports.workbook.XLSX_MAX_ROWS", 1)
    rows, count = csv_rows(client, kind)

    refused = client.get(file_address(kind, "xlsx"))

    assert refused.status_code == 400
    assert f"there are {count:,}" in body(refused).decode()
    assert "CSV and JSON hold any number" in body(refused).decode()
    assert len(rows) == count


def test_csv_for_spreadsheets_begins_with_the_mark_that_excel_needs(client):
    plain = body(client.get("/data/events.csv"))
    marked = body(client.get("/data/events.csv?excel=1"))

    assert marked == b"\xef\xbb\xbf" + plain


def test_workbook_opens_in_a_second_reader_as_in_the_first(client):
    data = body(client.get("/data/organisations.xlsx"))
    quick = openpyxl.load_workbook(io.BytesIO(data), read_only=True)

    assert sum(1 for _row in quick.worksheets[0].rows) - 1 == KINDS[4].queryset().count()
