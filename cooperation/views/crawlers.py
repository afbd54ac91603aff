"""What search engines read: which pages there are and when each changed, and what is not worth their visit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views import View

from cooperation.kinds import DETAIL_KINDS, KINDS, Kind
from cooperation.models import Country, Mechanism, Record, Sector

from .context import public_address
from .maps import MAP_KINDS
from .profiles import known_pairs
from .subject_links import pair_url

#: A sitemap may hold 50,000 addresses; each page has one in every language.
PAGES_A_FILE = 50_000 // len(settings.LANGUAGES)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
PAGES = "pages"
SECTIONS = {kind.file_stem: kind for kind in DETAIL_KINDS}


def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/"]
    for code, _name in settings.LANGUAGES:
        with override(code):
            lines.append(f"Disallow: {reverse('search')}")
    lines.append(f"Sitemap: {public_address(request)}{reverse('sitemap-index')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class SitemapIndex(View):
    """Every sitemap, and the latest change among its records."""

    def get(self, request: HttpRequest) -> HttpResponse:
        base = public_address(request)
        entries = [self.entry(base, PAGES, 1, None)]
        for name, kind in SECTIONS.items():
            rows = kind.queryset().order_by()
            changed = rows.aggregate(last=Max("edited_at"))["last"] if issubclass(kind.model, Record) else None
            files = -(-rows.count() // PAGES_A_FILE)
            entries += [self.entry(base, name, number, changed) for number in range(1, files + 1)]
        return xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(entries)}</sitemapindex>')

    def entry(self, base: str, section: str, number: int, changed: Any) -> str:
        address = f"{base}{reverse('sitemap', args=[section, number])}"
        return f"<sitemap><loc>{escape(address)}</loc>{last_change(changed)}</sitemap>"


class Sitemap(View):
    """The addresses of a kind's records, or of the pages that are not records, in every language and each naming the others."""

    def get(self, request: HttpRequest, section: str, number: int) -> HttpResponse:
        if section == PAGES and number == 1:
            changes, addresses = self.pages()
        elif section in SECTIONS:
            changes, addresses = self.records(SECTIONS[section], number)
        else:
            raise Http404
        base = public_address(request)
        entries = "".join(entry for page in zip(changes, *addresses, strict=True) for entry in self.entries(base, *page))
        return xml(f"<urlset {NAMESPACES}>{entries}</urlset>")

    def records(self, kind: Kind, number: int) -> tuple[list[Any], list[list[str]]]:
        if number < 1:
            raise Http404
        first = (number - 1) * PAGES_A_FILE
        records = list(kind.queryset().order_by("reference")[first : first + PAGES_A_FILE])
        if not records:
            raise Http404
        return [getattr(record, "edited_at", None) for record in records], in_each_language(
            lambda: [kind.url(record) for record in records]
        )

    def pages(self) -> tuple[list[Any], list[list[str]]]:
        countries = list(Country.objects.states().values_list("code", flat=True))
        sectors = list(Sector.objects.order_by("code").values_list("code", flat=True))
        names = [
            "home",
            "country-list",
            "sector-list",
            "mechanism-list",
            "timeline",
            "trade-explorer",
            "trade-mirror",
            "about",
            "compare",
            "data",
        ]
        mechanisms = list(Mechanism.objects.order_by("code").values_list("code", flat=True))
        pairs = known_pairs()
        addresses = in_each_language(
            lambda: [
                *map(reverse, names),
                *(kind.list_url() for kind in KINDS),
                *(reverse(f"{kind.name}-map") for kind in MAP_KINDS),
                *(reverse("country-detail", args=[code]) for code in countries),
                *(reverse("sector-detail", args=[code]) for code in sectors),
                *(pair_url(*pair) for pair in pairs),
                *(reverse("mechanism-detail", args=[code]) for code in mechanisms),
            ]
        )
        return [None] * len(addresses[0]), addresses

    def entries(self, base: str, changed: Any, *paths: str) -> Iterator[str]:
        addresses = [escape(base + path) for path in paths]
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
            for (code, _name), address in zip(settings.LANGUAGES, addresses, strict=True)
        )
        for address in addresses:
            yield f"<url><loc>{address}</loc>{last_change(changed)}{others}</url>"


def in_each_language(made: Any) -> list[list[str]]:
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(made())
    return found


def last_change(at: Any) -> str:
    """Left out where it is not known: an invented date is worse than none."""
    return f"<lastmod>{at.isoformat(timespec='seconds')}</lastmod>" if at else ""


def xml(text: str) -> HttpResponse:
    return HttpResponse(HEAD + text + "\n", content_type="application/xml; charset=utf-8")
