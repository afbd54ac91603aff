"""Everything can be reached and used without a pointer."""

import pytest


@pytest.fixture
def page(open_page):
    return open_page()


def focused(page, expression="element => element.outerHTML.slice(0, 200)"):
    return page.evaluate(f"({expression})(document.activeElement)")


def tab_to(page, selector, most=400):
    """Press Tab until the focus is on what `selector` names."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}; it ended on {focused(page)}")


def test_the_first_tab_offers_the_way_past_the_menu(page):
    page.goto("/en/agreements/")
    page.keyboard.press("Tab")

    assert focused(page, "element => element.getAttribute('href')") == "#content"
    assert page.locator(".skip-link").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_a_word_is_searched_and_its_record_opened(page):
    page.goto("/en/")
    tab_to(page, "input[name=q]")
    page.keyboard.type("Khorgos")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=Khorgos*")

    tab_to(page, "main a[href*='-00'], main a[href*='-20']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/*/*-*/")

    assert page.locator("h1").count() == 1


def test_a_list_is_filtered_sorted_and_turned(page):
    page.goto("/en/projects/")
    if not page.locator("input[name=country][value=KZ]").is_visible():
        tab_to(page, ".filters > summary")
        page.keyboard.press("Enter")
    tab_to(page, "input[name=country][value=KZ]")
    page.keyboard.press("Space")
    tab_to(page, ".filter-form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**country=KZ**")

    tab_to(page, "thead a")
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=**")
    tab_to(page, "a[rel=next]")
    page.keyboard.press("Enter")
    page.wait_for_url("**page=2**")

    assert "country=KZ" in page.url
    assert "sort=" in page.url


@pytest.mark.parametrize("path", ["/en/", "/en/projects/", "/en/search/?q=rail"])
def test_the_focus_is_always_seen_and_never_trapped(page, path):
    page.goto(path)
    seen = []
    for _press in range(60):
        page.keyboard.press("Tab")
        outline = focused(
            page,
            "element => { const style = getComputedStyle(element); const box = element.getBoundingClientRect();"
            " return [element.tagName, style.outlineStyle !== 'none' || style.boxShadow !== 'none', box.width > 0 && box.height > 0,"
            " element.outerHTML.slice(0, 120)] }",
        )
        if outline[0] == "BODY":
            break
        seen.append(outline[3])
        assert outline[1], outline
        assert outline[2], outline

    assert len(set(seen)) > 5


def test_a_suggestion_is_chosen_with_the_arrows_and_told_to_readers_of_screens(page):
    page.goto("/en/agreements/")
    box = page.get_by_role("combobox", name="Search the registry")
    box.fill("Ташкент")

    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    options.first.wait_for()
    assert "suggestion" in page.locator("form [role=status]").first.text_content()
    page.keyboard.press("ArrowDown")
    chosen = options.first
    assert chosen.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    address = chosen.get_attribute("data-url")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(page):
    page.goto("/en/agreements/")
    box = page.get_by_role("combobox", name="Search the registry")
    box.fill("Khorgos")
    page.get_by_role("option").first.wait_for()

    page.keyboard.press("Escape")

    assert box.input_value() == "Khorgos"
    assert box.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=Khorgos*")
