"""Sums of whole lists: only what may be added up, and the rule beside it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation.kinds import KINDS
from cooperation.models import Event, Finance, Project
from tests.factories import AgreementFactory, EventFactory, ProjectFactory, sectors
from tests.surface import every_kind, filterset, list_address

pytestmark = pytest.mark.django_db

BY_NAME = {kind.name: kind for kind in KINDS}
PROJECTS = BY_NAME["project"]
#: A sector under which the tests file projects of their own and nothing else is filed.
SECTOR = "15.02"


@pytest.fixture
def project():
    """Makes projects of the tests' own sector with finance lines: `project(("loan", 5), status="cancelled")`."""
    Project.sectors.through.objects.filter(sector__code=SECTOR).delete()

    def made(*lines, **values):
        record = ProjectFactory(**values)
        record.sectors.set(sectors(SECTOR))
        for kind, amount, *currency in lines:
            record.finance.create(kind=kind, amount=amount, currency=currency[0] if currency else "USD")
        return record

    return made


def totals():
    return PROJECTS.totals(filterset(PROJECTS, f"sector={SECTOR}"))


def sums():
    return {total.label: total.value for total in totals().lines}


def test_each_kind_of_money_is_added_up_alone(project):
    project(("loan", 100), ("total-cost", 900))
    project(("loan", 50))

    assert sums() == {"Total cost": Decimal(900), "Loan": Decimal(150)}


def test_a_project_counts_once_in_a_kind_with_its_largest_line(project):
    project(("loan", 70), ("loan", 100), ("loan", 100))

    assert sums() == {"Loan": Decimal(100)}
    assert totals().lines[0].records == 1


@pytest.mark.parametrize("values", [{"status": "cancelled"}, {"status": "suspended"}, {"is_umbrella": True}])
def test_stopped_projects_and_umbrellas_are_left_out_and_counted_as_such(client, project, values):
    project(("loan", 100))
    project(("loan", 999), **values)
    html = client.get(list_address(PROJECTS, f"?sector={SECTOR}")).content.decode()

    assert sums() == {"Loan": Decimal(100)}
    assert "Projects counted: 1;" in html
    assert ("umbrella records (1)" in html) is ("is_umbrella" in values)
    assert ("cancelled and suspended projects (1)" in html) is ("status" in values)


def test_a_part_is_not_counted_beside_its_whole(project):
    whole = project(("investment", 90))
    part = project(("investment", 40), parent=whole)
    project(("investment", 7), parent=part)

    assert sums() == {"Investment": Decimal(90)}
    assert "parts of projects that are counted themselves (2)" in totals().notes[1]


def test_parts_of_an_umbrella_are_counted(project):
    umbrella = project(("investment", 90), is_umbrella=True)
    project(("investment", 40), parent=umbrella)
    project(("investment", 7), parent=umbrella)

    assert sums() == {"Investment": Decimal(47)}


def test_a_part_counts_where_its_whole_is_not_in_the_list(project):
    whole = project(("investment", 90))
    project(("investment", 40), parent=whole)
    whole.sectors.clear()

    assert sums() == {"Investment": Decimal(40)}


def test_amounts_without_dollars_are_counted_apart_and_unknown_is_not_zero(project):
    project(("grant", 500, "CNY"))
    project()
    (grant,) = totals().lines

    assert (grant.records, grant.others, grant.value) == (0, 1, None)
    assert "not known" in grant.shown
    assert "Projects counted: 2; no amount is known of 1 of them." in totals().notes[0]


def test_the_sum_is_of_the_whole_list_and_not_of_the_page(client, project):
    for _number in range(3):
        project(("loan", 10))

    context = client.get(list_address(PROJECTS, f"?sector={SECTOR}&per_page=1")).context

    assert [total.value for total in context["totals"].lines] == [Decimal(30)]


def test_the_registrys_own_loans_agree_with_their_lines():
    counted = Project.objects.published().countable()
    largest = {}
    for line in Finance.objects.filter(record__in=counted, kind="loan", amount_usd__isnull=False):
        largest[line.record_id] = max(largest.get(line.record_id, 0), line.amount_usd)
    loans = next(total for total in PROJECTS.totals(filterset(PROJECTS)).lines if total.label == "Loan")

    assert loans.value == sum(largest.values())
    assert loans.records == len(largest)


def test_agreements_signed_at_events_are_added_up_at_the_foot_of_the_table(client):
    event = EventFactory(place_en="Zzyzx")
    AgreementFactory.create_batch(3, event=event)
    AgreementFactory(event=event, state="draft")
    events = BY_NAME["event"]
    shown = client.get(list_address(events))
    hidden = client.get(list_address(events, "?columns=place"))

    signed = sum(event.agreements.published().count() for event in Event.objects.published())
    assert shown.context["totals"].foot == {"agreements": signed}
    assert "<tfoot>" in shown.content.decode()
    assert str(signed) not in [str(header["sum"]) for header in hidden.context["headers"]]


def test_trade_values_are_not_added_up_and_the_page_says_why(client):
    totals = client.get(list_address(BY_NAME["trade"])).context["totals"]

    assert not totals.lines
    assert not totals.foot
    assert "not added up" in totals.notes[0]


@every_kind
def test_an_empty_or_unsound_list_has_no_totals(client, kind):
    for query in ("?nonsense=1", "?q=nosuchwordanywhere" if "q" in filterset(kind).filters else "?product=9999999999"):
        assert client.get(list_address(kind, query)).context["totals"] is None, query


@every_kind
def test_totals_ask_three_times_at_most_however_long_the_list(kind):
    rows = filterset(kind)
    assert rows.is_sound

    with CaptureQueriesContext(connection) as queries:
        kind.totals(rows)

    assert len(queries) <= 3
