"""A record is read: sources open beside the value, by keyboard and by finger, and without scripts they are footnotes."""

import pytest

TREATY = "/en/agreements/AGR-2025-0020/"
RAILWAY = "/en/projects/PRJ-0113/"
MARK = "#fact-signed_on .marks a"
POPOVER = ".source-popover"


@pytest.fixture
def page(open_page):
    # Without motion a place is where it is at once.
    return open_page(reduced_motion="reduce")


def has_focus(page, selector):
    return page.evaluate("selector => document.activeElement.matches(selector)", selector)


def test_a_mark_opens_its_source_beside_the_value_and_escape_gives_the_place_back(page):
    page.goto(TREATY)
    page.locator(MARK).focus()
    before = page.evaluate("scrollY")
    page.keyboard.press("Enter")

    assert page.locator(POPOVER).is_visible()
    assert "CIS Legislation database" in page.locator(POPOVER).inner_text()
    assert page.locator(f"{POPOVER} a[href*='/en/sources/']").count() == 1
    assert has_focus(page, POPOVER)
    assert "#" not in page.url
    page.keyboard.press("Escape")

    assert page.locator(POPOVER).is_hidden()
    assert has_focus(page, MARK)
    assert page.evaluate("scrollY") == before


def test_tab_goes_through_the_sources_and_on_from_the_value(page):
    page.goto(TREATY)
    page.locator(MARK).focus()
    page.keyboard.press("Enter")
    for _stop in page.locator(f"{POPOVER} :is(a, button)").all():
        page.keyboard.press("Tab")
        assert page.evaluate("selector => document.activeElement.closest(selector) !== null", POPOVER)
    page.keyboard.press("Tab")

    assert page.locator(POPOVER).is_hidden()
    assert has_focus(page, "#fact-signed_at_en a")


def test_shift_tab_leads_back_to_the_mark(page):
    page.goto(TREATY)
    page.locator(MARK).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")

    assert page.locator(POPOVER).is_hidden()
    assert has_focus(page, MARK)


def test_a_disputed_value_shows_what_this_source_states_of_it(page):
    page.goto(RAILWAY)
    mark = page.locator("#disagreement-capacities-length tbody .marks a").first
    value = page.locator("#disagreement-capacities-length tbody th").first.inner_text()
    mark.click()

    statement = page.locator(f"{POPOVER} .footnote__statement")
    assert statement.count() == 1
    assert value in statement.inner_text()
    assert "The registry follows this value" in statement.inner_text()


def test_pressing_the_mark_again_or_elsewhere_closes(page):
    page.goto(TREATY)
    page.locator(MARK).click()
    assert page.locator(POPOVER).is_visible()
    page.locator(MARK).click()
    assert page.locator(POPOVER).is_hidden()
    page.locator(MARK).click()
    page.locator("h2", has_text="Facts").click()

    assert page.locator(POPOVER).is_hidden()


def test_many_sources_of_the_whole_record_open_together(page):
    page.goto(TREATY)
    page.locator("#fact-type .marks a").click()

    assert page.locator(f"{POPOVER} .footnote__link").count() == page.locator(".footnotes > li").count()
    page.locator(f"{POPOVER} .source-popover__foot a").click()
    assert page.url.endswith("#sources")
    assert page.locator(POPOVER).is_hidden()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (1280, 400)])
def test_sources_open_within_the_window(open_page, width, height):
    page = open_page(width=width, height=height)
    page.goto(RAILWAY)
    for mark in page.locator("main .fact .marks a, main td .marks a").all()[:12]:
        mark.scroll_into_view_if_needed()
        mark.click()
        box = page.locator(POPOVER).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert 0 <= box["y"] < height
        page.keyboard.press("Escape")


def test_marks_are_large_enough_to_be_touched(open_page):
    page = open_page(width=320, height=640)
    page.goto(RAILWAY)

    boxes = [mark.bounding_box() for mark in page.locator(".marks a").all()]
    assert len(boxes) > 10
    assert [box for box in boxes if box["width"] < 24 or box["height"] < 24] == []


def test_without_scripts_a_mark_leads_to_the_footnote_and_the_footnote_back(open_page):
    page = open_page(scripts=False)
    page.goto(TREATY)
    page.locator(MARK).click()
    assert page.url.endswith("#source-1")

    page.locator("#source-1 a", has_text="Signed on").click()
    assert page.url.endswith(page.locator(MARK).get_attribute("id"))


def test_the_next_record_of_a_filtered_list_and_the_way_back_to_the_list(open_page):
    page = open_page(scripts=False)
    page.goto("/en/projects/?country=UZ&sort=title&page=2")
    second = page.locator("tbody tr:nth-child(2) th a")
    title = second.inner_text()
    page.locator("tbody tr:first-child th a").click()

    assert "26 of" in page.locator(".neighbours").inner_text()
    page.locator(".neighbours a[rel=next]").click()
    assert page.locator("h1").inner_text().startswith(title)
    page.locator(".neighbours__place a").click()
    page.wait_for_url("**/en/projects/?*")

    assert page.locator("tbody tr:nth-child(2) th a").inner_text() == title
    assert sorted(page.url.partition("?")[2].split("&")) == ["country=UZ", "page=2", "sort=title"]


def test_the_link_and_the_citation_are_copied(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(TREATY)
    page.get_by_role("button", name="Copy the link").click()
    page.get_by_text("Link copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/en/agreements/AGR-2025-0020/")

    page.get_by_role("button", name="Copy the citation").click()
    page.get_by_text("Citation copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“Treaty of permanent good-neighbourliness")
    assert "AGR-2025-0020" in copied


def test_without_scripts_the_link_stands_as_text_and_nothing_is_offered_that_does_nothing(open_page):
    page = open_page(scripts=False)
    page.goto(TREATY)

    assert page.locator("#address").inner_text().endswith("/en/agreements/AGR-2025-0020/")
    assert page.locator("main button:visible").count() == 0


@pytest.mark.parametrize("path", ["/en/organisations/ORG-0145/", "/en/events/EVT-0040/", "/en/figures/FIG-0035/"])
def test_sources_open_beside_values_on_every_kind_of_page(page, path):
    page.goto(path)
    page.locator("main .marks a").first.click()

    assert page.locator(POPOVER).is_visible()


@pytest.mark.parametrize("path", ["/en/events/EVT-0065/", RAILWAY, "/en/projects/PRJ-0221/"])
def test_disputed_records_fit_a_narrow_screen_and_name_each_table_apart(open_page, path):
    page = open_page(width=320, height=640)
    page.goto(path)
    names = [region.get_attribute("aria-label") for region in page.locator(".disagreement [role=region]").all()]

    assert page.evaluate("document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth")
    assert len(names) == len(set(names)) >= 1
