"""What every list and page of the admin promises, over all tables that are registered."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation.admin.record import RecordAdmin
from cooperation.models import Project, Record, Source, TradeLoad, Version
from cooperation.models.documents import columns, document
from tests.admin.pages import address, errors, form_data
from tests.factories import FACTORIES, SourceFactory

pytestmark = pytest.mark.django_db

ADMINS = [each for model, each in admin.site._registry.items() if model._meta.app_label in ("cooperation", "auth")]
EDITED = [each for each in ADMINS if each.__class__.__module__.rsplit(".", 1)[1] not in ("trade", "trade_load", "accounts")]
RECORDS = [each for each in ADMINS if isinstance(each, RecordAdmin)]
#: Records of each kind that are saved unchanged.
SAMPLE = 12


def over(admins):
    return pytest.mark.parametrize("kept", admins, ids=lambda each: each.model.__name__)


@pytest.fixture(autouse=True)
def load(db):
    """The one table that the registry's files leave empty."""
    return TradeLoad.objects.create(code="release-of-tests")


@pytest.fixture
def client(signed_in, superuser):
    return signed_in(superuser)


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200, url
    return len(captured)


@over(ADMINS)
def test_the_list_loads(client, kept):
    response = client.get(address(kept.model))

    assert response.status_code == 200
    assert response.context["cl"].result_count > 0


@over(ADMINS)
def test_every_value_of_every_filter_answers(client, kept):
    changes = client.get(address(kept.model)).context["cl"]
    links = {choice["query_string"] for spec in changes.filter_specs for choice in spec.choices(changes)}

    for link in sorted(links):
        assert client.get(address(kept.model) + link).status_code == 200, link


@over(ADMINS)
@pytest.mark.parametrize("words", ["rail", "铁路", "Железная", "O'Brien \x00 %", "AGR-2025"])
def test_the_list_is_searched_in_every_script(client, kept, words):
    assert client.get(address(kept.model), {"q": words}).status_code == 200


@over(ADMINS)
def test_every_column_sorts(client, kept):
    changes = client.get(address(kept.model)).context["cl"]

    for number in range(1, len(changes.list_display) + 1):
        assert client.get(address(kept.model), {"o": f"-{number}"}).status_code == 200, number


@over(EDITED)
def test_the_page_to_add_a_row_loads(client, kept):
    assert client.get(address(kept.model, "add")).status_code == 200


@over(ADMINS)
def test_the_page_and_the_history_of_a_row_load(client, kept):
    found = kept.model._default_manager.first()

    assert client.get(address(found, "change")).status_code == 200
    assert client.get(address(found, "history")).status_code == 200


@over(RECORDS)
def test_every_fact_of_the_document_has_its_box(client, kept):
    response = client.get(address(kept.model, "add"))
    shown = {field for fieldset in response.context["adminform"] for line in fieldset for field in line.fields}

    expected = {column.name for column in columns(kept.model)} | {field.name for field in kept.model._meta.many_to_many}
    assert expected <= shown
    assert {inline.formset.model for inline in response.context["inline_admin_formsets"]} == {
        kept.model._meta.get_field(name).related_model for name in kept.model.dependants
    }


def richest(model):
    """Records with the longest documents, and some others."""
    made = sorted(model.objects.all(), key=lambda record: -len(str(document(record))))
    return made[: SAMPLE // 2] + made[SAMPLE :: max(1, len(made) // (SAMPLE // 2))]


@over(RECORDS)
def test_saving_without_changes_changes_nothing(client, kept):
    for record in richest(kept.model):
        before = document(record)
        url = address(record, "change")

        response = client.post(url, form_data(client, url, reason="Nothing"))

        assert response.status_code == 302, (record.reference, errors(response))
        assert document(kept.model.objects.get(pk=record.pk)) == before
        assert Version.objects.filter(reference=record.reference).count() == 1


@over([each for each in EDITED if each not in RECORDS])
def test_saving_a_plain_row_without_changes_changes_nothing(client, kept):
    rows = list(kept.model._default_manager.order_by("pk"))
    for found in rows[:: max(1, len(rows) // 30)]:
        before = {field.name: field.value_from_object(found) for field in found._meta.concrete_fields}
        url = address(found, "change")

        response = client.post(url, form_data(client, url))

        assert response.status_code == 302, (found, errors(response))
        found.refresh_from_db()
        assert {field.name: field.value_from_object(found) for field in found._meta.concrete_fields} == before


@over(ADMINS)
def test_a_longer_list_takes_no_more_queries(client, kept, monkeypatch):
    url = address(kept.model)
    client.get(url)
    monkeypatch.setattr(kept, "list_per_page", 3)
    few = queries(client, url)
    monkeypatch.setattr(kept, "list_per_page", 60)

    assert queries(client, url) == few <= 20


@over(RECORDS)
def test_more_citations_on_a_page_take_no_more_queries(client, kept):
    record = FACTORIES[kept.model](citations=2)
    url = address(record, "change")
    client.get(url)
    few = queries(client, url)
    for _number in range(12):
        record.citations.create(source=SourceFactory(), field="title_en", value="A")

    assert queries(client, url) == few <= 40


def test_many_dependants_on_a_page_take_no_more_queries_than_one_of_each(client):
    rich = max(Project.objects.all(), key=lambda project: len(str(document(project))))
    few = FACTORIES[Project](citations=1)
    for name in ("participations", "finance", "locations", "capacities", "milestones"):
        given = getattr(rich, name).first() or Project._meta.get_field(name).related_model.objects.first()
        given.pk, given.record, given.position = None, few, 1
        given.save(force_insert=True)
    few.agreements.set(rich.agreements.all()[:1])
    client.get(address(few, "change"))

    assert queries(client, address(rich, "change")) <= queries(client, address(few, "change")) + 4


@over([each for each in ADMINS if each.search_fields and each.model._meta.app_label == "cooperation"])
def test_the_list_says_what_its_search_reads(kept):
    assert kept.search_help_text


def test_every_kind_of_record_has_its_admin():
    registered = {each.model for each in ADMINS}

    assert {*Record.__subclasses__(), Source} <= registered


@pytest.mark.parametrize("language", ["zh-hans", "ru"])
def test_pages_load_in_every_language(client, language):
    for kept in RECORDS:
        record = kept.model.objects.first()
        for url in (address(kept.model), address(record, "change"), address(record, "history")):
            response = client.get(url, headers={"accept-language": language})
            assert response.status_code == 200
            assert f'<html lang="{language}"' in response.content.decode()


def test_the_admin_is_kept_out_of_search_engines_and_caches(client):
    response = client.get("/admin/")

    assert 'name="robots" content="NONE' in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
