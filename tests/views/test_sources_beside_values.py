"""Each value's marks lead to the sources that it rests on, and the footnotes lead back; disagreements stand beside the value."""

import datetime as dt
import re

import pytest
from django.utils.html import escape

from cooperation.kinds.evidence import Evidence
from cooperation.models import Agreement, Citation
from tests.factories import FACTORIES, SourceFactory
from tests.surface import Page, every_language, every_record_kind, record_address

pytestmark = pytest.mark.django_db


def marks(page):
    return [link for link in page.all("a") if "data-field" in link]


def fragments(page):
    return [link["href"][1:] for link in page.all("a") if link.get("href", "").startswith("#")]


def cite(record, **facts):
    """A further citation of the record, from a source of its own."""
    model = record.citations.model
    return model.objects.create(record=record, source=SourceFactory(**facts.pop("source", {})), **facts)


@every_record_kind
@every_language
def test_marks_lead_to_footnotes_and_footnotes_back_to_every_mark(client, kind, language):
    for record in kind.queryset().order_by("-citations__value", "reference").distinct()[:12]:
        page = Page(client.get(record_address(kind, record, language)))
        ids = {attributes["id"] for _tag, attributes in page.tags if "id" in attributes}
        led_to = set(fragments(page))
        assert led_to <= ids, record.reference
        assert {mark["href"][1:] for mark in marks(page)} <= ids
        assert {mark["id"] for mark in marks(page)} <= led_to, record.reference


@every_record_kind
def test_a_mark_names_the_field_for_which_its_source_is_named(client, kind):
    record = FACTORIES[kind.model](citations=1)
    cite(record, field="title_en", locator="p. 7", words="as the source has it")
    page = Page(client.get(record_address(kind, record)))

    assert [mark["href"] for mark in marks(page) if mark["data-field"] == "title_en"] == ["#source-2"]
    assert [attributes["data-field"] for attributes in page.all("div") if attributes.get("class") == "footnote__statement"] == [
        "title_en"
    ]


@every_record_kind
def test_every_disagreement_is_on_the_page_once_with_all_its_values(client, kind):
    disputed = [
        record
        for record in kind.detail_queryset().filter(citations__rank=Citation.Rank.PREFERRED).distinct()
        if Evidence(record).disagreements
    ][:10]
    for record in disputed:
        html = client.get(record_address(kind, record)).content.decode()
        for found in Evidence(record).disagreements:
            assert html.count(f'id="{found.anchor}"') == 1, (record.reference, found.field)
        assert html.count('scope="rowgroup"') == sum(len(found.claims) for found in Evidence(record).disagreements)


@every_record_kind
def test_a_disagreement_names_who_reports_each_value_and_when(client, kind):
    record = FACTORIES[kind.model](citations=1)
    source = {"publisher": "Gazette of Tests", "published_on": "2021-03-09", "published_on_precision": "day"}
    cite(record, field="title_en", value="One name", rank="preferred", source=source)
    cite(record, field="title_en", value="Another name", source={"publisher": "Herald of Tests"})
    html = client.get(record_address(kind, record)).content.decode()
    table = re.search(r'id="disagreement-title_en".*?</table>', html, re.DOTALL)[0]

    assert "Reported by" in table
    rows = re.findall(r"<tbody.*?</tbody>", table, re.DOTALL)
    assert ["One name" in rows[0], "Gazette of Tests" in rows[0], "9 March 2021" in rows[0]] == [True] * 3
    assert ["Another name" in rows[1], "Herald of Tests" in rows[1], "not known" in rows[1]] == [True] * 3


def test_a_fact_about_which_sources_disagree_has_the_table_in_its_own_line(client):
    record = FACTORIES[Agreement](citations=0, signed_on=dt.date(2023, 5, 18), signed_on_precision="day")
    cite(record, field="signed_on", value="2023-05-18", rank="preferred")
    cite(record, field="signed_on", value="2023-05-19")
    html = client.get(f"/en/agreements/{record.reference}/", follow=True).content.decode()
    line = html[html.index('id="fact-signed_on"') : html.index('id="fact-signed_at_en"')]

    assert 'id="disagreement-signed_on"' in line
    assert line.count("<tbody") == 2
    assert 'id="disagreements"' not in html


@every_record_kind
def test_the_words_of_a_source_are_written_as_text(client, kind):
    record = FACTORIES[kind.model](citations=0)
    cite(record, field="title_en", locator="<b>p. 1</b>", words="<script>alert(1)</script>", source={"title": "<i>Document</i>"})
    html = client.get(record_address(kind, record)).content.decode()

    assert "<script>alert" not in html
    assert escape("<script>alert(1)</script>") in html
    assert escape("<i>Document</i>") in html
