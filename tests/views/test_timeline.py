"""The line of time holds every dated signature, event, step and beginning, once."""

import datetime as dt

import pytest
from django.utils import timezone

from cooperation.models import Agreement, Event, Milestone, Programme
from cooperation.models.record import State
from tests.factories import EventFactory

pytestmark = pytest.mark.django_db


def moments(response):
    return [moment for _year, found in response.context["years"] for moment in found]


def test_it_holds_every_dated_thing_once(client):
    response = client.get("/en/timeline/?year_from=1900")

    dated = [
        Agreement.objects.published().exclude(signed_on=None),
        Agreement.objects.published().exclude(entered_into_force_on=None),
        Agreement.objects.published().exclude(expires_on=None),
        Event.objects.published().exclude(starts_on=None),
        Milestone.objects.filter(record__state=State.PUBLISHED).exclude(occurred_on=None),
        Programme.objects.published().exclude(started_on=None),
        Programme.objects.published().exclude(ended_on=None),
    ]
    assert len(moments(response)) == response.context["total"] == sum(rows.count() for rows in dated)


def test_years_run_backwards_and_so_do_their_moments(client):
    response = client.get("/en/timeline/?year_from=1990")
    shown = [year for year, _moments in response.context["years"]]

    assert shown == sorted(shown, reverse=True)
    for year, found in response.context["years"]:
        assert {moment.date.date.year for moment in found} == {year}
        assert [moment.order for moment in found] == sorted((moment.order for moment in found), reverse=True)


@pytest.mark.parametrize("query", ["country=TM", "sector=06", "kind=event", "country=KZ&country=UZ&match=all&kind=agreement"])
def test_the_numbers_of_the_years_are_those_of_their_pages(client, query):
    response = client.get(f"/en/timeline/?{query}")

    for bar in response.context["bars"][-6:]:
        assert len(moments(client.get(f"/en/timeline/{bar['url']}"))) == bar["number"], bar["year"]


def test_a_filter_narrows_the_records(client):
    found = moments(client.get("/en/timeline/?country=TM&kind=agreement&year_from=1992"))

    assert {moment.record.pk for moment in found if moment.key == "signed"} == set(
        Agreement.objects.published().in_countries(["TM"]).exclude(signed_on=None).values_list("pk", flat=True)
    )


def test_an_event_to_come_is_planned(client):
    day = timezone.localdate() + dt.timedelta(days=40)
    event = EventFactory(starts_on=day, starts_on_precision="day")

    assert [moment.is_planned for moment in moments(client.get("/en/timeline/")) if moment.record == event] == [True]


def test_the_last_years_stand_open_and_the_rest_is_folded(client):
    response = client.get("/en/timeline/?year_from=1900")
    page = response.content.decode()

    years = [year for year, _moments in response.context["years"]]
    assert response.context["opened"] == set(years[: len(response.context["opened"])])
    assert 0 < page.count('<details class="year" open>') < page.count('<details class="year"')


def test_the_page_offers_its_calendar_with_its_filters(client):
    response = client.get("/ru/timeline/?country=TM&kind=event&year_from=2000")
    page = response.content.decode()

    assert 'href="webcal://testserver/calendar.ics?country=TM&amp;kind=event&amp;year_from=2000&amp;language=ru"' in page
    assert client.get(response.context["calendar_file"]).status_code == 200


def test_what_is_planned_says_so(client):
    milestone = Milestone.objects.filter(record__state=State.PUBLISHED).first()
    Milestone.objects.filter(pk=milestone.pk).update(
        occurred_on=dt.date(2031, 1, 1), occurred_on_precision="year", basis=Milestone.Basis.PLANNED
    )

    response = client.get("/en/timeline/?year_from=2031&year_to=2031")

    assert [moment.is_planned for moment in moments(response) if moment.record == milestone.record] == [True]
    assert "(planned)" in response.content.decode()


def test_an_unpublished_record_is_absent(client):
    agreement = Agreement.objects.published().exclude(signed_on=None).first()
    Agreement.objects.filter(pk=agreement.pk).update(state=State.DRAFT)

    assert agreement.reference not in client.get("/en/timeline/?year_from=1900").content.decode()


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("year_from=soon", "year_from"),
        ("year_from=1", "year_from"),
        ("year_from=2024&year_to=2020", "year_to"),
        ("kind=rumour", "kind"),
        ("q=rail", "q"),
        ("page=2", "page"),
        ("country=XX", "country"),
    ],
)
def test_bad_input_is_named_and_shows_nothing(client, query, name):
    response = client.get(f"/en/timeline/?{query}")

    assert response.status_code == 400
    assert name in [problem[0] for problem in response.context["problems"]]
    assert "years" not in response.context


def test_queries_do_not_grow_with_the_years(client, django_assert_max_num_queries):
    client.get("/en/timeline/")

    with django_assert_max_num_queries(24):
        client.get("/en/timeline/?year_from=1900")
