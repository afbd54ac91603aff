"""Two to four records side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from cooperation.kinds import DETAIL_KINDS, Kind
from cooperation.kinds.compared import MOST, Entry, Section, sections
from cooperation.kinds.filters import CAMPAIGN_TAGS, QUERY_LENGTH
from cooperation.models import Country, State
from cooperation.models.searching import understand
from cooperation.search.ranking import best_of_all

from .context import home_crumb
from .details import published

#: First part of a reference → its kind.
BY_PREFIX: dict[str, Kind] = {kind.model.prefix: kind for kind in DETAIL_KINDS if kind.is_compared}  # type: ignore[attr-defined]
REFERENCE = re.compile(r"[A-Z]{3}(-[0-9]{4})?-[0-9]{4,6}")
#: Records beside which one may be put, named on a page that has only one.
SIMILAR = 6
#: Of more records than may be compared, so many are named to choose from.
NAMED = 12


def reference(text: str) -> str:
    """A reference in any case as it is written; other text as it is."""
    written = text.strip().upper()
    return written if REFERENCE.fullmatch(written) else text.strip()


class Asked:
    """What the address asks to compare, and what is wrong with it."""

    def __init__(self, query: QueryDict) -> None:
        self.query = query
        self.references = list(dict.fromkeys(reference(text) for text in query.getlist("ref") if text.strip()))

    @cached_property
    def records(self) -> list[tuple[Kind, Any]]:
        """The asked records that the public may see, with their kinds, in the order asked. Of very many the first few."""
        found: dict[str, tuple[Kind, Any]] = {}
        references = [text for text in self.references if REFERENCE.fullmatch(text)][:NAMED]
        for prefix, kind in BY_PREFIX.items():
            of_kind = [text for text in references if text.startswith(f"{prefix}-")]
            rows = kind.detail_queryset() if len(references) <= MOST else kind.queryset()
            if of_kind:
                found |= {row.reference: (kind, row) for row in rows.filter(reference__in=of_kind)}
        return [found[text] for text in references if text in found]

    @cached_property
    def problems(self) -> list[tuple[str, str]]:
        """Parameter and what is wrong with it, in the reader's words."""
        known = {"ref", "rows", "q"}
        found = [
            (name[:60], _("There is no such filter here."))
            for name in self.query
            if name not in known and not name.startswith(CAMPAIGN_TAGS)
        ]
        if self.query.getlist("rows") not in ([], ["different"]):
            found.append(("rows", _("Write rows=different or leave it out.")))
        if wrong := words_problem(self.query.getlist("q")):
            found.append(("q", wrong))
        if len(self.references) > MOST:
            words = _("At most %(most)d records stand side by side, and these are %(count)d. Leave some out.")
            return [*found, ("ref", words % {"most": MOST, "count": len(self.references)})]
        seen = {record.reference for _kind, record in self.records}
        return found + [("ref", self._why(text)) for text in self.references if text not in seen]

    def _why(self, text: str) -> str:
        """Why a record cannot be compared. A draft is not told from what was never there."""
        if not REFERENCE.fullmatch(text):
            return _("“%(text)s” is not a reference such as PRJ-0001.") % {"text": text[:40]}
        kind = BY_PREFIX.get(text[:3])
        gone = kind and kind.model.objects.filter(reference=text, state=State.WITHDRAWN).first()  # type: ignore[attr-defined]
        if not gone:
            return _("There is no record “%(reference)s” to compare.") % {"reference": text}
        words = {"reference": text, "reason": gone.withdrawn_reason}
        if published(gone.replaced_by):
            words["heir"] = gone.replaced_by
            return _("“%(reference)s” was withdrawn: %(reason)s In its place: %(heir)s.") % words
        return _("“%(reference)s” was withdrawn: %(reason)s") % words

    def url(self, *, without: str = "", added: str = "", **changes: str) -> str:
        """The query string with a record left out or added."""
        references = [record.reference for _kind, record in self.records if record.reference != without]
        return f"?{urlencode({'ref': [*references, *([added] if added else [])], **changes}, doseq=True)}"

    def additions(self, records: Iterable[Any]) -> list[dict[str, Any]]:
        return [{"record": record, "url": self.url(added=record.reference)} for record in records]


def words_problem(texts: list[str]) -> str:
    """What is wrong with the words looked for."""
    text = texts[0] if texts else ""
    if len(texts) > 1:
        return _("Give this once.")
    if len(text) > QUERY_LENGTH:
        return _("Write at most %(most)d characters; these are %(count)d.") % {"most": QUERY_LENGTH, "count": len(text)}
    if "\x00" in text or "�" in text:
        return _("The value holds characters that cannot be read.")
    return ""


class Compare(View):
    """The comparison; or, with fewer records than two or a mistaken address, how to come to one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = Asked(request.GET)
        is_table = not asked.problems and len(asked.records) > 1
        context = {
            "problems": asked.problems,
            "records": [
                {"kind": kind, "record": record, "without": asked.url(without=record.reference)} for kind, record in asked.records
            ],
            "most": MOST,
            "has_room": len(asked.records) < MOST,
            "crumbs": [home_crumb(), {"label": _("Compare records"), "url": ""}],
            "kinds": BY_PREFIX.values(),
            "q": request.GET.get("q", "")[:QUERY_LENGTH],
            "found": self.found(asked),
            **(self.table(asked) if is_table else {"similar": self.similar(asked)}),
        }
        return render(request, "pages/compare.html", context, status=400 if asked.problems else 200)

    def table(self, asked: Asked) -> dict[str, Any]:
        found = sections([Entry.of(kind, record) for kind, record in asked.records])
        rows = [row for section in found for row in section.rows]
        different = [Section(section.heading, [row for row in section.rows if row.differs]) for section in found]
        only = "rows" in asked.query
        return {
            "sections": [section for section in (different if only else found) if section.rows],
            "row_count": len(rows),
            "different_count": sum(row.differs for row in rows),
            "only_different": only,
            "turned_url": asked.url() if only else asked.url(rows="different"),
            "columns": len(asked.records) + 1,
        }

    def found(self, asked: Asked) -> list[dict[str, Any]] | None:
        """The records that fit best the words looked for, each with the address that adds it; None where none were."""
        text = asked.query.get("q", "").strip()
        if not text or asked.problems:
            return None
        seen = {record.reference for _kind, record in asked.records}
        best = best_of_all(understand(text), BY_PREFIX.values(), SIMILAR + len(seen))
        return asked.additions([record for _kind, record in best if record.reference not in seen][:SIMILAR])

    def similar(self, asked: Asked) -> list[dict[str, Any]]:
        """Of one record, others of its kind in its sectors and its countries beside China, each with the address that adds it."""
        if asked.problems or len(asked.records) != 1:
            return []
        kind, record = asked.records[0]
        rows = kind.queryset().exclude(pk=record.pk)
        if countries := [country.code for country in record.countries.all() if country.role != Country.Role.CHINA]:
            rows = rows.in_countries(countries)  # type: ignore[attr-defined]
        if sectors := [sector.code for sector in record.sectors.all()]:
            rows = rows.in_sectors(sectors)
        return asked.additions(kind.sorted(rows, kind.default_sort)[:SIMILAR])
