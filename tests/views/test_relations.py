"""How a record stands to others: sentences in the page's language, a diagram made of lists, and links that lead both ways."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from cooperation.kinds import DETAIL_KINDS, kind_of
from cooperation.kinds.relations import LISTED_MAX, relations
from cooperation.models import Agreement, AgreementParty, AgreementRelation, Event, Organisation, Participation, Programme, Project
from tests.factories import FACTORIES
from tests.surface import every_language, every_record_kind, record_address

pytestmark = pytest.mark.django_db


def related(response):
    html = response.content.decode()
    return re.search(r'<section class="section" id="relations">.*?</section>', html, re.DOTALL)


@pytest.fixture
def chain():
    """Event → agreement → project → programme, an organisation in each, and a later agreement."""
    event, organisation = FACTORIES[Event](title_en="Summit of the chain"), FACTORIES[Organisation](title_en="Bank of the chain")
    agreement = FACTORIES[Agreement](title_en="Treaty of the chain", event=event)
    later = FACTORIES[Agreement](title_en="Protocol of the chain")
    project, programme = FACTORIES[Project](title_en="Railway of the chain"), FACTORIES[Programme](title_en="School of the chain")
    AgreementParty.objects.create(record=agreement, organisation=organisation)
    AgreementRelation.objects.create(record=later, target=agreement, type="amends")
    Participation.objects.create(record=project, organisation=organisation, role="financier")
    project.agreements.add(agreement)
    programme.projects.add(project)
    return {
        "event": event,
        "organisation": organisation,
        "agreement": agreement,
        "later": later,
        "project": project,
        "programme": programme,
    }


#: Who names whom; every pair is named from both ends.
PAIRS = [
    ("agreement", "event"),
    ("agreement", "organisation"),
    ("agreement", "later"),
    ("agreement", "project"),
    ("event", "project"),
    ("project", "organisation"),
    ("project", "programme"),
]


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
@every_language
def test_both_ends_link_each_other(client, chain, pair, language):
    for one, other in (pair, pair[::-1]):
        here, there = chain[one], chain[other]
        section = related(client.get(record_address(kind_of(type(here)), here, language)))[0]
        assert section.count(f'href="{record_address(kind_of(type(there)), there, language)}"') == 2, (one, other)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
@pytest.mark.parametrize("state", ["draft", "in-review", "withdrawn"])
def test_unpublished_records_are_named_from_neither_end(client, chain, pair, state):
    for one, other in (pair, pair[::-1]):
        here, there = chain[one], chain[other]
        type(there).objects.filter(pk=there.pk).update(state=state, withdrawn_reason="Test.")
        assert there.title_en not in client.get(record_address(kind_of(type(here)), here)).content.decode(), (one, other)
        type(there).objects.filter(pk=there.pk).update(state="published", withdrawn_reason="")


def test_sentences_say_what_each_record_is_to_this_one(client, chain):
    section = related(client.get(record_address(kind_of(Agreement), chain["agreement"])))[0]
    paragraph = re.sub("<[^>]+>", "", re.search(r'<p class="prose">(.*?)</p>', section, re.DOTALL)[1])

    assert paragraph == (
        "It was signed at “Summit of the chain”. The organisations that signed it: Bank of the chain. "
        "It was amended by “Protocol of the chain”. The project “Railway of the chain” carries it out."
    )


@every_record_kind
def test_a_record_without_relations_has_no_section(client, kind):
    record = FACTORIES[kind.model]()

    assert related(client.get(record_address(kind, record))) is None


@every_record_kind
def test_all_of_them_leads_to_a_list_with_exactly_these(client, kind):
    seen = 0
    for record in kind.detail_queryset()[:150]:
        with override("en"):
            found = relations(kind.ties(record))
        for tie in found.ties:
            if tie.url and seen < 40:
                seen += 1
                listed = client.get(tie.url)
                assert listed.context["count"] == tie.count, (record.reference, tie.name)
                assert listed.status_code == 200


def test_a_long_tie_is_bounded_and_its_rest_is_folded_or_listed(client):
    whole = FACTORIES[Project](title_en="Whole of many parts")
    for number in range(LISTED_MAX + 4):
        FACTORIES[Project](title_en=f"Part {number}", parent=whole)
    section = related(client.get(record_address(kind_of(Project), whole)))[0]

    assert section.count("<details") == 1
    assert section.index("<details") < section.index(f"Part {LISTED_MAX + 3}")
    assert all(f">Part {number}<" in section for number in range(LISTED_MAX + 4))


@every_record_kind
def test_query_count_does_not_grow_with_relations(client, kind):
    def queries(record):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(record_address(kind, record)).status_code == 200
        return len(captured)

    def tied(record, number):
        """The record with so many others of every kind that can be tied to it."""
        for _each in range(number):
            agreement = FACTORIES[Agreement](event=FACTORIES[Event]())
            project = FACTORIES[Project]()
            project.agreements.add(agreement)
            organisation = FACTORIES[Organisation]()
            Participation.objects.create(record=project, organisation=organisation, role="owner")
            if kind.model in (Project, Programme):
                record.agreements.add(agreement)
            if kind.model is Programme:
                record.projects.add(project)
            if kind.model is Event:
                Agreement.objects.filter(pk=agreement.pk).update(event=record)
                record.organisations.add(organisation)
            if kind.model is Organisation:
                Participation.objects.create(record=project, organisation=record, role="owner")
                AgreementParty.objects.create(record=agreement, organisation=record)
            if kind.model is Agreement:
                project.agreements.add(record)
                AgreementRelation.objects.create(record=agreement, target=record, type="implements")
        return record

    few, many = tied(FACTORIES[kind.model](), 1), tied(FACTORIES[kind.model](), 6)
    client.get(record_address(kind, few))

    assert queries(few) == queries(many)


def test_every_kind_with_ties_says_so_in_sentences():
    """A sentence without a place for the names would lose them."""
    for kind in DETAIL_KINDS:
        for record in kind.detail_queryset()[:5]:
            assert all("{names}" in tie.sentence and tie.label for tie in kind.ties(record))
