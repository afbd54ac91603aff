"""A query that is not understood gets a clear answer, never a traceback and never more rows."""

import pytest

from tests.surface import body, every_detail_kind, every_kind, every_language, extensions, file_address, filterset, list_address

pytestmark = pytest.mark.django_db

BAD_QUERIES = [
    "?nonsense=1",
    "?signed_on__gte=2019",
    "?sort=--id",
    "?sort=pk",
    "?sort=-",
    "?page=0",
    "?page=-1",
    "?page=abc",
    "?page=999999999999",
    "?per_page=-1",
    "?per_page=0",
    "?per_page=1e3",
    "?after=x",
    "?after=",
    "?before=MHw",
    "?after=%00",
    "?after=%F0%9F%90%AA",
    "?columns=%00",
    "?columns=no-such",
    "?sector=%27",
    "?sector=0' OR 1=1",
    "?q=%00",
    "?q=%ff",
    "?q=" + "a" * 10_000,
    "?%ff=1",
    "?%00=1",
]
REPEATED = ["?page=1&page=2", "?per_page=5&per_page=100", "?sort=title&sort=-title"]


@every_kind
@pytest.mark.parametrize("query", BAD_QUERIES, ids=lambda query: query[:24])
def test_list_answers_400_names_the_parameter_and_shows_no_rows(client, kind, query):
    response = client.get(list_address(kind, query))

    assert response.status_code == 400
    assert not response.context["count"]
    assert response.context["problems"]
    assert "<td" not in response.content.decode()


@every_kind
@pytest.mark.parametrize("query", REPEATED)
def test_a_parameter_that_takes_one_value_refuses_two(client, kind, query):
    response = client.get(list_address(kind, query))

    assert response.status_code == 400
    assert not response.context["count"]


@every_kind
@every_language
def test_problems_are_told_in_the_language_of_the_page(client, kind, language):
    response = client.get(list_address(kind, "?page=abc", language))

    assert response.status_code == 400
    assert response.headers["Content-Language"] == language


@every_kind
def test_page_past_the_end_answers_404_with_the_number_of_pages(client, kind):
    response = client.get(list_address(kind, "?page=99999"))

    assert response.status_code == 404
    assert response.context["problems"]


@every_kind
@pytest.mark.parametrize("query", [query for query in BAD_QUERIES if len(query) < 100], ids=lambda query: query[:24])
def test_files_refuse_what_the_page_refuses(client, kind, query):
    for extension in extensions(kind):
        response = client.get(file_address(kind, extension, query))

        assert response.status_code == 400, extension
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["parameters"]


@every_kind
@pytest.mark.parametrize("query", ["?nonsense=1", "?sort=--id", "?page=2", "?columns=no-such", "?excel=2"])
def test_files_name_the_parameter(client, kind, query):
    response = client.get(file_address(kind, "csv", query))

    assert response.status_code == 400
    assert [entry["name"] for entry in response.json()["parameters"]] == [query[1:].partition("=")[0]]


@every_kind
def test_a_format_that_is_not_offered_is_not_there(client, kind):
    for extension in ("exe", "CSV", "html", *{"geojson", "zip"} - set(extensions(kind))):
        assert client.get(file_address(kind, extension)).status_code == 404


@every_kind
def test_every_filter_survives_hostile_values(client, kind):
    for name in filterset(kind).filters:
        for value in ("%00", "%ff", "'", "-1", "999999999999999999999", "2019-13-45", "NaN", "🐪", "x" * 3_000):
            response = client.get(list_address(kind, f"?{name}={value}"))

            assert response.status_code in (200, 400), (name, value)
            if response.status_code == 400:
                assert not response.context["count"], (name, value)
            else:
                assert response.context["count"] <= kind.queryset().count()


@every_kind
def test_campaign_tags_are_dropped_in_silence(client, kind):
    assert client.get(list_address(kind, "?utm_source=x&fbclid=y")).status_code == 200


@every_kind
def test_empty_parameters_mean_no_filter(client, kind):
    empty = "&".join(f"{name}=" for name in filterset(kind).filters)
    response = client.get(list_address(kind, f"?{empty}"))

    assert response.status_code == 200
    assert response.context["count"] == kind.queryset().count()


@every_detail_kind
@pytest.mark.parametrize("end", ["0000", "%00", "%ff", "0001-%00/", "0001/../", "9" * 400])
def test_hostile_references_are_not_there(client, kind, end):
    prefix = kind.queryset().first().reference[:3]

    assert client.get(f"/en/{kind.slug}/{prefix}-{end}").status_code in (301, 404)


@pytest.mark.parametrize("query", ["?q=%00", "?q=%ff", "?q=" + "a" * 10_000, "?nonsense=1", "?q=a&q=b", "?page=2"])
def test_search_refuses_what_it_cannot_read(client, query):
    response = client.get(f"/en/search/{query}")

    assert response.status_code == 400
    assert response.context["total"] == 0


@pytest.mark.parametrize("query", ["?q=", "?q=%20", "?q=%22%27(*:)-", "?q=" + "word%20" * 28])
def test_search_lives_with_odd_words(client, query):
    assert client.get(f"/en/search/{query}").status_code == 200


@pytest.mark.parametrize(
    "path", ["countries/XX/", "countries/kz/sectors/99/", "sectors/99/", "sectors/%00/", "countries/%ff/", "%ff/"]
)
def test_unknown_codes_are_not_there(client, path):
    assert client.get(f"/en/{path}").status_code == 404


@every_kind
def test_lists_and_files_can_only_be_read(client, kind):
    for address in (list_address(kind), file_address(kind, "csv")):
        for method in (client.post, client.put, client.patch, client.delete):
            refused = method(address, {"q": "x"})
            assert refused.status_code == 405
            assert refused.headers["Allow"] == "GET, HEAD, OPTIONS"


@every_kind
def test_head_and_options_answer_without_a_body(client, kind):
    for address in (list_address(kind), file_address(kind, "csv")):
        assert client.options(address).status_code == 200
        head = client.head(address)
        assert head.status_code == 200
        assert body(head) == b""
