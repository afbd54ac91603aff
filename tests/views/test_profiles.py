"""Profiles: totals, trade and map of a country, each the same as on the page that it leads to."""

from decimal import Decimal

import pytest

from cooperation.charts.profile import TradeProfile
from cooperation.models import Country, TradeRecord
from tests.factories import ReleaseFactory
from tests.views.test_trade_explorer import nothing_else, state  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

FIVE = ["KZ", "KG", "TJ", "TM", "UZ"]


def profile(code="KZ"):
    return TradeProfile(Country.objects.get(code=code))


@pytest.mark.parametrize("code", FIVE)
def test_each_total_is_the_count_of_the_list_it_leads_to(client, code):
    for group in client.get(f"/en/countries/{code}/").context["groups"]:
        assert client.get(group["url"]).context["page"].paginator.count == group["count"]


@pytest.mark.parametrize("code", FIVE)
def test_the_latest_year_is_that_of_the_mirror_page(client, code):
    sides = {side.name: side for side in client.get(f"/en/countries/{code}/").context["trade"].sides}

    figure = client.get(f"/en/trade/mirror/?partner={code}").context["figure"]
    row = next(row for row in figure.rows if row.at == str(sides["china"].year))
    assert Decimal(row.cells[0].value) == sides["china"].total.value


def test_balance_is_the_partners_and_change_is_between_whole_years(nothing_else):  # noqa: F811
    release = ReleaseFactory()
    for year, outward, inward in ((2022, 100, 50), (2023, 150, 75)):
        state(release, outward, start=f"{year}-01-01", partner="KZ")
        state(release, inward, start=f"{year}-01-01", partner="KZ", flow="import")

    side = profile().sides[0]

    assert (side.year, side.total.value, side.balance, side.change_pct) == (2023, 225, -75, 50)


def test_part_of_a_year_is_no_latest_year(nothing_else):  # noqa: F811
    release = ReleaseFactory()
    state(release, 100, start="2022-01-01", partner="KZ")
    state(release, 40, start="2022-01-01", partner="KZ", flow="import")
    state(release, 70, start="2023-01-01", end="2023-06-30", kind="range", partner="KZ")
    state(release, 30, start="2023-01-01", end="2023-06-30", kind="range", partner="KZ", flow="import")

    assert [side.year for side in profile().sides] == [2022]


def test_main_products_say_how_much_of_all_goods_they_are(nothing_else):  # noqa: F811
    release = ReleaseFactory()
    state(release, 1000, start="2023-01-01", partner="KZ")
    state(release, 10, start="2023-01-01", partner="KZ", flow="import")
    for code, value in (("84", 400), ("85", 200), ("87", 150), ("61", 50)):
        state(release, value, start="2023-01-01", partner="KZ", product=code)

    products = profile().products[0]

    assert (products.direction, products.side, products.year, products.covered_pct) == ("export", "china", 2023, 80)
    assert [(row.product.code, value, part) for row, value, part in products.rows][:2] == [("84", 400, 40), ("85", 200, 20)]


def test_few_products_are_not_called_the_main_ones(nothing_else):  # noqa: F811
    release = ReleaseFactory()
    state(release, 1000, start="2023-01-01", partner="KZ")
    state(release, 10, start="2023-01-01", partner="KZ", flow="import")
    for code in ("84", "85", "87", "61"):
        state(release, 1, start="2023-01-01", partner="KZ", product=code)

    assert profile().products == []


def test_china_shows_each_partner_and_other_countries_show_no_trade(client):
    assert len(client.get("/en/countries/CN/").context["figure"].columns) == 5
    assert "figure" not in client.get("/en/countries/RU/").context


def test_profile_lives_without_any_trade(client, nothing_else):  # noqa: F811
    TradeRecord.objects.all().delete()

    assert client.get("/en/countries/KZ/").status_code == 200


@pytest.mark.parametrize("code", FIVE)
def test_queries_do_not_grow_with_the_records(client, code, django_assert_max_num_queries):
    with django_assert_max_num_queries(106):
        client.get(f"/en/countries/{code}/")
