"""The map in a browser: marks are drawn, and reached and opened by keyboard."""

import gzip

import pytest
from playwright.sync_api import expect

from tests.surface import LANGUAGES

#: Bytes of a page with a map over the wire, fonts included.
MOST = 250_000


@pytest.fixture
def page(open_page):
    page = open_page(reduced_motion="reduce")
    page.goto("/en/map/?country=TM")
    page.locator("#map .pin, #map .cluster").first.wait_for()
    return page


def test_marks_land_and_routes_are_drawn(page):
    page.locator("#map path.river").first.wait_for(state="attached")  # the last to be drawn

    assert page.locator("#map .pin, #map .cluster").count() >= 3
    assert page.locator("#map path.route").count() >= 1
    expect(page.locator("#map path.land--registry")).to_have_count(6)


def test_a_mark_is_opened_by_keyboard_and_leads_to_its_record(page):
    mark = page.locator("#map .pin").first
    title = mark.get_attribute("title")
    mark.focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup-content a").first
    link.wait_for()

    assert link.inner_text() == title
    link.click()
    page.wait_for_url("**/en/projects/PRJ-**")
    assert page.locator("h1").inner_text() == title


def test_without_scripts_the_table_is_the_map(open_page):
    page = open_page(scripts=False)
    page.goto("/en/map/?country=TM")

    assert not page.locator("#map").is_visible()
    assert page.locator("#map-entries tbody tr").count() >= 5
    assert page.locator("#map-entries tbody tr").first.is_visible()


def test_with_a_map_the_table_is_folded_and_opens(page):
    assert not page.locator("#map-entries").is_visible()

    page.locator("#map-fold > summary").click()

    assert page.locator("#map-entries tbody tr").first.is_visible()


def test_rivers_lakes_and_names_of_towns_are_drawn(page):
    page.locator("#map path.river").first.wait_for(state="attached")

    assert page.locator("#map path.lake").count() >= 10
    assert "Ashgabat" in page.locator("#map .town").all_inner_texts()


def test_what_is_seen_can_be_taken_away(page):
    whole = page.locator("a[data-seen][href*='.geojson']").get_attribute("href")
    for _ in range(2):
        page.get_by_role("button", name="Zoom in").click()
        page.wait_for_timeout(300)
    seen = page.locator("a[data-seen][href*='.geojson']").get_attribute("href")

    assert "country=TM" in seen
    assert "bbox=" in whole
    assert seen != whole
    assert page.request.get(seen).headers["x-record-count"].isdigit()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_with_a_map_is_light(open_page, language):
    page = open_page()
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"/{language}/map/")
    page.locator("#map path.river").first.wait_for(state="attached")

    assert sum(len(gzip.compress(answer.body())) for answer in answers) < MOST
