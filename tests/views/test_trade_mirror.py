"""Mirror statistics: both sides' values, the gap between them, who has not reported, and what has been said of it."""

import csv
import io
from decimal import Decimal

import pytest

from cooperation.charts.reasons import REASONS, explained
from cooperation.models import Figure, Source
from tests.factories import ReleaseFactory, countries
from tests.surface import body
from tests.views.test_trade_explorer import nothing_else, state  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

PAGE, FILE = "/en/trade/mirror/", "/data/trade/mirror.csv"


def rows_of(client, query=""):
    response = client.get(FILE + query)
    assert response.status_code == 200, body(response)
    return list(csv.DictReader(io.StringIO(body(response).decode(), newline="")))


def test_kyrgyzstan_2023_shows_both_sides_and_the_gap(client):
    row = next(row for row in rows_of(client, "?partner=KG&direction=export") if row["year"] == "2023")

    assert Decimal(row["china_usd"]) == 19_700_000_000
    assert round(Decimal(row["partner_usd"]) / 10**9, 1) == Decimal("5.4")
    assert Decimal(row["gap_usd"]) == Decimal(row["china_usd"]) - Decimal(row["partner_usd"])
    assert row["is_comparable"] == "true"


def test_the_gap_is_negative_where_the_partner_reports_more(client, nothing_else):  # noqa: F811
    release = ReleaseFactory()
    state(release, 100, start="2020-01-01", partner="KG")
    state(release, 125, start="2020-01-01", reporter="KG", partner="CN", flow="import")

    row = rows_of(client, "?partner=KG&direction=export")[0]

    assert (row["gap_usd"], Decimal(row["gap_pct"])) == ("-25", -25)


def test_no_gap_is_told_where_a_side_states_only_a_part_of_the_year(client, nothing_else):  # noqa: F811
    release = ReleaseFactory()
    state(release, 100, start="2020-01-01", partner="KG")
    state(release, 60, start="2020-01-01", end="2020-06-30", kind="range", reporter="KG", partner="CN", flow="import")

    row = rows_of(client, "?partner=KG&direction=export")[0]

    assert (row["partner_usd"], row["partner_months"], row["gap_usd"], row["is_comparable"]) == ("60", "6", "", "false")


def test_years_that_a_side_does_not_state_are_named(client, nothing_else):  # noqa: F811
    release = ReleaseFactory()
    for year in (2017, 2018, 2020, 2021):
        state(release, 100, start=f"{year}-01-01", partner="KG")
    for year in (2016, 2020):
        state(release, 90, start=f"{year}-01-01", reporter="KG", partner="CN", flow="import")

    notes = client.get(f"{PAGE}?partner=KG&direction=export").context["figure"].notes

    assert "Not reported by China, as far as the registry holds it: 2016." in notes
    assert "Not reported by Kyrgyzstan, as far as the registry holds it: 2017–2018, 2021." in notes


def test_a_side_without_figures_is_named(client, nothing_else):  # noqa: F811
    state(ReleaseFactory(), 100, start="2020-01-01", partner="TM")

    text = client.get(f"{PAGE}?partner=TM&direction=export").content.decode()

    assert "Turkmenistan has not reported" in text
    assert rows_of(client, "?partner=TM&direction=export")[0]["partner_usd"] == ""


def test_products_stated_by_both_sides_stand_side_by_side(client, nothing_else):  # noqa: F811
    release = ReleaseFactory()
    state(release, 100, start="2020-01-01", partner="KG", product="27")
    state(release, 5, start="2020-01-01", partner="KG", product="84")
    state(release, 80, start="2020-01-01", reporter="KG", partner="CN", flow="import", product="27")

    figure = client.get(f"{PAGE}?partner=KG&direction=export").context["by_product"]

    assert [(row.at, [cell.value for cell in row.cells[:3]]) for row in figure.rows] == [("27", ["100", "80", "20"])]
    assert "1" in figure.notes[0]


def test_without_a_partner_each_has_its_latest_common_year(client):
    figure = client.get(PAGE).context["figure"]

    assert {row.at for row in figure.rows} == {"KZ", "KG", "TJ", "TM", "UZ"}
    assert all(cell.value for row in figure.rows for cell in row.cells)


def test_the_five_added_up_stand_beside_what_is_published_for_them_as_one(client, nothing_else):  # noqa: F811
    release = ReleaseFactory()
    for partner in ("KZ", "KG", "TJ", "TM", "UZ"):
        state(release, 100, start="2020-01-01", partner=partner, flow="total")
    for partner in ("KZ", "KG", "TJ", "TM"):
        state(release, 100, start="2021-01-01", partner=partner, flow="total")
    state(release, 510, start="2020-01-01", partner="C5", flow="total")
    state(release, 510, start="2021-01-01", partner="C5", flow="total")

    found = client.get(PAGE).context["region"]

    assert [(line.year, line.summed, line.difference, line.difference_pct) for line in found] == [(2020, 500, 10, 2)]


@pytest.mark.parametrize("query", ["?partner=KG", "?direction=export", "?product=27", "?from_date=2020"])
def test_the_five_are_added_up_for_all_goods_in_both_directions_only(client, query):
    assert client.get(PAGE + query).context["region"] == []


def test_each_reason_rests_on_published_sources():
    wanted = {reference for reason in REASONS for reference in reason.references}
    known = set(Source.objects.cited().values_list("reference", flat=True))
    known |= set(Figure.objects.published().values_list("reference", flat=True))

    assert wanted <= known


def test_a_reason_is_shown_for_its_partner_and_direction_only():
    export, inward = explained(countries("KG"), "export"), explained(countries("KG"), "import")

    assert {one.reason.partner for one in export} == {"KG"}
    assert len(export) >= 2
    assert inward == []


def test_the_page_links_each_reason_to_its_sources(client):
    text = client.get(f"{PAGE}?partner=KG").content.decode()

    assert "/en/sources/SRC-00023/" in text
    assert "FIG-0178" in text


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("partner=CN", "partner"),
        ("partner=KG&partner=KZ", "partner"),
        ("chart=line", "chart"),
        ("from_date=x", "from_date"),
        ("direction=out", "direction"),
        ("product=zzzz", "product"),
    ],
)
def test_what_cannot_be_understood_answers_400_with_the_name_of_the_parameter(client, query, name):
    page, file = client.get(f"{PAGE}?{query}"), client.get(f"{FILE}?{query}")

    assert page.status_code == file.status_code == 400
    assert f"<code>{name}</code>" in page.content.decode()
    assert [problem["name"] for problem in file.json()["parameters"]] == [name]


@pytest.mark.parametrize("query", ["", "?partner=KZ&direction=import", "?partner=KG&direction=total"])
def test_queries_do_not_grow_with_the_rows(client, query, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        client.get(PAGE + query)


def test_the_page_for_frames_may_be_framed(client):
    response = client.get("/embed/zh-hans/trade/mirror/?partner=KG")

    assert response.status_code == 200
    assert "frame-ancestors *" in response["Content-Security-Policy"]
