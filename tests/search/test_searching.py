"""One search over all kinds, in three scripts: the same places, people and things by whatever spelling."""

import pytest
from django.urls import reverse

from cooperation.kinds import DETAIL_KINDS
from cooperation.models import Agreement, Project, SearchPosting, Source, State
from cooperation.search import index
from tests.factories import AgreementFactory, ProjectFactory
from tests.surface import Page, list_address

pytestmark = pytest.mark.django_db


def found(client, text):
    """Kind → number of records that the search page finds."""
    response = client.get("/en/search/", {"q": text})
    assert response.status_code == 200
    return {group["kind"].name: group["count"] for group in response.context["groups"]}


def listed(client, kind, text):
    return client.get(list_address(kind), {"q": text, "per_page": "100"}).context


@pytest.mark.parametrize(
    "spellings",
    [
        ("Tashkent", "Ташкент", "Toshkent", "塔什干", "TASHKENT", "tashkent"),
        ("Khorgos", "Horgos", "Хоргос", "霍尔果斯", "Qorghas"),
        ("Osh", "Ош"),
        ("Kazakhstan", "Казахстан", "哈萨克斯坦", "Qazaqstan"),
        ("Ürümqi", "Urumqi", "Урумчи", "乌鲁木齐"),
    ],
    ids=lambda spellings: spellings[0],
)
def test_a_place_is_found_by_any_of_its_names(client, spellings):
    first = found(client, spellings[0])

    assert first
    assert {spelling: found(client, spelling) for spelling in spellings[1:]} == dict.fromkeys(spellings[1:], first)


@pytest.mark.parametrize(
    ("written", "asked"), [("Сергей", "Sergey"), ("Sergei", "Сергей"), ("Жапаров", "Japarov"), ("Şavkat", "Shavkat")]
)
def test_a_name_is_found_in_the_other_script(client, written, asked):
    index.refresh(AgreementFactory(title_en=f"Letter of {written} probe"))

    assert found(client, f"{asked} probe") == {"agreement": 1}


def test_the_order_of_the_words_does_not_matter(client):
    assert found(client, "railway Kyrgyzstan") == found(client, "Kyrgyzstan railway") != {}


def test_every_word_must_be_there(client):
    both, one = found(client, "railway Kyrgyzstan"), found(client, "railway")

    assert all(count <= one[kind] for kind, count in both.items())
    assert found(client, "railway qwrtpsdf") == {}


@pytest.mark.parametrize("text", ["AND OR NOT", "a:b*", "NEAR/2 rail", "rail*", '"rail"', "-rail", "rail | road"])
def test_operators_are_words_like_others(client, text):
    assert client.get("/en/search/", {"q": text}).status_code == 200


def test_the_beginning_of_a_word_finds_it(client):
    begun, whole = found(client, "Kazak"), found(client, "Kazakhstan")

    assert all(begun[kind] >= count for kind, count in whole.items())


def test_one_typing_error_in_a_long_word_is_forgiven(client):
    assert found(client, "Uzbekstan") == found(client, "Uzbekistan")
    assert found(client, "Kazakhstn pipeline")["project"] == found(client, "Kazakhstan pipeline")["project"]


def test_a_reference_finds_its_record_first(client):
    record = Project.objects.published().first()
    response = client.get("/en/search/", {"q": record.reference.lower()})

    assert response.context["direct"] == record


@pytest.mark.parametrize("written", ["{0} {1}", "{0}–{1}", "{0}{1}", "  {0}-{1}.", "{0} {2}", "({0}-{1})"])
def test_a_reference_is_found_however_it_is_written(client, written):
    record = Project.objects.published().order_by("reference").first()
    prefix, number = record.reference.split("-")
    text = written.format(prefix.lower(), number, int(number))

    response = client.get("/en/search/", {"q": text})

    assert response.context["total"] >= 1
    assert record in [found for group in response.context["groups"] for found in group["records"]]


def test_a_reference_with_its_year_is_found_without_dashes_and_zeros(client):
    record = AgreementFactory(reference="AGR-2025-9007")
    index.refresh(record)
    wide = "ＡＧＲ－２０２５－９００７"

    assert [client.get("/en/search/", {"q": text}).context["direct"] for text in ("agr 2025 9007", wide)] == [record, record]


