"""The forms of records and of what belongs to them: partial dates in one box, no stale save, no record without a source."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.models import Citation, Finance, Indicator, Milestone, PartialDate, Record, State
from cooperation.models.documents import is_partial

from .fields import CitedField, KnownMixin, PartialDateField

REASON_MAX = 400
#: Groups whose rows a citation may name one by one, and where the names come from.
KEYED: dict[str, type[models.TextChoices] | type[Indicator]] = {
    "milestones": Milestone.Kind,
    "finance": Finance.Kind,
    "capacities": Indicator,
    "measures": Indicator,
}


def fingerprint(instance: models.Model) -> str:
    """What changes whenever a row is saved: the instant, where the table has one, else the row's own values."""
    edited_at = getattr(instance, "edited_at", None)
    if edited_at is not None:
        return edited_at.isoformat()
    values = "\x1f".join(str(field.value_to_string(instance)) for field in instance._meta.concrete_fields)
    return hashlib.sha256(values.encode()).hexdigest()


class RowForm(forms.ModelForm):
    """A form whose dates are partial ones, and whose chosen rows are known without asking again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.partial_names():
            if self.instance.pk is not None:
                partial = PartialDate(getattr(self.instance, name), getattr(self.instance, f"{name}_precision"))
                self.initial[name] = str(partial)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KnownMixin) and self.instance._meta.get_field(name).many_to_one:
                column = self.instance._meta.get_field(name)
                if column.is_cached(self.instance) and (related := getattr(self.instance, name)) is not None:
                    widget.known = {str(related.pk): str(related)}

    def partial_names(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, PartialDateField)]

    def clean(self) -> dict[str, Any]:
        """Take each partial date apart into its two columns."""
        super().clean()
        for name in self.partial_names():
            partial = self.cleaned_data.get(name)
            if isinstance(partial, PartialDate):
                self.cleaned_data[name] = partial.date
                setattr(self.instance, f"{name}_precision", partial.precision)
        return self.cleaned_data

    def _get_validation_exclusions(self) -> set[str]:
        """The precision has no box of its own, and still takes part in the rules about its date."""
        read = {f"{name}_precision" for name in self.partial_names() if name not in self._errors}
        return super()._get_validation_exclusions() - read


class WholeForm(RowForm):
    """The form of a page: it knows from which state of the row it started, and is sent once."""

    started_from = forms.CharField(required=False, widget=forms.HiddenInput)
    form_token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["form_token"] = uuid.uuid4
            del self.fields["started_from"]
        else:
            self.initial["started_from"] = fingerprint(self.instance)
            del self.fields["form_token"]

    def clean(self) -> dict[str, Any]:
        if self.instance.pk is not None and self.cleaned_data.get("started_from") != fingerprint(self.instance):
            self.add_error(None, ValidationError(self.who_came_before(), code="stale"))
        return super().clean()

    def who_came_before(self) -> str:
        log = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(self.instance), object_id=str(self.instance.pk)
        ).first()
        who = getattr(self.instance, "edited_by", None) or (log.user if log else None)
        when = getattr(self.instance, "edited_at", None) or (log.action_time if log else None)
        words = {
            "who": who.get_username() if who else _("the registry's files"),
            "when": date_format(timezone.localtime(when), "DATETIME_FORMAT") if when else _("a moment ago"),
        }
        return (
            _(
                "Not saved: this was changed by %(who)s (%(when)s) after you opened the page. What you typed is still below."
                " Open the page once more in another tab, look at what has changed, and carry your changes over."
            )
            % words
        )

    @property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name not in ("started_from", "form_token", "reason")]


class RecordForm(WholeForm):
    reason = forms.CharField(
        label=gettext_lazy("What changed and why"),
        max_length=REASON_MAX,
        required=False,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text=gettext_lazy("Stands in the record's history. A published record needs it: its readers see the change at once."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = self.instance.state == State.PUBLISHED
        self.fields["reason"].error_messages["required"] = _("Say in a few words what you changed and why.")


class DependantFormSet(forms.BaseInlineFormSet):
    """Rows that belong to a record. All changed rows make room before the first is written, so that two may change places."""

    def save_existing_objects(self, commit: bool = True) -> list[Any]:
        if commit:
            changed = [form.instance.pk for form in self.initial_forms if form.has_changed() and form.instance.pk]
            going = [form.instance.pk for form in self.deleted_forms]
            self.model._default_manager.filter(pk__in=set(changed) - set(going), record=self.instance).delete()
        return super().save_existing_objects(commit)


def citable_words(model: type[Record]) -> dict[str, str]:
    """Each name that a citation of this kind may put into `field`, in words: columns, groups, and single rows of groups."""
    from cooperation.kinds.fields import field_label

    words: dict[str, str] = {}
    names = [field.name for field in model._meta.get_fields() if field.name in model.citable_fields()]
    for name in names:
        words[name] = field_label(model, name)
        source = KEYED.get(name)
        if source is Indicator:
            words |= {f"{name}.{row.code}": f"{words[name]}: {row.name}" for row in Indicator.objects.all()}
        elif source is not None:
            words |= {f"{name}.{value}": f"{words[name]}: {label}" for value, label in source.choices}
    used: set[str] = set()
    for name, label in words.items():
        if label.casefold() in used:
            words[name] = name
        used.add(label.casefold())
    return words


class CitationForm(RowForm):
    field = CitedField(
        label=gettext_lazy("supports"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"list": "citable-facts", "class": "vTextField"}),
        help_text=gettext_lazy("The fact that this source supports. Empty: the record as a whole."),
    )


class CitationFormSet(DependantFormSet):
    """Citations: each supports a fact of the kind, one claim about a fact is preferred, and a published record keeps one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = citable_words(type(self.instance))

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "field" in form.fields:
            form.fields["field"].words = self.words

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms and self.stands(form)]
        if self.instance.state == State.PUBLISHED and not kept:
            raise ValidationError(
                _("A published record keeps at least one source. Put another one in before you take this one away.")
            )
        preferred: set[str] = set()
        for form in kept:
            given = getattr(form, "cleaned_data", {})
            if given.get("rank") != Citation.Rank.PREFERRED or not given.get("value"):
                continue
            if given["field"] in preferred:
                form.add_error("rank", _("Only one claim about a field can be the preferred one."))
            preferred.add(given["field"])

    def stands(self, form: Any) -> bool:
        """True for a row that was there before, and for a new one that was filled in."""
        return bool(form.instance.pk) or form.has_changed()


def partial_date_field(column: models.Field) -> forms.Field | None:
    """The box of a partial date; None for any other column."""
    if not is_partial(column):
        return None
    return PartialDateField(label=str(column.verbose_name).capitalize(), help_text=str(column.help_text))
