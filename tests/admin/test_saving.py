"""What saving a form does, refuses, and leaves alone."""

import uuid

import pytest
from django.contrib.admin.models import LogEntry

from cooperation.editorial.history import record_version
from cooperation.models import Agreement, Organisation, Source, State, Version
from tests.admin.pages import address, errors, form_data, row
from tests.factories import AgreementFactory, OrganisationFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in, curator):
    return signed_in(curator)


@pytest.fixture
def agreement():
    made = AgreementFactory(title_en="Old title")
    record_version(made)
    return made


def url_of(record):
    return address(record, "change")


def new_agreement(client, **changes):
    """A filled-in form for a new agreement with one source."""
    citation = row("citations", 0, source=SourceFactory().pk, rank="normal")
    return form_data(client, address(Agreement, "add"), title_en="A new one", type="memorandum", **citation, **changes)


# History


def test_a_save_is_a_version_with_its_author_and_its_reason(client, curator, agreement):
    data = form_data(client, url_of(agreement), title_en="New title", reason="As the gazette prints it")

    assert client.post(url_of(agreement), data).status_code == 302

    version = Version.objects.get(reference=agreement.reference, number=2)
    agreement.refresh_from_db()
    assert (version.author, version.reviewer, version.reason) == (curator, None, "As the gazette prints it")
    assert version.document["title_en"] == agreement.title_en == "New title"
    assert (agreement.version, agreement.edited_by) == (2, curator)


def test_a_change_of_a_dependant_alone_is_a_version(client, agreement):
    data = form_data(client, url_of(agreement), reason="Page added") | row("citations", 0, locator="p. 4")

    assert client.post(url_of(agreement), data).status_code == 302

    assert Version.objects.get(reference=agreement.reference, number=2).document["citations"][0]["locator"] == "p. 4"


def test_a_change_of_what_is_public_needs_a_reason(client, agreement):
    response = client.post(url_of(agreement), form_data(client, url_of(agreement), title_en="New title"))

    assert "Say in a few words what you changed and why." in errors(response)
    assert "New title" in response.content.decode()
    assert Agreement.objects.get(pk=agreement.pk).title_en == "Old title"


def test_the_history_page_shows_versions_with_their_reasons(client, agreement):
    client.post(url_of(agreement), form_data(client, url_of(agreement), title_en="New title", reason="As the gazette prints it"))

    page = client.get(address(agreement, "history")).content.decode()

    assert "As the gazette prints it" in page
    assert "curator-of-tests" in page


def test_a_changed_title_is_found_at_once_on_the_public_pages(client, agreement, django_capture_on_commit_callbacks):
    data = form_data(client, url_of(agreement), title_en="Zymurgy cooperation charter", reason="Its name")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url_of(agreement), data)

    assert agreement.reference in client.get("/en/search/", {"q": "zymurgy"}).content.decode()


# Somebody was faster


def test_a_form_opened_before_anothers_save_is_refused_and_keeps_what_was_typed(signed_in, curator, reviewer, agreement):
    mine = form_data(signed_in(curator), url_of(agreement), title_en="Mine", reason="Mine")
    theirs = form_data(signed_in(reviewer), url_of(agreement), title_en="Theirs", reason="Theirs")
    assert signed_in(reviewer).post(url_of(agreement), theirs).status_code == 302

    response = signed_in(curator).post(url_of(agreement), mine | row("citations", 0, words="Words that I typed"))

    assert response.status_code == 200
    assert "this was changed by reviewer-of-tests" in errors(response)
    assert 'value="Mine"' in response.content.decode()
    assert "Words that I typed" in response.content.decode()
    assert Agreement.objects.get(pk=agreement.pk).title_en == "Theirs"


def test_a_stale_form_is_refused_where_the_other_took_a_row_away(signed_in, curator, reviewer):
    agreement = AgreementFactory(citations=2)
    mine = form_data(signed_in(curator), url_of(agreement), title_en="Mine", reason="Mine")
    theirs = form_data(signed_in(reviewer), url_of(agreement), reason="One source less") | {"citations-0-DELETE": "on"}
    assert signed_in(reviewer).post(url_of(agreement), theirs).status_code == 302

    response = signed_in(curator).post(url_of(agreement), mine | row("citations", 0, words="Words that I typed"))

    assert response.status_code == 200
    assert "this was changed by reviewer-of-tests" in errors(response)
    assert "Words that I typed" in response.content.decode()
    assert agreement.citations.count() == 1


