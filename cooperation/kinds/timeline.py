"""What happened when: agreements, events, steps of projects and programmes, on one line of time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cooperation.models import Agreement, Country, Event, Milestone, PartialDate, Programme, Project, Sector

from .filters import CodesFilter, RecordFilter
from .scope import Scope

FIRST_YEAR, LAST_YEAR = 1900, 2100


#: How many more rows are read for an extract than it shows, since a few are passed by.
MARGIN = 4


@dataclass(frozen=True)
class Strand:
    """One sort of moment: where its date stands, and what is said of it. Several may have one code, by which they are chosen."""

    code: str
    label: Any
    verb: Any
    model: type
    field: str
    through: str = ""
    #: The field with the last day of what lasts for days.
    until: str = ""
    #: Whether a day to come says what is meant to happen; that an agreement will end is already sure.
    may_be_planned: bool = False
    #: Whether a date known to the month or year may mean a day to come, while that is not over.
    may_be_open: bool = False

    def rows(self, filterset: TimelineFilter | Scope) -> QuerySet:
        """The dated rows of public records under the filters of country and sector."""
        if not self.through:
            rows = filterset.narrowed(self.model.objects.published())  # type: ignore[attr-defined]
        else:
            records = filterset.narrowed(Project.objects.published())
            rows = self.model.objects.filter(record__in=records.order_by().values("pk"))  # type: ignore[attr-defined]
            rows = rows.annotate(same_before=Coalesce(Subquery(same_before()), 0))
        return rows.filter(**{f"{self.field}__isnull": False})

    def years(self, filterset: TimelineFilter | Scope) -> Counter[int]:
        """Year → number of moments, over all years."""
        return Counter(day.year for day in self.rows(filterset).order_by().values_list(self.field, flat=True))

    def moments(self, filterset: TimelineFilter, first: int, last: int) -> Iterator[Moment]:
        within = {f"{self.field}__gte": dt.date(first, 1, 1), f"{self.field}__lte": dt.date(last, 12, 31)}
        countries = "record__countries" if self.through else "countries"
        return self.told(self.rows(filterset).filter(**within).prefetch_related(countries))

    def latest(self, scope: Scope, today: dt.date, most: int) -> Iterator[Moment]:
        """The last moments up to a day. What was only planned is none, nor what may be meant of a later day of this month or year."""
        rows = self.rows(scope).filter(**{f"{self.field}__lte": today})
        if self.through:
            rows = rows.exclude(basis=Milestone.Basis.PLANNED)
        for moment in self.told(rows.order_by(f"-{self.field}", "-pk")[: most * MARGIN]):
            if not (self.may_be_open and moment.is_open(today)):
                yield moment

    def coming(self, scope: Scope, today: dt.date, most: int) -> Iterator[Moment]:
        """The first moments after a day, those included that may be meant of a later day of this month or year."""
        after, this_year = Q(**{f"{self.field}__gt": today}), Q(**{f"{self.field}__gte": today.replace(month=1, day=1)})
        if self.through:
            after |= this_year & Q(basis=Milestone.Basis.PLANNED)
        elif self.may_be_open:
            after |= this_year
        for moment in self.told(self.rows(scope).filter(after).order_by(self.field, "pk")[: most * MARGIN]):
            if moment.day > today or moment.is_open(today):
                yield moment

    def told(self, rows: QuerySet) -> Iterator[Moment]:
        for row in rows.select_related("record") if self.through else rows:
            yield self.moment(row)

    def moment(self, row: Any) -> Moment:
        day = getattr(row, self.field)
        return Moment(
            day=day,
            date=partial_date(row, self.field),
            until=partial_date(row, self.until) if self.until else PartialDate(),
            what=row.get_kind_display() if self.through else self.verb,
            is_planned=row.basis == Milestone.Basis.PLANNED if self.through else self.may_be_planned and day > timezone.localdate(),
            record=row.record if self.through else row,
            strand=self,
            key=f"{row.kind}-{row.basis}-{row.same_before + 1}" if self.through else self.field.removesuffix("_on"),
        )


def partial_date(row: Any, field: str) -> PartialDate:
    return PartialDate(getattr(row, field), getattr(row, f"{field}_precision"))


def same_before() -> QuerySet:
    """How many steps of the same sort stand before a step in its project: with that number it is known though others are added."""
    same = Milestone.objects.filter(
        record=OuterRef("record"), kind=OuterRef("kind"), basis=OuterRef("basis"), position__lt=OuterRef("position")
    )
    return same.order_by().values("record").annotate(number=Count("pk")).values("number")


@dataclass(frozen=True)
class Moment:
    """One thing that happened, or is planned, to one record on one day, month or year."""

    day: dt.date
    date: PartialDate
    until: PartialDate
    what: Any
    is_planned: bool
    record: Any
    strand: Strand
    #: Which of its record's moments it is; the same for as long as the record has it.
    key: str

    def is_open(self, today: dt.date) -> bool:
        """Whether the day may be still to come: the date is known to the month or year, and that is not over."""
        return (self.date.last_day or self.day) > today

    @property
    def order(self) -> tuple[dt.date, str]:
        """By the last day that the date may mean, so that what is known to the year only stands at its end."""
        return (self.date.last_day or self.day, self.record.reference)


STRANDS = (
    Strand("agreement", _("Agreements"), pgettext_lazy("moment", "Signed"), Agreement, "signed_on"),
    Strand("agreement", _("Agreements"), pgettext_lazy("moment", "Entered into force"), Agreement, "entered_into_force_on"),
    Strand("agreement", _("Agreements"), pgettext_lazy("moment", "End of validity"), Agreement, "expires_on", may_be_open=True),
    Strand(
        "event",
        _("Events"),
        pgettext_lazy("moment", "Held"),
        Event,
        "starts_on",
        until="ends_on",
        may_be_planned=True,
        may_be_open=True,
    ),
    Strand("project", _("Steps of projects"), "", Milestone, "occurred_on", through="record"),
    Strand(
        "programme",
        _("Programmes"),
        pgettext_lazy("moment", "Begun"),
        Programme,
        "started_on",
        may_be_planned=True,
        may_be_open=True,
    ),
    Strand(
        "programme", _("Programmes"), pgettext_lazy("moment", "Ended"), Programme, "ended_on", may_be_planned=True, may_be_open=True
    ),
)


def own_countries() -> list[tuple[str, str]]:
    return [(row.code, str(row.name)) for row in Country.objects.exclude(role=Country.Role.OTHER).order_by("position", "code")]


def first_level() -> list[tuple[str, str]]:
    return [(row.code, str(row.name)) for row in Sector.objects.top().order_by("code")]


class YearField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=FIRST_YEAR, max_value=LAST_YEAR, **kwargs)


class YearFilter(django_filters.Filter):
    """A year that bounds the line; it narrows moments, not records."""

    field_class = YearField

    def filter(self, queryset: QuerySet, value: int | None) -> QuerySet:
        return queryset


class TimelineFilter(RecordFilter):
    """The registry's own countries, sectors of the first level, sorts of moment and years: few enough to stand open."""

    q = None  # type: ignore[assignment]  # the words are searched kind by kind
    country = CodesFilter(method="in_countries", choices=own_countries, label=_("Country"))
    sector = CodesFilter(method="in_sectors", choices=first_level, label=_("Sector"))
    kind = CodesFilter(
        method="no_filter",
        choices=list({strand.code: strand.label for strand in STRANDS}.items()),
        label=_("What"),
    )
    year_from = YearFilter(label=_("From the year"))
    year_to = YearFilter(label=_("To the year"))

    @property
    def strands(self) -> list[Strand]:
        wanted = self.form.cleaned_data.get("kind")
        return [strand for strand in STRANDS if not wanted or strand.code in wanted]

    @property
    def problems(self) -> dict[str, list[str]]:
        found = super().problems
        first, last = (self.form.cleaned_data.get(name) for name in ("year_from", "year_to"))
        if not found and first and last and first > last:
            found["year_to"] = [str(_("The last year lies before the first."))]
        return found


