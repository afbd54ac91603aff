"""What every kind promises. A new kind gets all of this by existing."""

import csv
import io
import json
import random
import re
import zipfile

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from cooperation.kinds import DETAIL_KINDS, KINDS
from cooperation.models import Record, State
from cooperation.search import index
from tests.factories import FACTORIES

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "zh-hans", "ru")
RECORD_KINDS = [kind for kind in KINDS if issubclass(kind.model, Record)]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
every_record_kind = pytest.mark.parametrize("kind", RECORD_KINDS, ids=lambda kind: kind.name)


def url(kind, query="", language="en"):
    return f"/{language}/{kind.slug}/{query}"


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def key(kind):
    return "reference" if kind.name != "trade" else None


def facets_of(context):
    return [facet for facet in context["panel"]["facets"] if facet.options]


def csv_rows(client, kind, query=""):
    response = client.get(f"/data/{kind.file_stem}.csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(body(response).decode()))), int(response["X-Record-Count"])


@every_kind
@pytest.mark.parametrize("language", LANGUAGES)
def test_list_answers_in_each_language(client, kind, language):
    response = client.get(url(kind, language=language))

    assert response.status_code == 200
    assert response.headers["Content-Language"] == language


@every_kind
def test_facet_number_is_the_count_after_choosing(client, kind):
    context = client.get(url(kind)).context
    facets = facets_of(context)

    assert facets
    for facet in facets:
        for option in facet.options[:4]:
            chosen = client.get(url(kind), {facet.name: option.value}).context
            assert chosen["count"] == option.count, (facet.name, option.value)


@every_kind
def test_facets_under_other_filters_still_tell_the_truth(client, kind):
    first, second = facets_of(client.get(url(kind)).context)[:2]
    value = first.options[0].value
    context = client.get(url(kind), {first.name: value}).context
    narrowed = next(facet for facet in facets_of(context) if facet.name == second.name)

    for option in narrowed.options[:4]:
        both = client.get(url(kind), {first.name: value, second.name: option.value}).context
        assert both["count"] == option.count


@every_kind
def test_each_sort_keeps_every_row(client, kind):
    queryset = kind.queryset()
    keys = set(queryset.values_list("pk", flat=True))

    for name in kind.sorts:
        for sort in (name, f"-{name}"):
            rows = list(kind.sorted(queryset, sort).values_list("pk", flat=True))
            assert len(rows) == len(keys)
            assert set(rows) == keys
            assert client.get(url(kind), {"sort": sort}).status_code == 200


@every_kind
def test_every_column_of_the_table_can_be_shown_and_unknown_ones_are_refused(client, kind):
    everything = ",".join(kind.table_class.base_columns)

    assert client.get(url(kind), {"columns": everything}).status_code == 200
    assert client.get(url(kind), {"columns": "no-such"}).status_code == 400


@every_kind
def test_pages_cover_all_rows_once(client, kind):
    context = client.get(url(kind), {"per_page": 100}).context
    seen = []
    for number in range(1, context["page"].paginator.num_pages + 1):
        page = client.get(url(kind), {"per_page": 100, "page": number}).context["page"]
        seen += [row.pk for row in page.object_list]

    assert len(seen) == len(set(seen)) == context["count"]


@every_kind
def test_page_and_files_hold_the_same_rows_in_the_same_order(client, kind):
    chance = random.Random(7)
    facets = facets_of(client.get(url(kind)).context)
    for _round in range(3):
        facet = chance.choice(facets)
        query = f"?{facet.name}={chance.choice(facet.options).value}&sort={chance.choice(list(kind.sorts))}"
        page = client.get(url(kind, f"{query}&per_page=100")).context
        rows, stated = csv_rows(client, kind, query)
        document = json.loads(body(client.get(f"/data/{kind.file_stem}.json{query}")))
        workbook = openpyxl.load_workbook(io.BytesIO(body(client.get(f"/data/{kind.file_stem}.xlsx{query}"))))
        sheet = workbook.worksheets[0]

        assert page["count"] == stated == len(rows) == document["count"] == len(document["records"]) == sheet.max_row - 1
        if key(kind):
            references = [row["reference"] for row in rows]
            assert references[:100] == [row.reference for row in page["page"].object_list]
            assert references == [record["reference"] for record in document["records"]]
            assert references == [row[0].value for row in sheet.iter_rows(min_row=2)]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.many_files], ids=lambda kind: kind.name)
def test_zip_holds_the_list_and_the_facts_of_which_a_record_has_many(client, kind):
    archive = zipfile.ZipFile(io.BytesIO(body(client.get(f"/data/{kind.file_stem}.zip"))))

    assert archive.testzip() is None
    assert set(archive.namelist()) == {"README.txt", f"{kind.file_stem}.csv", *(f"{many.name}.csv" for many in kind.many_files)}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.has_places], ids=lambda kind: kind.name)
