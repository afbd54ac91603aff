"""The home page: every number on it is that of the page behind it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from cooperation.models import Event, Project
from tests.factories import EventFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def text_of(response):
    return " ".join(response.content.decode().split())


def test_the_year_of_the_region_is_the_five_added_up_beside_what_is_published_for_them(client):
    region = client.get("/en/").context["region"]

    cells = {
        column.partner: Decimal(cell.value)
        for row in client.get("/en/trade/").context["figure"].rows
        if row.at == str(region.year)
        for column, cell in zip(client.get("/en/trade/").context["figure"].columns, row.cells, strict=True)
    }
    assert region.summed == sum(cells[code] for code in ("KZ", "KG", "TJ", "TM", "UZ"))
    assert region.published.value != 0


def test_coming_events_are_those_from_today_on_and_the_latest_lie_before(client):
    today = timezone.localdate()
    for days in (-3, 0, 9):
        EventFactory(title_en=f"Meeting in {days} days", starts_on=today + dt.timedelta(days=days), starts_on_precision="day")

    context = client.get("/en/").context

    assert [event.title_en for event in context["coming"]][:2] == ["Meeting in 0 days", "Meeting in 9 days"]
    assert context["events"][0].title_en == "Meeting in -3 days"


def test_nothing_is_called_coming_where_no_event_is(client):
    Event.objects.filter(starts_on__gte=timezone.localdate()).update(state="draft")

    assert "Coming events" not in text_of(client.get("/en/"))


def test_what_was_published_or_changed_last_stands_first_and_says_which(client):
    new, changed = ProjectFactory(), ProjectFactory()
    ProjectFactory(state="draft")
    Project.objects.filter(pk=new.pk).update(version=1)
    Project.objects.filter(pk=changed.pk).update(version=2, edited_at=timezone.now())

    shown = client.get("/en/").context["changes"]

    assert [(change.record, change.is_new) for change in shown[:2]] == [(changed, False), (new, True)]


def test_the_map_holds_the_projects_with_a_place_and_counts_the_others(client):
    page, whole = client.get("/en/").context["map"], client.get("/en/map/").context

    assert (len(page["entries"]), page["count"]) == (len(whole["entries"]), whole["count"])


def test_the_example_is_the_widest_gap_and_leads_to_its_page(client):
    context = client.get("/en/").context

    assert context["pair_sentence"] in text_of(client.get("/en/"))
    figure = client.get(context["pair_url"]).context["figure"]
    assert f"{context['pair'].china.value:f}" in [row.cells[0].value for row in figure.rows]


def test_queries_do_not_grow_with_the_records(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(62):
        client.get("/en/")


def test_the_page_lives_without_any_record(client):
    Event.objects.all().update(state="draft")
    Project.objects.all().update(state="draft")

    assert client.get("/en/").status_code == 200
