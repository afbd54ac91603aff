"""The form in which a curator sends trade files: which release they are, how they are to be read, and the files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.models import SourceRelease, TradeLoad
from cooperation.trade import loading

MEGABYTE = 1 << 20
#: Columns of a release that are asked for; what is left empty is taken over from the release that is replaced.
DESCRIPTION = ("title_en", "title_zh", "title_ru", "publisher", "kind", "licence", "retrieved_on", "rank", "remark_en")


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files of one release. Cleans to a list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        if not isinstance(data, (list, tuple)):
            data = [data]
        files = [super(ManyFilesField, self).clean(each, initial) for each in data or [None]]
        size = sum(file.size for file in files)
        if size > settings.TRADE_UPLOAD_MAX_MB * MEGABYTE:
            raise ValidationError(
                _("These files are %(size)d MB; %(most)d MB are taken. Pack them (.gz or .zip), or load them with the command.")
                % {"size": size // MEGABYTE, "most": settings.TRADE_UPLOAD_MAX_MB}
            )
        return files


class UploadForm(forms.ModelForm):
    """A load that does not exist yet. Nothing public changes by sending it."""

    sent_files = ManyFilesField(
        label=gettext_lazy("files"),
        help_text=gettext_lazy("UN Comtrade's CSV, SDMX-CSV or the registry's own CSV; plain, .gz or .zip with one file in it."),
    )
    title_en = forms.CharField(label=gettext_lazy("title in English"), max_length=400, required=False)
    title_zh = forms.CharField(label=gettext_lazy("title in Chinese"), max_length=400, required=False)
    title_ru = forms.CharField(label=gettext_lazy("title in Russian"), max_length=400, required=False)
    publisher = forms.CharField(label=gettext_lazy("publisher"), max_length=200, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=[("", "—"), *SourceRelease.Kind.choices], required=False)
    licence = forms.CharField(label=gettext_lazy("licence"), max_length=200, required=False)
    retrieved_on = forms.DateField(
        label=gettext_lazy("retrieved on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("The day of the download. Empty: today."),
    )
    rank = forms.IntegerField(
        label=gettext_lazy("rank"),
        required=False,
        min_value=0,
        max_value=999,
        help_text=gettext_lazy("Where releases state the same value, the lowest rank is shown first. 50 is usual."),
    )
    remark_en = forms.CharField(label=gettext_lazy("remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    revision = forms.CharField(
        label=gettext_lazy("revision of the HS"),
        max_length=10,
        required=False,
        help_text=gettext_lazy("Such as HS2022, where the files do not say it."),
    )
    mixed_revisions = forms.BooleanField(label=gettext_lazy("several revisions of the HS are meant"), required=False)
    selected_products = forms.BooleanField(
        label=gettext_lazy("selected products only: never add them up to all goods"), required=False
    )
    max_errors = forms.IntegerField(
        label=gettext_lazy("rejected rows allowed"),
        required=False,
        min_value=0,
        max_value=1_000,
        initial=0,
        help_text=gettext_lazy("With more, nothing is loaded. Each rejected row is listed with line, column and reason."),
    )

    class Meta:
        model = TradeLoad
        fields = ("code",)
        help_texts = {
            "code": gettext_lazy(
                "Short name of the release, such as comtrade-2026-03. A code that is in use replaces today's release, once it is applied."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)

    def clean_max_errors(self) -> int:
        return self.cleaned_data["max_errors"] or 0

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        code = given.get("code")
        if code and loading.current(code) is None:
            for name in ("title_en", "publisher"):
                if not given.get(name):
                    self.add_error(name, _("%(code)s is a new release: say its title and its publisher.") % {"code": code})
        if code and any(load.is_alive for load in TradeLoad.objects.filter(code=code).under_way()):
            self.add_error("code", _("A load of %(code)s is at work. Wait until it has ended.") % {"code": code})
        return given

    def save(self, commit: bool = True) -> TradeLoad:
        given = self.cleaned_data
        description = {name: given[name] for name in DESCRIPTION if given.get(name) not in (None, "")}
        description["retrieved_on"] = str(description.get("retrieved_on") or timezone.localdate())
        if given["selected_products"]:
            description["covers_all_products"] = False
        self.instance.description = description
        self.instance.options = {name: given[name] for name in ("revision", "mixed_revisions", "max_errors")}
        return super().save(commit)
