"""Each component in each of its states, on one page, for those who change them. It answers while DEBUG is on and is part of no
surface: its words are English, and what it shows is made up, but for the records that it lists.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace as Made
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cooperation.kinds import DETAIL_KINDS, KINDS
from cooperation.kinds.evidence import Mark, Spot, Support
from cooperation.kinds.facets import FacetState, Option
from cooperation.models import Country, PartialDate, Record, Sector, Source, State

from .maps import small_map


@dataclass(frozen=True)
class Example:
    """A template of a component in one state."""

    template: str
    state: str
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def html(self) -> SafeString:
        return render_to_string(self.template, self.context)

    @property
    def is_footnote(self) -> bool:
        """A footnote stands in a list of footnotes; alone it would be no valid page."""
        return self.template.endswith("_source.html")


def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    sections = [(name, made()) for name, made in SECTIONS.items()]
    return render(request, "styleguide/page.html", {"sections": sections, "colours": COLOURS, "form": bound_form()})


COLOURS = (
    *("paper paper-raised paper-sunk ink ink-soft rule rule-strong accent accent-strong accent-glaze accent-tint".split()),
    *("accent-tint-strong madder madder-tint ochre ochre-tint".split()),
    *("country-cn country-kz country-kg country-tj country-tm country-uz country-other".split()),
)


# Status and words of the page


def statuses() -> list[Example]:
    found: dict[str, Any] = dict(State.choices)
    for kind in DETAIL_KINDS:
        for column in kind.model._meta.fields:
            if column.name == "status":
                found |= dict(column.choices or ())
    return [Example("components/_badge.html", code, {"status": code, "label": label}) for code, label in found.items()]


def messages() -> list[Example]:
    more = ["A first line of detail.", "A second one."]
    return [
        Example("components/_message.html", "info", {"text": "This record is a whole whose parts are records of their own."}),
        Example("components/_message.html", "success", {"level": "success", "text": "Saved."}),
        Example("components/_message.html", "warning, with lines", {"level": "warning", "title": "Look again", "items": more}),
        Example(
            "components/_message.html", "error", {"level": "error", "title": "The list cannot be shown", "text": "No such country."}
        ),
        Example("components/_language_note.html", "shown in another language", {"language": "English"}),
    ]


# Lists


def filters_in_force() -> list[Example]:
    chips = [Made(label="Country", value="Kazakhstan", remove_url="#chips"), Made(label="Words", value="rail", remove_url="#chips")]
    long = [
        Made(label="Organisation", value="Asian Infrastructure Investment Bank and its partners in Tashkent", remove_url="#chips")
    ]
    return [
        Example("components/_chips.html", "two", {"chips": chips, "clear_url": "#chips"}),
        Example("components/_chips.html", "a long value", {"chips": long, "clear_url": "#chips"}),
        Example("components/_chips.html", "none", {"chips": []}),
    ]


def options(selected: str = "") -> list[Option]:
    named = {"CN": "China", "KZ": "Kazakhstan", "KG": "Kyrgyzstan", "TJ": "Tajikistan", "TM": "Turkmenistan", "UZ": "Uzbekistan"}
    return [Option(code, name, 100 // (at + 1), code == selected) for at, (code, name) in enumerate(named.items())]


def facets() -> list[Example]:
    sectors = [Option("06", "Energy", 40, False), Option("06.05", "Hydropower", 7, True, indent=True)]
    form = bound_form()
    plain = Made(name="country", legend="Country", options=options("KZ"), more=[])
    folded = Made(name="sector", legend="Sector", options=sectors, more=[Option("07", "Transport", 0, False)])
    state = FacetState("country", "Country", "", options("UZ"))
    return [
        Example("components/_facet.html", "one chosen", {"facet": plain}),
        Example("components/_facet.html", "two levels, more folded away", {"facet": folded}),
        Example("records/_filter_facet.html", "of a list, one chosen", {"facet": state}),
        Example(
            "records/_filter_facet.html", "with an error", {"facet": FacetState("kind", "Type", ""), "errors": ["No such type."]}
        ),
        Example("records/_filter_field.html", "empty", {"field": form["words"]}),
        Example("records/_filter_field.html", "with an error", {"field": form["amount"]}),
        Example("records/_filter_range.html", "with an error", {"first": form["signed_from"], "last": form["signed_to"]}),
    ]


def pages() -> list[Example]:
    paginator = Paginator(range(250), 25)
    urls = {"first_url": "#pages", "previous_url": "#pages", "next_url": "#pages", "last_url": "#pages"}

    def at(number: int) -> dict[str, Any]:
        page = paginator.page(number)
        page.__dict__.update(urls)
        return {"page": page}

    return [
        Example("components/_pagination.html", "first page", at(1)),
        Example("components/_pagination.html", "in the middle", at(5)),
        Example("components/_pagination.html", "last page", at(10)),
        Example("components/_pagination.html", "one page only", {"page": Paginator(range(5), 25).page(1)}),
    ]


def nothing_found() -> list[Example]:
    without = [Made(label="Country: Tajikistan", url="#empty", count=12), Made(label="Words: tunnel", url="#empty", count=1)]
    title = "No record fits all of these filters"
    return [
        Example("components/_empty.html", "with ways out", {"title": title, "suggestions": without, "clear_url": "#empty"}),
        Example("components/_empty.html", "plain", {"title": title, "text": "Drop two of them or more."}),
    ]


def ways() -> list[Example]:
    crumbs = [{"label": "Home", "url": "/"}, {"label": "Agreements", "url": "#ways"}, {"label": "Friendship treaty", "url": ""}]
    place = Made(number=4, count=31, previous=Made(title=Title("The one before")), next=Made(title=Title("The one after")))
    within = Made(problems=[], place=place, list_url="#ways", previous_url="#ways", next_url="#ways", words="Agreements")
    lost = Made(problems=[("colour", "Unknown parameter.")], list_url="#ways")
    return [
        Example("components/_breadcrumbs.html", "three steps", {"crumbs": crumbs}),
        Example("records/_neighbours.html", "in the middle", {"neighbours": within}),
        Example("records/_neighbours.html", "not understood", {"neighbours": lost}),
        Example("records/_onward.html", "both ways", {"neighbours": within}),
    ]


# Records


class Title(str):
    """A title that is not stored: in the language of the page."""

    language = "en"
    is_fallback = False


def evidence() -> list[Example]:
    source = Source(
        reference="SRC-0001", title="Gas pipeline: joint communiqué", publisher="Ministry of Energy", language="en",
        kind=Source.Kind.OFFICIAL_NEWS, url="https://source.example/", retrieved_on=dt.date(2025, 3, 1), remark_en="Read in print.",
    )  # fmt: skip
    source.published = PartialDate(dt.date(2024, 5, 17), "day")
    note = Made(
        number=1, source=source, statements=[], general=[], supports=[Spot("Signed", ["mark-1", "crowd-1"])]
    )  # fmt: skip
    crowd = [Mark(number, f"crowd-{number}", "") for number in range(1, 7)]
    claims = [
        claim(note, "523", "preferred", "Preferred"),
        claim(note, "530", "normal", "Also stated"),
        claim(note, "600", "deprecated", "No longer used"),
    ]
    disagreement = Made(anchor="disagreement-length", label="Length", unit="km", claims=claims)
    return [
        Example("components/_citation_marks.html", "one source", {"marks": [Mark(1, "mark-1", "")]}),
        Example("components/_citation_marks.html", "none", {"marks": []}),
        Example("components/_support.html", "few sources", {"support": Support(crowd[:2], None, "support-few")}),
        Example("components/_support.html", "many", {"support": Support(crowd, None, "support-many", is_general=True)}),
        Example("components/_support.html", "sources disagree", {"support": Support([], disagreement, "support-apart")}),  # type: ignore[arg-type]
        Example("records/_more_disagreements.html", "three claims", {"disagreements": [disagreement]}),
        Example("records/_source.html", "a footnote", {"note": note, "source": source}),
    ]


def claim(note: Any, value: str, rank: str, standing: str) -> Any:
    return Made(
        value=value, standing=standing, is_preferred=rank == "preferred", is_deprecated=rank == "deprecated",
        reports=[(note, Mark(1, f"claim-{value}", "length"))], remarks=["From the company's own report."] if rank == "normal" else [],
    )  # fmt: skip


class NoEvidence:
    """Stands where a record's sources would, and has none."""

    def support(self, name: str) -> Support:
        return Support([], None, "")

    def show(self, group: str = "") -> list[Any]:
        return []


