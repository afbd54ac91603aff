"""A record and all that belongs to it as a document, and back."""

import json

import pytest

from cooperation.models import Agreement, Organisation, Programme, Project, Record
from cooperation.models.documents import DocumentError, apply, document, documents, kinds

pytestmark = pytest.mark.django_db

KINDS = Record.__subclasses__()


@pytest.fixture
def project():
    """A project of the registry with rows in most of its groups."""
    return Project.objects.get(title_en="China–Kyrgyzstan–Uzbekistan railway")


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_applying_a_document_changes_nothing(model):
    for before in list(documents(model.objects.order_by("reference"))):
        assert document(apply(before)) == before


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_documents_survive_json(model):
    for made in documents(model.objects.all()):
        assert json.loads(json.dumps(made)) == made


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_reading_documents_takes_the_same_queries_for_few_and_many(model, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        assert len(list(documents(model.objects.all()))) > 80


def test_kinds_are_the_record_models():
    assert set(kinds()) == {"agreement", "project", "programme", "event", "organisation", "figure"}


def test_a_document_brings_an_older_state_back(project):
    before = document(project)
    apply(
        before
        | {
            "title_en": "Another title",
            "status": "completed",
            "locations": [],
            "finance": before["finance"][:1],
            "countries": ["CN"],
        }
    )

    restored = document(apply(before))

    assert restored == before


def test_a_column_left_out_takes_its_default(project):
    made = document(project)
    del made["status_as_of"], made["milestones"], made["is_umbrella"]

    apply(made)

    project.refresh_from_db()
    assert str(project.status_date) == ""
    assert not project.milestones.exists()
    assert project.is_umbrella is False


def test_a_document_without_reference_makes_a_draft(project):
    made = document(project) | {"reference": "", "title_en": "A new railway"}

    record = apply(made)

    assert record.reference.startswith("PRJ-")
    assert record.state == "draft"
    assert document(record) == made | {"reference": record.reference}


def test_rows_that_stay_are_not_written_and_changed_ones_keep_their_key(project):
    made = document(project)
    keys = list(project.citations.values_list("pk", flat=True))
    made["citations"][0]["locator"] = "page 2"

    apply(made)

    assert list(project.citations.values_list("pk", flat=True)) == keys
    assert project.citations.first().locator == "page 2"


def test_rows_may_change_places(project):
    made = document(project)
    made["participations"].reverse()
    made["locations"].reverse()

    assert document(apply(made)) == made


def test_preference_may_move_from_one_claim_to_another():
    record = Programme.objects.filter(citations__rank="preferred").first()
    made = document(record)
    claim = next(row for row in made["citations"] if row["rank"] == "preferred" and row["value"])
    rival = next(row for row in made["citations"] if row["field"] == claim["field"] and row["value"] not in ("", claim["value"]))
    claim["rank"], rival["rank"] = rival["rank"], claim["rank"]

    assert document(apply(made)) == made


def test_a_row_may_be_put_first(project):
    made = document(project)
    made["locations"].insert(0, made["locations"][0] | {"name_en": "Torugart pass"})

    assert document(apply(made)) == made


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"kind": "treaty"}, "kind"),
        ({"colour": "red"}, "colour"),
        ({"title_en": ""}, "title_en"),
        ({"title_en": None}, "title_en"),
        ({"status": "someday"}, "status"),
        ({"status_as_of": "2024-13"}, "status_as_of"),
        ({"status_as_of": 2024}, "status_as_of"),
        ({"parent": "PRJ-9999"}, "parent"),
        ({"countries": ["KZ", "XX"]}, "countries"),
        ({"countries": "KZ"}, "countries"),
        ({"route": [[70.0, 40.0]], "route_precision": "approximate"}, "route"),
        ({"finance": "none"}, "finance"),
        ({"finance": [{"kind": "loan", "amount": "many", "currency": "USD"}]}, "finance[1].amount"),
        ({"finance": [{"kind": "loan", "amount": "NaN", "currency": "USD"}]}, "finance[1].amount"),
        ({"finance": [{"kind": "loan", "amount": "5"}]}, "finance[1]"),
        ({"locations": [{"name_en": "Osh", "country": "KG", "height": 963}]}, "locations[1].height"),
        ({"participations": [{"organisation": "ORG-9999", "role": "owner"}]}, "participations[1].organisation"),
        ({"citations": [{"source": "SRC-99999"}]}, "citations[1].source"),
        ({"citations": [{"source": "SRC-00001", "field": "colour"}]}, "citations[1].field"),
    ],
)
def test_a_document_that_breaks_a_rule_names_the_place_and_changes_nothing(project, change, path):
    before = document(project)

    with pytest.raises(DocumentError) as error:
        apply(before | change)

    assert path in error.value.problems
    assert document(Project.objects.get(pk=project.pk)) == before


def test_two_rows_of_one_kind_are_refused_in_words(project):
    made = document(project)
    made["participations"].append(made["participations"][0])

    with pytest.raises(DocumentError) as error:
        apply(made)

    assert list(error.value.problems) == [f"participations[{len(made['participations'])}]"]


def test_partial_dates_and_absences_travel_as_text():
    agreement = Agreement.objects.filter(signed_on_precision="month").first()
    made = document(agreement)

    apply(made | {"expires_on": "not-applicable"})

    agreement.refresh_from_db()
    assert made["signed_on"] == f"{agreement.signed_on:%Y-%m}"
    assert (agreement.expires_on, agreement.expires_on_precision) == (None, "not-applicable")


def test_numbers_travel_as_plain_decimals(project):
    amounts = [row["amount"] for row in document(project)["finance"]]

    assert amounts
    assert all(amount is None or str(int(amount)) == amount for amount in amounts)


def test_references_to_the_own_kind_are_kept():
    child = Organisation.objects.exclude(parent=None).first()

    assert document(child)["parent"] == child.parent.reference
    assert document(apply(document(child) | {"parent": ""}))["parent"] == ""
