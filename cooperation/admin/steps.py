"""The steps of a record's editorial life as pages of the admin: each is asked for, confirmed with its reason, and logged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.editorial import workflow
from cooperation.editorial.permissions import Permission
from cooperation.models import State

from .fields import LinesField
from .forms import REASON_MAX, fingerprint


@dataclass(frozen=True)
class Step:
    """One step: from which states it is taken, by whom, and what it asks."""

    name: str
    label: Any
    does: Callable[..., Any]
    states: tuple[State, ...]
    done: Any
    explains: Any
    needs: str = ""
    asks_reason: bool = False
    asks_replacement: bool = False

    def is_open(self, record: Any, user: Any) -> bool:
        needs = self.needs or f"cooperation.change_{record._meta.model_name}"
        return record.state in self.states and user.has_perm(str(needs))


STEPS = {
    step.name: step
    for step in (
        Step(
            "submit",
            gettext_lazy("Send to review"),
            workflow.submit,
            (State.DRAFT,),
            gettext_lazy("sent to review"),
            gettext_lazy("A reviewer will look at it, and publish it or hand it back with a note."),
        ),
        Step(
            "publish",
            gettext_lazy("Publish"),
            workflow.publish,
            (State.DRAFT, State.IN_REVIEW, State.WITHDRAWN),
            gettext_lazy("published"),
            gettext_lazy("Everybody can read it from now on, in lists, files and search. You answer for it as its reviewer."),
            needs=Permission.PUBLISH,
        ),
        Step(
            "hand-back",
            gettext_lazy("Hand back"),
            workflow.hand_back,
            (State.IN_REVIEW,),
            gettext_lazy("handed back"),
            gettext_lazy("It becomes a draft again. Say what its curator should change."),
            needs=Permission.PUBLISH,
            asks_reason=True,
        ),
        Step(
            "withdraw",
            gettext_lazy("Withdraw"),
            workflow.withdraw,
            (State.PUBLISHED,),
            gettext_lazy("withdrawn"),
            gettext_lazy("It leaves the public pages. Its address shows your reason, and the record that took its place."),
            needs=Permission.PUBLISH,
            asks_reason=True,
            asks_replacement=True,
        ),
    )
}


class StepForm(forms.Form):
    reason = LinesField(
        label=gettext_lazy("Reason"), max_length=REASON_MAX, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    replaced_by = forms.CharField(
        label=gettext_lazy("Replaced by"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Reference of the record that took its place, such as AGR-2024-0003. Empty: none did."),
    )
    started_from = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, step: Step, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = step.asks_reason
        if not step.asks_replacement:
            del self.fields["replaced_by"]


class StepsMixin:
    """Adds the pages of the steps, and actions for those that need no reason."""

    actions = ("submit_chosen", "publish_chosen")

    def get_urls(self) -> list[Any]:
        info = f"{self.opts.app_label}_{self.opts.model_name}_step"  # type: ignore[attr-defined]
        own = path("<path:object_id>/step/<slug:name>/", self.admin_site.admin_view(self.step_view), name=info)  # type: ignore[attr-defined]
        return [own, *super().get_urls()]  # type: ignore[misc]

    def open_steps(self, request: HttpRequest, record: Any) -> list[dict[str, Any]]:
        info = f"admin:{self.opts.app_label}_{self.opts.model_name}_step"  # type: ignore[attr-defined]
        return [
            {"label": step.label, "url": reverse(info, args=[record.pk, step.name]), "name": step.name}
            for step in STEPS.values()
            if step.is_open(record, request.user)
        ]

    def step_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        step = STEPS.get(name)
        if record is None or step is None:
            raise Http404
        if not step.is_open(record, request.user) and not (step.needs == "" or request.user.has_perm(str(step.needs))):
            raise PermissionDenied
        form = StepForm(step, request.POST or None, initial={"started_from": fingerprint(record)})
        if request.method == "POST" and form.is_valid() and self.take(request, step, record, form):
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk])  # type: ignore[attr-defined]
            )
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": step.label,
            "subtitle": str(record),
            "opts": self.opts,  # type: ignore[attr-defined]
            "original": record,
            "step": step,
            "form": form,
            "completeness": self.completeness_of(record),  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/cooperation/step.html", context)

    def take(self, request: HttpRequest, step: Step, record: Any, form: StepForm) -> bool:
        given = form.cleaned_data
        words = {"reason": given["reason"], "seen": given["started_from"]}
        if step.asks_replacement:
            words["replaced_by"] = given["replaced_by"].strip()
        try:
            step.does(record=record, by=request.user, **words)
        except workflow.Refused as refused:
            form.add_error(None, refused)
            return False
        self.log_step(request, step, record, given["reason"])
        messages.success(request, _("%(record)s: %(done)s.") % {"record": record, "done": step.done})
        return True

    def log_step(self, request: HttpRequest, step: Step, record: Any, reason: str = "") -> None:
        words = f"{step.label}: {reason}" if reason else str(step.label)
        self.log_change(request, record, words)  # type: ignore[attr-defined]

    def each_chosen(self, request: HttpRequest, queryset: Any, step: Step) -> None:
        """Take a step for each chosen record, and say what was done and what was skipped, with the reason."""
        done = 0
        for record in queryset.order_by("reference"):
            try:
                step.does(record=record, by=request.user)
            except workflow.Refused as refused:
                messages.warning(
                    request,
                    _("Skipped %(reference)s: %(why)s") % {"reference": record.reference, "why": " ".join(refused.messages)},
                )
                continue
            self.log_step(request, step, record)
            done += 1
        if done:
            messages.success(request, _("%(step)s: %(count)d done.") % {"step": step.label, "count": done})

    def submit_chosen(self, request: HttpRequest, queryset: Any) -> None:
        self.each_chosen(request, queryset, STEPS["submit"])

    submit_chosen.short_description = gettext_lazy("Send the chosen drafts to review")  # type: ignore[attr-defined]
    submit_chosen.allowed_permissions = ("change",)  # type: ignore[attr-defined]

    def publish_chosen(self, request: HttpRequest, queryset: Any) -> None:
        self.each_chosen(request, queryset, STEPS["publish"])

    publish_chosen.short_description = gettext_lazy("Publish the chosen records")  # type: ignore[attr-defined]
    publish_chosen.allowed_permissions = ("publish",)  # type: ignore[attr-defined]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(str(Permission.PUBLISH))
