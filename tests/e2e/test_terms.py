"""Readers who set their own terms: 400 % zoom, no motion, colours of their own; and the focus, which nothing may cover."""

import pytest

#: A window of 1280 by 1024 pixels at 400 %.
ZOOMED = {"width": 320, "height": 256}
PAGES = ["/en/", "/en/agreements/", "/en/projects/PRJ-0007/", "/en/trade/", "/en/map/", "/en/timeline/", "/en/data/"]
every_page = pytest.mark.parametrize("path", PAGES)

OVERFLOW = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
# What has the focus, and whether any of it can be seen: some of its points belong to it, or to the label that it stands in.
FOCUS = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const own = node => node && (element.contains(node) || node.contains(element) && node.matches('label, a, summary'));
    const seen = [...element.getClientRects()].some(box => [0.1, 0.5, 0.9].some(across => [0.1, 0.5, 0.9].some(down =>
        own(document.elementFromPoint(box.left + box.width * across, box.top + box.height * down)))));
    return {seen, what: element.outerHTML.slice(0, 160)};
}"""
MOVING = """() => [...document.querySelectorAll('*')].flatMap(element => [null, '::before', '::after'].map(part => getComputedStyle(element, part))
    .filter(style => style.scrollBehavior === 'smooth'
        || [style.transitionDuration, style.animationDuration].some(times => times.split(',').some(time => parseFloat(time) > 0)))
    .map(() => element.outerHTML.slice(0, 120)))"""


def walked(page, key, presses):
    """What the focus passes over, as long as it is on the page."""
    for _press in range(presses):
        page.keyboard.press(key)
        focus = page.evaluate(FOCUS)
        if focus is None:
            return
        yield focus


@every_page
@pytest.mark.parametrize("window", [{"width": 1280, "height": 720}, ZOOMED], ids=["whole", "zoomed"])
def test_what_has_the_focus_is_never_covered(open_page, path, window):
    page = open_page(reduced_motion="reduce", **window)
    page.goto(path)

    onward = [*walked(page, "Tab", 90)]
    back = [*walked(page, "Shift+Tab", 60)]

    assert len(onward) > 20
    assert [focus["what"] for focus in onward + back if not focus["seen"]] == []


@every_page
def test_at_400_per_cent_a_page_scrolls_one_way_and_nothing_stays_in_front(open_page, path):
    page = open_page(**ZOOMED)
    page.goto(path)
    page.evaluate("window.scrollTo(0, 600)")

    fixed = page.evaluate(
        "() => [...document.querySelectorAll('body *')].filter(element => !element.closest('[role=region]')"
        " && ['fixed', 'sticky'].includes(getComputedStyle(element).position)"
        " && element.getBoundingClientRect().height > innerHeight / 4).map(element => element.outerHTML.slice(0, 120))"
    )
    assert page.evaluate(OVERFLOW) == 0
    assert fixed == []


@every_page
def test_nothing_moves_for_readers_who_ask_for_stillness(open_page, path):
    page = open_page(reduced_motion="reduce")
    page.goto(path, wait_until="networkidle")

    assert page.evaluate(MOVING) == []


def shown(page, selector, part, names):
    return page.evaluate(
        "([selector, part, names]) => { const style = getComputedStyle(document.querySelector(selector), part);"
        " return names.map(name => style[name]) }",
        [selector, part, names],
    )


def test_marks_of_status_and_of_countries_stay_in_colours_of_the_readers_own(open_page):
    page = open_page(forced_colors="active")
    page.goto("/en/projects/?status=operational")
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")

    border, fill = shown(page, ".table .badge--operational", "::before", ["borderTopColor", "backgroundColor"])
    assert border != ground
    assert fill == border
    assert shown(page, ".country--KZ", "::before", ["backgroundColor"])[0] not in (ground, "rgba(0, 0, 0, 0)")
    assert shown(page, ".chip", None, ["borderTopStyle"]) == ["solid"]
    assert shown(page, ".button--primary", None, ["borderTopStyle"]) == ["solid"]


def test_lines_of_charts_and_marks_of_maps_stay_in_colours_of_the_readers_own(open_page):
    page = open_page(forced_colors="active")
    page.goto("/en/trade/")
    page.locator(".chart svg path").first.wait_for()
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    strokes = page.evaluate(
        "() => [...document.querySelectorAll('.chart svg [aria-label=line] path')].map(path => getComputedStyle(path).stroke)"
    )
    page.goto("/en/map/?country=TM")
    page.locator("#map .pin .mark").first.wait_for()
    page.locator("#map path.land--registry").first.wait_for(state="attached")

    assert strokes
    assert not {ground, "none"} & set(strokes)
    assert len(set(strokes)) >= 5
    assert shown(page, "#map .pin .mark", None, ["backgroundColor"])[0] not in (ground, "rgba(0, 0, 0, 0)")
    assert shown(page, "#map path.land--registry", None, ["stroke"])[0] not in (ground, "none")
