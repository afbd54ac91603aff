"""The trade explorer: what it shows of the releases, what it refuses, and that page, file and frame say the same."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.utils.translation import override

from cooperation.charts import words
from cooperation.models import Country, Product, SourceRelease, TradeRecord
from cooperation.trade import totals
from tests.factories import ProductFactory, ReleaseFactory
from tests.surface import LANGUAGES, Page, body

pytestmark = pytest.mark.django_db

PAGE, FILE = "/en/trade/", "/data/trade/explorer.csv"
BAD = {
    "nonsense=1": "nonsense",
    "page=2": "page",
    "sort=value": "sort",
    "reported_by=russia": "reported_by",
    "reported_by=china&reported_by=partner": "reported_by",
    "partner=XX": "partner",
    "direction=up": "direction",
    "period=week": "period",
    "from_date=yesterday": "from_date",
    "from_date=2020&to_date=2010": "to_date",
    "product=000000": "product",
    "product=zzzz": "product",
    "product=%00": "product",
    "measure=quantity": "measure",
    "measure=quantity&product=27": "measure",
    "show=log": "show",
    "chart=pie": "chart",
    "chart=area&reported_by=both": "chart",
    "chart=ranked&show=change": "show",
    "show=share&partner=C5": "show",
    "period=month&from_date=1990&to_date=2020": "from_date",
}


@pytest.fixture
def nothing_else(db):
    """No release but the test's own."""
    SourceRelease.objects.update(is_current=False)


def state(release, value, *, reporter="CN", partner="KZ", flow="export", start, end=None, kind="year", product="TOTAL", **extra):
    """One trade value of a release, and the release's sums made anew."""
    countries = {country.code: country for country in Country.objects.filter(code__in=[reporter, partner])}
    start = dt.date.fromisoformat(start)
    TradeRecord.objects.create(
        release=release,
        reporter=countries[reporter],
        partner=countries[partner],
        flow=flow,
        direction=flow if reporter == "CN" or flow == "total" else {"export": "import", "import": "export"}[flow],
        period_type=kind,
        period_start=start,
        period_end=dt.date.fromisoformat(end) if end else start.replace(month=12, day=31),
        product=Product.objects.filter(code=product).first()
        or ProductFactory(code=product, level="subheading", chapter=product[:2]),
        value_usd=Decimal(value),
        **extra,
    )
    totals.rebuild([release])


def shown(client, query=""):
    """The values of the page's table as {(period, column): (text, part)}."""
    figure = client.get(PAGE + query).context["figure"]
    return {
        (row.at, column.partner, column.side): (cell.value, cell.part)
        for row in figure.rows
        for column, cell in zip(figure.columns, row.cells, strict=True)
        if cell.value
    }


def rows_of(client, query=""):
    response = client.get(FILE + query)
    assert response.status_code == 200, body(response)
    return list(csv.DictReader(io.StringIO(body(response).decode(), newline="")))


@pytest.mark.parametrize(("query", "name"), BAD.items(), ids=list(BAD))
def test_what_cannot_be_understood_answers_400_with_the_name_of_the_parameter(client, query, name):
    page, file = client.get(f"{PAGE}?{query}"), client.get(f"{FILE}?{query}")

    assert page.status_code == file.status_code == 400
    assert f"<code>{name}</code>" in page.content.decode()
    assert [problem["name"] for problem in file.json()["parameters"]] == [name]
    assert "<td" not in page.content.decode()


def test_campaign_tags_of_other_sites_are_dropped(client):
    assert client.get(f"{PAGE}?utm_source=letter").status_code == 200


def test_the_release_with_the_best_rank_speaks_and_the_others_are_counted(client, nothing_else):
    state(ReleaseFactory(rank=30), 200, start="2020-01-01")
    state(ReleaseFactory(rank=10), 100, start="2020-01-01")

    row = rows_of(client, "?direction=export&partner=KZ")[0]

    assert (row["value_usd"], row["other_values"]) == ("100", "1")


def test_a_release_that_is_not_current_is_absent(client, nothing_else):
    state(ReleaseFactory(is_current=False), 100, start="2020-01-01")

    assert rows_of(client) == []


def test_both_directions_are_added_up_where_a_release_states_them_apart(client, nothing_else):
    release = ReleaseFactory(rank=10)
    state(release, 100, start="2020-01-01")
    state(release, 30, start="2020-01-01", flow="import")

    row = rows_of(client)[0]

    assert (row["value_usd"], row["is_computed"], row["direction"]) == ("130", "true", "total")


