"""How complete a record is: the facts that matter for its kind, asked of the database together with the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, ExpressionWrapper, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PREFIX = "lacks_"


@dataclass(frozen=True)
class Wanted:
    """One fact that a record should have. One of the last four says where it would stand."""

    name: str
    #: The words where it is missing: "no signing date".
    words: Any
    text: str = ""
    date: str = ""
    row: str = ""
    rows: str = ""
    #: Facts that need a source: named for the fact, or for the record as a whole.
    sourced: tuple[str, ...] = ()

    def missing(self, model: Any) -> Q:
        """True for records of `model` that lack it. A date "not disclosed" is known to be missing, and so no gap."""
        if self.text:
            return Q(**{self.text: ""})
        if self.date:
            return Q(**{f"{self.date}__isnull": True, f"{self.date}_precision": ""})
        if self.row:
            return Q(**{f"{self.row}__isnull": True})
        if self.rows:
            return Q(~Exists(rows_of(model, self.rows)))
        cited = rows_of(model, "citations")
        gaps = Q()
        for fact in self.sourced:
            gaps |= Q(~Exists(cited.filter(field__in=["", fact])))
        return gaps


def rows_of(model: Any, name: str) -> QuerySet:
    """The rows of a group of dependants, or of a many-to-many field, of the record of the outer query."""
    field = model._meta.get_field(name)
    if field.many_to_many:
        return field.remote_field.through.objects.filter(**{field.m2m_column_name(): OuterRef("pk")})
    return field.related_model.objects.filter(record=OuterRef("pk")).order_by()


#: What every kind of record should have.
COMMON = (
    Wanted("summary", gettext_lazy("no summary"), text="summary_en"),
    Wanted("chinese-title", gettext_lazy("no Chinese title"), text="title_zh"),
    Wanted("russian-title", gettext_lazy("no Russian title"), text="title_ru"),
    Wanted("country", gettext_lazy("no country"), rows="countries"),
    Wanted("sector", gettext_lazy("no sector"), rows="sectors"),
    Wanted("source", gettext_lazy("no source"), rows="citations"),
)


@dataclass(frozen=True)
class Completeness:
    """Of so many facts, these are missing."""

    of: int
    lacking: list[str]

    @property
    def here(self) -> int:
        return self.of - len(self.lacking)

    @property
    def is_whole(self) -> bool:
        return not self.lacking

    @property
    def count(self) -> str:
        return _("%(here)d of %(of)d") % {"here": self.here, "of": self.of}

    def __str__(self) -> str:
        return f"{self.count}: {'; '.join(self.lacking)}" if self.lacking else self.count


def column(wanted: Wanted) -> str:
    return PREFIX + wanted.name.replace("-", "_")


def annotated(queryset: QuerySet, facts: tuple[Wanted, ...]) -> QuerySet:
    """The rows, each with a column for each fact that says whether it is missing, and in how many it fails (to sort by)."""
    gaps = {column(wanted): ExpressionWrapper(wanted.missing(queryset.model), output_field=BooleanField()) for wanted in facts}
    lacking: Any = Value(0)
    for name in gaps:
        lacking += Case(When(Q(**{name: True}), then=Value(1)), default=Value(0), output_field=IntegerField())
    return queryset.annotate(**gaps).alias(lacking=lacking)


def read(record: Any, facts: tuple[Wanted, ...]) -> Completeness:
    """What an annotated record lacks, in words."""
    return Completeness(len(facts), [str(wanted.words) for wanted in facts if getattr(record, column(wanted))])
