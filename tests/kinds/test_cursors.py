"""Pages of the trade list by a place in it: the same rows as by number, at any depth."""

import re
from html import unescape

import pytest

from cooperation.kinds import KINDS
from cooperation.kinds.cursors import Cursor
from tests.surface import list_address

pytestmark = pytest.mark.django_db

TRADE = next(kind for kind in KINDS if kind.name == "trade")
LISTS = ["?per_page=7", "?per_page=7&sort=value", "?per_page=7&sort=-value&country=KG", "?per_page=7&sort=period&flow=import"]


def keys(response):
    return [row.pk for row in response.context["page"].object_list]


def link(response, rel):
    """The address of the page before (`prev`) or after (`next`) this one; None where there is none."""
    found = re.search(rf'<link rel="{rel}" href="([^"]*)"', response.content.decode())
    return unescape(found[1]) if found else None


def in_order(filterset_query):
    from tests.surface import filterset

    chosen = filterset(TRADE, re.sub(r"per_page=7&?|sort=[a-z-]*&?", "", filterset_query[1:]))
    sort = re.search(r"sort=([a-z-]+)", filterset_query)
    return list(TRADE.sorted(chosen.qs, sort[1] if sort else TRADE.default_sort).values_list("pk", flat=True))


@pytest.mark.parametrize("query", LISTS)
def test_following_the_links_onward_shows_every_row_once_in_order(client, query):
    seen, address, number = [], query, 0
    while address:
        response = client.get(list_address(TRADE, address))
        number += 1
        assert response.status_code == 200
        assert response.context["page"].number == number
        assert response.context["page"].start_index() == len(seen) + 1
        seen += keys(response)
        address = link(response, "next")

    assert seen == in_order(query)


@pytest.mark.parametrize("query", LISTS)
def test_following_the_links_back_shows_the_pages_that_numbers_show(client, query):
    pages = -(-len(in_order(query)) // 7)
    response = client.get(list_address(TRADE, f"{query}&page={pages}"))

    for number in range(pages - 1, 0, -1):
        back = client.get(list_address(TRADE, link(response, "prev")))
        by_number = client.get(list_address(TRADE, f"{query}&page={number}"))
        assert "before=" in link(response, "prev")
        assert keys(back) == keys(by_number)
        assert back.context["page"].number == number
        response = back

    assert link(response, "prev") is None


def test_links_name_the_page_and_the_place(client):
    onward = link(client.get(list_address(TRADE, "?sort=-value&country=KZ")), "next")

    assert "sort=-value" in onward
    assert "country=KZ" in onward
    assert "page=2" in onward
    assert "after=" in onward


def test_a_place_without_a_page_number_is_enough(client):
    first = client.get(list_address(TRADE))
    after = re.search(r"after=([^&]+)", link(first, "next"))[1]

    response = client.get(list_address(TRADE, f"?after={after}"))

    assert response.context["page"].number == 2
    assert keys(response) == keys(client.get(list_address(TRADE, "?page=2")))


@pytest.mark.parametrize("change", ["country=KZ", "sort=value", "direction=import"])
def test_a_place_of_another_list_is_refused_in_words(client, change):
    onward = link(client.get(list_address(TRADE)), "next")

    response = client.get(list_address(TRADE, f"{onward}&{change}"))

    assert response.status_code == 400
    assert [name for name, _label, _text in response.context["problems"]] == ["after"]
    assert not response.context["count"]


def test_page_and_place_that_differ_are_refused(client):
    onward = link(client.get(list_address(TRADE)), "next").replace("page=2", "page=5")

    assert client.get(list_address(TRADE, onward)).status_code == 400


@pytest.mark.parametrize("value", ["2024-13-45", "x", "", "1e999"])
def test_a_forged_value_is_refused(client, value):
    state = client.get(list_address(TRADE)).context
    listing = f"trade {TRADE.default_sort} []"
    token = Cursor(24, value, 1).text(listing)

    assert state["count"]
    assert client.get(list_address(TRADE, f"?after={token}")).status_code == 400


def test_a_place_past_the_end_is_a_page_past_the_end(client):
    count = client.get(list_address(TRADE)).context["count"]
    token = Cursor(count + 5, "2001-01-01", 1).text(f"trade {TRADE.default_sort} []")

    response = client.get(list_address(TRADE, f"?after={token}"))

    assert response.status_code == 404


def test_links_of_filters_sorts_and_languages_begin_at_the_first_page(client):
    second = client.get(list_address(TRADE, link(client.get(list_address(TRADE, "?country=KZ")), "next")))

    assert all("after=" not in header["url"] for header in second.context["headers"])
    assert all("after=" not in chip.remove_url for chip in second.context["chips"])


def test_lists_without_places_refuse_them(client):
    assert client.get("/en/agreements/?after=x").status_code == 400
