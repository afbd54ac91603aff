"""Public addresses. Those under a language are in `pages`; files have one address for all languages."""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from cooperation.kinds import KINDS
from cooperation.models import Record

from . import pages as views
from . import profiles
from .calendar import Calendar
from .citing import CiteFile
from .compare import Compare
from .crawlers import Sitemap, SitemapIndex, robots
from .details import KindDetail, SourceDetail
from .exports import ChartFile, KindExport
from .home import Home
from .lists import KindList
from .maps import FIRST, MAP_KINDS, KindMap
from .mechanisms import MechanismDetail, MechanismList
from .mirror import MirrorEmbed, MirrorFile, TradeMirror
from .search import Search, Suggest
from .styleguide import styleguide
from .subjects import EventDetail, OrganisationDetail
from .timeline import Timeline
from .trade import TradeEmbed, TradeExplorer, TradeFile

REFERENCE = r"(?P<reference>[A-Z]{3}(?:-[0-9]{4})?-[0-9]{4,6})(?:-(?P<slug>[a-z0-9-]+))?"


class SectorCode(StringConverter):
    """`06` or `06.05`."""

    regex = r"[0-9]{2}(?:\.[0-9]{2})?"


register_converter(SectorCode, "sector")

DETAIL_VIEWS = {"source": SourceDetail, "organisation": OrganisationDetail, "event": EventDetail}

pages = [
    path("", Home.as_view(), name="home"),
    path("search/", Search.as_view(), name="search"),
    path("search/suggest/", Suggest.as_view(), name="search-suggest"),
    path("countries/", views.CountryList.as_view(), name="country-list"),
    path("countries/<slug:country>/", profiles.CountryProfile.as_view(), name="country-detail"),
    path("countries/<slug:country>/<slug:other>/", profiles.PairProfile.as_view(), name="pair-detail"),
    path("countries/<slug:country>/sectors/<sector:sector>/", profiles.CountrySectorProfile.as_view(), name="country-sector"),
    path("sectors/", views.SectorList.as_view(), name="sector-list"),
    path("sectors/<sector:sector>/", profiles.SectorProfile.as_view(), name="sector-detail"),
    path("compare/", Compare.as_view(), name="compare"),
    path("mechanisms/", MechanismList.as_view(), name="mechanism-list"),
    path("mechanisms/<slug:mechanism>/", MechanismDetail.as_view(), name="mechanism-detail"),
    path("timeline/", Timeline.as_view(), name="timeline"),
    path("trade/", TradeExplorer.as_view(), name="trade-explorer"),
    path("trade/mirror/", TradeMirror.as_view(), name="trade-mirror"),
    path("about/", views.About.as_view(), name="about"),
    path("data/", views.Data.as_view(), name="data"),
]
files = [
    path("trade/explorer.csv", TradeFile.as_view(), name="trade-explorer-file"),
    path("trade/mirror.csv", MirrorFile.as_view(), name="trade-mirror-file"),
]
#: One address for all languages, at the root.
root = [
    path("calendar.ics", Calendar.as_view(), name="calendar"),
    path("styleguide/", styleguide, name="styleguide"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", SitemapIndex.as_view(), name="sitemap-index"),
    path("sitemap-<slug:section>-<int:number>.xml", Sitemap.as_view(), name="sitemap"),
]
#: The only pages that other sites may show in a frame.
embeds = [
    path("<slug:language>/trade/", TradeEmbed.as_view(), name="trade-explorer-embed"),
    path("<slug:language>/trade/mirror/", MirrorEmbed.as_view(), name="trade-mirror-embed"),
]

for kind in MAP_KINDS:
    at = "map/" if kind is FIRST else f"map/{kind.slug}/"
    pages.append(path(at, KindMap.as_view(kind=kind), name=f"{kind.name}-map"))

for kind in KINDS:
    pages.append(path(f"{kind.slug}/", KindList.as_view(kind=kind), name=f"{kind.name}-list"))
    if kind.has_detail:
        view = DETAIL_VIEWS.get(kind.name, KindDetail)
        pages.append(re_path(rf"^{kind.slug}/{REFERENCE}/$", view.as_view(kind=kind), name=f"{kind.name}-detail"))
        if issubclass(kind.model, Record):
            cite = re_path(rf"^{kind.slug}/{REFERENCE}/cite\.(?P<extension>bib|ris|json)$", CiteFile.as_view(kind=kind))
            pages.append(cite)
    if kind.charts:
        files.append(path(f"{kind.file_stem}/charts/<slug:chart>.csv", ChartFile.as_view(kind=kind), name=f"{kind.name}-chart"))
    files.append(path(f"{kind.file_stem}.<slug:extension>", KindExport.as_view(kind=kind), name=f"{kind.name}-export"))
