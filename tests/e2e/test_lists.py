"""Lists change in place: the address, the focus and what is announced follow, and nothing is loaded anew."""

import re

import pytest

from cooperation.kinds import KINDS
from tests.surface import LANGUAGES, list_address

TOLD = "[data-list] > [role=status]"
FOCUSED = (
    "document.activeElement && [document.activeElement.name || '', document.activeElement.value || '', document.activeElement.id]"
)


@pytest.fixture
def page(open_page):
    """A page that remembers how often a whole document was loaded."""
    page = open_page(locale="en-GB")
    page.loaded = []
    page.on("load", lambda _page: page.loaded.append(page.url))
    return page


def told(page, text):
    """Waits until the live region has said it."""
    page.locator(TOLD, has_text=re.compile(text)).wait_for(state="attached")


def count(page):
    return int(re.sub(r"\D", "", page.locator("#results").inner_text().split("record")[0]))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_choosing_a_value_changes_every_list_in_place(page, kind):
    page.goto(list_address(kind))
    box = page.locator(f".filter-form input[type=checkbox][name={kind.facets[0].name}]:visible").last
    value, expected = box.get_attribute("value"), box.locator("xpath=..").locator(".facet__count").inner_text()

    box.check()
    page.wait_for_url(f"**?{kind.facets[0].name}={value}")
    told(page, f"^{expected} record")

    assert page.locator("#results").inner_text().startswith(expected)
    assert page.locator(".chip").count() == 1
    assert page.evaluate(FOCUSED)[:2] == [kind.facets[0].name, value]
    assert len(page.loaded) == 1


