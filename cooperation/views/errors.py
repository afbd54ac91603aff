"""Errors in plain words. No handler reads the request's body, which may be what is wrong."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _


def error_page(request: HttpRequest, status: int, title: str, text: str, **extra) -> HttpResponse:
    context = {"status": status, "title": title, "text": text, **extra}
    return HttpResponse(render_to_string("error.html", context, request), status=status)


def in_path_language(handler):
    """Errors may come before the language was chosen: take it from the path, else from the browser."""

    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info) or translation.get_language_from_request(request)
        with translation.override(language):
            return handler(request, *args, **kwargs)

    return wrapped


@in_path_language
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(
        request,
        400,
        _("This request cannot be read"),
        _("The address or the form holds something that the registry does not understand. Go back and try again."),
    )


@in_path_language
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(
        request,
        403,
        _("You may not open this page"),
        _("Your account lacks the permission, or the form was open for too long. Sign in again, or go back and reload the form."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django calls this with a reason meant for developers; readers get the words of `forbidden`."""
    return forbidden(request)


@in_path_language
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(
        request,
        404,
        _("There is no such page"),
        _("The address may be mistyped, or the record is not published. Search for it, or begin at the home page."),
    )


@in_path_language
def method_not_allowed(request: HttpRequest) -> HttpResponse:
    response = error_page(
        request,
        405,
        _("This page can only be read"),
        _("The address answers to GET, HEAD and OPTIONS. Nothing was changed."),
    )
    response["Allow"] = "GET, HEAD, OPTIONS"
    return response


@in_path_language
def gone(request: HttpRequest, *, reason: str, replacement=None) -> HttpResponse:
    return error_page(
        request,
        410,
        _("This record was withdrawn"),
        _("Reason given by the editors: %(reason)s") % {"reason": reason},
        replacement=replacement,
    )


@in_path_language
def too_large(request: HttpRequest) -> HttpResponse:
    return error_page(
        request,
        413,
        _("This is more than the registry takes at once"),
        _("At most %(most)d MB may be sent. Nothing was saved. Pack trade files (.gz or .zip), or load them with the command.")
        % {"most": settings.TRADE_UPLOAD_MAX_MB},
    )


@in_path_language
def too_many_requests(request: HttpRequest, *args, **kwargs) -> HttpResponse:
    """Also what a locked-out sign-in shows."""
    response = error_page(
        request,
        429,
        _("Too many attempts"),
        _("Wait for an hour, then try again. An administrator can lift the block earlier."),
    )
    response["Retry-After"] = "3600"
    return response


@in_path_language
def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(
        request,
        500,
        _("The registry made a mistake"),
        _("The fault is ours and has been logged. Try again in a few minutes."),
    )


@in_path_language
def unavailable(request: HttpRequest) -> HttpResponse:
    response = error_page(
        request,
        503,
        _("The registry is busy"),
        _("Nothing was saved. Wait a few seconds, then send the same again."),
    )
    response["Retry-After"] = "10"
    return response


def problem(status: int, title: str, problems: dict[str, list[str]]) -> JsonResponse:
    """What a file or an API says instead of data: RFC 9457, with the name of each parameter that is wrong."""
    detail = " ".join(f"{name}: {' '.join(messages)}" for name, messages in problems.items())
    return JsonResponse(
        {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": detail,
            "parameters": [{"name": name, "messages": messages} for name, messages in problems.items()],
        },
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
