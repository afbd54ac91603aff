"""Partial dates: a date and how much of it is known.

A partial date is two columns, `<name>_on` and `<name>_on_precision`, read and written together through `Partial`.
The date holds the first day of what is known, so that ordering and ranges work in the database.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100


class Precision(models.TextChoices):
    YEAR = "year", pgettext_lazy("precision", "Year")
    MONTH = "month", pgettext_lazy("precision", "Month")
    DAY = "day", pgettext_lazy("precision", "Day")
    NOT_DISCLOSED = "not-disclosed", _("Not disclosed")
    NOT_APPLICABLE = "not-applicable", _("Does not apply")


KNOWN = (Precision.YEAR, Precision.MONTH, Precision.DAY)
ABSENT = (Precision.NOT_DISCLOSED, Precision.NOT_APPLICABLE)


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date known to the year, month or day; or the reason why there is none.

    `date` is the first day of what is known. An empty `precision` means "not known".
    """

    date: dt.date | None = None
    precision: str = ""

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `2023`, `2023-05`, `2023-05-18`, `not-disclosed`, `not-applicable` or an empty text.

        Raises ValidationError with a sentence for anything else and for years outside 1900–2100.
        """
        text = text.strip()
        if text == "" or text in ABSENT:
            return cls(None, text)
        match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text)
        if not match:
            raise ValidationError(_("“%(text)s” is not a date. Write 2023, 2023-05 or 2023-05-18."), params={"text": text[:40]})
        year, month, day = match.groups()
        if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
            raise ValidationError(
                _("The year %(year)s lies outside %(first)s–%(last)s."),
                params={"year": year, "first": str(EARLIEST_YEAR), "last": str(LATEST_YEAR)},
            )
        try:
            date = dt.date(int(year), int(month or 1), int(day or 1))
        except ValueError as error:
            raise ValidationError(_("“%(text)s” is not a day of the calendar."), params={"text": text}) from error
        return cls(date, Precision.DAY if day else Precision.MONTH if month else Precision.YEAR)

    @property
    def last_day(self) -> dt.date | None:
        """The last day that the partial date may mean."""
        if self.date is None or self.precision == Precision.DAY:
            return self.date
        if self.precision == Precision.YEAR:
            return self.date.replace(month=12, day=31)
        return self.date.replace(day=calendar.monthrange(self.date.year, self.date.month)[1])

    def __str__(self) -> str:
        if self.date is None:
            return self.precision
        return self.date.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(self.precision, 10)]  # type: ignore[call-overload]

    def __bool__(self) -> bool:
        return self.date is not None


class Partial:
    """Reads and writes the pair of columns `<field>` and `<field>_precision` as one `PartialDate`."""

    def __init__(self, field: str) -> None:
        self.field = field

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return PartialDate(getattr(instance, self.field), getattr(instance, f"{self.field}_precision"))

    def __set__(self, instance, value: PartialDate | str | None) -> None:
        partial = PartialDate.parse(value or "") if not isinstance(value, PartialDate) else value
        setattr(instance, self.field, partial.date)
        setattr(instance, f"{self.field}_precision", partial.precision)


def precision_field(verbose_name) -> models.CharField:
    return models.CharField(verbose_name, max_length=14, choices=Precision.choices, blank=True, default="")


def precision_agrees(field: str) -> models.CheckConstraint:
    """A date has a precision; a missing date has none, or says why it is missing."""
    present = Q(**{f"{field}__isnull": False, f"{field}_precision__in": [str(p) for p in KNOWN]})
    missing = Q(**{f"{field}__isnull": True, f"{field}_precision__in": ["", *(str(p) for p in ABSENT)]})
    return models.CheckConstraint(
        condition=present | missing,
        name=f"%(class)s_{field}_with_precision",
        violation_error_message=_("A date needs its precision, and a precision its date."),
    )


def not_before(later: str, earlier: str) -> models.CheckConstraint:
    """`later` is not before `earlier`, where both are known. Partial dates hold first days, so a year may equal its own May."""
    return models.CheckConstraint(
        condition=Q(**{f"{later}__isnull": True})
        | Q(**{f"{earlier}__isnull": True})
        | Q(**{f"{later}__gte": F(earlier)})
        | ~Q(**{f"{later}_precision": Precision.DAY.value}),
        name=f"%(class)s_{later}_not_before_{earlier.removesuffix('_on')}",
        violation_error_message=_("The end lies before the beginning."),
    )
