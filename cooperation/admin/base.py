"""What every page of the admin shares: its fields, its search, and that a form is saved once and never over another's work."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import SentForm
from cooperation.models.documents import is_partial

from .fields import OVERRIDES, KnownSelect, KnownSelectMultiple
from .forms import WholeForm, partial_date_field
from .searching import matching

#: How long a form that was sent is remembered.
REMEMBERED = dt.timedelta(days=7)


class FieldsMixin:
    """Fields for the columns of a page or of an inline."""

    formfield_overrides = OVERRIDES

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return partial_date_field(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", KnownSelect(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", KnownSelectMultiple(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Every key to another table, since each of these may grow."""
        fields = [*self.opts.concrete_fields, *self.opts.many_to_many]  # type: ignore[attr-defined]
        return tuple(field.name for field in fields if field.is_relation and field.editable and field.name != "record")


def boxes(model: type[models.Model]) -> list[str]:
    """Columns that have a box: a precision travels with its date."""
    precisions = {f"{field.name}_precision" for field in model._meta.concrete_fields if is_partial(field)}
    left_out = precisions | {"record", "position", model._meta.pk.name}
    return [field.name for field in model._meta.concrete_fields if field.editable and field.name not in left_out]


class RegistryAdmin(FieldsMixin, admin.ModelAdmin):
    """A table that curators keep. Beside Django's own: searched in three scripts, sent once, refused where another was faster."""

    form = WholeForm
    change_form_template = "admin/cooperation/change_form.html"
    list_per_page = 50
    save_on_top = False

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [f"{field.name}_precision" for field in self.opts.concrete_fields if is_partial(field)]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return boxes(self.model)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return matching(queryset, tuple(self.get_search_fields(request)), search_term), False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """A row that is about to be saved is locked first, so that of two saves at once the second sees the first."""
        if request.method == "POST" and connection.in_atomic_block and from_field is None:
            try:
                key = self.opts.pk.to_python(object_id)
            except ValidationError:
                return None
            list(self.model._default_manager.select_for_update().filter(pk=key).values_list("pk"))
        return super().get_object(request, object_id, from_field)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Once more where two saves met in the database: the second time the form finds the other's row, and says so."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            if request.method != "POST":
                raise
            return super().changeform_view(request, *args, **kwargs)

    def _changeform_view(self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any) -> HttpResponse:
        token = token_of(request)
        if object_id is not None or token is None:
            return super()._changeform_view(request, object_id, form_url, extra_context)
        SentForm.objects.filter(sent_at__lt=timezone.now() - REMEMBERED).delete()
        sent, is_first = SentForm.objects.get_or_create(token=token)
        if not is_first:
            messages.info(request, _("This form was sent twice. The first time it was saved; here is what it made."))
            return HttpResponseRedirect(sent.address or reverse("admin:index"))
        request.sent_form = sent  # type: ignore[attr-defined]
        answer = super()._changeform_view(request, object_id, form_url, extra_context)
        if not sent.address:
            sent.delete()
        return answer

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        sent = getattr(request, "sent_form", None)
        if sent is not None:
            sent.address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
            sent.save(update_fields=["address"])
        return super().log_addition(request, obj, message)


def token_of(request: HttpRequest) -> uuid.UUID | None:
    """The token of a form for a new row; None where there is none, or none that can be read."""
    if request.method != "POST":
        return None
    try:
        return uuid.UUID(request.POST.get("form_token", ""))
    except ValueError:
        return None
