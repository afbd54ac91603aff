"""Pages that are not one record or one list: home, search, profiles, about, data."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from cooperation.kinds import DETAIL_KINDS, KINDS, Kind
from cooperation.kinds.filters import QUERY_LENGTH
from cooperation.models import Agreement, Country, Event, Record, Sector

#: How many records of each kind a search, a profile and the home page show before "all N".
SHOWN = 5

RECORD_KINDS = tuple(kind for kind in DETAIL_KINDS if issubclass(kind.model, Record))


class Home(View):
    """The state of cooperation at a glance, and the ways in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        counts = {kind.name: kind.queryset().order_by().count() for kind in KINDS}
        context = {
            "kinds": [(kind, counts[kind.name]) for kind in KINDS],
            "total": sum(counts[kind.name] for kind in RECORD_KINDS),
            "countries": Country.objects.partners(),
            "sectors": Sector.objects.top(),
            "events": Event.objects.published().exclude(starts_on=None).prefetch_related("countries").order_by("-starts_on")[:SHOWN],
            "agreements": Agreement.objects.published()
            .exclude(signed_on=None)
            .prefetch_related("countries")
            .order_by("-signed_on", "reference")[:SHOWN],
        }
        return render(request, "pages/home.html", context)


class Search(View):
    """Records of all kinds that hold the words, grouped by kind."""

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "").strip()
        unknown = [name for name in request.GET if name != "q" and not name.startswith(("utm_", "fbclid", "gclid"))]
        error = ""
        if unknown:
            error = _("There is no parameter “%(name)s” here.") % {"name": unknown[0][:40]}
        elif len(text) > QUERY_LENGTH:
            error = _("Write at most %(most)d characters; these are %(count)d.") % {"most": QUERY_LENGTH, "count": len(text)}
        elif "\x00" in text or "�" in text:
            error = _("The value holds characters that cannot be read.")
        groups = [] if error or not text else [group for kind in RECORD_KINDS if (group := found(kind, text))]
        context = {"q": text[:QUERY_LENGTH], "groups": groups, "total": sum(group["count"] for group in groups), "error": error}
        return render(request, "pages/search.html", context, status=400 if error else 200)


def found(kind: Kind, text: str) -> dict[str, Any] | None:
    rows = kind.queryset().matching(text)
    count = rows.order_by().count()
    if not count:
        return None
    records = kind.sorted(rows, kind.default_sort).prefetch_related("countries")[:SHOWN]
    return {"kind": kind, "count": count, "records": records, "url": f"{kind.list_url()}?{urlencode({'q': text})}"}


class CountryList(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "pages/countries.html", {"countries": Country.objects.filter(role__in=("china", "central-asia"))})


class SectorList(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "pages/sectors.html", {"sectors": Sector.objects.top().prefetch_related("children")})


class Profile(View):
    """A page built from the same querysets as the lists: every number on it is the count of a list one can open."""

    template_name = ""
    #: The parameter of the lists that this profile holds fixed.
    parameter = ""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        subject = self.subject(code)
        if subject is None:
            raise Http404
        groups = [self.group(kind, subject) for kind in RECORD_KINDS]
        context = {
            "subject": subject,
            "groups": [group for group in groups if group["count"]],
            "total": sum(group["count"] for group in groups),
            "parameter": self.parameter,
            **self.extra(subject),
        }
        return render(request, self.template_name, context)

    def subject(self, code: str) -> Any:
        raise NotImplementedError

    def narrowed(self, kind: Kind, subject: Any) -> Any:
        raise NotImplementedError

    def extra(self, subject: Any) -> dict[str, Any]:
        return {}

    def group(self, kind: Kind, subject: Any) -> dict[str, Any]:
        rows = self.narrowed(kind, subject)
        return {
            "kind": kind,
            "count": rows.order_by().count(),
            "records": kind.sorted(rows, kind.default_sort).prefetch_related("countries")[:SHOWN],
            "url": f"{kind.list_url()}?{self.parameter}={subject.code}",
        }


class CountryProfile(Profile):
    template_name = "pages/country.html"
    parameter = "country"

    def subject(self, code: str) -> Country | None:
        return Country.objects.states().filter(code=code).first()

    def narrowed(self, kind: Kind, subject: Country) -> Any:
        return kind.queryset().in_countries([subject.code])

    def extra(self, subject: Country) -> dict[str, Any]:
        rows = Agreement.objects.published().in_countries([subject.code])
        counted = rows.values("sectors__parent__code").annotate(n=Count("pk", distinct=True))
        by_sector = {row["sectors__parent__code"]: row["n"] for row in counted}
        return {"sectors": [(sector, by_sector.get(sector.code, 0)) for sector in Sector.objects.top()]}


class SectorProfile(Profile):
    template_name = "pages/sector.html"
    parameter = "sector"

    def subject(self, code: str) -> Sector | None:
        return Sector.objects.select_related("parent").prefetch_related("children", "products").filter(code=code).first()

    def narrowed(self, kind: Kind, subject: Sector) -> Any:
        return kind.queryset().in_sectors([subject.code])

    def extra(self, subject: Sector) -> dict[str, Any]:
        chapters = [product for product in subject.products.all() if product.level == "chapter"]
        return {"chapters": chapters, "countries": Country.objects.partners()}


class About(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "pages/about.html")


class Data(View):
    """Every file with its columns: the data dictionary."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "kinds": [(kind, kind.queryset().order_by().count()) for kind in KINDS],
            "licence": settings.DATA_LICENCE,
            "licence_url": settings.DATA_LICENCE_URL,
        }
        return render(request, "pages/data.html", context)