def test_a_stale_form_of_a_source_is_refused(client):
    source = SourceFactory(title="Old title")
    data = form_data(client, url_of(source), title="Mine")
    Source.objects.filter(pk=source.pk).update(title="Theirs")

    response = client.post(url_of(source), data)

    assert "Not saved" in errors(response)
    assert Source.objects.get(pk=source.pk).title == "Theirs"


def test_a_form_without_its_starting_point_is_refused(client, agreement):
    data = form_data(client, url_of(agreement), title_en="New title", reason="New", started_from="")

    assert "Not saved" in errors(client.post(url_of(agreement), data))
    assert Agreement.objects.get(pk=agreement.pk).title_en == "Old title"


# New rows


def test_a_new_record_is_a_draft_of_its_curator_with_a_version_and_no_public_page(client, curator):
    response = client.post(address(Agreement, "add"), new_agreement(client, reason="First entry"))

    made = Agreement.objects.get(title_en="A new one")
    assert response.status_code == 302
    assert (made.state, made.created_by, made.version) == (State.DRAFT, curator, 1)
    assert made.citations.count() == 1
    assert client.get(f"/en/agreements/{made.reference}/").status_code == 404


def test_two_clicks_on_save_make_one_record(client):
    data = new_agreement(client)
    first = client.post(address(Agreement, "add"), data)
    second = client.post(address(Agreement, "add"), data)

    made = Agreement.objects.get(title_en="A new one")
    assert first.status_code == second.status_code == 302
    assert second.headers["Location"] == url_of(made)
    assert "sent twice" in client.get(second.headers["Location"]).content.decode()
    assert LogEntry.objects.filter(object_id=str(made.pk), object_repr=str(made)).count() == 1


def test_a_form_that_was_refused_is_saved_once_it_is_mended(client):
    data = new_agreement(client)
    refused = client.post(address(Agreement, "add"), data | {"title_en": ""})
    assert "This field is required." in errors(refused)

    assert client.post(address(Agreement, "add"), data).status_code == 302
    assert Agreement.objects.filter(title_en="A new one").count() == 1


def test_each_form_has_a_token_of_its_own(client):
    tokens = {form_data(client, address(Agreement, "add"))["form_token"][0] for _visit in range(2)}

    assert len({uuid.UUID(token) for token in tokens}) == 2


# Sources of what is public


def test_the_last_source_of_a_published_record_stays(client, agreement):
    data = form_data(client, url_of(agreement), title_en="New title", reason="No source") | {"citations-0-DELETE": "on"}

    response = client.post(url_of(agreement), data)

    assert "A published record keeps at least one source." in errors(response)
    assert 'value="New title"' in response.content.decode()
    assert agreement.citations.count() == 1


def test_the_last_source_of_a_published_record_is_exchanged_for_another(client, agreement):
    other = SourceFactory()
    data = form_data(client, url_of(agreement), reason="Better source") | {"citations-0-DELETE": "on"}
    data |= row("citations", 1, source=other.pk, rank="normal") | {"citations-TOTAL_FORMS": "2"}

    assert client.post(url_of(agreement), data).status_code == 302
    assert [citation.source for citation in agreement.citations.all()] == [other]


def test_the_last_source_of_a_draft_may_go(client):
    draft = AgreementFactory(state=State.DRAFT, published_at=None)
    data = form_data(client, url_of(draft)) | {"citations-0-DELETE": "on"}

    assert client.post(url_of(draft), data).status_code == 302
    assert not draft.citations.exists()


def test_a_citation_names_its_fact_in_words_and_unknown_facts_are_refused(client, agreement):
    data = form_data(client, url_of(agreement), reason="Day")

    refused = client.post(url_of(agreement), data | row("citations", 0, field="colour"))
    assert "“colour” is not a fact of this kind of record." in errors(refused)

    taken = client.post(url_of(agreement), data | row("citations", 0, field="signed on", value="2024-05-18"))
    assert taken.status_code == 302
    assert agreement.citations.get().field == "signed_on"


