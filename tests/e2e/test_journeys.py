"""Whole journeys in a real browser, with scripts off: the pages are complete without them."""

import csv
import io
import os
import re
import shutil

import pytest
from playwright.sync_api import sync_playwright

from cooperation.editorial.loading import load
from cooperation.models import Agreement
from tests.conftest import FIXTURES

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread


@pytest.fixture(scope="module")
def browser():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser, live_server, transactional_db):
    if not Agreement.objects.exists():
        load(FIXTURES)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_newcomer_finds_the_treaty_in_chinese_and_follows_it_to_summit_and_sources(page):
    page.goto("/zh-hans/")
    page.locator("input[name=q]").first.fill("永久睦邻友好合作条约")
    page.locator("form[role=search] button").first.click()
    page.locator("main .entry__title a").first.click()

    assert "永久睦邻友好合作条约" in page.locator("h1").inner_text()
    assert page.locator("#source-1").count() == 1
    page.locator("main a[href*='/events/EVT-']").first.click()
    assert "/events/EVT-" in page.url


def test_analyst_filters_energy_in_uzbekistan_opens_one_and_takes_the_same_rows(page):
    page.goto("/en/projects/?country=UZ&sector=06&per_page=100")
    titles = page.locator("table.table tbody th a").all_inner_texts()
    address = page.locator("a", has_text="CSV").first.get_attribute("href")

    text = page.request.get(address).body().decode()
    rows = list(csv.DictReader(io.StringIO(text)))

    assert [row["title_en"] for row in rows] == titles
    assert int(re.sub(r"\D", "", page.locator("#results").inner_text().split("record")[0])) == len(rows)
    page.locator("table.table tbody th a").first.click()
    assert page.locator("h1").inner_text() == titles[0]