def ladders() -> list[Example]:
    names = ("Announced", "Agreed", "Financing", "Under construction", "Operational")
    began = Made(basis="actual", kind="construction-start", occurred=PartialDate(dt.date(2023, 6, 1), "month"))
    due = Made(basis="planned", kind="operation", occurred=PartialDate(dt.date(2027, 1, 1), "year"))

    def steps(current: int, *, is_stopped: bool = False) -> dict[str, Any]:
        made = [
            Made(
                label="Cancelled" if is_stopped and at == current else name,
                is_reached=at <= current,
                is_current=at == current,
                is_stopped=is_stopped and at == current,
                milestone={3: began, 4: due}.get(at),
            )
            for at, name in enumerate(names)
        ]
        return {"ladder": made[: current + 1] if is_stopped else made, "evidence": NoEvidence()}

    return [
        Example("records/_ladder.html", "under construction", steps(3)),
        Example("records/_ladder.html", "cancelled", steps(2, is_stopped=True)),
    ]


def records() -> list[Example]:
    found = [record for kind in DETAIL_KINDS if issubclass(kind.model, Record) for record in kind.queryset()[:1]]
    projects = [(project, "Contractor, lender") for kind in KINDS if kind.name == "project" for project in kind.queryset()[:3]]
    table = Made(name="agreements", columns=KINDS[0].columns[:4])
    country = Country(code="KZ", name_en="Kazakhstan", role=Country.Role.CENTRAL_ASIA)
    group = Country(code="C5", name_en="Central Asia", role=Country.Role.GROUP)
    return [
        Example("records/_country.html", "a country", {"country": country}),
        Example("records/_country.html", "a group of countries", {"country": group}),
        Example("records/_entries.html", "one of each kind", {"records": found}),
        Example("records/_links.html", "one of each kind", {"records": found}),
        Example("pages/_found.html", "found by a word", {"records": found[:2], "query": "China"}),
        Example("records/_roles.html", "projects of an organisation", {"projects": projects}),
        Example("pages/_moment_list.html", "done and planned", {"moments": moments(found[0])} if found else {}),
        Example("pages/_sector_ways.html", "with counts", {"sectors": [(sector, 12) for sector in Sector.objects.top()[:3]]}),
        Example(
            "records/_additions.html", "for a comparison", {"additions": [Made(record=one, url="#records") for one in found[:2]]}
        ),
        Example("records/_share.html", "without scripts", {"address": "https://registry.example/en/projects/PRJ-0001/"}),
        Example("pages/_dictionary.html", "open", {"table": table, "stem": "agreements"}),
    ]


