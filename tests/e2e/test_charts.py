"""Charts of lists and profiles in a browser: drawn from the table, when they are asked for or come into view."""

import pytest


def drawn(page):
    page.locator("figure[data-tally] .chart svg").first.wait_for()
    return page.locator("figure[data-tally]").first


@pytest.mark.parametrize("address", ["/en/agreements/?chart=year", "/en/projects/?chart=sector"])
def test_the_bars_are_the_numbers_of_the_table(open_page, address):
    page = open_page()
    page.goto(address)
    figure = drawn(page)

    values = figure.locator("tbody tr[data-at] td[data-value]").count() - figure.locator("tbody tr[data-at]").count()
    assert figure.locator(".chart [aria-label=bar] rect").count() == values > 10


def test_each_kind_of_amount_has_a_panel_of_its_own(open_page):
    page = open_page()
    page.goto("/en/projects/?chart=money-status")

    assert drawn(page).locator(".tally-panels svg").count() == 5


def test_a_list_fetches_no_library_until_its_chart_is_opened_and_keeps_its_filters(open_page):
    page = open_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/en/agreements/?country=KZ")
    assert not [url for url in asked if "plot" in url or "d3" in url]

    page.get_by_text("Charts", exact=True).click()
    page.get_by_role("link", name="Agreements by year of signature and type").click()
    drawn(page)

    assert "country=KZ" in page.url
    page.get_by_role("link", name="Close the chart").click()
    page.wait_for_url("**/en/agreements/?country=KZ")


def test_a_profile_draws_its_charts_when_they_come_into_view(open_page):
    page = open_page()
    page.goto("/en/sectors/06/")
    assert page.evaluate("window.Plot") is None

    page.locator("figure[data-tally]").first.scroll_into_view_if_needed()

    drawn(page)


def test_without_scripts_the_table_is_the_chart(open_page):
    page = open_page(scripts=False)
    page.goto("/en/agreements/?chart=year")

    assert not page.locator("figure[data-tally] .chart").is_visible()
    page.locator("figure[data-tally] summary").click()
    page.locator("figure[data-tally] tbody a").first.click()
    assert "signed_from=" in page.url
