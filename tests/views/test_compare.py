"""Records side by side: the same fact in one row, each with its sources; clear answers to what cannot be compared."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation.kinds import KINDS
from cooperation.models import State
from tests.factories import (
    FACTORIES,
    AgreementFactory,
    IndicatorFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ProjectFactory,
    countries,
)
from tests.surface import Page, every_kind, every_language, every_record_kind, list_address, over, record_address

pytestmark = pytest.mark.django_db

ADDRESS = "/en/compare/"
UNSEEN = pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])


def compare(client, *records, language="en", **more):
    references = [getattr(record, "reference", record) for record in records]
    return client.get(f"/{language}/compare/", {"ref": references, **more})


def rows(response):
    """Label → row of a comparison."""
    return {str(row.label): row for section in response.context["sections"] for row in section.rows}


def facts(row):
    return [cell.fact.value if cell.fact else None for cell in row.cells]


@every_record_kind
@every_language
def test_two_records_of_any_kind_stand_side_by_side(client, kind, language):
    first, second = kind.queryset()[:2]
    response = compare(client, first, second, language=language)
    html = response.content.decode()

    assert response.status_code == 200
    assert [one["record"] for one in response.context["records"]] == [first, second]
    assert f'href="{record_address(kind, first, language)}#source' in html
    assert f'href="{record_address(kind, second, language)}#source' in html


@every_record_kind
def test_a_comparison_says_what_the_records_pages_say(client, kind):
    first, second = kind.queryset()[:2]
    shown = rows(compare(client, first, second))
    stated = {str(line["fact"].label) for line in client.get(record_address(kind, first)).context["facts"]}

    assert stated <= set(shown)


@every_record_kind
def test_queries_do_not_grow_with_the_records(client, kind):
    records = [FACTORIES[kind.model]() for _number in range(4)]

    def count(*chosen):
        with CaptureQueriesContext(connection) as queries:
            assert compare(client, *chosen).status_code == 200
        return len(queries)

    count(*records[:2])  # what a process reads once and holds

    assert count(*records[:2]) == count(*records)


def test_kinds_that_differ_share_their_common_facts_and_the_rest_does_not_apply(client):
    project, agreement = ProjectFactory(), AgreementFactory()
    for record in (project, agreement):
        record.countries.set(countries("KZ"))
    response = compare(client, project, agreement)
    found = rows(response)

    assert list(found)[:2] == ["Status", "Countries"]
    assert not found["Countries"].differs
    assert [cell.applies for cell in found["Signed"].cells] == [False, True]
    assert not found["Signed"].differs
    assert "does not apply" in response.content.decode()


def test_what_differs_is_marked_in_words(client):
    response = compare(client, ProjectFactory(status="announced"), ProjectFactory(status="agreed"))
    again = compare(client, ProjectFactory(status="agreed"), ProjectFactory(status="agreed"))

    assert rows(response)["Status"].differs
    assert "≠ differs" in response.content.decode()
    assert not rows(again)["Status"].differs
    assert "≠ differs" not in again.content.decode()


def test_unknown_and_known_differ_and_two_unknown_do_not(client):
    dated = AgreementFactory()
    undated = AgreementFactory(signed_on=None, signed_on_precision="")

    assert rows(compare(client, dated, undated))["Signed"].differs
    assert not rows(compare(client, undated, AgreementFactory(signed_on=None, signed_on_precision="")))["Signed"].differs


def test_money_capacities_steps_and_roles_of_projects_stand_in_rows_of_their_own(client):
    length, bank = IndicatorFactory(code="length", name_en="Length"), OrganisationFactory()
    first, second = ProjectFactory(), ProjectFactory()
    for record, amount in ((first, 100), (second, 200)):
        record.finance.create(kind="loan", amount=amount, currency="USD")
        record.capacities.create(indicator=length, value=5, unit="km")
        record.participations.create(organisation=bank, role="financier")
    first.milestones.create(kind="completed", occurred_on="2020-01-01", occurred_on_precision="day")
    response = compare(client, first, second)
    found = rows(response)

    assert [section.heading for section in response.context["sections"]] == [
        "Facts", "Who takes part", "Money", "Capacity and size", "Milestones"
    ]  # fmt: skip
    assert [found[label].differs for label in ("Loan", "Length", "Financier", "Completed")] == [True, False, False, True]
    assert "none recorded" in response.content.decode()


def test_measures_of_programmes_stand_in_rows_of_their_own(client):
    first, second = ProgrammeFactory(), ProgrammeFactory()
    first.measures.create(label_en="Students", value=10, unit="persons")
    second.measures.create(label_en="Students", value=12, unit="persons")

    assert rows(compare(client, first, second))["Students"].differs


def test_only_what_differs_may_be_shown(client):
    first, second = ProjectFactory(status="announced"), ProjectFactory(status="agreed")
    whole = compare(client, first, second)
    different = client.get(ADDRESS + whole.context["turned_url"])

    assert list(rows(different)) == [label for label, row in rows(whole).items() if row.differs]
    assert list(rows(client.get(ADDRESS + different.context["turned_url"]))) == list(rows(whole))


def test_records_alike_in_all_say_so_when_only_differences_are_asked(client):
    response = compare(client, ProjectFactory(), ProjectFactory(), rows="different")

    assert response.status_code == 200
    assert "differ in 0 of" in response.content.decode()
    assert Page(response).all("table") == []


def test_a_disagreement_leads_to_the_records_own_page(client):
    record, other = ProjectFactory(status="agreed"), ProjectFactory()
    for value, rank in (("agreed", "preferred"), ("announced", "normal")):
        record.citations.create(source=record.citations.first().source, field="status", value=value, rank=rank)
    (kind,) = (kind for kind in KINDS if kind.name == "project")

    assert f'href="{record_address(kind, record)}#disagreement-status"' in compare(client, record, other).content.decode()


def test_headers_belong_to_rows_columns_and_groups(client):
    response = compare(client, ProjectFactory(), ProjectFactory(status="agreed"))
    scopes = [tag.get("scope") for tag in Page(response).all("th")]

    assert set(scopes) <= {"col", "row", "rowgroup"}
    assert scopes[:3] == ["col"] * 3
    assert any(tag.get("role") == "region" and tag.get("aria-labelledby") == "compared" for tag in Page(response).all("div"))


def test_each_record_may_be_left_out_and_others_added(client):
    first, second, third = (ProjectFactory() for _number in range(3))
    response = compare(client, first, second, third)
    without = client.get(ADDRESS + response.context["records"][1]["without"])

    assert [one["record"] for one in without.context["records"]] == [first, third]
    assert response.context["has_room"]
    assert not compare(client, first, second, third, ProjectFactory()).context["has_room"]


def test_references_are_read_in_any_case_and_named_once(client):
    record, other = ProjectFactory(), ProjectFactory()
    response = compare(client, f" {record.reference.lower()} ", record, other, "")

    assert [one["record"] for one in response.context["records"]] == [record, other]


def test_without_records_the_page_says_how_to_choose_them(client):
    response = client.get(ADDRESS)
    links = [tag.get("href") for tag in Page(response).all("a")]

    assert response.status_code == 200
    assert {list_address(kind) for kind in KINDS if kind.is_compared} <= set(links)
    assert {tag["name"] for tag in Page(response).all("input")} >= {"ref", "q"}


@every_record_kind
def test_one_record_is_met_with_others_of_its_kind_and_with_a_search(client, kind):
    record = next(record for record in kind.queryset() if record.countries.count() > 1 and record.sectors.exists())
    response = compare(client, record)
    added = [one["url"] for one in response.context["similar"]]

    assert response.status_code == 200
    assert all(one["record"] != record for one in response.context["similar"])
    assert len(compare(client, record, q=kind.queryset().last().reference).context["found"]) == 1
    for url in added[:1]:
        assert len(client.get(ADDRESS + url).context["records"]) == 2


def test_words_that_nothing_holds_are_told(client):
    response = compare(client, ProjectFactory(), q="nosuchwordanywhere")

    assert response.context["found"] == []
    assert "No record holds “nosuchwordanywhere”" in response.content.decode()


@pytest.mark.parametrize("count", [5, 9])
def test_more_than_four_are_refused_and_may_be_left_out_one_by_one(client, count):
    records = [ProjectFactory() for _number in range(count)]
    response = compare(client, *records)

    assert response.status_code == 400
    assert f"At most 4 records stand side by side, and these are {count}." in response.content.decode()
    assert [one["record"] for one in response.context["records"]] == records


def test_hundreds_of_references_are_refused_without_looking_them_all_up(client):
    with CaptureQueriesContext(connection) as queries:
        response = compare(client, *(f"PRJ-{number:04}" for number in range(1, 800)))

    assert response.status_code == 400
    assert len(response.context["records"]) <= 12
    assert len(queries) < 10


@pytest.mark.parametrize("text", ["PRJ-9999", "prj-9999", "XYZ-0001", "SRC-0001", "AGR-0001-0001"])
def test_an_unknown_reference_is_refused_by_name(client, text):
    response = compare(client, ProjectFactory(), text)

    assert response.status_code == 400
    assert f"<code>ref</code>: There is no record “{text.upper()}” to compare." in response.content.decode()


@pytest.mark.parametrize("text", ["khorgos", "PRJ", "PRJ-1", "PRJ-0001-with-a-title", "🐪", "x" * 3000, "<script>", "\x00"])
def test_what_is_not_a_reference_is_refused_by_name(client, text):
    response = compare(client, ProjectFactory(), text)

    assert response.status_code == 400
    assert response.context["problems"][0][0] == "ref"
    assert "is not a reference such as PRJ-0001" in response.context["problems"][0][1]
    assert len(response.context["problems"][0][1]) < 120
    assert "<script>" not in response.content.decode()


@every_record_kind
@UNSEEN
def test_a_draft_is_not_told_from_what_was_never_there(client, kind, state):
    draft = FACTORIES[kind.model](title_en="Zzyzx unseen", state=state)
    reference, missing = draft.reference, draft.reference[:-4] + "9999"
    seen = kind.queryset().first()
    answers = [compare(client, seen, text).content.decode() for text in (reference, missing)]

    assert answers[0].replace(reference, missing) == answers[1]
    assert "Zzyzx" not in answers[0]


@every_record_kind
def test_a_withdrawn_record_says_why_and_what_took_its_place(client, kind):
    heir = kind.queryset().first()
    gone = FACTORIES[kind.model](
        title_en="Zzyzx", state=State.WITHDRAWN, withdrawn_reason="Entered twice.", replaced_by=heir.reference
    )
    response = compare(client, heir, gone)

    assert response.status_code == 400
    assert f"“{gone.reference}” was withdrawn: Entered twice. In its place: {heir.reference}." in response.content.decode()
    assert "Zzyzx" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("?nonsense=1", "nonsense"),
        ("?rows=all", "rows"),
        ("?rows=different&rows=different", "rows"),
        ("?q=" + "a" * 201, "q"),
        ("?q=%00", "q"),
        ("?q=a&q=b", "q"),
        ("?%00=1", "\x00"),
    ],
)
def test_other_parameters_are_refused_by_name(client, query, name):
    response = client.get(ADDRESS + query)

    assert response.status_code == 400
    assert [problem[0] for problem in response.context["problems"]] == [name]


def test_campaign_tags_are_dropped_in_silence(client):
    assert client.get(f"{ADDRESS}?utm_source=letter").status_code == 200


@over(KINDS, is_compared=True)
def test_lists_offer_each_row_for_comparison_by_a_plain_form(client, kind):
    page = Page(client.get(list_address(kind)))
    boxes = [tag for tag in page.all("input") if tag.get("form") == "compare"]

    assert [tag["value"] for tag in boxes] == [row.reference for row in client.get(list_address(kind)).context["page"]]
    assert all(tag["name"] == "ref" and tag["value"] in tag["aria-label"] for tag in boxes)
    assert [tag["action"] for tag in page.all("form") if tag.get("id") == "compare"] == [ADDRESS]


@over(KINDS, is_compared=False)
def test_lists_of_what_is_not_compared_offer_no_boxes(client, kind):
    html = client.get(list_address(kind)).content.decode()

    assert 'form="compare"' not in html
    assert 'id="compare"' not in html


@every_record_kind
def test_a_records_page_leads_to_a_comparison(client, kind):
    record = kind.queryset().first()

    assert f'href="{ADDRESS}?ref={record.reference}"' in client.get(record_address(kind, record)).content.decode()


@every_kind
def test_a_lists_first_view_stays_light(client, kind):
    response = client.get(list_address(kind), headers={"accept-encoding": "gzip"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.content) < 25_000
