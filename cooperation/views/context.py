"""What every page's frame reads."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.kinds import KINDS

LANGUAGE_NAMES = {"en": "English", "zh-hans": "中文", "ru": "Русский"}


def site(request: HttpRequest) -> dict[str, Any]:
    """Navigation, languages and footer. Nothing here asks the database; admin pages get nothing."""
    if request.path.startswith("/admin/"):
        return {}
    return {
        "site_kinds": SimpleLazyObject(
            lambda: [{**_entry(request, kind.label_plural, kind.list_url()), "intro": kind.intro} for kind in KINDS]
        ),
        "site_nav": SimpleLazyObject(lambda: _navigation(request)),
        "footer_links": SimpleLazyObject(lambda: _footer(request)),
        "language_links": SimpleLazyObject(lambda: _languages(request)),
        "alternates": SimpleLazyObject(lambda: _alternates(request)),
        "home_url": reverse("home"),
        "search_url": reverse("search"),
        "canonical_url": SimpleLazyObject(lambda: f"{public_address(request)}{_canonical_path(request)}"),
        "data_licence": settings.DATA_LICENCE,
        "data_licence_url": settings.DATA_LICENCE_URL,
    }


def public_address(request: HttpRequest) -> str:
    """Scheme and host that the registry is known by, without a slash at the end; nothing where the request's host is refused."""
    if settings.PUBLIC_ADDRESS:
        return settings.PUBLIC_ADDRESS
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""


def home_crumb() -> dict[str, str]:
    """Where every trail of breadcrumbs begins."""
    return {"label": _("Home"), "url": reverse("home")}


def _entry(request: HttpRequest, label: Any, url: str) -> dict[str, Any]:
    return {"label": label, "name_plural": label, "url": url, "list_url": url, "current": request.path == url}


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        _entry(request, _("Trade explorer"), reverse("trade-explorer")),
        _entry(request, _("Countries"), reverse("country-list")),
        _entry(request, _("Sectors"), reverse("sector-list")),
        _entry(request, _("Map"), reverse("project-map")),
        _entry(request, _("Timeline"), reverse("timeline")),
    ]


def _footer(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        _entry(request, _("About the registry"), reverse("about")),
        _entry(request, _("Data and downloads"), reverse("data")),
        _entry(request, _("For curators"), reverse("admin:index")),
    ]


def _languages(request: HttpRequest) -> list[dict[str, Any]]:
    current = get_language()
    return [
        {
            "code": code,
            "name": LANGUAGE_NAMES[code],
            "url": _translated(request, request.get_full_path(), code),
            "current": code == current,
        }
        for code, _name in settings.LANGUAGES
    ]


def _canonical_path(request: HttpRequest) -> str:
    """The address by which others should know the page: without filters and order, which show parts of the same list, but
    with the number of a further page, which shows what the first does not."""
    number = request.GET.get("page", "")
    return f"{request.path}?page={number}" if number.isdecimal() and int(number) > 1 else request.path


def _alternates(request: HttpRequest) -> list[dict[str, str]]:
    """The page in each language, and in English for readers of any other."""
    base, path = public_address(request), _canonical_path(request)
    languages = {code: code for code, _name in settings.LANGUAGES} | {"x-default": settings.LANGUAGE_CODE}
    return [{"code": code, "url": f"{base}{_translated(request, path, language)}"} for code, language in languages.items()]


def _translated(request: HttpRequest, path: str, language: str) -> str:
    """The same page in another language; its home where the page is not one of ours.

    The languages' addresses differ in their beginning only, so an address that has led to a page need not be looked up again.
    """
    beginning = f"/{get_language()}/"
    if request.resolver_match and path.startswith(beginning):
        return f"/{language}/{path.removeprefix(beginning)}"
    try:
        url = translate_url(path, language)
    except NoReverseMatch:
        url = path
    return url if url.startswith(f"/{language}/") else f"/{language}/"
