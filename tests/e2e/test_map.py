"""The map in a browser: marks are drawn, and reached and opened by keyboard."""

import pytest


@pytest.fixture
def page(open_page):
    page = open_page(reduced_motion="reduce")
    page.goto("/en/map/?country=TM")
    page.locator("#map .pin, #map .cluster").first.wait_for()
    return page


def test_marks_land_and_routes_are_drawn(page):
    page.locator("#map path.land--registry").first.wait_for(state="attached")

    assert page.locator("#map .pin, #map .cluster").count() >= 3
    assert page.locator("#map path.route").count() >= 1
    assert page.locator("#map path.land--registry").count() == 6


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
