"""What the first view of a page weighs as it is sent: text compressed, faces as they are. Bytes, so the answer is always the same."""

import gzip

import pytest

from cooperation.kinds import KINDS
from tests.surface import LANGUAGES, list_address

PLAIN, DRAWN = 100_000, 250_000
#: Headers of an answer, roughly; the bodies are counted.
HEADERS = 550
#: Faces are compressed as they are.
PACKED = ("font/", "image/png")
every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def first_view(open_page, site):
    """Opens an address with nothing kept and returns the size of each answer by its address."""

    def opened(address):
        page = open_page(width=1366, height=768)
        answers = []
        page.on("response", lambda answer: answers.append(answer))
        page.goto(address, wait_until="networkidle")
        return page, {answer.url.removeprefix(site): sent(answer) for answer in answers}

    def sent(answer):
        packed = answer.headers.get("content-type", "").startswith(PACKED)
        return HEADERS + len(answer.body() if packed else gzip.compress(answer.body(), 6, mtime=0))

    return opened


def drawn_by(sizes):
    return sorted(address for address in sizes if any(name in address for name in ("/d3/", "/plot/", "/leaflet", "/world-atlas/")))


@every_language
def test_the_first_view_of_every_list_is_light(first_view, language):
    for kind in KINDS:
        _page, sizes = first_view(list_address(kind, language=language))

        assert drawn_by(sizes) == []
        assert sum(sizes.values()) < PLAIN, sorted(sizes.items(), key=lambda item: -item[1])[:6]


@every_language
@pytest.mark.parametrize("path", ["", "trade/", "trade/mirror/", "map/", "countries/KZ/"])
def test_a_page_with_a_chart_or_a_map_is_not_heavy(first_view, language, path):
    _page, sizes = first_view(f"/{language}/{path}")

    assert drawn_by(sizes)
    assert sum(sizes.values()) < DRAWN, sorted(sizes.items(), key=lambda item: -item[1])[:6]


def test_a_map_far_below_is_fetched_when_one_comes_near(first_view):
    page, sizes = first_view("/en/")
    assert not [address for address in sizes if "/leaflet" in address]

    page.locator(".map-figure").scroll_into_view_if_needed()

    page.locator("#map .pin, #map .cluster").first.wait_for()
    assert page.locator("#map").is_visible()


def test_faces_are_fetched_for_the_scripts_that_a_page_shows(first_view):
    _page, english = first_view("/en/agreements/")
    _page, russian = first_view("/ru/agreements/")

    assert not [address for address in english if "cyrillic" in address]
    assert [address for address in russian if "registry-sans-cyrillic.woff2" in address]
    assert not [address for address in russian if "registry-serif-latin.woff2" in address]
