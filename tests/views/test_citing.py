"""A record's citation for reference managers: each format says the same, whatever the title holds."""

import json
import re

import pytest

from cooperation.kinds import DETAIL_KINDS
from cooperation.models import Record
from tests.factories import FACTORIES, ProjectFactory

pytestmark = pytest.mark.django_db

KINDS = [kind for kind in DETAIL_KINDS if issubclass(kind.model, Record)]
over_kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
ODD = "100 % of {Shymkent} & Co: $5 #1 a_b ~ ^ \\ end"


def cite(client, kind, record, extension, language="en"):
    return client.get(f"/{language}/{kind.slug}/{record.reference}/cite.{extension}")


def fields_of_bibtex(text):
    return dict(re.findall(r"^  (\w+) = \{(.*)\},?$", text, re.MULTILINE))


def unescaped(text):
    text = text.replace(r"\textasciitilde{}", "~").replace(r"\textasciicircum{}", "^").replace(r"\textbackslash{}", "\x00")
    return re.sub(r"\\(.)", r"\1", text).replace("\x00", "\\")


@over_kinds
def test_all_formats_name_title_reference_and_address(client, kind):
    record = FACTORIES[kind.model](title_en="A record\nof the test")
    address = f"http://testserver{kind.url(record)}"

    bib = fields_of_bibtex(cite(client, kind, record, "bib").content.decode())
    ris = dict(line.split("  - ", 1) for line in cite(client, kind, record, "ris").content.decode().split("\r\n") if line)
    csl = json.loads(cite(client, kind, record, "json").content)[0]

    assert (bib["title"], bib["number"], bib["url"]) == ("{A record of the test}", record.reference, address)
    assert (ris["TI"], ris["AN"], ris["UR"]) == ("A record of the test", record.reference, address)
    assert (csl["title"], csl["number"], csl["URL"]) == ("A record of the test", record.reference, address)
    assert [*ris][0] == "TY"
    assert [*ris][-1] == "ER"


@over_kinds
def test_the_page_links_every_format(client, kind):
    record = FACTORIES[kind.model]()
    page = client.get(kind.url(record)).content.decode()

    for extension in ("bib", "ris", "json"):
        assert f'href="cite.{extension}"' in page
        assert client.get(f"{kind.url(record)}cite.{extension}").status_code == 200


def test_what_bibtex_gives_a_meaning_to_is_written_as_itself(client):
    record = ProjectFactory(title_en=ODD)
    kind = next(kind for kind in KINDS if kind.name == "project")

    text = cite(client, kind, record, "bib").content.decode()

    assert unescaped(fields_of_bibtex(text)["title"][1:-1]) == ODD
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")


def test_title_and_its_language_are_those_of_the_address(client):
    record = ProjectFactory(title_en="Wind farm", title_zh="风电场")
    kind = next(kind for kind in KINDS if kind.name == "project")

    chinese, russian = (json.loads(cite(client, kind, record, "json", language).content)[0] for language in ("zh-hans", "ru"))

    assert (chinese["title"], chinese["language"]) == ("风电场", "zh-Hans")
    assert (russian["title"], russian["language"]) == ("Wind farm", "en")
    assert "/zh-hans/projects/" in chinese["URL"]


@over_kinds
def test_unpublished_and_withdrawn_records_have_no_citation(client, kind):
    draft = FACTORIES[kind.model](state="draft")
    withdrawn = FACTORIES[kind.model](state="withdrawn", withdrawn_reason="It was never built.")

    assert cite(client, kind, draft, "bib").status_code == 404
    assert cite(client, kind, withdrawn, "ris").status_code == 410
    assert cite(client, kind, draft, "doc").status_code == 404
