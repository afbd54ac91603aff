"""What is not published is invisible on every public surface."""

import io
import zipfile

import pytest

from cooperation.kinds import KINDS
from cooperation.models import Source, State
from cooperation.search import index
from tests import factories
from tests.factories import FACTORIES
from tests.surface import (
    body,
    csv_rows,
    every_record_kind,
    extensions,
    facets,
    file_address,
    list_address,
    page_addresses,
    record_address,
)

pytestmark = pytest.mark.django_db

WORD = "Zzyzx"
UNSEEN = pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN])
SOURCES = next(kind for kind in KINDS if kind.name == "source")


def unpacked(data):
    """The bytes of a file; those of all its members where it is an archive (a workbook is one)."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(map(archive.read, archive.namelist()))


def unseen(kind, state=State.DRAFT, **values):
    record = FACTORIES[kind.model](title_en=f"{WORD} unseen", state=state, withdrawn_reason="Entered twice.", **values)
    index.refresh(record)
    return record


@every_record_kind
@UNSEEN
def test_it_is_in_no_list_count_or_file(client, kind, state):
    count = client.get(list_address(kind)).context["count"]
    record = unseen(kind, state)
    page = client.get(list_address(kind, "?sort=-reference"))

    assert page.context["count"] == count
    assert WORD not in page.content.decode()
    assert record.reference not in {row["reference"] for row in csv_rows(client, kind)[0]}
    for extension in extensions(kind):
        assert record.reference.encode() not in unpacked(body(client.get(file_address(kind, extension))))


@every_record_kind
def test_it_moves_no_facet(client, kind):
    before = [(facet.name, facet.options) for facet in facets(client.get(list_address(kind)).context)]

    record = unseen(kind)
    record.countries.set(factories.countries("KZ"))
    record.sectors.set(factories.sectors("06"))

    assert [(facet.name, facet.options) for facet in facets(client.get(list_address(kind)).context)] == before


@every_record_kind
@UNSEEN
def test_it_is_not_found(client, kind, state):
    unseen(kind, state)

    assert client.get(f"/en/search/?q={WORD}").context["total"] == 0
    assert client.get(list_address(kind, f"?q={WORD}")).context["count"] == 0


@every_record_kind
@UNSEEN
def test_a_record_that_was_published_leaves_the_search_with_its_state(client, kind, state):
    record = FACTORIES[kind.model](title_en=f"{WORD} seen first")
    index.refresh(record)
    assert client.get(f"/en/search/?q={WORD}").context["total"] == 1

    type(record).objects.filter(pk=record.pk).update(state=state, withdrawn_reason="Entered twice.")

    assert client.get(f"/en/search/?q={WORD}").context["total"] == 0


@every_record_kind
@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_its_page_is_not_there(client, kind, state):
    assert client.get(record_address(kind, unseen(kind, state))).status_code == 404


@every_record_kind
def test_withdrawn_says_why_and_what_took_its_place(client, kind):
    heir = kind.queryset().first()
    record = unseen(kind, State.WITHDRAWN, replaced_by=heir.reference)
    response = client.get(record_address(kind, record))
    html = response.content.decode()

    assert response.status_code == 410
    assert "Entered twice." in html
    assert record_address(kind, heir) in html
    assert WORD not in html


@every_record_kind
def test_its_source_is_not_listed(client, kind):
    source = factories.SourceFactory(title=f"{WORD} document")
    unseen(kind, citations=0).citations.create(source=source)

    assert WORD not in client.get(list_address(SOURCES, "?sort=-reference")).content.decode()
    assert source.reference not in {row["reference"] for row in csv_rows(client, SOURCES)[0]}
    assert client.get(record_address(SOURCES, source)).status_code == 404


@every_record_kind
def test_a_source_page_names_published_records_only(client, kind):
    source = kind.queryset().first().citations.first().source
    unseen(kind, citations=0).citations.create(source=source)

    assert WORD not in client.get(record_address(SOURCES, source)).content.decode()
    assert Source.objects.cited().filter(pk=source.pk).exists()


def test_no_related_list_and_no_page_shows_it(client):
    by_name = {kind.name: kind for kind in KINDS}
    seen = {name: by_name[name].queryset().first() for name in ("agreement", "project", "programme", "event", "organisation")}
    agreement = unseen(by_name["agreement"], event=seen["event"])
    agreement.parties.create(organisation=seen["organisation"])
    agreement.relations.create(type="amends", target=seen["agreement"])
    project = unseen(by_name["project"], parent=seen["project"])
    project.agreements.set([seen["agreement"]])
    project.participations.create(organisation=seen["organisation"], role="owner")
    project.finance.create(kind="loan", lender=seen["organisation"])
    programme = unseen(by_name["programme"])
    programme.agreements.set([seen["agreement"]])
    programme.projects.set([seen["project"]])
    programme.participations.create(organisation=seen["organisation"])
    body_unseen = unseen(by_name["organisation"], parent=seen["organisation"])
    seen["project"].participations.create(organisation=body_unseen, role="supplier")
    seen["project"].finance.create(kind="loan", lender=body_unseen)
    seen["project"].agreements.add(agreement)
    seen["agreement"].parties.create(organisation=body_unseen)
    seen["agreement"].relations.create(type="implements", target=agreement)
    seen["programme"].participations.create(organisation=body_unseen)
    seen["programme"].agreements.add(agreement)
    seen["programme"].projects.add(project)
    seen["event"].organisations.add(body_unseen)
    event = unseen(by_name["event"])
    type(seen["agreement"]).objects.filter(pk=seen["agreement"].pk).update(event=event)

    leaks = []
    for address in [*page_addresses(), *(record_address(by_name[name], record) for name, record in seen.items())]:
        if WORD in client.get(address).content.decode():
            leaks.append(address)
    for kind in KINDS:
        for extension in extensions(kind):
            if WORD.encode() in unpacked(body(client.get(file_address(kind, extension)))):
                leaks.append(file_address(kind, extension))
    assert leaks == []
