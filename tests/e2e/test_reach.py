"""Every template in every language: narrow screens, both schemes, accessibility, and nothing asked of another host."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.surface import LANGUAGES, page_addresses

AXE = (Path(__file__).parent.parent / "data" / "axe" / "axe.min.js").read_text()
# The size of targets (WCAG 2.5.8) is the only rule of level AA that axe leaves out unless it is asked for.
JUDGE = """async only => {
    const options = only ? {runOnly: {type: 'rule', values: only}} : {rules: {'target-size': {enabled: true}}};
    const found = await axe.run(document, {resultTypes: ['violations'], ...options});
    return found.violations.map(each => `${each.id}: ${each.help} — ${each.nodes.slice(0, 3).map(node => node.target.join(' ')).join(', ')}`);
}"""
#: What a scheme changes: colours and nothing else.
COLOURS = ["color-contrast", "link-in-text-block"]
# A table scrolls in a region that the tabulator reaches and that has a name.
LOOSE_TABLES = """() => [...document.querySelectorAll('table')].filter(table => {
    const region = table.closest('[role=region][tabindex="0"]');
    const label = region && document.getElementById(region.getAttribute('aria-labelledby'));
    return !region || !(region.getAttribute('aria-label') || label && label.textContent).trim();
}).map(table => table.outerHTML.slice(0, 120))"""
OVERFLOW = """() => {
    const width = document.scrollingElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('main *, header *, footer *')]
        .filter(element => element.getBoundingClientRect().right > width + 1 && !element.closest('[role=region]'))
        .slice(0, 5).map(element => element.outerHTML.slice(0, 120)).concat(`${document.scrollingElement.scrollWidth} px wide`);
}"""
every_language = pytest.mark.parametrize("language", LANGUAGES)


def addresses(language):
    """Every template, and the answers to what is not there and not understood."""
    return [*page_addresses(language), f"/{language}/nothing-here/", f"/{language}/agreements/?status=lost&country=KZ"]


@every_language
def test_accessibility_has_no_violations_in_both_schemes(open_page, site, language):
    page = open_page(color_scheme="light", reduced_motion="reduce")
    found = {}
    for address in addresses(language):
        page.goto(address)
        page.evaluate(AXE)
        violations = page.evaluate(JUDGE, None)
        page.emulate_media(color_scheme="dark")
        violations += [f"dark: {violation}" for violation in page.evaluate(JUDGE, COLOURS)]
        page.emulate_media(color_scheme="light")
        if violations:
            found[address] = violations

    assert found == {}


def test_accessibility_has_no_violations_on_a_narrow_screen(open_page, site):
    page = open_page(width=360, height=740)
    found = {}
    for address in addresses("en"):
        page.goto(address)
        page.evaluate(AXE)
        if violations := page.evaluate(JUDGE, None):
            found[address] = violations

    assert found == {}


@every_language
def test_no_page_is_wider_than_a_narrow_screen_and_tables_scroll_in_named_regions(open_page, site, language):
    page = open_page(width=320, height=640)
    found = {}
    for address in addresses(language):
        page.goto(address)
        if wide := page.evaluate(OVERFLOW) + page.evaluate(LOOSE_TABLES):
            found[address] = wide

    assert found == {}


def test_no_request_leaves_the_site_and_nothing_is_reported_at_fault(open_page, site):
    page = open_page()
    asked, faults = set(), []
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: faults.append((page.url, message.text)) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append((page.url, str(error))))
    page.on("response", lambda response: faults.append((response.url, response.status)) if response.status >= 400 else None)

    for address in page_addresses("en"):
        page.goto(address)

    assert asked == {urlsplit(site).netloc}
    assert faults == []


@pytest.mark.parametrize("width", [1280, 320])
def test_signing_in_has_no_violations_and_asks_for_nothing_to_be_remembered(open_page, site, width):
    page = open_page(width=width, color_scheme="light", reduced_motion="reduce")
    page.goto("/admin/login/")
    page.evaluate(AXE)
    found = page.evaluate(JUDGE, None)
    page.emulate_media(color_scheme="dark")

    assert found + page.evaluate(JUDGE, COLOURS) == []
    assert page.evaluate(OVERFLOW) == []
    # A password manager may fill both fields (WCAG 3.3.8), and nothing else is asked.
    fields = page.locator("form input:not([type=hidden], [type=submit])")
    assert fields.evaluate_all("fields => fields.map(field => field.autocomplete)") == ["username", "current-password"]
    page.locator("input[name=username]").fill("somebody")
    page.locator("input[name=password]").evaluate(
        "field => field.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true})) || document.body.append('refused')"
    )
    assert "refused" not in page.locator("body").inner_text()
