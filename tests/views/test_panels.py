"""The filter panel of trade is kept between pages, and written anew as soon as a count or a name in it changes."""

import pytest

from cooperation.kinds import KINDS
from cooperation.models import Country, SourceRelease
from tests.factories import ReleaseFactory
from tests.surface import filterset, list_address
from tests.views.test_trade_explorer import state

pytestmark = pytest.mark.django_db

TRADE = next(kind for kind in KINDS if kind.name == "trade")


@pytest.fixture
def release(db):
    """The only current release, with three months of one partner."""
    SourceRelease.objects.update(is_current=False)
    release = ReleaseFactory()
    for month, last in (("03", "31"), ("04", "30"), ("05", "31")):
        state(release, 10, start=f"2024-{month}-01", end=f"2024-{month}-{last}", kind="month")
    return release


def page(client, query="", language="en"):
    return client.get(list_address(TRADE, query, language)).content.decode()


def option(html, name, value):
    """The check box of a value, with its label and count."""
    beginning = f'<input type="checkbox" name="{name}" value="{value}"'
    return html[html.index(beginning) :].partition("</label>")[0] if beginning in html else ""


def test_another_release_changes_the_counts(client, release):
    before = option(page(client), "partner", "KZ")
    state(ReleaseFactory(), 10, start="2023-01-01")

    after = option(page(client), "partner", "KZ")

    assert ">3<" in before
    assert ">4<" in after


def test_another_name_of_a_country_is_shown_at_once(client, release):
    page(client)
    Country.objects.filter(code="KZ").update(name_en="Kazakhstan renamed")

    assert "Kazakhstan renamed" in option(page(client), "partner", "KZ")


def test_each_language_has_its_own_panel(client, release):
    english, russian = (option(page(client, language=language), "partner", "KZ") for language in ("en", "ru"))

    assert "Kazakhstan" in english
    assert "Казахстан" in russian


def test_what_is_chosen_is_marked_in_the_panel_of_that_query_only(client, release):
    chosen = option(page(client, "?partner=KZ"), "partner", "KZ")
    plain = option(page(client), "partner", "KZ")

    assert " checked" in chosen
    assert " checked" not in plain


def test_the_panel_beside_a_later_page_keeps_columns_and_length(client, release):
    html = page(client, "?per_page=1&page=2&columns=value")

    assert '<input type="hidden" name="per_page" value="1">' in html
    assert '<input type="hidden" name="columns" value="value">' in html
    assert '<input type="hidden" name="page"' not in html


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?from_date=2024-04", 2),
        ("?to_date=2024-04-10", 2),
        ("?from_date=2024-04&to_date=2024-04", 1),
        ("?from_date=2024-04-30", 2),
        ("?from_date=2024-06", 0),
        ("?from_date=2024", 3),
        ("?to_date=2023", 0),
    ],
)
def test_dates_within_a_year_are_counted_by_period(client, release, query, count):
    shown = client.get(list_address(TRADE, query)).context["count"]

    assert shown == count == filterset(TRADE, query.removeprefix("?")).qs.count()
