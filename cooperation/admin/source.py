from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cooperation.editorial import workflow
from cooperation.kinds import kind_of
from cooperation.models import Citation, Source

from .base import RegistryAdmin
from .record import dated


class UseFilter(admin.SimpleListFilter):
    """Sources by whether published records stand on them."""

    title = _("use")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("cited", _("cited by what is published")), ("uncited", _("not cited")), ("unarchived", _("no archived copy"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "cited":
            return queryset.cited()
        if self.value() == "uncited":
            return queryset.exclude(pk__in=Source.objects.cited().order_by().values("pk"))
        return queryset.filter(archived_url="") if self.value() == "unarchived" else queryset


@admin.register(Source)
class SourceAdmin(RegistryAdmin):
    list_display = ("reference", "title", "publisher", "language", "kind", "published_shown", "retrieved_on")
    list_display_links = ("reference", "title")
    list_filter = ("kind", UseFilter, "is_copy")
    search_fields = ("reference", "title", "publisher", "url")
    search_help_text = _("Reference, words of the title, publisher, or a part of the address.")
    ordering = ("-pk",)
    show_full_result_count = False
    fieldsets = (
        (
            _("The document"),
            {
                "fields": ("title", ("publisher", "language", "kind"), "url", "published_on", "is_copy"),
                "description": _("One document, one source: search for its address before you add it again."),
            },
        ),
        (
            _("How it was read"),
            {"fields": ("retrieved_on", "archived_url", "content_hash", "licence", "remark_en")},
        ),
    )
    published_shown = dated("published_on", "published", _("published on"))

    def view_on_site(self, obj: Source) -> str | None:
        return kind_of(Source).url(obj) if Source.objects.cited().filter(pk=obj.pk).exists() else None

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        workflow.refresh_source_later(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A source on which nothing stands, by an administrator."""
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or not any(citation.objects.filter(source=obj).exists() for citation in Citation.__subclasses__())
