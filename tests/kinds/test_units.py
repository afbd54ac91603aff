"""Units and hedges: what records hold in English is read in the language of the page."""

import html

import pytest
from django.utils.translation import override

from cooperation.kinds.units import WORDS, in_words
from tests.factories import EventFactory, FigureFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "words"), [("en", "trains"), ("zh-hans", "列")])
def test_a_listed_unit_is_shown_in_the_language_of_the_page(language, words):
    with override(language):
        assert in_words("trains") == words


@pytest.mark.parametrize(("language", "town"), [("en", "Xi'an"), ("zh-hans", "西安"), ("ru", "Сиань")])
def test_a_town_is_named_in_the_language_of_the_page(client, language, town):
    event = EventFactory(place_en="Xi'an")

    page = html.unescape(client.get(f"/{language}/events/{event.reference}/", follow=True).content.decode())
    listed = html.unescape(client.get(f"/{language}/events/?type=summit").content.decode())

    assert town in page
    assert ("Xi'an" in page) == (language == "en")
    assert f">{town}</td>" in listed


def test_an_unlisted_unit_is_marked_as_english_on_a_page_in_another_language():
    with override("zh-hans"):
        assert in_words("camel loads") == '<span lang="en">camel loads</span>'
    with override("en"):
        assert in_words("camel loads") == "camel loads"


@pytest.mark.parametrize("symbol", ["USD", "%", "MW"])
def test_a_symbol_is_the_same_in_every_language(symbol):
    with override("zh-hans"):
        assert in_words(symbol) == symbol


def test_each_word_stands_under_its_own_english():
    with override("en"):
        assert {text: str(words) for text, words in WORDS.items()} == {text: text for text in WORDS}


def test_the_page_of_a_figure_shows_value_unit_and_hedge_in_chinese(client):
    figure = FigureFactory(value=32, unit="million tonnes", qualifier_en="over")

    page = client.get(f"/zh-hans/figures/{figure.reference}/", follow=True).content.decode()

    assert "超过" in page
    assert "百万吨" in page
    assert "million tonnes" not in page
