"""What every kind of record shares in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.editorial import workflow
from cooperation.editorial.permissions import Permission
from cooperation.kinds import kind_of
from cooperation.models import State, Version

from . import completeness
from .base import RegistryAdmin
from .filters import CareFilter, CountryFilter, EditorFilter, SectorFilter
from .forms import RecordForm
from .steps import StepsMixin

#: Missing facts named in a list before the rest is counted.
NAMED = 2

TITLES: Any = (
    gettext_lazy("Titles"),
    {
        "fields": ("title_en", "title_zh", "title_ru"),
        "description": gettext_lazy("Official names as the parties write them. Leave a language empty rather than translate."),
    },
)
FILING: Any = (
    gettext_lazy("Where it is filed"),
    {
        "fields": ("countries", "sectors"),
        "description": gettext_lazy(
            "Lists, profiles and search find the record by these. Choose the narrower sector where one fits."
        ),
    },
)
TEXTS: Any = (
    gettext_lazy("Summary and remarks"),
    {"fields": ("summary_en", "summary_zh", "summary_ru", "remarks_en"), "classes": ("collapse",)},
)


class RecordAdmin(StepsMixin, RegistryAdmin):
    """Lists with state, filing, date, sources and completeness; pages with the steps of the record's editorial life."""

    form = RecordForm
    #: Facts that matter for the kind.
    facts: tuple[completeness.Wanted, ...] = completeness.COMMON

    list_display_links = ("reference", "title_shown")
    search_fields: tuple[str, ...] = ("reference", "title_en", "title_zh", "title_ru")
    search_help_text = gettext_lazy("Reference, or words of the title in English, Chinese or Russian.")
    show_full_result_count = False
    ordering = ("-edited_at", "-pk")
    own_filters: tuple[Any, ...] = ()
    own_columns: tuple[str, ...] = ()

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        filed = ("countries_shown", "sectors_shown")
        return ("reference", "title_shown", "state_shown", *filed, *self.own_columns, "sources_shown", "completeness_shown")

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        return ("state", CareFilter, CountryFilter, SectorFilter, *self.own_filters, EditorFilter)

    def get_queryset(self, request: HttpRequest) -> Any:
        cited = self.model.citations.rel.related_model.objects.filter(record=OuterRef("pk")).order_by().values("record")
        sources = Coalesce(Subquery(cited.annotate(n=Count("source", distinct=True)).values("n")), 0, output_field=IntegerField())
        rows = completeness.annotated(super().get_queryset(request), self.facts)
        return rows.annotate(source_count=sources).select_related("edited_by").prefetch_related("countries", "sectors")

    # Columns

    @admin.display(description=gettext_lazy("title"), ordering="title_en")
    def title_shown(self, record: Any) -> str:
        return record.title

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_shown(self, record: Any) -> str:
        return format_html('<span class="state state-{}">{}</span>', record.state, record.get_state_display())

    @admin.display(description=gettext_lazy("countries"))
    def countries_shown(self, record: Any) -> str:
        return ", ".join(country.code for country in record.countries.all())

    @admin.display(description=gettext_lazy("sectors"))
    def sectors_shown(self, record: Any) -> str:
        return ", ".join(sector.code for sector in record.sectors.all())

    @admin.display(description=gettext_lazy("sources"), ordering="source_count")
    def sources_shown(self, record: Any) -> int:
        return record.source_count

    @admin.display(description=gettext_lazy("complete"), ordering="lacking")
    def completeness_shown(self, record: Any) -> str:
        found = self.completeness_of(record)
        named = "; ".join(found.lacking[:NAMED]) + (" …" if len(found.lacking) > NAMED else "")
        return format_html('<span class="complete">{}</span> <span class="lacking">{}</span>', found.count, named)

    def completeness_of(self, record: Any) -> completeness.Completeness:
        return completeness.read(record, self.facts)

    # Permissions

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Drafts only, by whoever made them or by an administrator. What was public is withdrawn, not deleted."""
        if not super().has_delete_permission(request, obj):
            return False
        if obj is None:
            return True
        return obj.state == State.DRAFT and (
            obj.created_by_id == request.user.pk or request.user.has_perm(str(Permission.ADMINISTER))
        )

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    # Pages

    def view_on_site(self, obj: Any) -> str | None:
        return kind_of(self.model).url(obj) if obj.state == State.PUBLISHED else None

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        record = kwargs.get("obj")
        if record is not None:
            context |= {
                "record": record,
                "completeness": self.completeness_of(record),
                "steps": self.open_steps(request, record),
                "public_url": self.view_on_site(record),
            }
        words = [getattr(inline.formset, "words", None) for inline in context["inline_admin_formsets"]]
        context["citable"] = next((found.values() for found in words if found), ())
        return super().render_change_form(request, context, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        record = self.model._default_manager.filter(pk=object_id).first() if object_id.isdigit() else None
        versions = Version.objects.none()
        if record is not None:
            versions = Version.objects.filter(reference=record.reference).select_related("author", "reviewer").order_by("-number")
        return super().history_view(request, object_id, {"versions": versions.defer("document"), **(extra_context or {})})

    # Saving: all in the one transaction that Django's admin opens

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user
        obj.edited_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        workflow.edited(record=form.instance, by=request.user, reason=form.cleaned_data.get("reason", ""))


def dated(column: str, partial: str, words: Any) -> Any:
    """A column of a list that shows a partial date as far as it is known."""

    @admin.display(description=words, ordering=column)
    def shown(admin_of_kind: Any, record: Any) -> str:
        return str(getattr(record, partial)) or _("not known")

    return shown
