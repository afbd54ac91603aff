"""Expressions that let the database make an exported row."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat, Substr

from cooperation.models import Precision, State

SEPARATOR = "; "


class Joined(Subquery):
    """The values of a one-column queryset as one text, in its order, separated by “; ”. Empty text for no rows.

    The inner query orders; SQLite before 3.44 has no ORDER BY inside `group_concat`, but reads the inner query in its order.
    """

    output_field = CharField()
    template = "(SELECT COALESCE(%(aggregate)s, '') FROM (%(subquery)s) AS joined_items)"

    def __init__(self, queryset: QuerySet, **extra) -> None:
        super().__init__(queryset, output_field=CharField(), **extra)

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, aggregate=f"GROUP_CONCAT(joined_items.item, '{SEPARATOR}')", **extra)

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, aggregate=f"STRING_AGG(joined_items.item, '{SEPARATOR}')", **extra)


def joined(model: type, path: str, *, through: str = "") -> Joined:
    """Values at `path` of the rows of `model` that belong to the record of the outer query.

    `through` names the relation to a record; rows whose record the public may not see are left out.
    """
    rows = model.objects.filter(record=OuterRef("pk"))  # type: ignore[attr-defined]
    if through:
        rows = rows.filter(**{f"{through}__state": State.PUBLISHED})
        path = f"{through}__{path}"
    return Joined(rows.order_by("position").values(item=F(path)))


def joined_many(model: type, field: str, path: str, *, is_record: bool = False) -> Joined:
    """Values at `path` of a many-to-many field of `model`, in the order of the values; of records those that are public."""
    rows = model.objects.filter(pk=OuterRef("pk"))  # type: ignore[attr-defined]
    rows = rows.filter(**{f"{field}__state": State.PUBLISHED}) if is_record else rows.exclude(**{field: None})
    return Joined(rows.order_by(f"{field}__{path}").values(item=F(f"{field}__{path}")))


def of_public(relation: str, field: str) -> Case:
    """A field of a related record; empty where there is none, or none that the public may see."""
    seen = When(**{f"{relation}__state": State.PUBLISHED.value}, then=F(f"{relation}__{field}"))
    return Case(seen, default=Value(""), output_field=CharField())


def partial(field: str) -> Case:
    """A partial date as text: `2023`, `2023-05`, `2023-05-18`; or the reason why there is none."""
    text = Cast(field, CharField())
    precision = f"{field}_precision"
    return Case(
        When(**{precision: Precision.YEAR.value}, then=Substr(text, 1, 4)),
        When(**{precision: Precision.MONTH.value}, then=Substr(text, 1, 7)),
        When(**{precision: Precision.DAY.value}, then=text),
        default=F(precision),
        output_field=CharField(),
    )


def address(slug: str) -> Concat:
    """The public address of the record, whole where the registry knows its own (`PUBLIC_ADDRESS`)."""
    return Concat(Value(f"{settings.PUBLIC_ADDRESS}/en/{slug}/"), F("reference"), Value("/"), output_field=CharField())
