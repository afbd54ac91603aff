"""Charts of lists: each number is that of a list, under the same filters, and the file holds them all."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from cooperation.charts.tallies import TallyFigure
from cooperation.kinds import KINDS
from cooperation.kinds.money import totals
from cooperation.models import Finance, Project, State
from tests.factories import FACTORIES, AgreementFactory, ProjectFactory
from tests.surface import LANGUAGES, body, filterset, list_address

pytestmark = pytest.mark.django_db

CHARTS = [(kind, tally) for kind in KINDS for tally in kind.charts]
COUNTED = [(kind, tally) for kind, tally in CHARTS if not tally.is_money]


def over(charts):
    return pytest.mark.parametrize(("kind", "tally"), charts, ids=[f"{kind.name}-{tally.name}" for kind, tally in charts])


def figure_of(kind, tally, query=""):
    found = filterset(kind, query)
    return TallyFigure(kind, tally, found.qs, found.chosen)


def listed(kind, url):
    return kind.count(filterset(kind, QueryDict(url.partition("?")[2]).urlencode()))


def chart_file(client, kind, tally, query=""):
    response = client.get(f"/data/{kind.file_stem}/charts/{tally.name}.csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(body(response).decode(), newline="")))


@over(COUNTED)
@pytest.mark.parametrize("query", ["", "country=KZ&country=CN&match=all", "sector=06"])
def test_every_number_is_the_count_of_the_list_it_opens(kind, tally, query):
    cells = [cell for row in figure_of(kind, tally, query).rows for cell in (row.whole, *row.cells) if cell.url]

    assert [(cell.url, cell.value) for cell in cells if listed(kind, cell.url) != int(cell.value)] == []


@pytest.mark.parametrize("query", ["signed_from=2013-05&signed_to=2023-06", "type=contract&type=memorandum"])
def test_numbers_never_widen_what_is_chosen_already(query):
    kind = KINDS[0]
    cells = [cell for row in figure_of(kind, kind.charts[0], query).rows for cell in (row.whole, *row.cells) if cell.url]

    assert cells
    assert [cell.url for cell in cells if listed(kind, cell.url) != int(cell.value)] == []


@over(COUNTED)
def test_numbers_add_up_to_the_list_where_a_record_has_one_value(kind, tally):
    figure = figure_of(kind, tally, "country=KZ")
    whole = sum(int(row.whole.value) for row in figure.rows)

    assert whole == figure.count or (tally.rows.is_many and whole >= figure.count)


@over(CHARTS)
def test_the_file_holds_the_numbers_of_the_chart(client, kind, tally):
    unit = "value_usd" if tally.is_money else "records"
    rows = chart_file(client, kind, tally, "?country=KZ")
    cells = figure_of(kind, tally, "country=KZ").cells

    assert sum(float(row[unit]) for row in rows) == sum(
        float(cell["usd" if tally.is_money else "records"]) for cell in cells.values()
    )
    assert len(rows) == len(cells)


@over(CHARTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_opens_its_chart_by_its_address_and_keeps_its_filters(client, kind, tally, language):
    response = client.get(list_address(kind, f"?country=KZ&chart={tally.name}", language))
    html = response.content.decode()

    assert response.status_code == 200
    assert response.context["chart"].count == response.context["count"]
    assert f'/data/{kind.file_stem}/charts/{tally.name}.csv?country=KZ"' in html
    assert f'<input type="hidden" name="chart" value="{tally.name}">' in html


def test_a_list_without_an_open_chart_fetches_nothing_for_it(client):
    html = client.get(list_address(KINDS[0])).content.decode()

    assert "tallies.js" not in html
    assert "charts.css" not in html


@pytest.mark.parametrize("query", ["?chart=none", "?chart=", "?chart=year&chart=sector"])
def test_an_unknown_chart_is_refused_by_name(client, query):
    for kind in KINDS:
        response = client.get(list_address(kind, query))

        assert response.status_code == 400, kind.name
        assert "chart" in [name for name, _label, _text in response.context["problems"]]


@pytest.mark.parametrize("query", ["?nonsense=1", "?country=ZZ", "?page=2", "?sort=title", "?columns=title", "?chart=year"])
def test_a_chart_file_refuses_what_it_does_not_know(client, query):
    response = client.get(f"/data/agreements/charts/year.csv{query}")

    assert response.status_code == 400
    assert query.strip("?").partition("=")[0] in body(response).decode()
    assert client.get("/data/agreements/charts/none.csv").status_code == 404
    assert client.get("/data/figures/charts/year.csv").status_code == 404


@over(CHARTS)
def test_what_is_not_published_is_counted_nowhere(client, kind, tally):
    before = chart_file(client, kind, tally)
    record = FACTORIES[kind.model](state=State.DRAFT)
    if kind.model is Project:
        Finance.objects.create(record=record, kind="loan", amount=1, currency="USD", year=2001)

    assert chart_file(client, kind, tally) == before


@over(CHARTS)
def test_queries_do_not_grow_with_the_records(kind, tally):
    def count():
        with CaptureQueriesContext(connection) as queries:
            figure = figure_of(kind, tally)
            assert figure.sentence
            assert figure.rows
            assert figure.notes is not None
        return len(queries)

    before = count()
    for _number in range(3):
        FACTORIES[kind.model]()

    assert count() == before


def test_a_date_known_to_the_year_counts_in_its_year(client):
    kind = KINDS[0]
    before = {
        row["year"]: int(row["records"]) for row in chart_file(client, kind, kind.charts[0]) if row["type"] == "visa-agreement"
    }
    AgreementFactory(type="visa-agreement", signed_on=dt.date(1995, 1, 1), signed_on_precision="year")

    after = {
        row["year"]: int(row["records"]) for row in chart_file(client, kind, kind.charts[0]) if row["type"] == "visa-agreement"
    }

    assert after.get("1995") == before.get("1995", 0) + 1


def test_money_says_how_much_was_left_out(client):
    kind = next(kind for kind in KINDS if kind.model is Project)
    whole = ProjectFactory(is_umbrella=True)
    ProjectFactory(parent=whole)
    ProjectFactory(status="cancelled")
    before = totals(kind.queryset())

    assert before.left_out == kind.queryset().count() - kind.queryset().countable().count()
    assert before.counted + before.left_out + before.unstated == before.count
    html = client.get("/en/projects/?chart=money-status").content.decode()
    assert f"The rule leaves out {before.left_out} projects of {before.count}." in html