def test_geojson_holds_every_record_placed_or_not(client, kind):
    collection = json.loads(body(client.get(f"/data/{kind.file_stem}.geojson")))

    assert collection["type"] == "FeatureCollection"
    assert len(collection["features"]) == kind.queryset().count()


BAD_QUERIES = [
    "?nonsense=1",
    "?sort=--id",
    "?sort=pk",
    "?page=0",
    "?page=-1",
    "?page=abc",
    "?page=99999999999999999999",
    "?per_page=-1",
    "?columns=%00",
    "?country=XX&country=KZ",
    "?sector=%27",
    "?q=%00",
    "?q=%ff",
    "?q=" + "a" * 10_000,
]


@every_kind
@pytest.mark.parametrize("query", BAD_QUERIES, ids=lambda query: query[:20])
def test_bad_input_answers_400_and_shows_no_rows(client, kind, query):
    response = client.get(url(kind, query))

    assert response.status_code == 400
    assert not response.context["count"]
    assert response.context["problems"]


@every_kind
def test_page_past_the_end_answers_404_with_the_number_of_pages(client, kind):
    response = client.get(url(kind, "?page=99999"))

    assert response.status_code == 404
    assert response.context["problems"]


@every_kind
@pytest.mark.parametrize("extension", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("query", ["?nonsense=1", "?sort=--id", "?page=2", "?columns=no-such"])
def test_files_refuse_bad_input_by_name(client, kind, extension, query):
    response = client.get(f"/data/{kind.file_stem}.{extension}{query}")

    assert response.status_code == 400
    assert response.json()["parameters"][0]["name"] == query[1:].partition("=")[0]


@every_kind
def test_campaign_tags_are_dropped_in_silence(client, kind):
    assert client.get(url(kind, "?utm_source=x&fbclid=y")).status_code == 200


@every_kind
def test_lists_can_only_be_read(client, kind):
    refused = client.post(url(kind), {"q": "x"})

    assert refused.status_code == 405
    assert refused.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.head(url(kind)).status_code == 200
    assert client.options(url(kind)).status_code == 200


@every_kind
def test_pages_set_no_cookie_and_name_no_other_site(client, kind):
    response = client.get(url(kind))
    html = response.content.decode()

    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()
    assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", html)
    assert not re.findall(r"<(?:script|img|link)[^>]+(?:src|href)=\"https?://(?!testserver)", html)


@every_kind
def test_columns_and_filters_are_described(kind):
    names = [column.name for column in kind.columns]

    assert len(names) == len(set(names))
    assert all(str(column.description) for column in kind.columns)
    assert all(item.label for item in kind.filterset_class(None, kind.queryset()).form)


@every_record_kind
@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN])
def test_unpublished_is_absent_from_every_public_surface(client, kind, state):
    record = FACTORIES[kind.model](title_en="Zzyzx unseen", state=state, withdrawn_reason="Entered twice.")
    index.refresh(record)

    assert record.reference not in client.get(url(kind, "?sort=-reference")).content.decode()
    assert record.reference not in {row["reference"] for row in csv_rows(client, kind)[0]}
    assert client.get("/en/search/?q=Zzyzx").context["total"] == 0
    with override("en"):
        status = client.get(kind.url(record)).status_code
    assert status == (410 if state == State.WITHDRAWN else 404)


@every_record_kind
def test_detail_mends_its_address_and_leads_to_the_sources(client, kind):
    record = kind.queryset().first()
    with override("en"):
        address = kind.url(record)

    assert client.get(f"/en/{kind.slug}/{record.reference}/").headers["Location"] == address
    assert b'id="source-1"' in client.get(address).content


@every_record_kind
def test_searching_by_title_finds_the_record_in_list_and_search(client, kind):
    record = kind.queryset().first()
    found = client.get("/en/search/", {"q": record.title_en[:150]})
    listed = client.get(url(kind), {"q": record.title_en[:150]})

    group = next(group for group in found.context["groups"] if group["kind"] is kind)
    assert listed.context["count"] == group["count"] >= 1


@pytest.mark.parametrize("kind", DETAIL_KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_details_answer_in_each_language(client, kind, language):
    with override(language):
        address = kind.url(kind.queryset().first())

    assert client.get(address).status_code == 200


@every_kind
def test_query_count_does_not_grow_with_rows(client, kind):
    def count(per_page):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url(kind), {"per_page": per_page})
        return len(queries)

    assert count(3) == count(30)