def test_letters_and_a_number_that_are_no_reference_are_words(client):
    index.refresh(AgreementFactory(title_en="Statement on COP 28"))

    assert found(client, "COP 28") == {"agreement": 1}


def test_the_masthead_takes_the_longest_address_of_a_source(client):
    longest = max(Source.objects.cited().values_list("url", flat=True), key=len)
    box = next(box for box in Page(client.get("/en/")).all("input") if box.get("id") == "site-search")

    assert len(longest) <= int(box["maxlength"])


def test_the_address_of_a_source_finds_it(client):
    source = Source.objects.cited().exclude(url="").first()
    response = client.get("/en/search/", {"q": source.url})

    assert response.context["direct"] == source


@pytest.mark.parametrize("text", ["Tashkent", "rail", "铁路", "газопровод", "2023", "memorandum energy"])
def test_the_numbers_are_those_of_the_lists(client, text):
    numbers = found(client, text)

    assert numbers == {kind.name: count for kind in DETAIL_KINDS if (count := listed(client, kind, text)["count"])}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "!!!",
        '"(*',
        "😀",
        "مرحبا بالعالم",
        "שלום",
        "%",
        "_",
        "\\",
        "'; DROP TABLE",
        "zzzzzzzz",
        "x" * 200,
    ],
)
def test_odd_text_is_answered_with_a_page(client, text):
    response = client.get("/en/search/", {"q": text})

    assert response.status_code == 200
    assert response.context["total"] == 0


@pytest.mark.parametrize(
    ("query", "status"), [("q=" + "x" * 5000, 400), ("q=%00", 400), ("q=%ff%fe", 400), ("q=a&q=b", 400), ("p=rail", 400)]
)
def test_what_cannot_be_read_is_refused_in_words(client, query, status):
    response = client.get(f"/en/search/?{query}")

    assert response.status_code == status
    assert response.context["error"]


def test_unpublished_records_are_found_nowhere(client):
    record = AgreementFactory(title_en="Probe qwertzuiop", state=State.DRAFT)
    index.refresh(record)

    assert found(client, "qwertzuiop") == {}
    assert client.get("/en/search/suggest/", {"q": "qwertz"}).json()["suggestions"] == []


def test_a_record_is_found_from_its_publication_to_its_withdrawal(client):
    record = AgreementFactory(title_en="Probe qwertzuiop")
    index.refresh(record)
    assert found(client, "qwertzuiop") == {"agreement": 1}

    Agreement.objects.filter(pk=record.pk).update(state=State.WITHDRAWN, withdrawn_reason="Entered twice.")
    record.refresh_from_db()
    index.refresh(record)

    assert found(client, "qwertzuiop") == {}


def test_a_changed_title_is_found_by_its_new_words_only(client):
    record = ProjectFactory(title_en="Probe qwertzuiop")
    index.refresh(record)
    Project.objects.filter(pk=record.pk).update(title_en="Probe asdfghjkl")
    record.refresh_from_db()
    index.refresh(record)

    assert found(client, "qwertzuiop") == {}
    assert found(client, "asdfghjkl") == {"project": 1}


def test_making_the_index_anew_changes_nothing():
    def postings():
        return sorted(SearchPosting.objects.values_list("kind", "record", "term", "weight"))

    before = postings()
    index.rebuild()

    assert postings() == before


def test_suggestions_lead_to_records_and_mark_the_words(client):
    answer = client.get("/en/search/suggest/", {"q": "Khorg"}).json()

    assert 0 < len(answer["suggestions"]) <= 8
    for suggestion in answer["suggestions"]:
        assert client.get(suggestion["url"]).status_code == 200
        assert "".join(piece[0] for piece in suggestion["pieces"]) == suggestion["title"]
    assert answer["url"].startswith(reverse("search"))


@pytest.mark.parametrize("text", ["Kazakhstan", "rail", "qwrtpsdfg", "Uzbekstan"])
def test_queries_do_not_grow_with_what_is_found(client, text, django_assert_max_num_queries):
    client.get("/en/search/", {"q": text})

    with django_assert_max_num_queries(45):
        client.get("/en/search/", {"q": text})
