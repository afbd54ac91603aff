"""Accounts of curators, and what each role may do."""

import io
import sys

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

from cooperation.admin.record import RecordAdmin
from cooperation.editorial.permissions import Role, permissions_of, sync_roles
from cooperation.models import Agreement, Country, Source, SourceRelease, State, TradeRecord
from tests.admin.pages import address, form_data
from tests.admin.test_contract import ADMINS
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db

PHRASE = "seven yaks cross the pass"


@pytest.fixture
def typed(monkeypatch):
    """Gives a command its standard input, as a pipe would."""
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


# The command


def test_a_new_account_has_its_role_and_signs_in(client, typed, capsys):
    typed(f"{PHRASE}\n")
    call_command("add_curator", "aigul", "--role", "reviewer", "--email", "aigul@registry.example")

    answer = client.post("/admin/login/", {"username": "aigul", "password": PHRASE, "next": "/admin/"})

    user = User.objects.get(username="aigul")
    assert answer.status_code == 302
    assert client.get("/admin/").status_code == 200
    assert [group.name for group in user.groups.all()] == ["reviewer"]
    assert (user.email, user.is_staff, user.is_superuser) == ("aigul@registry.example", True, False)
    assert "Added the account aigul with the role reviewer." in capsys.readouterr().out


def test_an_account_that_is_there_gets_another_role_and_keeps_its_password(curator, capsys):
    call_command("add_curator", curator.username, "--role", "administrator")

    curator.refresh_from_db()
    assert [group.name for group in curator.groups.all()] == ["administrator"]
    assert curator.check_password("a long phrase for tests")
    assert "Changed the account" in capsys.readouterr().out


@pytest.mark.parametrize("password", ["", "short", "12345678901234"])
def test_a_weak_password_makes_no_account(typed, password):
    typed(password)

    with pytest.raises(CommandError):
        call_command("add_curator", "aigul")
    assert not User.objects.filter(username="aigul").exists()


@pytest.mark.parametrize("name", ["two words", ""])
def test_a_name_that_cannot_sign_in_makes_no_account(typed, name):
    typed(PHRASE)

    with pytest.raises(CommandError):
        call_command("add_curator", name)
    assert not User.objects.filter(username=name).exists()


# Roles


def test_roles_are_brought_up_to_date_and_accounts_keep_theirs(curator):
    group = Group.objects.get(name="curator")
    group.permissions.clear()

    sync_roles()

    assert {str(name) for name in permissions_of(Role.CURATOR)} <= User.objects.get(pk=curator.pk).get_all_permissions()


def test_each_role_may_do_what_the_one_before_it_may():
    curator, reviewer, administrator = (permissions_of(role) for role in Role)

    assert curator < reviewer < administrator


@pytest.mark.parametrize("kept", [each for each in ADMINS if isinstance(each, RecordAdmin)], ids=lambda each: each.model.__name__)
def test_a_curator_opens_every_kind_and_may_change_each_group_of_its_rows(signed_in, curator, kept):
    response = signed_in(curator).get(address(kept.model.objects.first(), "change"))

    assert response.status_code == 200
    assert len(response.context["inline_admin_formsets"]) == len(kept.model.dependants)
    assert all(inline.has_change_permission for inline in response.context["inline_admin_formsets"])


def test_a_curator_chooses_from_vocabularies_and_does_not_change_them(signed_in, curator):
    client = signed_in(curator)
    country = Country.objects.first()

    assert client.get(address(country, "change")).status_code == 200
    assert client.post(address(country, "change"), {"name_en": "Elsewhere"}).status_code == 403
    assert client.get(address(Country, "add")).status_code == 403


def test_an_administrator_changes_a_vocabulary_but_not_its_codes(signed_in, administrator):
    client = signed_in(administrator)
    country = Country.objects.first()
    code = country.code

    answer = client.post(address(country, "change"), form_data(client, address(country, "change"), name_ru="Имя", code="XX"))

    country.refresh_from_db()
    assert answer.status_code == 302
    assert (country.name_ru, country.code) == ("Имя", code)


@pytest.mark.parametrize("model", [TradeRecord, SourceRelease])
def test_nobody_edits_trade_values_by_hand(signed_in, superuser, model):
    client = signed_in(superuser)
    found = model.objects.first()

    assert client.get(address(found, "change")).status_code == 200
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(found, "change"), {"value_usd": "1"}).status_code == 403
    assert client.post(address(found, "delete"), {"post": "yes"}).status_code == 403


def test_accounts_are_kept_by_administrators_only(signed_in, curator, administrator):
    assert signed_in(curator).get(address(User)).status_code == 403
    assert signed_in(administrator).get(address(User)).status_code == 200


def test_an_administrator_does_not_become_a_superuser(signed_in, administrator, superuser):
    client = signed_in(administrator)

    assert client.post(address(superuser, "change"), {"username": "taken-over"}).status_code == 403
    data = form_data(client, address(administrator, "change"), is_superuser="on")
    client.post(address(administrator, "change"), data)
    administrator.refresh_from_db()
    assert not administrator.is_superuser


def test_a_curator_deletes_own_drafts_and_an_administrator_others(signed_in, curator, administrator):
    own, other = (AgreementFactory(state=State.DRAFT, published_at=None, created_by=by) for by in (curator, administrator))

    assert signed_in(curator).post(address(other, "delete"), {"post": "yes"}).status_code == 403
    assert signed_in(curator).post(address(own, "delete"), {"post": "yes"}).status_code == 302
    assert signed_in(administrator).post(address(other, "delete"), {"post": "yes"}).status_code == 302
    assert not Agreement.objects.filter(pk__in=[own.pk, other.pk]).exists()


@pytest.mark.parametrize("model", [Agreement, Source, TradeRecord])
def test_strangers_are_asked_to_sign_in(client, model):
    answer = client.get(address(model))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/login/")
