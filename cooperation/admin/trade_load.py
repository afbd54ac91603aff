"""Loading trade files in the admin: send them, look at what they would change, apply it, go back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.editorial.permissions import Permission
from cooperation.models import SourceRelease, TradeLoad
from cooperation.trade import loading, uploads
from cooperation.trade.files import LoadProblem

from .upload_form import UploadForm

Status = TradeLoad.Status
#: Seconds after which the page of a load that is being read asks again.
ASKS_AGAIN = 3


def start(load: TradeLoad) -> None:
    loading.wait_again(load)
    try:
        uploads.start_reading()
    except OSError as error:
        raise LoadProblem(
            _("No process could be started (%(why)s). Ask an operator to run: manage.py load_trade --waiting") % {"why": error}
        ) from error


def discard(load: TradeLoad) -> None:
    loading.discard(load)
    uploads.forget(load)


@dataclass(frozen=True)
class LoadStep:
    """What may be done with a load: when, by whom, and what it says beside its button."""

    name: str
    label: Any
    explains: Any
    does: Callable[[TradeLoad], Any]
    is_open: Callable[[TradeLoad], bool]
    needs: str = Permission.PUBLISH


STEPS = {
    step.name: step
    for step in (
        LoadStep(
            "apply",
            gettext_lazy("Apply"),
            gettext_lazy("The public sees these rows at once, instead of today's release. You can go back."),
            loading.publish,
            lambda load: load.status == Status.READY,
        ),
        LoadStep(
            "start",
            gettext_lazy("Start again"),
            gettext_lazy("No process is at work on it. It begins anew; nothing was half done."),
            start,
            lambda load: load.is_broken_off or load.status == Status.WAITING,
            needs="cooperation.add_tradeload",
        ),
        LoadStep(
            "discard",
            gettext_lazy("Discard"),
            gettext_lazy("The rows that were read and the files are deleted. What the public sees stays."),
            discard,
            lambda load: load.status in (Status.WAITING, Status.READY, Status.FAILED) or load.is_broken_off,
            needs="cooperation.add_tradeload",
        ),
        LoadStep(
            "undo",
            gettext_lazy("Undo"),
            gettext_lazy("The public sees the release before this one again."),
            lambda load: loading.undo(load.code),
            lambda load: load.status == Status.APPLIED and bool(load.release and load.release.is_current),
        ),
    )
}


@admin.register(TradeLoad)
class TradeLoadAdmin(admin.ModelAdmin):
    form = UploadForm
    list_display = ("code", "status", "progress_shown", "rows_kept", "rows_rejected", "requested_by", "created_at")
    list_filter = ("status",)
    list_select_related = ("requested_by",)
    search_fields = ("code",)
    search_help_text = gettext_lazy("Code of the release.")
    ordering = ("-pk",)
    actions = None
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("code", "sent_files")}),
        (
            gettext_lazy("The release"),
            {
                "fields": ("title_en", "title_zh", "title_ru", "publisher", "kind", "licence", "retrieved_on", "rank", "remark_en"),
                "description": gettext_lazy("For a code that is in use, what is left empty is taken over from today's release."),
            },
        ),
        (
            gettext_lazy("How the files are read"),
            {"fields": ("revision", "mixed_revisions", "selected_products", "max_errors")},
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("progress, per cent"), ordering="progress")
    def progress_shown(self, load: TradeLoad) -> str:
        return f"{load.progress} %"

    def get_urls(self) -> list[Any]:
        own = [
            path("<int:pk>/do/<slug:name>/", self.admin_site.admin_view(self.step_view), name="cooperation_tradeload_step"),
            path("<int:pk>/rejected/", self.admin_site.admin_view(self.rejected_view), name="cooperation_tradeload_rejected"),
        ]
        return [*own, *super().get_urls()]

    # Sending

    def save_model(self, request: HttpRequest, obj: TradeLoad, form: Any, change: bool) -> None:
        obj.requested_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)
        uploads.store(obj, form.cleaned_data["sent_files"])

    def response_add(self, request: HttpRequest, obj: TradeLoad, post_url_continue: str | None = None) -> HttpResponse:
        """The load is stored by now, and its transaction is over: only then another process can find it."""
        return HttpResponseRedirect(reverse("admin:cooperation_tradeload_change", args=[obj.pk]))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        response = super().add_view(
            request, form_url, {"show_save_and_continue": False, "show_save_and_add_another": False, **(extra_context or {})}
        )
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):
            self.begin(request)
        return response

    def begin(self, request: HttpRequest) -> None:
        try:
            uploads.start_reading()
        except OSError as error:
            messages.error(request, _("The files wait, but no process could be started: %(why)s.") % {"why": error})

    # Looking

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        loads = TradeLoad.objects.select_related("release", "requested_by")
        load = loads.filter(pk=object_id).first() if object_id.isdecimal() else None
        if load is None:
            raise Http404
        if not self.has_view_permission(request, load):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": load.code,
            "subtitle": load.get_status_display(),
            "opts": self.opts,
            "load": load,
            "steps": [step for step in STEPS.values() if step.is_open(load) and request.user.has_perm(str(step.needs))],
            "difference": [compared(line) for line in load.summary.get("difference", [])],
            "today": SourceRelease.objects.current().filter(code=load.code).first(),
            "has_report": bool(load.rejected_file) and Path(load.rejected_file).is_file(),
            "files": [Path(name).name for name in load.files],
        }
        response = TemplateResponse(request, "admin/cooperation/trade_load.html", context)
        if load.status in (Status.WAITING, Status.READING) and not load.is_broken_off:
            response["Refresh"] = str(ASKS_AGAIN)
        return response

    def rejected_view(self, request: HttpRequest, pk: int) -> FileResponse:
        load = TradeLoad.objects.filter(pk=pk).first()
        if load is None or not self.has_view_permission(request, load):
            raise Http404
        report = Path(load.rejected_file)
        # Only what the admin itself wrote: the command may have put its report anywhere.
        if report.parent != uploads.folder(load) or not report.is_file():
            raise Http404
        return FileResponse(report.open("rb"), as_attachment=True, filename=report.name, content_type="text/csv; charset=utf-8")

    # Doing

    def step_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        load = TradeLoad.objects.select_related("release").filter(pk=pk).first()
        step = STEPS.get(name)
        if load is None or step is None:
            raise Http404
        if not request.user.has_perm(str(step.needs)):
            raise PermissionDenied
        if request.method == "POST":
            self.take(request, step, load)
        return HttpResponseRedirect(reverse("admin:cooperation_tradeload_change", args=[load.pk]))

    def take(self, request: HttpRequest, step: LoadStep, load: TradeLoad) -> None:
        if not step.is_open(load):
            messages.error(
                request, _("Not done: the load is in the state “%(state)s” by now.") % {"state": load.get_status_display()}
            )
            return
        try:
            step.does(load)
        except LoadProblem as problem:
            messages.error(request, str(problem))
            return
        self.log_change(request, load, str(step.label))
        messages.success(request, _("%(step)s: done.") % {"step": step.label})


def compared(line: dict[str, Any]) -> dict[str, Any]:
    """A line of the difference with its values in million US dollars, and what becomes of it."""
    value, today = (float(line[name]) / 1e6 for name in ("value_usd", "value_usd_today"))
    return {**line, "value": value, "value_today": today, "is_new": not line["rows_today"], "is_gone": not line["rows"]}
