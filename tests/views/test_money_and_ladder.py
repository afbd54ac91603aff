"""Money in its own currency, with the dollar value, rate and date or the words that there is none; steps with date and evidence."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from cooperation.models import Finance, Milestone, Project
from tests.factories import FACTORIES

pytestmark = pytest.mark.django_db


def page_of(client, record):
    return client.get(f"/en/projects/{record.reference}/", follow=True).content.decode()


def text(html):
    return " ".join(re.sub("<[^>]+>", " ", html).split()).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            {"currency": "CNY", "amount_usd": Decimal(140), "usd_rate": Decimal("7.15"), "usd_rate_on": dt.date(2024, 5, 17)},
            "CNY 1,001 (USD 140, at 7.15 for one dollar on 17 May 2024)",
        ),
        ({"currency": "CNY", "amount_usd": Decimal(140)}, "CNY 1,001 (USD 140, rate and date not stated)"),
        ({"currency": "KZT"}, "KZT 1,001 not converted into dollars"),
        ({"currency": "USD"}, "USD 1,001"),
    ],
    ids=["converted", "without rate", "not converted", "dollars"],
)
def test_an_amount_says_what_it_is_in_dollars_and_how_that_is_known(client, line, words):
    project = FACTORIES[Project]()
    Finance.objects.create(record=project, kind="loan", amount=Decimal(1001), **line)
    cell = re.search(r'<td class="numeric">(.*?)<sup', page_of(client, project), re.DOTALL)[1]

    assert text(cell) == words


def test_the_ladder_is_an_ordered_list_with_a_date_and_sources_at_each_proven_step(client):
    project = FACTORIES[Project](status="under-construction", status_as_of=dt.date(2024, 5, 1), status_as_of_precision="month")
    Milestone.objects.create(
        record=project, kind="agreed", basis="actual", occurred_on=dt.date(2019, 3, 1), occurred_on_precision="month"
    )
    ladder = re.search(r'<ol class="ladder">.*?</ol>', page_of(client, project), re.DOTALL)[0]
    steps = {text(re.search("<strong>(.*?)</strong>", step)[1]): step for step in ladder.split("<li ")[1:]}

    assert list(steps) == ["Announced", "Agreed", "Financing arranged", "Under construction", "Operational"]
    assert "March 2019" in text(steps["Agreed"])
    assert 'href="#source-1"' in steps["Agreed"]
    assert "date not known" in steps["Announced"]
    assert 'aria-current="step"' in steps["Under construction"]
    assert "as of May 2024" in text(steps["Under construction"])
    assert 'href="#source-1"' in steps["Under construction"]
    assert "not yet reached" in steps["Operational"]
