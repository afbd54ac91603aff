"""Periods of statistics: a year, quarter, month, any range of days, or a single day."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .dates import EARLIEST_YEAR, LATEST_YEAR


class PeriodType(models.TextChoices):
    YEAR = "year", pgettext_lazy("period", "Year")
    QUARTER = "quarter", pgettext_lazy("period", "Quarter")
    MONTH = "month", pgettext_lazy("period", "Month")
    RANGE = "range", pgettext_lazy("period", "Range")
    POINT = "point", pgettext_lazy("period", "Point in time")


class Period(NamedTuple):
    """What a value covers: both ends are included."""

    type: str
    start: dt.date
    end: dt.date

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2024`, `2024-Q1`, `2024-05`, `2024-05-18`, or two of them joined by a slash (`2024-01/2024-05`).

        Raises ValidationError with a sentence for anything else, such as `2024-13`.
        """
        first, slash, last = text.strip().partition("/")
        if slash:
            start, end = cls.parse(first), cls.parse(last)
            if end.end < start.start:
                raise ValidationError(_("The period “%(text)s” ends before it begins."), params={"text": text[:40]})
            return cls(PeriodType.RANGE, start.start, end.end)
        match = re.fullmatch(r"([0-9]{4})(?:-Q([1-4])|-([0-9]{2})(?:-([0-9]{2}))?)?", first)
        if not match or not EARLIEST_YEAR <= int(match[1]) <= LATEST_YEAR:
            raise ValidationError(
                _("“%(text)s” is not a period. Write 2024, 2024-Q1, 2024-05 or 2024-01/2024-05."), params={"text": text[:40]}
            )
        year, quarter, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        if quarter:
            return cls(PeriodType.QUARTER, dt.date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter))
        if month is None:
            return cls(PeriodType.YEAR, dt.date(year, 1, 1), dt.date(year, 12, 31))
        try:
            start_day = dt.date(year, month, day or 1)
        except ValueError as error:
            raise ValidationError(_("“%(text)s” is not a month or day of the calendar."), params={"text": text[:40]}) from error
        if day:
            return cls(PeriodType.POINT, start_day, start_day)
        return cls(PeriodType.MONTH, start_day, _month_end(year, month))

    def __str__(self) -> str:
        if self.type == PeriodType.YEAR:
            return f"{self.start:%Y}"
        if self.type == PeriodType.QUARTER:
            return f"{self.start:%Y}-Q{(self.start.month + 2) // 3}"
        if self.type == PeriodType.MONTH:
            return f"{self.start:%Y-%m}"
        if self.type == PeriodType.POINT:
            return self.start.isoformat()
        if self.start.day == 1 and self.end == _month_end(self.end.year, self.end.month):
            return f"{self.start:%Y-%m}/{self.end:%Y-%m}"
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
