"""The curators' site: its name, and its front page in the order of their work.

Beside the package `admin`, since that registers its tables with the site as soon as it is imported.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

#: Headings of the front page, with the names of the tables under each, in order.
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Records"), ("Agreement", "Project", "Programme", "Event", "Organisation", "Figure")),
    (_("Sources"), ("Source",)),
    (_("Trade"), ("TradeLoad", "SourceRelease", "TradeRecord")),
    (_("Vocabularies"), ("Country", "Sector", "Indicator", "Mechanism", "Product")),
)


class RegistrySite(admin.AdminSite):
    site_header = _("China–Central Asia Cooperation Registry")
    site_title = _("Cooperation Registry, curators")
    index_title = _("What curators keep")
    enable_nav_sidebar = False

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The tables that the account may see, under the headings of `GROUPS`; what is in none of them comes last."""
        found = self._build_app_dict(request, app_label)
        ours = found.pop("cooperation", None)
        groups = []
        if ours:
            by_name = {model["object_name"]: model for model in ours["models"]}
            for heading, names in GROUPS:
                models = [by_name.pop(name) for name in names if name in by_name]
                if models:
                    groups.append({**ours, "name": heading, "app_label": f"cooperation-{names[0].lower()}", "models": models})
            if by_name:
                groups.append({**ours, "name": _("Others"), "models": list(by_name.values())})
        return groups + sorted(found.values(), key=lambda app: app["name"].lower())

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"site_url": reverse("home")}
