"""What the filters of all kinds share. A filter that fails to validate never widens the list: see `is_sound`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cooperation.models import Country, PartialDate, Query, Sector
from cooperation.models.searching import understand

QUERY_LENGTH = 200
#: A query that is the address of a source may be as long as an address.
ADDRESS_LENGTH = 1_500

#: Parameters that belong to the page rather than to the list.
PAGE_PARAMETERS = frozenset({"page", "per_page", "after", "before", "sort", "columns", "density", "chart"})

#: Campaign tags that other sites append; they mean nothing here and are dropped in silence.
CAMPAIGN_TAGS = ("utm_", "fbclid", "gclid", "yclid", "mc_")


def vocabulary(model: type, order: Iterable[str] = ("code",)) -> Callable[[], list[tuple[str, str]]]:
    """The choices of a vocabulary, read when the form is made, in the language of the page."""

    def choices() -> list[tuple[str, str]]:
        return [(row.code, str(row.name)) for row in model.objects.order_by(*order)]  # type: ignore[attr-defined]

    return choices


class CodesField(forms.MultipleChoiceField):
    """Repeated codes, in any case: `country=kz&country=UZ`."""

    default_error_messages = {"invalid_choice": _("“%(value)s” is not one of the values of this filter.")}

    def to_python(self, value):
        if not value:
            return []
        known = {str(code).casefold(): str(code) for code, _label in self.choices}
        return [known.get(str(code).casefold(), str(code)[:60]) for code in super().to_python(value) if code != ""]


class PartialDateField(forms.CharField):
    """`2019`, `2019-05` or `2019-05-18`."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        partial = PartialDate.parse(text)
        if partial.date is None:
            raise ValidationError(_("“%(text)s” is not a date. Write 2023, 2023-05 or 2023-05-18."), params={"text": text[:40]})
        return partial


class CodesFilter(django_filters.Filter):
    """Any of several codes. `path` is the ORM path of the code; a `method` may do otherwise."""

    field_class = CodesField

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(*args, **kwargs)

    def filter(self, queryset: QuerySet, value: list[str]) -> QuerySet:
        return queryset.filter(**{f"{self.field_name}__in": value}) if value else queryset