def test_a_stated_total_of_equal_rank_goes_before_the_sum(client, nothing_else):
    release = ReleaseFactory(rank=10)
    state(release, 100, start="2020-01-01")
    state(release, 30, start="2020-01-01", flow="import")
    state(release, 131, start="2020-01-01", flow="total")

    row = rows_of(client)[0]

    assert (row["value_usd"], row["is_computed"]) == ("131", "false")


def test_part_of_a_year_is_marked_and_no_change_is_told_of_it(client, nothing_else):
    release = ReleaseFactory()
    state(release, 100, start="2020-01-01")
    state(release, 60, start="2021-01-01", end="2021-06-30", kind="range")

    assert shown(client, "?direction=export")["2021", "KZ", "china"] == ("60", "January–June")
    assert ("2021", "KZ", "china") not in shown(client, "?direction=export&show=change")
    assert rows_of(client, "?direction=export")[1]["is_whole"] == "false"


def test_twelve_months_are_a_year_and_eleven_are_not(client, nothing_else):
    release = ReleaseFactory()
    for month in range(1, 12):
        state(release, 10, start=f"2021-{month:02d}-01", end=f"2021-{month:02d}-28", kind="month")
    eleven = rows_of(client, "?direction=export")[0]
    state(release, 10, start="2021-12-01", end="2021-12-31", kind="month")
    twelve = rows_of(client, "?direction=export")[0]

    assert (eleven["value_usd"], eleven["months"], eleven["is_whole"]) == ("110", "11", "false")
    assert (twelve["value_usd"], twelve["months"], twelve["is_whole"]) == ("120", "12", "true")


def test_ranges_that_overlap_are_never_added_up(client, nothing_else):
    release = ReleaseFactory()
    state(release, 50, start="2021-01-01", end="2021-06-30", kind="range")
    state(release, 90, start="2021-01-01", end="2021-11-30", kind="range")

    assert shown(client, "?direction=export")["2021", "KZ", "china"] == ("90", "January–November")


def test_what_its_publisher_calls_incomplete_gives_way_to_a_whole_value(client, nothing_else):
    state(ReleaseFactory(rank=10), 35, start="2022-01-01", status="partial")
    alone = rows_of(client, "?direction=export")[0]
    state(ReleaseFactory(rank=40), 110, start="2022-01-01")
    beside = rows_of(client, "?direction=export")[0]

    assert (alone["value_usd"], alone["is_whole"]) == ("35", "false")
    assert (beside["value_usd"], beside["is_whole"]) == ("110", "true")


def test_shares_are_told_only_where_every_chosen_partner_is_stated(client, nothing_else):
    release = ReleaseFactory()
    state(release, 75, start="2020-01-01", partner="KZ")
    state(release, 25, start="2020-01-01", partner="KG")
    state(release, 75, start="2021-01-01", partner="KZ")

    found = shown(client, "?direction=export&show=share&partner=KZ&partner=KG")

    assert {key: Decimal(value) for key, (value, _part) in found.items()} == {
        ("2020", "KZ", "china"): 75,
        ("2020", "KG", "china"): 25,
    }


def test_change_is_told_between_neighbouring_years_only(client, nothing_else):
    release = ReleaseFactory()
    for year, value in ((2018, 50), (2020, 100), (2021, 150)):
        state(release, value, start=f"{year}-01-01")

    found = shown(client, "?direction=export&show=change")

    assert {at: Decimal(value) for (at, *_rest), (value, _part) in found.items()} == {"2021": 50}


def test_directions_are_chinas_whoever_reports(client, nothing_else):
    release = ReleaseFactory()
    state(release, 100, start="2020-01-01", reporter="CN", partner="KG", flow="export")
    state(release, 40, start="2020-01-01", reporter="KG", partner="CN", flow="import")

    found = shown(client, "?direction=export&reported_by=both&partner=KG")

    assert {side: value for (_at, _partner, side), (value, _part) in found.items()} == {"china": "100", "partner": "40"}


def test_a_heading_is_the_sum_of_its_subheadings_unless_it_is_stated_itself(client, nothing_else):
    release = ReleaseFactory()
    state(release, 10, start="2020-01-01", product="270111")
    state(release, 5, start="2020-01-01", product="270112")
    state(release, 99, start="2021-01-01", product="2701")
    state(release, 5, start="2021-01-01", product="270112")

    found = shown(client, "?direction=export&product=2701")

    assert {at: value for (at, *_rest), (value, _part) in found.items()} == {"2020": "15", "2021": "99"}


def test_quantities_of_one_unit_are_added_up_and_named(client, nothing_else):
    release = ReleaseFactory()
    state(release, 10, start="2020-01-01", product="270111", quantity=Decimal("7.5"), unit="tonnes")

    row = rows_of(client, "?direction=export&product=270111&measure=quantity")[0]

    assert (row["quantity"], row["unit"], row["value_usd"]) == ("7.5", "tonnes", "")