def by_year(filterset: TimelineFilter, first: int, last: int) -> list[tuple[int, list[Moment]]]:
    """The moments of the years, newest year first, each year from its end to its beginning."""
    found: dict[int, list[Moment]] = {}
    for strand in filterset.strands:
        for moment in strand.moments(filterset, first, last):
            found.setdefault(moment.day.year, []).append(moment)
    return [(year, sorted(found[year], key=lambda moment: moment.order, reverse=True)) for year in sorted(found, reverse=True)]


def latest(scope: Scope, today: dt.date, most: int) -> list[Moment]:
    """The last moments of all sorts up to a day, the newest first."""
    found = [moment for strand in STRANDS for moment in strand.latest(scope, today, most)]
    return sorted(found, key=lambda moment: moment.order, reverse=True)[:most]


def coming(scope: Scope, today: dt.date, most: int) -> list[Moment]:
    """The next moments of all sorts after a day, the first one first."""
    found = [moment for strand in STRANDS for moment in strand.coming(scope, today, most)]
    return sorted(found, key=lambda moment: (moment.day, moment.record.reference))[:most]


def years(filterset: TimelineFilter | Scope, strands: Iterable[Strand]) -> Counter[int]:
    """Year → number of moments of all the given sorts."""
    total: Counter[int] = Counter()
    for strand in strands:
        total.update(strand.years(filterset))
    return total