def test_one_claim_about_a_fact_is_preferred(client):
    agreement = AgreementFactory(citations=2)
    data = form_data(client, url_of(agreement), reason="Claims")
    for number, day in enumerate(("2024-05-17", "2024-05-18")):
        data |= row("citations", number, field="signed_on", value=day, rank="preferred")

    response = client.post(url_of(agreement), data)

    assert "Only one claim about a field can be the preferred one." in errors(response)


def test_two_claims_change_places_in_preference(client):
    agreement = AgreementFactory(citations=0)
    for rank in ("preferred", "normal"):
        agreement.citations.create(source=SourceFactory(), field="signed_on", value=f"2024-05-1{len(rank)}", rank=rank)
    data = form_data(client, url_of(agreement), reason="The gazette is better")
    data |= row("citations", 0, rank="normal") | row("citations", 1, rank="preferred")

    assert client.post(url_of(agreement), data).status_code == 302
    assert [citation.rank for citation in agreement.citations.all()] == ["normal", "preferred"]


# Dates as far as they are known


@pytest.mark.parametrize("given", ["2024", "2024-05", "2024-05-17", "not-disclosed", "not-applicable", ""])
def test_a_date_is_kept_as_far_as_it_is_known(client, agreement, given):
    data = form_data(client, url_of(agreement), signed_on=given, reason="Date")

    response = client.post(url_of(agreement), data)

    assert response.status_code == 302, errors(response)
    assert str(Agreement.objects.get(pk=agreement.pk).signed) == given
    assert form_data(client, url_of(agreement))["signed_on"] == [given]


@pytest.mark.parametrize("given", ["17.05.2024", "2024-13", "2024-02-30", "soon"])
def test_a_date_that_cannot_be_read_is_refused_and_stays_in_its_box(client, agreement, given):
    response = client.post(url_of(agreement), form_data(client, url_of(agreement), signed_on=given, reason="Date"))

    assert response.status_code == 200
    assert "signed_on" in response.context["adminform"].form.errors
    assert f'value="{given}"' in response.content.decode()


# Deletion


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.PUBLISHED, State.WITHDRAWN])
def test_only_drafts_are_deleted_whoever_asks(signed_in, superuser, state):
    record = OrganisationFactory(state=state, withdrawn_reason="Twice" if state == State.WITHDRAWN else "")

    assert signed_in(superuser).post(address(record, "delete"), {"post": "yes"}).status_code == 403
    assert Organisation.objects.filter(pk=record.pk).exists()


def test_no_list_offers_to_delete_the_chosen_records(signed_in, superuser, agreement):
    client = signed_in(superuser)

    client.post(address(Agreement), {"action": "delete_selected", "_selected_action": [agreement.pk], "post": "yes"})

    assert "delete_selected" not in client.get(address(Agreement)).content.decode()
    assert Agreement.objects.filter(pk=agreement.pk).exists()


def test_a_reference_of_a_deleted_draft_is_not_given_again(client):
    client.post(address(Agreement, "add"), new_agreement(client))
    first = Agreement.objects.get(title_en="A new one")
    assert client.post(address(first, "delete"), {"post": "yes"}).status_code == 302
    assert not Agreement.objects.filter(pk=first.pk).exists()

    client.post(address(Agreement, "add"), new_agreement(client))

    assert Agreement.objects.get(title_en="A new one").reference != first.reference


def test_a_cited_source_is_not_deleted_and_an_unused_one_by_administrators_only(signed_in, curator, administrator, agreement):
    unused = SourceFactory()
    cited = agreement.citations.get().source

    assert signed_in(administrator).post(address(cited, "delete"), {"post": "yes"}).status_code == 403
    assert signed_in(curator).post(address(unused, "delete"), {"post": "yes"}).status_code == 403
    assert signed_in(administrator).post(address(unused, "delete"), {"post": "yes"}).status_code == 302
    assert list(Source.objects.filter(pk__in=[unused.pk, cited.pk])) == [cited]
