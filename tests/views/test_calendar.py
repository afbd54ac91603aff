"""The calendar says what the timeline says, in a form that an independent reader understands."""

import datetime as dt
from collections import Counter

import icalendar
import pytest
from django.utils import timezone

from cooperation.exports.calendar import folded, text
from cooperation.models import Agreement, Milestone, Project, State
from cooperation.models.dates import Precision
from tests.factories import AgreementFactory, EventFactory, ProjectFactory
from tests.surface import every_language

pytestmark = pytest.mark.django_db


def read(client, query=""):
    response = client.get(f"/calendar.ics{query}")
    assert response.status_code == 200
    return icalendar.Calendar.from_ical(response.content)


def entries(client, query=""):
    return {str(entry["UID"]): entry for entry in read(client, query).walk("VEVENT")}


def of(client, record, query=""):
    return [entry for key, entry in entries(client, query).items() if key.startswith(record.reference.lower())]


def moments(client, query=""):
    page = client.get(f"/en/timeline/{query or '?'}&year_from=1900")
    return [moment for _year, found in page.context["years"] for moment in found]


@pytest.mark.parametrize("query", ["", "?country=TM", "?sector=05&kind=project", "?country=KZ&country=UZ&match=all"])
def test_it_holds_the_days_of_the_timeline_once(client, query):
    days = [moment.day for moment in moments(client, query) if moment.date.precision == Precision.DAY]
    calendar = read(client, query)
    keys = [str(entry["UID"]) for entry in calendar.walk("VEVENT")]

    assert Counter(entry["DTSTART"].dt for entry in calendar.walk("VEVENT")) == Counter(days)
    assert len(set(keys)) == len(keys)
    assert not [fault for entry in calendar.walk() for fault in entry.errors]


def test_months_and_years_are_left_out_and_counted_or_taken_in_whole(client):
    record = AgreementFactory(signed_on=dt.date(2021, 2, 1), signed_on_precision="month")
    left_out = sum(moment.date.precision != Precision.DAY for moment in moments(client))

    [entry] = of(client, record, "?periods=1")

    assert of(client, record) == []
    assert f"{left_out} moments" in str(read(client)["DESCRIPTION"])
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (dt.date(2021, 2, 1), dt.date(2021, 3, 1))
    assert "(2021-02)" in str(entry["SUMMARY"])
    assert len(entries(client, "?periods=1")) == len(moments(client))


def test_an_event_of_several_days_ends_behind_its_last(client):
    event = EventFactory(
        starts_on=dt.date(2024, 2, 27),
        starts_on_precision="day",
        ends_on=dt.date(2024, 2, 29),
        ends_on_precision="day",
        place_en="Xi'an; old town, hall\nfour",
    )
    [entry] = of(client, event)

    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (dt.date(2024, 2, 27), dt.date(2024, 3, 1))
    assert str(entry["LOCATION"]) == "Xi'an; old town, hall\nfour"
    assert entry["STATUS"] == "CONFIRMED"


def test_what_is_planned_is_tentative_and_told_apart_from_what_was_reached(client):
    project = ProjectFactory()
    day = {"occurred_on_precision": "day", "kind": Milestone.Kind.COMPLETED}
    for basis, on in [("planned", "2031-05-01"), ("planned", "2032-05-01"), ("actual", "2033-01-01")]:
        Milestone.objects.create(record=project, basis=basis, occurred_on=on, **day)

    found = {str(entry["UID"]).partition("@")[0]: entry["STATUS"] for entry in of(client, project)}

    stem = f"{project.reference.lower()}-completed"
    assert found == {f"{stem}-planned-1": "TENTATIVE", f"{stem}-planned-2": "TENTATIVE", f"{stem}-actual-1": "CONFIRMED"}


def test_entry_into_force_and_end_of_validity_are_entries_of_their_own(client):
    agreement = AgreementFactory(
        signed_on=dt.date(2020, 1, 2),
        signed_on_precision="day",
        entered_into_force_on=dt.date(2021, 1, 2),
        entered_into_force_on_precision="day",
        expires_on=dt.date(2031, 1, 2),
        expires_on_precision="day",
    )

    assert [entry["DTSTART"].dt.year for entry in of(client, agreement)] == [2020, 2021, 2031]


def test_a_change_raises_the_sequence_and_keeps_the_identifier(client):
    agreement = AgreementFactory(signed_on=dt.date(2020, 1, 2), signed_on_precision="day", version=1)
    [before] = of(client, agreement)
    Agreement.objects.filter(pk=agreement.pk).update(
        version=2, title_en="Another title", signed_on=dt.date(2020, 1, 3), edited_at=timezone.now() + dt.timedelta(hours=1)
    )
    [after] = of(client, agreement)

    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert before["DTSTAMP"].dt < after["DTSTAMP"].dt
    assert before["LAST-MODIFIED"].dt == before["DTSTAMP"].dt


def test_odd_titles_arrive_as_they_are(client):
    title = "Ташкент, 塔什干; “Osh” \\ n\\N 100 % 🐫 " + "長" * 120
    agreement = AgreementFactory(title_en=title, signed_on=dt.date(2020, 1, 2), signed_on_precision="day")
    [entry] = of(client, agreement)

    assert str(entry["SUMMARY"]) == f"Signed: {title}"
    assert str(entry["URL"]).startswith(f"http://testserver/en/agreements/{agreement.reference}")
    assert client.get(str(entry["URL"])).status_code == 200


def test_lines_are_folded_at_75_octets_within_no_character(client):
    content = client.get("/calendar.ics?language=zh-hans").content

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert all(line.decode() is not None for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert "".join(part.removeprefix(" ") for part in folded("霍尔果斯" * 40)) == "霍尔果斯" * 40


def test_control_characters_do_not_reach_the_calendar():
    assert text("a\x00b\x1fc\td\r\ne\rf") == "a b c d\\ne\\nf"


@every_language
def test_it_speaks_the_language_asked_for(client, language):
    response = client.get(f"/calendar.ics?language={language}&kind=event", headers={"accept-language": "fr, ru;q=0.5"})
    calendar = icalendar.Calendar.from_ical(response.content)

    assert response.headers["Content-Language"] == language
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert calendar["DESCRIPTION"].params["LANGUAGE"] == language
    assert all(f"/{language}/events/" in str(entry["URL"]) for entry in calendar.walk("VEVENT"))


def test_without_a_language_it_is_english_whatever_the_browser_asks_for(client):
    assert client.get("/calendar.ics", headers={"accept-language": "ru"}).headers["Content-Language"] == "en"


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN])
def test_an_unpublished_record_is_absent(client, state):
    project = Project.objects.published().filter(milestones__occurred_on_precision="day").first()
    assert of(client, project)

    Project.objects.filter(pk=project.pk).update(state=state, withdrawn_reason="Entered twice.")

    assert of(client, project) == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("?language=fr", "language"),
        ("?language=en&language=ru", "language"),
        ("?language=", "language"),
        ("?periods=yes", "periods"),
        ("?country=XX", "country"),
        ("?year_from=soon", "year_from"),
        ("?year_from=2024&year_to=2020", "year_to"),
        ("?kind=%00", "kind"),
        ("?page=2", "page"),
        ("?nonsense=1", "nonsense"),
        ("?sector=" + "9" * 5_000, "sector"),
    ],
)
def test_bad_input_is_named_and_gives_no_calendar(client, query, name):
    response = client.get(f"/calendar.ics{query}")

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert name in [problem["name"] for problem in response.json()["parameters"]]


def test_queries_do_not_grow_with_the_entries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        client.get("/calendar.ics?periods=1")
