"""The way on from record to record in the list that one came from, and the way back to it, for every kind with pages."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from tests.factories import FACTORIES
from tests.surface import Page, every_detail_kind, every_language, every_record_kind, filterset, list_address, record_address

pytestmark = pytest.mark.django_db


def onward(response):
    """Addresses of the record before and after, as the page links them."""
    links = {link.get("rel"): link["href"] for link in Page(response).all("a") if link.get("rel") in ("prev", "next")}
    return links.get("prev"), links.get("next")


def a_filter(kind):
    """A filter of the kind that leaves more than one record, and not all."""
    facet = kind.facets[0]
    values = kind.queryset().order_by().values_list(facet.path, flat=True)
    return urlencode({facet.name: next(str(value) for value in values if value)})


@every_detail_kind
def test_rows_of_the_lists_own_order_link_plain_addresses(client, kind):
    html = client.get(list_address(kind)).content.decode()

    assert "?list=" not in html


@every_detail_kind
def test_rows_of_a_filtered_list_name_it(client, kind):
    query = a_filter(kind)
    html = client.get(list_address(kind, f"?{query}&page=1&q=&utm_source=letter")).content.decode()

    named = set(re.findall(r'<th scope="row"[^>]*><a href="[^"?]*\?([^"]*)"', html))
    assert named == {urlencode({"list": query})}


@every_detail_kind
def test_the_way_on_follows_the_order_of_every_sort(client, kind):
    for name in kind.sorts:
        for sort in (name, f"-{name}"):
            rows = list(kind.sorted(kind.queryset(), sort).values_list("pk", flat=True))
            at = len(rows) // 2
            record = kind.queryset().get(pk=rows[at])
            place = client.get(record_address(kind, record), {"list": f"sort={sort}"}).context["neighbours"].place
            assert (place.number, place.count) == (at + 1, len(rows)), sort
            assert (place.previous.pk, place.next.pk) == (rows[at - 1], rows[at + 1]), sort


@every_detail_kind
def test_reading_on_from_the_first_record_passes_the_whole_filtered_list(client, kind):
    query = a_filter(kind)
    rows = list(kind.sorted(filterset(kind, query).qs, kind.default_sort).values_list("pk", flat=True))[:6]
    address = f"{record_address(kind, kind.queryset().get(pk=rows[0]))}?{urlencode({'list': query})}"
    passed = []
    for _row in rows:
        response = client.get(address)
        passed.append(response.context["record"].pk)
        before, address = onward(response)
        assert (before is None) == (len(passed) == 1)

    assert passed == rows


@every_detail_kind
def test_the_way_back_leads_to_the_page_on_which_the_record_stands(client, kind):
    query = f"{a_filter(kind)}&per_page=2"
    rows = list(kind.sorted(filterset(kind, query).qs, kind.default_sort).values_list("pk", flat=True))
    record = kind.queryset().get(pk=rows[-1])
    neighbours = client.get(record_address(kind, record), {"list": query}).context["neighbours"]
    back = client.get(neighbours.list_url)

    assert back.status_code == 200
    assert record.pk in [row.pk for row in back.context["page"].object_list]
    assert back.context["count"] == neighbours.place.count == len(rows)
    assert {name: values for name, values in parse_qs(urlsplit(neighbours.list_url).query).items() if name != "page"} == parse_qs(
        query
    )


@every_detail_kind
def test_the_ends_of_the_list_lead_one_way_only(client, kind):
    rows = kind.sorted(kind.queryset(), kind.default_sort)
    first, last = rows.first(), rows.reverse().first()

    assert [bool(link) for link in onward(client.get(record_address(kind, first)))] == [False, True]
    assert [bool(link) for link in onward(client.get(record_address(kind, last)))] == [True, False]


@every_detail_kind
@every_language
def test_a_list_that_cannot_be_followed_answers_400_names_the_filter_and_shows_the_record(client, kind, language):
    record = kind.queryset().first()
    response = client.get(record_address(kind, record, language), {"list": "nosuchfilter=1"})
    html = response.content.decode()

    assert response.status_code == 400
    assert "<code>list</code>" in html
    assert "<code>nosuchfilter</code>" in html
    assert escape(record.title) in html
    assert onward(response) == (None, None)


@every_detail_kind
@pytest.mark.parametrize(
    "text", ["sort=nothing", "page=0", "per_page=x", "q=%00", "list=a", "%FF", "a" * 3_000, "q=a&q=b", "after=x"]
)
def test_hostile_lists_are_refused(client, kind, text):
    record = kind.queryset().first()

    assert client.get(record_address(kind, record), {"list": text}).status_code == 400


@every_detail_kind
def test_two_lists_are_refused(client, kind):
    record = kind.queryset().first()

    assert client.get(f"{record_address(kind, record)}?list=&list=sort=title").status_code == 400


@every_record_kind
def test_a_list_without_the_record_says_so_and_leads_to_it(client, kind):
    record = FACTORIES[kind.model](title_en="Unheard-of undertaking")
    response = client.get(record_address(kind, record), {"list": "q=nosuchwordanywhere"})

    assert response.status_code == 200
    assert "Not in" in response.content.decode()
    assert response.context["neighbours"].list_url == list_address(kind, "?q=nosuchwordanywhere")
    assert onward(response) == (None, None)


@every_record_kind
def test_a_draft_is_nobodys_neighbour(client, kind):
    record = kind.sorted(kind.queryset(), "reference").first()
    hidden = client.get(record_address(kind, record), {"list": "sort=reference"}).context["neighbours"].place.next
    kind.model.objects.filter(pk=hidden.pk).update(state="draft")
    place = client.get(record_address(kind, record), {"list": "sort=reference"}).context["neighbours"].place

    assert place.next.pk != hidden.pk
    assert place.count == kind.queryset().count()


@every_detail_kind
def test_the_canonical_address_names_no_list(client, kind):
    record = kind.queryset().first()
    response = client.get(record_address(kind, record), {"list": a_filter(kind)})

    canonical = [link["href"] for link in Page(response).all("link") if link.get("rel") == "canonical"]
    assert canonical == [f"http://testserver{record_address(kind, record)}"]
    assert "list=" not in response.context["address"]
    assert "public" in response.headers["Cache-Control"]


@every_record_kind
def test_query_count_of_the_way_on_does_not_grow_with_the_list(client, kind):
    record = FACTORIES[kind.model](title_en="Middling undertaking")

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(record_address(kind, record), {"list": "q=undertaking&sort=title"}).status_code == 200
        return len(queries)

    for title in ("Early undertaking", "Undertaking of late"):
        FACTORIES[kind.model](title_en=title)
    few = count()
    for number in range(12):
        FACTORIES[kind.model](title_en=f"Undertaking {number}")

    assert count() == few
