"""A part of the map as a filter: `bbox=66,37,74,43`, the west, south, east and north of a box."""

from __future__ import annotations

import re
from typing import NamedTuple

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from .filters import RecordFilter

_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,15})?", re.ASCII)


class Box(NamedTuple):
    west: float
    south: float
    east: float
    north: float

    def __str__(self) -> str:
        return ",".join(f"{side:g}" for side in self)


class BoxField(forms.CharField):
    """Four numbers in the order of GeoJSON (RFC 7946). A box across the 180th meridian is not known here."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        parts = [part.strip() for part in text.split(",")]
        if len(parts) != len(Box._fields) or not all(_DEGREES.fullmatch(part) for part in parts):
            raise ValidationError(_("Write west, south, east and north in degrees, parted by commas: 66,37,74,43."))
        box = Box(*map(float, parts))
        if max(abs(box.west), abs(box.east)) > 180 or max(abs(box.south), abs(box.north)) > 90:
            raise ValidationError(_("Longitude lies within ±180 and latitude within ±90."))
        if box.west > box.east or box.south > box.north:
            raise ValidationError(_("West lies before east, and south before north."))
        return box


class BoxFilter(django_filters.Filter):
    """Records with a place inside the box, its edges included."""

    field_class = BoxField

    def filter(self, queryset: QuerySet, value: Box | None) -> QuerySet:
        if not value:
            return queryset
        inside = queryset.model._default_manager.filter(
            locations__longitude__gte=value.west,
            locations__longitude__lte=value.east,
            locations__latitude__gte=value.south,
            locations__latitude__lte=value.north,
        )
        return queryset.filter(pk__in=inside.order_by().values("pk"))


class PlacedFilter(RecordFilter):
    """Filters of the kinds that have places."""

    bbox = BoxFilter(
        label=_("Part of the map"),
        max_length=100,
        help_text=_("West, south, east and north in degrees, as in 66,37,74,43: records with a place inside."),
    )
