"""What search engines read: sitemaps over all published records, robots.txt, a description of each page."""

import xml.etree.ElementTree as ElementTree
from urllib.parse import urlsplit

import pytest

from cooperation.models import State
from cooperation.views import crawlers
from tests.factories import FACTORIES
from tests.surface import LANGUAGES, Page, every_detail_kind, every_language, every_record_kind, page_addresses, record_address

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def sitemaps(client):
    """The paths that the index names, with the dates beside them."""
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  (our own answer)
    return {urlsplit(entry.findtext(f"{SITEMAP}loc")).path: entry.findtext(f"{SITEMAP}lastmod") for entry in index}


def entries(client, path):
    found = ElementTree.fromstring(client.get(path).content)  # noqa: S314  (our own answer)
    return {urlsplit(entry.findtext(f"{SITEMAP}loc")).path: entry for entry in found}


def of_kind(kind):
    return f"/sitemap-{kind.file_stem}-1.xml"


@every_detail_kind
def test_every_published_record_is_there_once_in_each_language(client, kind):
    found = entries(client, of_kind(kind))

    expected = {record_address(kind, record, language) for record in kind.queryset() for language in LANGUAGES}
    assert set(found) == expected
    assert of_kind(kind) in sitemaps(client)


@every_record_kind
def test_a_record_is_dated_by_its_last_change_and_names_its_other_languages(client, kind):
    record = kind.queryset().order_by("-edited_at").first()
    entry = entries(client, of_kind(kind))[record_address(kind, record)]
    alternates = {link.get("hreflang"): urlsplit(link.get("href")).path for link in entry.findall(f"{XHTML}link")}

    assert entry.findtext(f"{SITEMAP}lastmod") == record.edited_at.isoformat(timespec="seconds")
    assert sitemaps(client)[of_kind(kind)] == record.edited_at.isoformat(timespec="seconds")
    assert alternates == {language: record_address(kind, record, language) for language in LANGUAGES}


@every_record_kind
@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN])
def test_what_is_not_published_is_in_no_sitemap(client, kind, state):
    record = FACTORIES[kind.model](state=state, withdrawn_reason="Entered twice.")

    assert record.reference not in client.get(of_kind(kind)).content.decode()


def asks_to_be_left_out(client, address):
    tags = Page(client.get(address)).all("meta")
    return any(tag.get("name") == "robots" and "noindex" in tag["content"] for tag in tags)


def test_every_page_without_a_question_is_there_unless_it_asks_to_be_left_out(client):
    found = {path for sitemap in sitemaps(client) for path in entries(client, sitemap)}
    # A sector within a country is found from either; the two by two are too many to name.
    wanted = {
        address for address in page_addresses() if "?" not in address and not ("/countries/" in address and "/sectors/" in address)
    }

    assert [address for address in sorted(wanted - found) if not asks_to_be_left_out(client, address)] == []
    assert all(client.get(path).status_code == 200 for path in entries(client, "/sitemap-pages-1.xml"))


def test_a_file_holds_no_more_addresses_than_allowed(client, monkeypatch):
    monkeypatch.setattr(crawlers, "PAGES_A_FILE", 100)

    files = [path for path in sitemaps(client) if path.startswith("/sitemap-sources-")]

    assert len(files) > 5
    held = [list(entries(client, path)) for path in files]
    assert all(0 < len(addresses) <= 100 * len(LANGUAGES) for addresses in held)
    assert len({address for addresses in held for address in addresses}) == sum(map(len, held))


@pytest.mark.parametrize(
    "path", ["/sitemap-nothing-1.xml", "/sitemap-pages-2.xml", "/sitemap-events-99.xml", "/sitemap-events-0.xml"]
)
def test_a_sitemap_that_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_records(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get("/sitemap-sources-1.xml")
    with django_assert_max_num_queries(2 * len(crawlers.SECTIONS)):
        client.get("/sitemap.xml")


def test_addresses_begin_with_the_public_address(client, settings):
    settings.PUBLIC_ADDRESS = "https://registry.example"

    assert "Sitemap: https://registry.example/sitemap.xml" in client.get("/robots.txt").content.decode()
    assert "<loc>https://registry.example/sitemap-pages-1.xml</loc>" in client.get("/sitemap.xml").content.decode()
    assert "<loc>https://registry.example/en/about/</loc>" in client.get("/sitemap-pages-1.xml").content.decode()


def test_robots_are_kept_from_the_admin_and_the_search_and_shown_the_sitemap(client):
    response = client.get("/robots.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /en/search/",
        "Disallow: /zh-hans/search/",
        "Disallow: /ru/search/",
        "Sitemap: http://testserver/sitemap.xml",
    ]


@every_language
def test_every_page_describes_itself_in_a_sentence_of_its_own(client, language):
    described = {}
    for address in page_addresses(language):
        texts = [tag["content"] for tag in Page(client.get(address)).all("meta") if tag.get("name") == "description"]

        assert len(texts) == 1, address
        assert 15 <= len(texts[0].strip()) <= 400, (address, texts)
        described.setdefault(texts[0], []).append(urlsplit(address).path)
    # The search is not for search engines, and a map is described as its list is.
    shared = [[path for path in set(paths) if "/search/" not in path and "/map/" not in path] for paths in described.values()]
    assert [paths for paths in shared if len(paths) > 1] == []
