"""Partial dates: what may be written, how much of it is known, and the days that it may mean."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from cooperation.models import Event, PartialDate
from tests import factories


@pytest.mark.parametrize(
    ("text", "date", "precision", "last_day"),
    [
        ("", None, "", None),
        ("2024", dt.date(2024, 1, 1), "year", dt.date(2024, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), "month", dt.date(2024, 2, 29)),
        ("2023-02", dt.date(2023, 2, 1), "month", dt.date(2023, 2, 28)),
        (" 2024-05-17 ", dt.date(2024, 5, 17), "day", dt.date(2024, 5, 17)),
        ("not-disclosed", None, "not-disclosed", None),
        ("not-applicable", None, "not-applicable", None),
    ],
)
def test_partial_date_reads_what_it_writes(text, date, precision, last_day):
    partial = PartialDate.parse(text)

    assert (partial.date, partial.precision, partial.last_day) == (date, precision, last_day)
    assert str(partial) == text.strip()
    assert PartialDate.parse(str(partial)) == partial
    assert bool(partial) is (date is not None)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("2024-13", "2024-13"),
        ("2023-02-29", "2023-02-29"),
        ("2024-5", "2024-5"),
        ("17.05.2024", "17.05.2024"),
        ("1899", "1899"),
        ("2101-01", "2101"),
        ("٢٠٢٤", "٢٠٢٤"),
        ("2024-05-17T00:00", "2024-05-17T00:00"),
        ("soon", "soon"),
    ],
)
def test_anything_else_is_refused_by_name(text, names):
    with pytest.raises(ValidationError) as error:
        PartialDate.parse(text)

    assert names in " ".join(error.value.messages)


@pytest.mark.django_db
def test_date_and_precision_are_written_together():
    event = factories.EventFactory()

    event.starts = "2025-06"
    event.save()

    row = Event.objects.values("starts_on", "starts_on_precision").get(pk=event.pk)
    assert row == {"starts_on": dt.date(2025, 6, 1), "starts_on_precision": "month"}
    assert Event.objects.get(pk=event.pk).starts == PartialDate(dt.date(2025, 6, 1), "month")


@pytest.mark.django_db
def test_end_known_to_its_year_may_begin_before_the_beginning():
    """An event from May 2025 that ends "in 2025" is stored with the first of January as its end."""
    event = factories.EventFactory(starts_on=dt.date(2025, 5, 17), starts_on_precision="day")

    event.ends = "2025"
    event.full_clean()
    event.save()

    assert event.ends.last_day >= event.starts_on
