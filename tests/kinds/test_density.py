"""How close the rows of a list stand is part of its address, and of nothing that is taken away."""

import re

import pytest

from cooperation.views.asked import DENSITIES
from tests.surface import Page, csv_rows, every_kind, every_language, extensions, file_address, list_address

pytestmark = pytest.mark.django_db


def tables(response):
    return [tag["class"] for tag in Page(response).all("table")]


@every_kind
def test_density_changes_the_table_and_not_its_rows(client, kind):
    usual = client.get(list_address(kind))
    compact = client.get(list_address(kind, "?density=compact"))

    assert tables(usual)[0] == "table"
    assert tables(compact)[0] == "table table--compact"
    assert [row.pk for row in compact.context["page"]] == [row.pk for row in usual.context["page"]]


@every_kind
@every_language
def test_each_density_is_offered_and_the_present_one_marked(client, kind, language):
    page = Page(client.get(list_address(kind, "?density=compact", language)))
    offered = {
        tag["value"]: "checked" in tag for tag in page.all("input") if tag.get("name") == "density" and tag["type"] == "radio"
    }

    assert offered == {name: name == "compact" for name in DENSITIES}


@every_kind
def test_density_is_kept_by_pages_sorts_filters_and_chips(client, kind):
    facet = kind.facets[0]
    value = next(str(value) for value in kind.queryset().values_list(facet.path, flat=True) if value)
    response = client.get(list_address(kind), {"density": "compact", "per_page": 1, facet.name: value})
    links = re.findall(r'href="(\?[^"]*)"', response.content.decode())
    kept = [tag for tag in Page(response).all("input") if tag.get("type") == "hidden" and tag.get("name") == "density"]

    assert links
    assert [link for link in links if "density=compact" not in link] == []
    assert [tag["value"] for tag in kept] == ["compact"]


@every_kind
@pytest.mark.parametrize("query", ["?density=tight", "?density=%00", "?density=compact&density=compact"])
def test_another_density_is_refused_by_name(client, kind, query):
    response = client.get(list_address(kind, query))

    assert response.status_code == 400
    assert [name for name, _label, _text in response.context["problems"]] == ["density"]


@every_kind
def test_files_and_citation_know_no_density(client, kind):
    context = client.get(list_address(kind, "?density=compact")).context

    assert "density" not in context["cite"]
    assert not any("density" in download["url"] for download in context["downloads"])
    assert not any("density" in row for row in csv_rows(client, kind)[0][:1])
    for extension in extensions(kind):
        refused = client.get(file_address(kind, extension, "?density=compact"))
        assert refused.status_code == 400
        assert [entry["name"] for entry in refused.json()["parameters"]] == ["density"]