def test_files_map_citation_languages_and_title_follow(page):
    page.goto("/en/projects/")
    page.locator("[type=checkbox][name=country][value=TJ]").check()
    page.wait_for_url("**?country=TJ")

    links = page.locator(".results-bar .links a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(links) == 6
    assert all("country=TJ" in link for link in links)
    assert all("country=TJ" in link.get_attribute("href") for link in page.locator(".languages a").all())
    page.locator("summary", has_text="Cite this list").click()
    assert page.locator(".tool .address").inner_text().endswith("/en/projects/?country=TJ")
    page.locator("a[rel=next]").click()
    page.wait_for_url("**page=2")
    assert page.title().startswith("Projects, page 2")
    assert page.locator("link[rel=canonical]").evaluate_all("links => links.map(link => new URL(link.href).search)") == ["?page=2"]


def test_back_and_forward_show_the_lists_that_were_seen(page):
    page.goto("/en/projects/")
    whole = count(page)
    page.locator("[type=checkbox][name=country][value=TJ]").check()
    page.wait_for_url("**?country=TJ")
    narrowed = count(page)

    page.go_back()
    told(page, f"^{whole} records")
    assert not page.locator("[type=checkbox][name=country][value=TJ]").is_checked()
    page.go_forward()
    told(page, f"^{narrowed} records")
    assert page.locator("[type=checkbox][name=country][value=TJ]").is_checked()
    assert len(page.loaded) == 1


def test_a_sort_keeps_the_focus_on_its_header_and_a_page_moves_it_to_the_count(page):
    page.goto("/en/projects/")
    page.locator("thead a", has_text="Status").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**?sort=status")
    told(page, "267|records")

    assert page.evaluate("document.activeElement.closest('th').getAttribute('aria-sort')") == "ascending"
    page.locator("a[rel=next]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=status&page=2")
    told(page, "26–50 on this page")
    assert page.evaluate("document.activeElement.id") == "results"
    assert len(page.loaded) == 1


def test_removing_chips_one_after_another_never_loses_the_focus(page):
    page.goto("/en/projects/?country=KZ&country=UZ")
    page.locator(".chip__remove").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/projects/?country=UZ")
    assert page.evaluate("document.activeElement.className") == "chip__remove"
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/projects/")

    assert page.evaluate("document.activeElement.id") == "results"


def test_text_counts_when_it_is_sent_or_left_and_not_at_each_key(page):
    asked = []
    page.goto("/en/agreements/")
    page.on("request", lambda request: asked.append(request.url) if request.resource_type == "fetch" else None)
    page.locator(".filter-form [name=q]").focus()
    page.keyboard.type("visa")
    assert asked == []

    page.keyboard.press("Enter")
    page.wait_for_url("**?q=visa")
    assert page.evaluate(FOCUSED)[:2] == ["q", "visa"]
    page.keyboard.type("-free")
    page.keyboard.press("Tab")
    page.wait_for_url("**?q=visa-free")
    assert len(asked) == 2
    assert len(page.loaded) == 1


def test_columns_and_density_are_kept_in_the_address_and_the_form_stays_open(page):
    page.goto("/en/projects/?country=TJ")
    page.locator("summary", has_text="Columns and density").click()
    page.locator("input[name=columns][value=organisations]").check()
    page.wait_for_url("**columns=organisations**")
    page.locator("[type=radio][name=density][value=compact]").check()
    page.wait_for_url("**density=compact**")

    assert "country=TJ" in page.url
    assert page.locator("thead th", has_text="Organisations").count() == 1
    assert page.locator(".table--compact").count() >= 1
    assert page.locator("[type=radio][name=density][value=compact]").is_visible()
    page.reload()
    assert page.locator("thead th", has_text="Organisations").count() == 1


def test_a_chart_opens_in_place_with_its_styles_and_follows_the_filters(page):
    page.goto("/en/projects/")
    page.locator("summary", has_text="Charts").click()
    page.locator("details.tool[open] a").first.click()
    page.wait_for_url("**chart=**#chart")
    page.locator("#chart figure svg").first.wait_for()
    assert page.evaluate("document.activeElement.id") == "chart"
    assert page.locator("link[rel=stylesheet][href*=charts]").count() == 1

    page.locator("[type=checkbox][name=country][value=TJ]").check()
    page.wait_for_url("**country=TJ**")
    page.locator("#chart figure svg").first.wait_for()
    assert "chart=" in page.url
    assert len(page.loaded) == 1


def test_a_value_that_is_not_understood_is_told_beside_its_field(page):
    page.goto("/en/agreements/")
    page.locator("[name=signed_from]").fill("last year")
    page.keyboard.press("Tab")
    page.wait_for_url("**signed_from=last**")

    assert "last year" in page.locator("[role=alert]").inner_text()
    assert page.locator("[name=signed_from]").input_value() == "last year"
    assert page.evaluate(FOCUSED)[0] == "signed_to"
    assert len(page.loaded) == 1


def test_an_answer_that_comes_late_does_not_undo_the_choice_after_it(page):
    held = []
    page.goto("/en/projects/")
    page.route("**/projects/?country=TJ", lambda route: held.append(route))
    page.locator("[type=checkbox][name=country][value=TJ]").check()
    page.wait_for_function("document.querySelector('[aria-busy=true]')")
    page.locator("[type=checkbox][name=country][value=TM]").check()
    page.wait_for_url("**?country=TJ&country=TM")

    assert len(held) == 1
    assert page.locator(".chip").count() == 2
    assert page.locator("[aria-busy]").count() == 0


@pytest.mark.parametrize("answer", ["abort", "nonsense"])
def test_where_the_answer_fails_the_browser_goes_there_itself(page, answer):
    page.goto("/en/projects/")

    def fail(route):
        if route.request.resource_type != "fetch":
            route.continue_()
        elif answer == "abort":
            route.abort()
        else:
            route.fulfill(body="<p>Not a list.</p>", content_type="text/html")

    page.route("**/projects/?*", fail)
    page.locator("[type=checkbox][name=country][value=TJ]").check()
    page.wait_for_url("**?country=TJ")
    page.locator(".chip").first.wait_for()

    assert len(page.loaded) == 2


def test_ticked_records_stay_ticked_while_the_list_changes_and_stand_side_by_side(page):
    page.goto("/en/projects/?sort=reference")
    page.get_by_label("Compare PRJ-0001").check()
    page.locator("[type=checkbox][name=country][value=TM]").check()
    page.wait_for_url("**country=TM**")
    assert page.get_by_label("PRJ-0001").is_checked()
    page.get_by_label("Compare PRJ-0028").check()
    assert page.locator(".compare-bar").bounding_box()["y"] < 900

    page.get_by_role("button", name="Compare", exact=True).click()
    page.wait_for_url("**/en/compare/?ref=*")
    compared = page.locator(".compared thead .kicker").all_inner_texts()
    assert sorted(text[-8:] for text in compared) == ["PRJ-0001", "PRJ-0028"]
    page.locator("tbody .marks a").first.click()
    page.wait_for_url(re.compile(r"/en/projects/PRJ-00(01|28)-[^/]*/#source"))


def test_without_scripts_the_same_forms_and_links_do_it(open_page):
    page = open_page(scripts=False)
    page.goto("/en/projects/?country=TJ")
    page.locator("summary", has_text="Columns and density").click()
    page.locator("[type=radio][name=density][value=compact]").check()
    page.locator(".tool button").first.click()

    assert "density=compact" in page.url
    assert "country=TJ" in page.url
    assert page.locator(".table--compact").count() >= 1
    for box in page.locator(".table input[form=compare]").all()[:2]:
        box.check()
    page.get_by_role("button", name="Compare", exact=True).click()
    assert page.locator(".compared thead th").count() == 3


@pytest.mark.parametrize("width", [1100, 1280])
def test_no_list_is_wider_than_the_screen_of_a_laptop(open_page, width):
    page = open_page(width=width)
    wide = {}
    for language in LANGUAGES:
        for kind in KINDS:
            page.goto(list_address(kind, language=language))
            if (found := page.evaluate("document.scrollingElement.scrollWidth")) > width:
                wide[language, kind.name] = found

    assert wide == {}
