"""An empty list says why it is empty and how to go on, with true numbers."""

import pytest
from django.http import QueryDict

from cooperation.kinds import KINDS
from tests.surface import Page, every_kind, every_language, every_record_kind, filterset, list_address

pytestmark = pytest.mark.django_db

AGREEMENTS, TRADE = (next(kind for kind in KINDS if kind.name == name) for name in ("agreement", "trade"))
#: A filter that no row passes, by kind.
NOTHING = {"trade": "product=9999999999"}


def nothing(kind):
    return NOTHING.get(kind.name, "q=nosuchwordanywhere")


@every_kind
@every_language
def test_an_empty_list_offers_what_each_way_on_really_shows(client, kind, language):
    facet = kind.facets[0]
    value = next(str(value) for value in kind.queryset().values_list(facet.path, flat=True) if value)
    response = client.get(list_address(kind, f"?{nothing(kind)}&{facet.name}={value}", language))
    ways = response.context["empty"]["suggestions"]

    assert response.status_code == 200
    assert len(ways) == 1
    for way in ways:
        assert way["count"] == kind.count(filterset(kind, f"{facet.name}={value}"))
        assert client.get(list_address(kind, way["url"], language)).context["count"] == way["count"]
    assert list_address(kind, language=language) in [tag.get("href") for tag in Page(response).all("a")]


@every_record_kind
def test_where_no_single_filter_is_to_blame_each_is_offered_alone(client, kind):
    response = client.get(list_address(kind, "?country=KZ&q=nosuchwordanywhere&sector=06&match=all"))
    ways = response.context["empty"]["suggestions"]
    both = client.get(list_address(kind, "?country=KZ&q=nosuchwordanywhere")).context["empty"]["suggestions"]

    assert all(client.get(list_address(kind, way["url"])).context["count"] == way["count"] > 0 for way in [*ways, *both])


def test_two_filters_that_fit_nothing_each_leave_the_third_alone(client):
    response = client.get("/en/agreements/?q=nosuchwordanywhere&signed_from=2098&country=KZ")
    ways = response.context["empty"]["suggestions"]

    assert [(way["label"], way["is_alone"]) for way in ways] == [("Country", True)]
    assert ways[0]["count"] == AGREEMENTS.count(filterset(AGREEMENTS, "country=KZ"))
    assert client.get(f"/en/agreements/{ways[0]['url']}").context["count"] == ways[0]["count"]
    assert "With Country alone:" in response.content.decode()


@every_record_kind
def test_words_found_in_no_record_of_a_kind_lead_to_the_whole_registry(client, kind):
    response = client.get(list_address(kind), {"q": "nosuchwordanywhere & more"})
    links = [tag.get("href") for tag in Page(response).all("a")]

    assert f"/en/search/?{QueryDict('q=nosuchwordanywhere %26 more').urlencode()}" in links
    assert "Every word must occur" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "first", "last"),
    [
        ("/en/agreements/?signed_from=2020&signed_to=2010", "Signed from", "Signed to"),
        ("/en/projects/?amount_from=9&amount_to=3", "Amount from", "Amount to"),
        ("/en/trade/records/?from_date=2020&to_date=2019-05", "Period from", "Period to"),
    ],
)
def test_a_range_that_ends_before_it_begins_is_named(client, address, first, last):
    assert f"“{first}” lies after “{last}”." in client.get(address).content.decode()


def test_a_range_within_one_year_is_not_turned(client):
    assert "lies after" not in client.get("/en/agreements/?signed_from=2098-06&signed_to=2098").content.decode()


@every_record_kind
def test_a_registry_without_records_of_a_kind_says_so(client, kind):
    kind.model.objects.update(state="draft")
    response = client.get(list_address(kind))

    assert response.status_code == 200
    assert "There is nothing here yet" in response.content.decode()
    assert response.context["empty"]["suggestions"] == []
    assert "Clear all filters" not in response.content.decode().partition('class="empty"')[2]