def test_months_are_drawn_one_by_one(client, nothing_else):
    release = ReleaseFactory()
    state(release, 10, start="2021-02-01", end="2021-02-28", kind="month")
    state(release, 99, start="2021-01-01")

    found = shown(client, "?direction=export&period=month")

    assert found == {("2021-02", "KZ", "china"): ("10", "")}


@pytest.mark.parametrize("words", ["crude oils test", "天原油", "сырая нефть", "270900"])
def test_a_product_is_found_by_code_or_by_name_in_three_languages(client, words):
    Product.objects.filter(code="270900").update(name_en="Crude oils of the test", name_zh="天原油", name_ru="Сырая нефть")

    response = client.get(PAGE, {"product": words, "direction": "import"})

    assert response.status_code == 200
    assert response.context["asked"].product.code == "270900"


def test_words_of_several_products_lead_to_a_choice_and_the_file_asks_for_a_code(client):
    response = client.get(f"{PAGE}?product=oil")

    assert response.status_code == 200
    assert len(response.context["choices"]) > 1
    assert client.get(f"{FILE}?product=oil").status_code == 400


def test_an_empty_chart_says_which_choice_has_values(client, nothing_else):
    state(ReleaseFactory(), 10, start="2020-01-01")

    response = client.get(f"{PAGE}?direction=import")

    assert response.context["figure"].is_empty
    assert [suggestion["url"] for suggestion in response.context["suggestions"]] == ["?direction=export"]


def test_products_are_ranked_and_the_coarsest_level_counts_once(client, nothing_else):
    release = ReleaseFactory()
    state(release, 100, start="2020-01-01", product="27")
    state(release, 60, start="2020-01-01", product="270111")
    state(release, 40, start="2020-01-01", product="841182")

    rows = rows_of(client, "?chart=ranked&direction=export")

    assert [(row["product"], row["value_usd"]) for row in rows] == [("27", "100"), ("84", "40")]


def test_a_chapter_opens_into_the_products_stated_of_it(client, nothing_else):
    release = ReleaseFactory()
    state(release, 10, start="2020-01-01", product="270111")
    state(release, 60, start="2020-01-01", product="270112")

    rows = rows_of(client, "?chart=ranked&direction=export&product=27")

    assert [(row["product"], row["value_usd"]) for row in rows] == [("270112", "60"), ("270111", "10")]


@pytest.mark.parametrize("query", ["", "?reported_by=both", "?show=share", "?chart=area", "?direction=import&product=27"])
def test_the_file_holds_the_values_of_the_table(client, query):
    on_page = shown(client, query)
    rows = rows_of(client, query)

    told = {(row["period"], row["partner"], "china" if row["reporter"] == "CN" else "partner"): row for row in rows}
    assert on_page
    assert on_page.keys() <= told.keys()
    for key, (value, _part) in on_page.items():
        assert round(Decimal(value), 2) == Decimal(told[key]["share_pct"] or told[key]["value_usd"])


@pytest.mark.parametrize("query", ["", "?reported_by=both", "?chart=ranked", "?product=270900&direction=import", "?period=month"])
def test_queries_do_not_grow_with_the_rows(client, query, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(PAGE + query)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_frames_may_be_framed_and_names_source_and_date(client, language):
    response = client.get(f"/embed/{language}/trade/?chart=bar&from_date=2018")
    page = Page(response)

    assert response.status_code == 200
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert page.all("html")[0]["lang"] == language
    assert page.all("time")
    assert f"http://testserver/{language}/trade/?chart=bar&amp;from_date=2018" in response.content.decode()


def test_no_other_page_may_be_framed(client):
    response = client.get(PAGE)

    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_the_page_for_frames_knows_the_sites_languages_only(client):
    assert client.get("/embed/de/trade/").status_code == 404


def test_the_page_for_frames_says_what_it_does_not_understand(client):
    response = client.get("/embed/en/trade/?chart=pie")

    assert response.status_code == 400
    assert "<code>chart</code>" in response.content.decode()


@pytest.mark.parametrize(
    ("language", "large", "small", "divisor"),
    [("en", "48.70", "4.50", 1_000_000_000), ("ru", "48,70", "4,50", 1_000_000_000), ("zh-hans", "487.0", "450", 100_000_000)],
)
def test_amounts_are_told_and_drawn_in_the_units_in_which_the_language_counts(client, language, large, small, divisor):
    with override(language):
        assert words.dollars(Decimal(48_700_000_000)).startswith(large)
        assert words.dollars(Decimal(4_500_000)).startswith(small)

    page = client.get(f"/{language}/trade/").content.decode()

    assert f'data-money-divisor="{divisor}"' in page
