"""What every page promises, whatever it shows: its language, its frame, and that nothing leaves the site."""

import re
from urllib.parse import urljoin, urlsplit

import pytest

from cooperation.kinds import KINDS
from tests.surface import LANGUAGES, Page, every_language, list_address, page_addresses

pytestmark = pytest.mark.django_db

OURS = {"", "testserver"}
#: Attributes by which a browser fetches something on its own.
FETCHED = {"script": "src", "img": "src", "source": "src", "iframe": "src", "video": "src", "audio": "src", "object": "data"}


def fetched(page):
    for tag, attributes in page.tags:
        if tag in FETCHED and attributes.get(FETCHED[tag]):
            yield attributes[FETCHED[tag]]
        if tag == "link" and attributes.get("rel") not in ("alternate", "canonical", "license"):
            yield attributes["href"]
        if attributes.get("srcset"):
            yield from (part.split()[0] for part in attributes["srcset"].split(","))


def of_language(page_tags, language):
    return [tag for tag in page_tags if tag.get("hreflang") == language]


@every_language
def test_pages_answer_in_their_language(client, language):
    for address in page_addresses(language):
        response = client.get(address)

        assert response.status_code == 200, address
        assert response.headers["Content-Language"] == language, address
        assert Page(response).all("html")[0]["lang"] == language, address


@every_language
def test_nothing_is_fetched_from_elsewhere(client, language):
    for address in page_addresses(language):
        elsewhere = [url for url in fetched(Page(client.get(address))) if urlsplit(url).netloc not in OURS]

        assert elsewhere == [], address


@every_language
def test_no_code_and_no_style_stands_in_the_page(client, language):
    for address in [*page_addresses(language), f"/{language}/nothing-here/", f"/{language}/events/?page=0"]:
        page = Page(client.get(address))

        assert page.all("style") == [], address
        assert [tag for tag in page.all("script") if not tag.get("src") and tag.get("type") != "application/json"] == [], address
        handlers = [name for _tag, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]
        assert handlers == [], address


def test_public_answers_are_the_same_for_everybody(client):
    for address in [*page_addresses(), "/data/events.csv", "/en/nothing-here/", "/en/events/?nonsense=1"]:
        response = client.get(address)

        assert not response.cookies, address
        assert "cookie" not in response.headers.get("Vary", "").lower(), address


def test_pages_may_be_kept_and_asked_for_again(client):
    for address in page_addresses():
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first.headers["ETag"]})

        assert "public" in first.headers["Cache-Control"], address
        assert again.status_code == 304, address


def test_pages_are_sent_compressed(client):
    for address in [*page_addresses(), "/en/nothing-here/"]:
        plain = client.get(address)
        packed = client.get(address, headers={"accept-encoding": "gzip, deflate, br"})

        assert packed.headers["Content-Encoding"] == "gzip", address
        assert "Accept-Encoding" in packed.headers["Vary"], address
        assert len(packed.content) < len(plain.content) / 2, address


def test_languages_name_each_other(client):
    by_language = {language: page_addresses(language) for language in LANGUAGES}
    for together in zip(*by_language.values(), strict=True):
        named = []
        for address in together:
            links = Page(client.get(address)).all("link")
            named.append(
                {
                    tag["hreflang"]: urlsplit(tag["href"]).path
                    for tag in links
                    if tag.get("rel") == "alternate" and "hreflang" in tag
                }
            )

        expected = {language: urlsplit(address).path for language, address in zip(LANGUAGES, together, strict=True)}
        assert all({language: found[language] for language in LANGUAGES} == expected for found in named), together


def canonical(client, address):
    return [
        tag["href"].removeprefix("http://testserver")
        for tag in Page(client.get(address)).all("link")
        if tag.get("rel") == "canonical"
    ]


@every_language
def test_pages_name_the_address_by_which_others_should_know_them(client, language):
    for address in page_addresses(language):
        assert canonical(client, address) == [urlsplit(address).path], address


def test_parts_of_a_list_are_known_by_the_list_and_further_pages_by_their_number(client):
    assert canonical(client, "/ru/agreements/?country=kz&sort=-signed&utm_source=a") == ["/ru/agreements/"]
    assert canonical(client, "/ru/agreements/?page=2&country=kz") == ["/ru/agreements/?page=2"]

    further = Page(client.get("/ru/agreements/?page=2&country=kz")).all("link")
    assert [tag["href"] for tag in of_language(further, "zh-hans")] == ["http://testserver/zh-hans/agreements/?page=2"]
    assert [tag["href"] for tag in of_language(further, "x-default")] == ["http://testserver/en/agreements/?page=2"]


def test_errors_are_known_by_no_address(client):
    assert canonical(client, "/ru/nothing-here/") == []
    assert of_language(Page(client.get("/ru/nothing-here/")).all("link"), "ru") == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_switching_the_language_keeps_the_place_and_the_question(client, kind):
    query = f"?sort={next(iter(kind.sorts))}&per_page=10"
    page = Page(client.get(list_address(kind, query)))

    for language in LANGUAGES:
        switched = [tag["href"] for tag in page.all("a") if tag.get("hreflang") == language]
        assert switched == [list_address(kind, query, language)]


def test_every_page_has_one_heading_a_title_and_a_way_past_the_menu(client):
    titles = {}
    for address in page_addresses():
        response = client.get(address)
        page = Page(response)

        assert len(page.all("h1")) == 1, address
        assert len(page.all("main")) == 1, address
        assert any(tag.get("href") == "#content" for tag in page.all("a")), address
        title = re.search(r"<title>(.*?)</title>", response.content.decode(), re.DOTALL)[1].strip()
        titles.setdefault(title, []).append(urlsplit(address).path)
    assert [paths for paths in titles.values() if len(set(paths)) > 1] == []


def test_ids_are_unique_and_what_refers_to_them_finds_them(client):
    for address in page_addresses():
        page = Page(client.get(address))
        ids = [attributes["id"] for _tag, attributes in page.tags if attributes.get("id")]

        assert len(ids) == len(set(ids)), (address, sorted(name for name in set(ids) if ids.count(name) > 1))
        for _tag, attributes in page.tags:
            for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list"):
                for wanted in (attributes.get(name) or "").split():
                    assert wanted in ids, (address, name, wanted)
            href = attributes.get("href") or ""
            if href.startswith("#") and len(href) > 1:
                assert href[1:] in ids, (address, href)


def test_every_link_within_the_site_answers(client):
    links = set()
    for address in page_addresses():
        for tag in Page(client.get(address)).all("a"):
            parts = urlsplit(urljoin(address, tag.get("href") or ""))
            if parts.netloc in OURS and parts.path and not parts.query and not parts.path.startswith("/data/"):
                links.add(parts.path)

    broken = [link for link in sorted(links) if client.get(link).status_code not in (200, 302)]
    assert links
    assert broken == []


def test_every_link_with_a_question_answers(client):
    links = set()
    for address in page_addresses():
        for tag in Page(client.get(address)).all("a"):
            href = tag.get("href") or ""
            if "?" in href and urlsplit(href).netloc in OURS and "/data/" not in href:
                parts = urlsplit(urljoin(address, href))
                links.add(f"{parts.path}?{parts.query}")

    broken = [link for link in sorted(links)[::5] if client.get(link).status_code != 200]
    assert broken == []


def test_addresses_to_other_sites_are_web_addresses_and_say_where_they_lead(client):
    for address in page_addresses():
        for tag in Page(client.get(address)).all("a"):
            scheme = urlsplit(tag.get("href") or "").scheme
            assert scheme in ("", "http", "https", "mailto", "webcal"), (address, tag)