class RelatedCodesFilter(CodesFilter):
    """Any of several codes on rows that belong to the record, matched without doubling it."""

    def filter(self, queryset: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return queryset
        matching = queryset.model._default_manager.filter(**{f"{self.field_name}__in": value})
        return queryset.filter(pk__in=matching.values("pk"))


class DateFromFilter(django_filters.Filter):
    """On or after the first day of a partial date."""

    field_class = PartialDateField

    def filter(self, queryset: QuerySet, value: PartialDate | None) -> QuerySet:
        return queryset.filter(**{f"{self.field_name}__gte": value.date}) if value else queryset


class DateToFilter(django_filters.Filter):
    """On or before the last day of a partial date."""

    field_class = PartialDateField

    def filter(self, queryset: QuerySet, value: PartialDate | None) -> QuerySet:
        return queryset.filter(**{f"{self.field_name}__lte": value.last_day}) if value else queryset


class ReferenceFilter(django_filters.CharFilter):
    """A record named by its reference, in any case: `event=EVT-0031`. An unknown one is an error, not an empty list."""

    def __init__(self, *args, model: type, **kwargs) -> None:
        self.target = model
        kwargs.setdefault("max_length", 20)
        super().__init__(*args, **kwargs)

    @property
    def field(self):
        field = super().field
        if self._check not in field.validators:
            field.validators.append(self._check)
        return field

    def _check(self, value: str) -> None:
        # A NUL is refused by the form's own rule; PostgreSQL refuses to look it up.
        if value and "\x00" not in value and not self.target.objects.published().filter(reference=value.upper()).exists():
            raise ValidationError(_("There is no record “%(reference)s”."), params={"reference": value[:20]})

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        if not value:
            return queryset
        matching = queryset.model._default_manager.filter(**{f"{self.field_name}__reference": value.upper()})
        return queryset.filter(pk__in=matching.values("pk"))


class WordsFilter(django_filters.CharFilter):
    """Rows that hold all the words. What they mean is looked up once for a list, however often its facets count with them."""

    understood: Query | None = None

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("label", _("Words"))
        kwargs.setdefault("max_length", QUERY_LENGTH)
        super().__init__(*args, **kwargs)

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        if not value:
            return queryset
        if self.understood is None or self.understood.text != value:
            self.understood = understand(value)
        return queryset.matching(self.understood)  # type: ignore[attr-defined]


class StrictFilterSet(django_filters.FilterSet):
    """A FilterSet that refuses what it does not know, and can leave out one filter to count its values."""

    made_form: type[forms.Form]

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None) -> None:
        super().__init__(data if data is not None else QueryDict(), queryset, request=request, prefix=prefix)

    def get_form_class(self) -> type[forms.Form]:
        """The form is the same for every query, so it is made once a class: a list has one, and its making took as long as its use."""
        made = type(self).__dict__.get("made_form")
        if made is None:
            made = type(self).made_form = super().get_form_class()
        return made

    @property
    def unknown(self) -> list[str]:
        """Parameters of the query string that no filter and no page reads."""
        names = self.data.keys() if self.data else ()
        return [
            name
            for name in names
            if name not in self.filters and name not in PAGE_PARAMETERS and not name.startswith(CAMPAIGN_TAGS)
        ]

    @cached_property
    def problems(self) -> dict[str, list[str]]:
        """Parameter → what is wrong with it, in the reader's words. Empty when the list may be shown."""
        found = {name: [str(message) for message in messages] for name, messages in self.form.errors.items()}
        for name in self.filters:
            values = self.data.getlist(name) if hasattr(self.data, "getlist") else []
            if any("\x00" in value or "�" in value for value in values):
                found.setdefault(name, [str(_("The value holds characters that cannot be read."))])
            if len(values) > 1 and not isinstance(self.filters[name], CodesFilter):
                found.setdefault(name, [str(_("This filter takes one value."))])
        for name in self.unknown:
            found[name[:60]] = [str(_("There is no such filter here."))]
        return found

    @property
    def is_sound(self) -> bool:
        return not self.problems

    @property
    def qs(self) -> QuerySet:
        """The filtered rows; none at all while something is wrong with the query, so that bad input never widens."""
        if not hasattr(self, "_qs"):
            self._qs = self.narrowed(self.queryset.all()) if self.is_sound else self.queryset.none()
        return self._qs

    def narrowed(self, queryset: QuerySet, *, without: str = "") -> QuerySet:
        """`queryset` under all filters, or all but one."""
        for name, value in self.form.cleaned_data.items():
            if name != without:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    @cached_property
    def chosen(self) -> dict[str, list[str]]:
        """Filters in use, as parameter → values, in the order of the panel."""
        found: dict[str, list[str]] = {}
        if not self.data or not self.is_sound:
            return found
        for name in self.filters:
            value = self.form.cleaned_data.get(name)
            if value is None or value in ("", []) or (name == "match" and value != "all"):
                continue
            found[name] = [str(item) for item in value] if isinstance(value, list) else [str(value)]
        return found


class RecordFilter(StrictFilterSet):
    """Filters that every kind of record has."""

    q = WordsFilter(help_text=_("Words in any order and in any of the three scripts, or a reference such as AGR-2025-0001."))
    country = CodesFilter(
        method="in_countries",
        choices=vocabulary(Country, ("position", "code")),
        label=_("Country"),
        help_text=_("ISO codes; several mean any of them, or with match=all each of them."),
    )
    match = django_filters.ChoiceFilter(
        method="no_filter",
        choices=[("any", _("any of the countries")), ("all", _("all of the countries, together"))],
        empty_label=None,
        label=_("Countries match"),
        help_text=_("“all” finds what concerns each chosen country: cooperation between them."),
    )
    sector = CodesFilter(
        method="in_sectors",
        choices=vocabulary(Sector),
        label=_("Sector"),
        help_text=_("A sector of the first level includes those below it."),
    )

    def in_countries(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.in_countries(value, match=self.form.cleaned_data.get("match") or "any") if value else queryset

    def in_sectors(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.in_sectors(value) if value else queryset

    def no_filter(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset
