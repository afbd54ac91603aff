"""Trade files through the admin: sent, read in the background, looked at, applied, taken back."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cooperation.models import SourceRelease, TradeLoad
from cooperation.trade import uploads
from tests.trade.conftest import HEADER, ROWS

pytestmark = pytest.mark.django_db

ADD = reverse("admin:cooperation_tradeload_add")
SOUND = "\n".join([HEADER, *ROWS]).encode()
UNSOUND = "\n".join([HEADER, ROWS[0], "2024-13,CN,KZ,export,27,,100"]).encode()


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.TRADE_UPLOAD_DIR = tmp_path / "uploads"
    return settings.TRADE_UPLOAD_DIR


@pytest.fixture
def read_at_once(monkeypatch):
    """The process in the background is this one: another would not see a test's transaction."""
    monkeypatch.setattr(uploads, "start_reading", lambda: call_command("load_trade", waiting=True, verbosity=0))


@pytest.fixture
def reviewer_client(signed_in, reviewer):
    return signed_in(reviewer)


def send(client, content=SOUND, **changes):
    data = {"code": "test", "title_en": "Test", "publisher": "Nobody", "max_errors": "0"} | changes
    return client.post(ADD, {**data, "sent_files": SimpleUploadedFile("trade 2024.csv", content, "text/csv")})


def page(load):
    return reverse("admin:cooperation_tradeload_change", args=[load.pk])


def do(client, load, name):
    return client.post(reverse("admin:cooperation_tradeload_step", args=[load.pk, name]), follow=True)


def shown():
    return SourceRelease.objects.current().filter(code="test").first()


def test_files_are_read_and_change_nothing_until_they_are_applied(reviewer_client, read_at_once, place):
    response = send(reviewer_client)
    load = TradeLoad.objects.get(code="test")

    assert response.url == page(load)
    text = reviewer_client.get(page(load)).content.decode()
    assert (load.status, load.rows_kept, load.requested_by.username) == ("ready", 5, "reviewer-of-tests")
    assert "What it changes" in text
    assert shown() is None
    assert not list(place.rglob("*.csv"))

    do(reviewer_client, load, "apply")
    assert shown().row_count == 5

    do(reviewer_client, load, "undo")
    load.refresh_from_db()
    assert (load.status, shown()) == ("undone", None)


def test_second_release_replaces_the_first_and_gives_way_to_it_again(reviewer_client, read_at_once):
    send(reviewer_client)
    do(reviewer_client, TradeLoad.objects.get(), "apply")
    first = shown()

    send(reviewer_client, SOUND.replace(b"70.25", b"80.25"), title_en="", publisher="")
    second = TradeLoad.objects.first()
    assert "the same" in reviewer_client.get(page(second)).content.decode()
    do(reviewer_client, second, "apply")
    assert (shown().replaces, shown().publisher) == (first, "Nobody")

    do(reviewer_client, second, "undo")
    assert shown() == first


def test_rejected_rows_are_shown_and_listed_in_a_file(reviewer_client, read_at_once):
    send(reviewer_client, UNSOUND)
    load = TradeLoad.objects.get()

    text = reviewer_client.get(page(load)).content.decode()
    report = reviewer_client.get(reverse("admin:cooperation_tradeload_rejected", args=[load.pk]))

    assert load.status == "failed"
    assert "2024-13" in text
    assert b"2024-13" in b"".join(report.streaming_content)
    assert not do(reviewer_client, load, "apply").context["load"].release


def test_discarding_deletes_rows_files_and_report(reviewer_client, read_at_once, place):
    send(reviewer_client, UNSOUND, max_errors="5")
    load = TradeLoad.objects.get()

    do(reviewer_client, load, "discard")

    load.refresh_from_db()
    assert (load.status, load.release) == ("discarded", None)
    assert not SourceRelease.objects.filter(code="test").exists()
    assert not uploads.folder(load).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "not a code"}, "code"),
        ({"code": ""}, "code"),
        ({"title_en": ""}, "title_en"),
        ({"publisher": ""}, "publisher"),
        ({"max_errors": "-1"}, "max_errors"),
        ({"rank": "many"}, "rank"),
        ({"retrieved_on": "2024-13-01"}, "retrieved_on"),
        ({"kind": "rumour"}, "kind"),
    ],
)
def test_mistaken_form_names_the_field_and_stores_nothing(reviewer_client, read_at_once, place, changes, field):
    response = send(reviewer_client, **changes)

    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors
    assert not TradeLoad.objects.exists()
    assert not place.exists()


