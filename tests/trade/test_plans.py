"""How SQLite reads trade rows: never the whole table for a page, whatever is filtered, sorted or asked for."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation.kinds import KINDS, trade_rows
from tests.surface import body, file_address, list_address

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by its own statistics."),
]

TRADE = next(kind for kind in KINDS if kind.name == "trade")
FILTERS = {
    "reporter": "KZ", "partner": "KG", "country": "UZ", "direction": "import", "flow": "export", "sector": "06", "product": "2709",
    "level": "chapter", "period": "year", "from_date": "2023-05", "to_date": "2024-02", "release": "REL-0001",
}  # fmt: skip
QUERIES = [
    "", *(f"{name}={value}" for name, value in FILTERS.items()), "product=TOTAL", "product=27", "country=KZ&sector=06&period=year",
    "from_date=2023-05&to_date=2023-11&level=total", "&".join(f"{name}={value}" for name, value in FILTERS.items()),
]  # fmt: skip
ORDER_INDEXES = {"traderecord_by_period", "traderecord_by_value"}


@pytest.fixture
def analysed():
    """Statistics as `ANALYZE` leaves them, which have led SQLite astray."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plans(queries):
    """(statement, line of its plan) for each statement that reads trade rows."""
    for query in queries.captured_queries:
        if "cooperation_traderecord" in query["sql"] and query["sql"].startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql'].replace('%', '%%')}", [])
                for line in cursor.fetchall():
                    yield query["sql"], line[3]


def scans(queries):
    return [(sql, line) for sql, line in plans(queries) if re.match(r"SCAN (TABLE )?(\")?cooperation_traderecord", line)]


def test_every_filter_is_tried():
    assert set(FILTERS) == set(TRADE.filterset_class.base_filters)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("sort", ["period", "-period", "value", "-value"])
@pytest.mark.parametrize("page", ["", "&page=2"])
def test_a_page_walks_an_index_in_its_order_or_searches_the_key(analysed, client, query, sort, page):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(list_address(TRADE, f"?{query}&sort={sort}&per_page=5{page}"))

    assert response.status_code in (200, 404)
    for sql, line in scans(queries):
        assert re.search(r"USING (COVERING )?INDEX (\w+)", line)[2] in ORDER_INDEXES, (sql, line)
        assert " LIMIT 5" in sql, sql


@pytest.mark.parametrize("query", QUERIES)
def test_counts_and_facets_read_totals_or_search_the_key(analysed, query):
    from tests.surface import filterset

    asked = filterset(TRADE, query)
    with CaptureQueriesContext(connection) as queries:
        TRADE.count(asked)
        TRADE.facet_states(asked)

    assert scans(queries) == []


def test_the_next_page_is_searched_for_not_counted_up_to(analysed, client):
    second = client.get(list_address(TRADE, "?sort=-value&per_page=5&page=2")).context["page"]

    with CaptureQueriesContext(connection) as queries:
        client.get(list_address(TRADE, f"?sort=-value&per_page=5&page=3&after={second.after}"))

    read = [line for _sql, line in plans(queries) if "traderecord_by_value" in line]
    assert read
    assert all(line.startswith("SEARCH") for line in read)
    assert all("OFFSET" not in query["sql"] for query in queries.captured_queries)


def test_a_file_is_read_in_the_order_of_an_index_without_sorting(analysed, client):
    with CaptureQueriesContext(connection) as queries:
        body(client.get(file_address(TRADE, "csv")))

    lines = [line for _sql, line in plans(queries)]
    assert any("USING INDEX traderecord_by_period" in line for line in lines)
    assert not any("TEMP B-TREE FOR ORDER BY" in line for line in lines)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("sort", ["-period", "value"])
def test_both_ways_give_the_same_rows(monkeypatch, query, sort):
    from tests.surface import filterset

    rows = trade_rows.TradeRows(filterset(TRADE, query), sort)
    expected = list(TRADE.sorted(filterset(TRADE, query).qs, sort).values_list("pk", flat=True))

    found = {}
    for index in (rows.index, trade_rows.KEY_INDEX):
        monkeypatch.setattr(rows, "index_for", lambda _wanted, index=index: index)
        found[index] = rows.between(0, rows.count)

    assert rows.count == len(expected)
    assert list(found.values()) == [expected, expected]
