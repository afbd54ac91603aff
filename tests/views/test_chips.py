"""Each filter in force has a chip that drops it, whatever its value."""

import pytest

pytestmark = pytest.mark.django_db


def chips(client, address):
    return [(chip.label, chip.value) for chip in client.get(address).context["chips"]]


@pytest.mark.parametrize(("value", "words"), [("true", "yes"), ("false", "no")])
def test_filter_by_yes_or_no_has_its_chip(client, value, words):
    assert chips(client, f"/en/projects/?has_location={value}") == [("Has a location", words)]


def test_filter_by_zero_has_its_chip(client):
    assert chips(client, "/en/projects/?amount_from=0") == [("Amount from", "0")]


def test_words_that_look_like_a_truth_value_stay_as_written(client):
    assert chips(client, "/en/projects/?q=True") == [("Words", "True")]