@pytest.mark.parametrize("content", [None, b""])
def test_form_without_a_file_that_holds_something_is_refused(reviewer_client, content):
    if content is None:
        response = reviewer_client.post(ADD, {"code": "test", "title_en": "Test", "publisher": "Nobody"})
    else:
        response = send(reviewer_client, content)

    assert response.context["adminform"].form.errors["sent_files"]
    assert not TradeLoad.objects.exists()


def test_files_beyond_the_limit_are_refused(reviewer_client, settings):
    settings.TRADE_UPLOAD_MAX_MB = 0

    response = send(reviewer_client)

    assert "MB" in str(response.context["adminform"].form.errors["sent_files"])
    assert not TradeLoad.objects.exists()


def test_two_gigabytes_are_refused_before_they_are_read(client):
    response = client.post(ADD, content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(2 << 30))

    assert response.status_code == 413
    assert "512 MB" in response.content.decode()


def test_page_asks_again_while_the_files_are_read(reviewer_client, monkeypatch):
    monkeypatch.setattr(uploads, "start_reading", lambda: None)
    send(reviewer_client)
    load = TradeLoad.objects.get()
    assert load.status == "waiting"
    assert reviewer_client.get(page(load))["Refresh"] == "3"

    TradeLoad.objects.update(status="reading", heartbeat_at=timezone.now() - dt.timedelta(hours=1))

    response = reviewer_client.get(page(load))
    assert "Refresh" not in response
    assert "has ended before it was done" in response.content.decode()


def test_load_that_broke_off_starts_again(reviewer_client, monkeypatch):
    monkeypatch.setattr(uploads, "start_reading", lambda: None)
    send(reviewer_client)
    load = TradeLoad.objects.get()
    TradeLoad.objects.update(status="reading", progress=40, heartbeat_at=timezone.now() - dt.timedelta(hours=1))

    monkeypatch.setattr(uploads, "start_reading", lambda: call_command("load_trade", waiting=True, verbosity=0))
    do(reviewer_client, load, "start")

    load.refresh_from_db()
    assert (load.status, load.rows_kept) == ("ready", 5)


def test_no_process_can_be_started(reviewer_client, monkeypatch):
    def fails():
        raise OSError("no memory")

    monkeypatch.setattr(uploads, "start_reading", fails)
    response = send(reviewer_client)

    load = TradeLoad.objects.get()
    assert "no memory" in reviewer_client.get(response.url).content.decode()
    assert load.status == "waiting"
    assert Path(load.files[0]).read_bytes() == SOUND


def test_curator_sends_and_looks_but_does_not_apply(signed_in, curator, read_at_once):
    client = signed_in(curator)
    send(client)
    load = TradeLoad.objects.get()

    assert [step.name for step in client.get(page(load)).context["steps"]] == ["discard"]
    assert do(client, load, "apply").status_code == 403
    assert shown() is None


def test_steps_are_taken_by_post_and_once(reviewer_client, read_at_once):
    send(reviewer_client)
    load = TradeLoad.objects.get()

    reviewer_client.get(reverse("admin:cooperation_tradeload_step", args=[load.pk, "apply"]))
    assert shown() is None
    do(reviewer_client, load, "apply")
    assert "by now" in do(reviewer_client, load, "apply").content.decode()
    assert reviewer_client.get(reverse("admin:cooperation_tradeload_change", args=["x"])).status_code in (302, 404)


def test_report_of_the_command_is_not_served(reviewer_client, tmp_path):
    secret = tmp_path / "elsewhere.csv"
    secret.write_text("not for the admin")
    load = TradeLoad.objects.create(code="test", rejected_file=str(secret))

    assert reviewer_client.get(reverse("admin:cooperation_tradeload_rejected", args=[load.pk])).status_code == 404
