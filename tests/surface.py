"""What tests over all public surfaces share: addresses, answers as data, the facts of a page's HTML."""

import csv
import io
import json
from html.parser import HTMLParser

import openpyxl
import pytest
from django.http import QueryDict
from django.utils.translation import override

from cooperation.kinds import DETAIL_KINDS, KINDS
from cooperation.models import Record

LANGUAGES = ("en", "zh-hans", "ru")
RECORD_KINDS = tuple(kind for kind in KINDS if issubclass(kind.model, Record))


def over(kinds, **chosen):
    """Parametrise a test over kinds, named by them."""
    wanted = [kind for kind in kinds if all(bool(getattr(kind, name)) is value for name, value in chosen.items())]
    return pytest.mark.parametrize("kind", wanted, ids=lambda kind: kind.name)


every_kind = over(KINDS)
every_record_kind = over(RECORD_KINDS)
every_detail_kind = over(DETAIL_KINDS)
every_language = pytest.mark.parametrize("language", LANGUAGES)


def list_address(kind, query="", language="en"):
    return f"/{language}/{kind.slug}/{query}"


def file_address(kind, extension, query=""):
    return f"/data/{kind.file_stem}.{extension}{query}"


def record_address(kind, record, language="en"):
    with override(language):
        return kind.url(record)


def extensions(kind):
    return ["csv", "xlsx", "json", *(["geojson"] if kind.has_places else []), *(["zip"] if kind.many_files else [])]


def page_addresses(language="en"):
    """One address for each template, and for each kind where it has pages of its own."""
    found = ["", "search/", "search/?q=Ташкент", "countries/", "countries/KZ/", "countries/KZ/sectors/06/", "sectors/"]
    found += [
        "trade/",
        "trade/mirror/",
        "trade/mirror/?partner=KG",
        "sectors/06/",
        "sectors/06.05/",
        "about/",
        "data/",
        "map/",
        "map/programmes/?colour=sector",
        "compare/",
        "compare/?ref=PRJ-0113",
        "compare/?ref=PRJ-0113&ref=PRJ-0016",
        "compare/?ref=PRJ-0113&ref=PRG-0001&ref=AGR-2011-0001&ref=EVT-0059",
        "timeline/",
        "timeline/?country=TM&year_from=1992",
        "countries/CN/KZ/",
        "countries/KZ/UZ/",
        "mechanisms/",
        "mechanisms/china-central-asia/",
        "agreements/?chart=year",
        "projects/?chart=money-status",
    ]
    found += [f"{kind.slug}/" for kind in KINDS]
    return [f"/{language}/{path}" for path in found] + [
        record_address(kind, kind.queryset().first(), language) for kind in DETAIL_KINDS
    ]


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def csv_rows(client, kind, query=""):
    """The rows of the CSV file and the count stated before it."""
    response = client.get(file_address(kind, "csv", query))
    assert response.status_code == 200, body(response)
    return list(csv.DictReader(io.StringIO(body(response).decode(), newline=""))), int(response["X-Record-Count"])


def json_document(client, kind, query=""):
    return json.loads(body(client.get(file_address(kind, "json", query))))


def workbook(client, kind, query=""):
    return openpyxl.load_workbook(io.BytesIO(body(client.get(file_address(kind, "xlsx", query)))))


def identity(kind, row):
    """What tells a row of a file from others: its reference; the whole row where the kind has none."""
    return row["reference"] if "reference" in row else tuple("" if value is None else str(value) for value in row.values())


def filterset(kind, query=""):
    return kind.filterset_class(QueryDict(query), kind.queryset())


def facets(context):
    """The facets of a list page, from its context."""
    return [item["facet"] for item in context["panel"]["items"] if item.get("facet")]


class Page(HTMLParser):
    """The tags of a page as (name, attributes), and what stands between script and style tags."""

    def __init__(self, response):
        super().__init__()
        self.tags = []
        self.inline = []
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.lasttag in ("script", "style") and data.strip():
            self.inline.append(data)

    def all(self, *names):
        return [attributes for name, attributes in self.tags if name in names]
