"""The map shows the records of the list, those without a place included."""

import gzip
import json
import re

import pytest

from cooperation.kinds import KINDS
from cooperation.models import Country, Project, ProjectLocation
from cooperation.models.record import State
from tests.factories import ProjectFactory
from tests.surface import body, file_address, list_address

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
        ("?bbox=66,37,74", "bbox"),
        ("?bbox=66,37,74,north", "bbox"),
        ("?bbox=nan,37,74,43", "bbox"),
        ("?bbox=1e2,37,74,43", "bbox"),
        ("?bbox=66,37,181,43", "bbox"),
        ("?bbox=66,-91,74,43", "bbox"),
        ("?bbox=74,37,66,43", "bbox"),
        ("?bbox=66,43,74,37", "bbox"),
        ("?bbox=66,37,74,43&bbox=66,37,74,43", "bbox"),
        ("?bbox=" + "6" * 5_000, "bbox"),
        ("?bbox=%D9%A6%D9%A6,37,74,43", "bbox"),
    ],
)
def test_bad_input_is_named_and_shows_nothing(client, query, name):
    response = client.get(f"/en/map/{query}")

    assert response.status_code == 400
    assert name in [problem[0] for problem in response.context["problems"]]
    assert response.context["entries"] == []


@every_map
def test_a_part_of_the_map_holds_the_records_with_a_place_inside(client, kind):
    west, south, east, north = 66, 37, 74, 43
    query = f"?bbox={west},{south},{east},{north}"
    inside = [
        record.reference
        for record in kind.queryset().prefetch_related("locations")
        if any(
            place.latitude is not None and west <= place.longitude <= east and south <= place.latitude <= north
            for place in record.locations.all()
        )
    ]

    shown = client.get(f"{kind.map_url()}{query}")
    taken = json.loads(body(client.get(file_address(kind, "geojson", query))))

    assert inside
    assert sorted(entry.record.reference for entry in shown.context["entries"]) == sorted(inside)
    assert sorted(feature["properties"]["reference"] for feature in taken["features"]) == sorted(inside)
    assert client.get(list_address(kind, query)).context["count"] == len(inside)
    assert drawn(shown)["box"] == [west, south, east, north]


def test_the_ground_names_capitals_and_other_towns_in_the_language_of_the_page(client):
    names = [name for _longitude, _latitude, name in drawn(client.get("/ru/map/"))["capitals"]]
    towns = [name for _longitude, _latitude, name in drawn(client.get("/ru/map/"))["towns"]]

    assert {"Ташкент", "Бишкек", "Пекин"} <= set(names)
    assert {"Хоргос", "Ош"} <= set(towns)
    assert not set(names) & set(towns)


def test_a_town_of_a_draft_is_not_named(client):
    names = {"name_en": "Probe", "name_zh": "试", "name_ru": "Проба"}
    place = {**names, "country": Country.objects.get(code="KZ"), "latitude": 50, "longitude": 60, "precision": "city"}
    record = ProjectFactory(state=State.DRAFT)
    ProjectLocation.objects.bulk_create(ProjectLocation(record=record, position=number, **place) for number in range(1, 200))

    assert "Probe" not in [name for _longitude, _latitude, name in drawn(client.get("/en/map/"))["towns"]]


@every_map
def test_the_data_of_the_map_are_few(client, kind):
    """What a reader's line must carry beside scripts and shapes."""
    assert len(gzip.compress(client.get(kind.map_url()).content)) < 40_000


def test_a_route_says_in_words_how_it_was_drawn(client):
    project = Project.objects.published().filter(route_precision="approximate").first()
    page = client.get(f"/en/map/?q={project.reference}").content.decode()

    assert "Route: Straight lines between known places." in page


@pytest.mark.parametrize("address", ["/en/", "/en/map/", "/en/countries/KZ/"])
def test_every_map_says_what_its_marks_mean_and_whose_borders_it_draws(client, address):
    page = client.get(address).content.decode()

    assert "straight lines between known places" in page
    assert "Natural Earth" in page


def test_an_unpublished_record_is_not_drawn(client):
    project = Project.objects.published().filter(locations__latitude__isnull=False).first()
    Project.objects.filter(pk=project.pk).update(state=State.DRAFT)

    assert project.reference not in client.get("/en/map/").content.decode()


@every_map
def test_queries_do_not_grow_with_the_records(client, kind, django_assert_max_num_queries):
    client.get(kind.map_url())

    with django_assert_max_num_queries(20):
        client.get(kind.map_url())
