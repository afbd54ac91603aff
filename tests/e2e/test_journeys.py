"""What people come for, from the first page to the file, with scripts off: the pages are complete without them."""

import csv
import io
import re

import openpyxl
import pytest

from cooperation.models import Agreement

TREATY = "永久睦邻友好合作条约"


@pytest.fixture
def page(open_page):
    return open_page(scripts=False, locale="en-GB")


def rows_on(page):
    """Titles in the table, page after page."""
    titles = []
    while True:
        titles += page.locator("table.table tbody th a").all_inner_texts()
        onward = page.locator("a[rel=next]")
        if not onward.count():
            return titles
        onward.first.click()


def test_newcomer_finds_the_treaty_in_chinese_and_follows_it_to_summit_and_sources(page):
    page.goto("/zh-hans/")
    page.locator("input[name=q]").first.fill(TREATY)
    page.locator("form[role=search] button").first.click()
    page.locator("main a", has_text=TREATY).first.click()
    treaty = Agreement.objects.published().get(title_zh__contains=TREATY, countries__code="TM", event__isnull=False)

    assert TREATY in page.locator("h1").inner_text()
    assert f"/zh-hans/agreements/{treaty.reference}" in page.url
    assert page.locator("#source-1 a").count() >= 1

    page.locator("main a[href*='/zh-hans/events/EVT-']").first.click()
    assert f"/zh-hans/events/{treaty.event.reference}" in page.url
    assert page.locator(f"main a[href*='{treaty.reference}']").count() >= 1

    page.go_back()
    page.locator("main a[href*='/zh-hans/sources/SRC-']").first.click()
    assert "/zh-hans/sources/SRC-" in page.url
    assert page.locator(f"main a[href*='{treaty.reference}']").count() >= 1


def test_the_browsers_language_chooses_the_first_page(open_page):
    page = open_page(scripts=False, locale="zh-CN")
    page.goto("/")

    assert page.url.endswith("/zh-hans/")
    assert page.locator("html").get_attribute("lang") == "zh-hans"


def test_analyst_filters_energy_in_uzbekistan_opens_one_and_takes_the_same_rows(page):
    page.goto("/en/projects/")
    if not page.locator("input[name=country][value=UZ]").is_visible():
        page.locator(".filters > summary").click()
    page.locator("input[name=country][value=UZ]").check()
    page.locator("input[name=sector][value='06']").check()
    page.locator(".filter-form button").first.click()
    listed = page.url
    count = int(re.sub(r"\D", "", page.locator("#results").inner_text().split("record")[0]))
    taken = {
        name: page.locator(".results-bar a", has_text=re.compile(f"^{label}$")).first.get_attribute("href")
        for name, label in {"csv": "CSV", "xlsx": "Excel"}.items()
    }

    titles = rows_on(page)

    assert "country=UZ" in listed
    assert "sector=06" in listed
    assert len(titles) == count > 5
    rows = list(csv.DictReader(io.StringIO(page.request.get(taken["csv"]).body().decode())))
    assert [row["title_en"] for row in rows] == titles
    assert all("UZ" in row["countries"].split("; ") for row in rows)
    sheet = openpyxl.load_workbook(io.BytesIO(page.request.get(taken["xlsx"]).body())).worksheets[0]
    column = list(rows[0]).index("title_en")
    assert [row[column].value for row in sheet.iter_rows(min_row=2)] == titles

    page.goto(listed)
    page.locator("table.table tbody th a").first.click()
    assert page.locator("h1").inner_text() == titles[0]


def test_a_chip_takes_its_filter_away_again(page):
    page.goto("/en/agreements/?country=TJ&status=in-force")
    before = page.locator("#results").inner_text()

    page.locator(".chips a, .chip a, a.chip").first.click()

    assert "country=TJ" not in page.url
    assert "status=in-force" in page.url
    assert page.locator("#results").inner_text() != before


def test_a_header_sorts_and_sorts_back(page):
    page.goto("/en/organisations/?country=KG")
    page.locator("thead a").nth(1).click()
    first = page.locator("thead th[aria-sort]").get_attribute("aria-sort")
    page.locator("thead th[aria-sort] a").click()

    assert {first, page.locator("thead th[aria-sort]").get_attribute("aria-sort")} == {"ascending", "descending"}
    assert "country=KG" in page.url


def test_a_mistaken_address_says_what_is_wrong_and_how_to_go_on(page):
    answer = page.goto("/ru/projects/?stage=finished")

    assert answer.status == 400
    assert "stage" in page.locator("[role=alert]").inner_text()
    page.locator("[role=alert] a").first.click()
    assert page.locator("table.table tbody tr").count() > 5
