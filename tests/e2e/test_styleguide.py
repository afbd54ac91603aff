"""Pictures of the style guide, for a person to open (`make screenshots`), and what a machine can say of it."""

from pathlib import Path

import pytest

from tests.e2e.test_reach import AXE, LOOSE_TABLES, OVERFLOW

PICTURES = Path(__file__).parent / "screenshots"
# The page shows the same landmark in several states, which no page of the registry does.
JUDGE = """async () => {
    const options = {rules: {'target-size': {enabled: true}, 'landmark-unique': {enabled: false}, 'region': {enabled: false}}};
    const found = await axe.run(document, {resultTypes: ['violations'], ...options});
    return found.violations.map(each => `${each.id}: ${each.help} — ${each.nodes.slice(0, 3).map(node => node.target.join(' ')).join(', ')}`);
}"""


@pytest.fixture
def guide(open_page, site, settings):
    settings.DEBUG = True

    def opened(**options):
        page = open_page(reduced_motion="reduce", **options)
        page.goto("/styleguide/", wait_until="networkidle")
        return page

    return opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_a_picture_is_taken_of_every_state(guide, width, scheme):
    page = guide(width=width, color_scheme=scheme)
    page.locator(".map-figure").scroll_into_view_if_needed()
    page.locator("#map .pin, #map .cluster").first.wait_for()
    PICTURES.mkdir(exist_ok=True)
    picture = PICTURES / f"styleguide-{width}-{scheme}.png"

    page.screenshot(path=picture, full_page=True)
    page.evaluate(AXE)

    assert picture.stat().st_size > 50_000
    assert page.evaluate(OVERFLOW) == []
    assert page.evaluate(LOOSE_TABLES) == []
    assert page.evaluate(JUDGE) == []


def test_the_focus_in_the_picture_is_the_focus_of_the_pages(guide):
    page = guide()
    outline = "element => { const style = getComputedStyle(element); return [style.outline, style.outlineOffset] }"
    pictured = page.locator(".button.is-focused").evaluate(outline)

    page.keyboard.press("Tab")

    assert page.locator(":focus-visible").evaluate(outline) == pictured