def moments(record: Any) -> list[Any]:
    strand = Made(code="project")
    return [
        Made(
            strand=strand,
            date=PartialDate(dt.date(2023, 6, 1), "month"),
            what="Construction began",
            is_planned=False,
            record=record,
        ),
        Made(strand=strand, date=PartialDate(dt.date(2027, 1, 1), "year"), what="Operation", is_planned=True, record=record),
    ]


def maps() -> list[Example]:
    return [Example("components/_map.html", "drawn by script, its table below", {"map": small_map(country="TM")})]


def bound_form() -> forms.Form:
    """A form as somebody sent it: right, empty and wrong fields."""
    return SampleForm(
        {"words": "", "amount": "a lot", "signed_from": "2024-13", "signed_to": "2025", "kind": "treaty"}, auto_id="sample_%s"
    )


class SampleForm(forms.Form):
    words = forms.CharField(label="Words", required=False, help_text="In any order and any of the three scripts.")
    amount = forms.DecimalField(label="Amount at least", required=False, help_text="In US dollars.")
    signed_from = forms.DateField(label="Signed from", required=False, help_text="2024, 2024-05 or 2024-05-17.")
    signed_to = forms.CharField(label="Signed to", required=False)
    kind = forms.ChoiceField(label="Type", choices=[("treaty", "Treaty"), ("statement", "Joint statement")])


SECTIONS: dict[str, Callable[[], list[Example]]] = {
    "Status": statuses,
    "Messages": messages,
    "Filters in force": filters_in_force,
    "Filters": facets,
    "Pages of a list": pages,
    "Nothing found": nothing_found,
    "Ways": ways,
    "Evidence and disagreement": evidence,
    "Ladder": ladders,
    "Records": records,
    "Map": maps,
}
