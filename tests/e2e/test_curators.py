"""A record's whole life in a browser: written by a curator, published by a reviewer, read, corrected, withdrawn."""

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import expect

from cooperation.editorial.permissions import Role
from cooperation.models import Agreement, SentForm, Version
from cooperation.search import index

PHRASE = "a long phrase for journeys"
TITLE = "Memorandum on the journeys of curators"


@pytest.fixture
def accounts(django_db_setup, django_db_blocker):
    """Somebody in each of two roles; they go afterwards, with all that they made."""
    with django_db_blocker.unblock():
        users = {role: User.objects.create_user(f"{role}-of-journeys", password=PHRASE, is_staff=True) for role in list(Role)[:2]}
        for role, user in users.items():
            user.groups.add(Group.objects.get(name=role.value))
        yield users
        for agreement in Agreement.objects.filter(title_en=TITLE):
            Version.objects.filter(reference=agreement.reference).delete()
            agreement.state = "draft"
            agreement.save()
            index.refresh(agreement)
            agreement.delete()
        SentForm.objects.all().delete()
        User.objects.filter(pk__in=[user.pk for user in users.values()]).delete()


@pytest.fixture
def sign_in(open_page, accounts):
    def signed_in(role):
        page = open_page()
        page.goto("/admin/")
        page.get_by_label("Username").fill(accounts[role].username)
        page.get_by_label("Password").fill(PHRASE)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="What curators keep")).to_be_visible()
        return page

    return signed_in


def choose(page, box, words):
    """Choose from a box that searches, by keyboard."""
    page.locator(f"#{box} + .select2 .select2-selection").click()
    page.keyboard.type(words)
    found = page.locator(".select2-results__option--highlighted")
    expect(found).to_contain_text(words)
    page.keyboard.press("Enter")


def follow(page, step, reason=""):
    page.get_by_role("link", name=step).click()
    if reason:
        page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name=step).click()


def test_a_record_from_draft_to_withdrawal(sign_in, open_page, accounts):
    curator = sign_in(Role.CURATOR)
    curator.goto("/admin/cooperation/agreement/add/")
    curator.get_by_label("Title in English").fill(TITLE)
    curator.get_by_label("Type:").select_option(label="Memorandum of understanding")
    curator.get_by_label("Status:").select_option(label="Signed")
    curator.get_by_label("Signed on:").fill("2024-13")
    choose(curator, "id_countries", "Kazakhstan")
    choose(curator, "id_sectors", "Rail")
    choose(curator, "id_citations-0-source", "Xinhua")
    curator.get_by_role("button", name="Save", exact=True).click()

    # A month that there is not: told at its box, and nothing that was typed is lost.
    expect(curator.locator(".field-signed_on .errorlist, .form-row.errors .errorlist").first).to_contain_text("2024-13")
    expect(curator.get_by_label("Title in English")).to_have_value(TITLE)
    expect(curator.locator("#id_countries + .select2")).to_contain_text("Kazakhstan")
    curator.get_by_label("Signed on:").fill("2024-05")
    curator.get_by_role("button", name="Save and continue editing").click()
    expect(curator.get_by_label("Signed on:")).to_have_value("2024-05")
    reference = Agreement.objects.get(title_en=TITLE).reference
    expect(curator.get_by_text(f"{reference}, version 1")).to_be_visible()
    expect(curator.get_by_role("link", name="Publish")).to_have_count(0)
    follow(curator, "Send to review")

    public = open_page()
    assert public.goto(f"/en/agreements/{reference}/").status == 404

    reviewer = sign_in(Role.REVIEWER)
    reviewer.goto("/admin/cooperation/agreement/?state__exact=in-review")
    reviewer.get_by_role("link", name=TITLE).click()
    follow(reviewer, "Publish")
    reviewer.get_by_role("link", name="View on site").click()
    expect(reviewer.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(reviewer.get_by_text("May 2024").first).to_be_visible()
    public.goto("/en/search/?q=journeys+of+curators")
    expect(public.get_by_role("link", name=TITLE).first).to_be_visible()

    # A change of what the public reads says why.
    curator.reload()
    curator.get_by_label("Signed on:").fill("2024-06")
    reason = curator.get_by_label("What changed and why")
    assert not reason.evaluate("box => box.checkValidity()")
    reason.fill("The text itself names June.")
    curator.get_by_role("button", name="Save and continue editing").click()
    expect(curator.get_by_label("Signed on:")).to_have_value("2024-06")
    curator.get_by_role("link", name="History").click()
    expect(curator.get_by_text("The text itself names June.").first).to_be_visible()

    reviewer.goto(f"/admin/cooperation/agreement/{Agreement.objects.get(reference=reference).pk}/change/")
    follow(reviewer, "Withdraw", reason="It was never signed.")
    answer = public.goto(f"/en/agreements/{reference}/")
    assert answer.status == 410
    expect(public.get_by_text("It was never signed.")).to_be_visible()


def test_of_two_at_once_the_second_is_told(sign_in, accounts):
    first, second = sign_in(Role.CURATOR), sign_in(Role.REVIEWER)
    first.goto("/admin/cooperation/agreement/add/")
    first.get_by_label("Title in English").fill(TITLE)
    first.get_by_label("Type:").select_option(label="Memorandum of understanding")
    first.get_by_label("Status:").select_option(label="Signed")
    first.get_by_role("button", name="Save and continue editing").click()
    page = f"/admin/cooperation/agreement/{Agreement.objects.get(title_en=TITLE).pk}/change/"
    second.goto(page)
    first.get_by_label("Signed on:").fill("2023")
    first.get_by_role("button", name="Save and continue editing").click()
    expect(first.get_by_label("Signed on:")).to_have_value("2023")

    second.get_by_label("Title in Russian").fill("Меморандум")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.locator(".errornote, .errorlist").filter(has_text="curator-of-journeys")).to_be_visible()
    expect(second.get_by_label("Title in Russian")).to_have_value("Меморандум")
    second.goto(page)
    expect(second.get_by_label("Title in Russian")).to_have_value("")
