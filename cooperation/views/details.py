"""The page of one record."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from cooperation.kinds import DETAIL_KINDS, Kind, kind_of
from cooperation.kinds.detail import FILED_TYPES, Fact
from cooperation.kinds.evidence import Evidence, Support
from cooperation.kinds.fields import field_label
from cooperation.kinds.relations import relations
from cooperation.kinds.source import cited_by, trade_of
from cooperation.models import Citation, Record, Source, State
from cooperation.models.text import LANGUAGE_TAGS

from . import errors
from .context import home_crumb, public_address
from .neighbours import Neighbours

#: Tag of a language in HTML → end of the column that holds its text.
SUFFIXES_OF_TAGS = {tag: suffix for suffix, tag in LANGUAGE_TAGS.items()}


class KindDetail(View):
    """The page of one record of any kind. The reference names it; the readable end is mended where it differs."""

    kind: Kind = None  # type: ignore[assignment]  # given to as_view()

    def get(self, request: HttpRequest, reference: str, slug: str = "") -> HttpResponse:
        record = self.kind.detail_queryset().filter(reference=reference).first()
        if record is None:
            return self.missing(request, reference)
        address = self.kind.url(record)
        if request.path != address:
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
        neighbours = Neighbours(self.kind, record, request.GET)
        context = {**self.frame(request, record), "neighbours": neighbours, **self.context(record)}
        return render(request, self.kind.detail_template, context, status=400 if neighbours.problems else 200)

    def frame(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """What the pages of all kinds have."""
        return {
            "kind": self.kind,
            "record": record,
            "crumbs": self.crumbs(record),
            "section_url": self.kind.list_url(),
            "address": f"{public_address(request)}{request.path}",
            #: Without the readable end, which may change with the title.
            "permanent": f"{public_address(request)}{self.kind.list_url()}{record.reference}/",
            "today": timezone.localdate(),
        }

    def context(self, record: Any) -> dict[str, Any]:
        evidence = Evidence(record)
        return {
            "title_support": named_support(evidence, "title", record.title.language),
            "names": [(name, named_support(evidence, "title", name.language)) for name in record.names],
            "summary_support": named_support(evidence, "summary", record.summary.language),
            "facts": [fact_line(fact, evidence) for fact in self.kind.facts(record) if fact.is_shown],
            "evidence": evidence,
            "relations": relations(self.kind.ties(record)),
            **self.kind.parts(record),
        }

    def crumbs(self, record: Any) -> list[dict[str, Any]]:
        return [
            home_crumb(),
            {"label": self.kind.label_plural, "url": self.kind.list_url()},
            {"label": record.reference, "url": ""},
        ]

    def missing(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Withdrawn records say why they are gone; drafts and unknown references are simply not there."""
        if issubclass(self.kind.model, Record):
            record = self.kind.model.objects.filter(reference=reference, state=State.WITHDRAWN).first()
            if record is not None:
                return errors.gone(request, reason=record.withdrawn_reason, replacement=published(record.replaced_by))
        raise Http404


class SourceDetail(KindDetail):
    """The page of a source: what it is, and everything that stands on it."""

    def context(self, record: Source) -> dict[str, Any]:
        releases, trade_rows = trade_of(record)
        citations: dict[Any, list] = {}
        for citation in cited_by(record):
            citations.setdefault(citation.record, []).append(citation)  # type: ignore[attr-defined]
        return {
            "facts": [{"fact": fact} for fact in self.kind.facts(record) if fact.is_shown],
            "citations": [(kind_of(type(cited)), cited, claims(rows)) for cited, rows in citations.items()],
            "releases": releases,
            "trade_rows": trade_rows,
        }


def named_support(evidence: Evidence, name: str, language: str) -> Support | None:
    """The marks of a text in one language, where a source is named for it: a title and a summary else rest on all sources alike."""
    column = f"{name}_{SUFFIXES_OF_TAGS[language]}"
    return evidence.support(column) if evidence.is_named(column) else None


def fact_line(fact: Fact, evidence: Evidence) -> dict[str, Any]:
    """A fact, what it rests on, and the table of what sources state where they disagree about it.

    What the registry files a record under has no mark unless a source is named for it.
    """
    marked = fact.value and (evidence.is_named(fact.name) or fact.type not in FILED_TYPES)
    return {
        "fact": fact,
        "support": evidence.support(fact.name, fact.label) if marked else None,
        "disagreements": evidence.show(name=fact.name),
    }


def claims(citations: list[Citation]) -> list[tuple[str, str]]:
    """What a source states for single fields of one record, where sources differ."""
    return [(field_label(type(row.record), row.field), row.value) for row in citations if row.value]  # type: ignore[attr-defined]


def published(reference: str) -> dict[str, str] | None:
    """Title and address of a published record of any kind, by reference."""
    for kind in DETAIL_KINDS:
        if reference and issubclass(kind.model, Record):
            record = kind.queryset().filter(reference=reference).first()
            if record is not None:
                return {"title": record.title, "url": kind.url(record)}
    return None
