"""Form fields that keep what a curator typed, and show what the database holds without changing it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from cooperation.models import PartialDate


class PartialDateField(forms.CharField):
    """A date and how much of it is known in one box: `2024`, `2024-05`, `2024-05-17`, or why there is none."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = _("Write 2024, 2024-05 or 2024-05-17, as much as the source gives; or not-disclosed, or not-applicable.")
        given = kwargs.pop("help_text", "")
        kwargs["widget"] = forms.TextInput(attrs={"class": "vPartialDate", "size": 16, "autocomplete": "off"})
        super().__init__(help_text=f"{given} {help_text}".strip(), max_length=40, required=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value)

    def clean(self, value: Any) -> Any:
        return PartialDate.parse(super().clean(value))


class LinesField(forms.CharField):
    """Text of several lines. Browsers send line ends as CR LF; the registry keeps them as LF, as its files have them."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial or "") != self.to_python(data or "")


class PlainNumberField(forms.DecimalField):
    """A number without the zeros that only say how many places the column has."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) and value.is_finite() else value


class AddressField(forms.CharField):
    """A web address, kept letter by letter; `forms.URLField` would take it apart and put it together again."""

    widget = forms.URLInput

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return f"https://{text}" if text and "://" not in text else text


class CitedField(forms.CharField):
    """The fact that a citation supports, chosen by its words from a list of suggestions; the name of the field does as well."""

    #: Name of the field → words, set by the form, since it depends on the kind of record.
    words: Mapping[str, str] = {}

    def prepare_value(self, value: Any) -> Any:
        return self.words.get(value, value)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        by_words = {words.casefold(): name for name, words in self.words.items()}
        return by_words.get(text.casefold(), text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "") != self.to_python(data)

    def clean(self, value: Any) -> str:
        name = super().clean(value)
        if name and name not in self.words:
            raise ValidationError(
                _("“%(name)s” is not a fact of this kind of record. Choose one from the list, such as “%(example)s”."),
                params={"name": name[:60], "example": next(iter(self.words.values()), "")},
            )
        return name


class KnownMixin:
    """Select2's box with the chosen rows already known, so that fifty rows of a page do not ask fifty times."""

    known: dict[str, str]

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> Any:
        known = getattr(self, "known", {})
        chosen = [key for key in value if key]
        if not chosen or not all(key in known for key in chosen):
            return super().optgroups(name, value, attr)  # type: ignore[misc]
        options: list[Any] = []
        if not self.is_required and not self.allow_multiple_selected:  # type: ignore[attr-defined]
            options.append(self.create_option(name, "", "", False, 0))  # type: ignore[attr-defined]
        for key in chosen:
            options.append(self.create_option(name, key, known[key], {key}, len(options)))  # type: ignore[attr-defined]
        return [(None, options, 0)]


class KnownSelect(KnownMixin, AutocompleteSelect):
    pass


class KnownSelectMultiple(KnownMixin, AutocompleteSelectMultiple):
    pass


#: What stands in for Django's own fields in each form.
OVERRIDES: dict[type[models.Field], dict[str, Any]] = {
    models.TextField: {"form_class": LinesField, "widget": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})},
    models.URLField: {"form_class": AddressField, "widget": forms.URLInput(attrs={"class": "vURLField"})},
    models.DecimalField: {
        "form_class": PlainNumberField,
        "widget": forms.NumberInput(attrs={"class": "vNumberField", "step": "any"}),
    },
}
