"""What every answer passes through, from the outside in: plain errors, headers, the rules of public pages."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from . import errors

Handler = Callable[[HttpRequest], HttpResponse]

ADMIN = "/admin/"
#: Seconds for which a browser or a shared cache may show a public page without asking again.
PUBLIC_MAX_AGE = 60

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


MEGABYTE = 1 << 20
#: Beside the files themselves, what a form of the admin may hold, in bytes.
FORM_MAX = 16 << 20


class PlainErrors:
    """Outermost. Refuses forms that are too large or in other charsets than UTF-8 before anything reads them, and says 503 where
    the database is locked or the disk is full.

    Django's own handlers read `request.POST` again, and answer 500 to a form whose charset they cannot read.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = re.search(r"charset=\"?([\w.:-]+)", request.META.get("CONTENT_TYPE", ""), re.IGNORECASE)
        if request.method == "POST" and charset and charset[1].lower() not in ("utf-8", "utf8"):
            return errors.bad_request(request)
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > settings.TRADE_UPLOAD_MAX_MB * MEGABYTE + FORM_MAX:
            return errors.too_large(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError) and re.search("locked|full|disk I/O", str(exception)):
            return errors.unavailable(request)
        return None


class SecurityHeaders:
    """Headers that Django's SecurityMiddleware does not set."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class PublicPages:
    """Public pages are read only and the same for everybody: other methods are refused, and caches may keep the answer."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(ADMIN):
            return response
        if response.status_code == 200 and not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, max_age=PUBLIC_MAX_AGE)
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if request.path.startswith(ADMIN) or request.method in ("GET", "HEAD", "OPTIONS"):
            return None
        return errors.method_not_allowed(request)
