"""What a sum of money may count."""

import pytest

from cooperation.models import Finance, Project, State
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


def lent(project, amount, kind="loan", **values):
    return Finance.objects.create(record=project, kind=kind, amount=amount, currency="USD", **values)


@pytest.fixture
def nothing_else():
    Project.objects.update(parent=None)
    Project.objects.update(state=State.DRAFT)


def sums(*by):
    return {tuple(row[name] for name in (*by, "kind")): row["usd"] for row in Project.objects.published().dollars(*by)}


@pytest.mark.parametrize("status", ["cancelled", "suspended"])
def test_stopped_projects_are_not_counted(nothing_else, status):
    lent(ProjectFactory(status="operational"), 100)
    lent(ProjectFactory(status=status), 1000)

    assert sums() == {("loan",): 100}


def test_of_an_umbrella_the_parts_are_counted_and_not_the_whole(nothing_else):
    whole = ProjectFactory(is_umbrella=True)
    lent(whole, 1000)
    lent(ProjectFactory(parent=whole), 400)

    assert sums() == {("loan",): 400}


def test_of_another_whole_the_parts_are_not_counted_beside_it(nothing_else):
    whole = ProjectFactory()
    lent(whole, 1000)
    lent(ProjectFactory(parent=whole), 400)

    assert sums() == {("loan",): 1000}


def test_of_the_lines_of_one_kind_the_largest_counts(nothing_else):
    project = ProjectFactory()
    lent(project, 100, year=2019)
    lent(project, 50, year=2020)

    assert sums() == {("loan",): 100}


def test_a_part_without_its_whole_in_the_list_is_counted(nothing_else):
    whole = ProjectFactory()
    lent(whole, 1000)
    part = ProjectFactory(parent=whole)
    lent(part, 400)

    assert [row["usd"] for row in Project.objects.filter(pk=part.pk).dollars()] == [400]


def test_the_part_of_a_whole_that_was_stopped_is_counted_for_itself(nothing_else):
    whole = ProjectFactory(status="cancelled")
    lent(whole, 1000)
    lent(ProjectFactory(parent=whole), 400)

    assert sums() == {("loan",): 400}


def test_the_part_of_something_unpublished_stands_alone(nothing_else):
    lent(ProjectFactory(parent=ProjectFactory(state=State.DRAFT)), 400)

    assert sums() == {("loan",): 400}


def test_kinds_of_amounts_stand_apart_and_years_with_them(nothing_else):
    lent(ProjectFactory(), 50, year=2019)
    project = ProjectFactory()
    lent(project, 100, year=2019)
    lent(project, 300, kind="total-cost", year=2018)

    assert sums() == {("loan",): 150, ("total-cost",): 300}
    assert sums("year") == {(2019, "loan"): 150, (2018, "total-cost"): 300}


def test_an_amount_without_a_dollar_value_is_in_no_sum(nothing_else):
    project = ProjectFactory()
    Finance.objects.create(record=project, kind="grant", amount=5, currency="CNY")

    assert sums() == {}
