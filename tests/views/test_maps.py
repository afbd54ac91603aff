"""The map shows the records of the list, those without a place included."""

import json
import re

import pytest

from cooperation.kinds import KINDS
from cooperation.models import Project
from cooperation.models.record import State
from tests.surface import list_address

pytestmark = pytest.mark.django_db

MAP_KINDS = [kind for kind in KINDS if kind.has_places]
every_map = pytest.mark.parametrize("kind", MAP_KINDS, ids=lambda kind: kind.name)


def drawn(response):
    data = re.search(r'<script id="map-data" type="application/json">(.*?)</script>', response.content.decode(), re.DOTALL)
    return json.loads(data[1])


@every_map
@pytest.mark.parametrize("query", ["", "?country=UZ&sector=05", "?country=KZ&country=KG&match=all"])
def test_map_holds_the_records_of_the_list(client, kind, query):
    shown = client.get(f"{kind.map_url()}{query}")
    listed = client.get(list_address(kind, query)).context["count"]

    assert shown.status_code == 200
    assert shown.context["count"] == listed == len(shown.context["entries"]) + len(shown.context["unlocated"])
    assert sum(swatch.count for swatch in shown.context["legend"]) == len(shown.context["entries"])


@every_map
def test_each_record_drawn_has_its_row_in_the_table(client, kind):
    response = client.get(kind.map_url())
    rows = re.findall(r'<tr data-reference="([^"]+)"', response.content.decode())

    assert [entry["reference"] for entry in drawn(response)["entries"]] == rows
    assert all(entry["points"] or entry["route"] for entry in drawn(response)["entries"])


@every_map
def test_list_and_map_lead_to_each_other_with_their_filters(client, kind):
    shown = client.get(f"{kind.map_url()}?country=UZ&colour=sector")
    listed = client.get(list_address(kind, "?country=UZ&sort=-reference&per_page=10"))

    assert shown.context["list_url"] == f"/en/{kind.slug}/?country=UZ"
    assert listed.context["map_url"] == f"{kind.map_url()}?country=UZ"
    assert client.get(listed.context["map_url"]).status_code == 200
    assert client.get(shown.context["geojson_url"]).status_code == 200


def test_colours_follow_the_fact_that_was_asked_for(client):
    by_status = client.get("/en/map/").context["legend"]
    by_sector = client.get("/en/map/?colour=sector").context["legend"]

    assert {swatch.value for swatch in by_status} <= {*Project.Status.values, ""}
    assert len(by_sector) == 8
    assert by_sector[-1].label == "others"
    assert [swatch.colour for swatch in by_sector] == list(range(1, 9))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("?colour=red", "colour"),
        ("?colour=status&colour=sector", "colour"),
        ("?page=2", "page"),
        ("?columns=title", "columns"),
        ("?country=XX", "country"),
        ("?bbox=1,2,3,4", "bbox"),
    ],
)
def test_bad_input_is_named_and_shows_nothing(client, query, name):
    response = client.get(f"/en/map/{query}")

    assert response.status_code == 400
    assert name in [problem[0] for problem in response.context["problems"]]
    assert response.context["entries"] == []


def test_an_unpublished_record_is_not_drawn(client):
    project = Project.objects.published().filter(locations__latitude__isnull=False).first()
    Project.objects.filter(pk=project.pk).update(state=State.DRAFT)

    assert project.reference not in client.get("/en/map/").content.decode()


@every_map
def test_queries_do_not_grow_with_the_records(client, kind, django_assert_max_num_queries):
    client.get(kind.map_url())

    with django_assert_max_num_queries(20):
        client.get(kind.map_url())
