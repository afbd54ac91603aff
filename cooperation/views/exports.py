"""Files of exactly the list that the same query string shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from cooperation import exports
from cooperation.charts.tallies import TallyFigure
from cooperation.kinds import Column, Kind
from cooperation.kinds.base import values
from cooperation.kinds.places import features

from . import errors
from .asked import ListState, chosen_in_words
from .charts import CHART
from .context import public_address
from .paging import PLACES
from .snapshot import snapshot


class KindExport(View):
    """The list of a kind as CSV, XLSX, JSON, GeoJSON, or a zip of CSV files with the facts of which a record has many."""

    kind: Kind = None  # type: ignore[assignment]  # given to as_view()

    def get(self, request: HttpRequest, extension: str) -> HttpResponse | StreamingHttpResponse:
        if extension not in self.formats():
            raise Http404
        state = ExportState(self.kind, request.GET)
        if not state.is_sound:
            return errors.problem(400, _("The list cannot be exported as asked."), state.problems)
        held = ExitStack()
        held.enter_context(snapshot())
        try:
            about = self.about(request, state)
            blocks = self.formats()[extension](state, about)
        except exports.TooManyRows as error:
            held.close()
            ways = _("CSV and JSON hold any number of records; filters make the list shorter.")
            return errors.problem(400, _("The list is too long for this format."), {"format": [f"{error}.", ways]})
        except BaseException:
            held.close()
            raise
        response = StreamingHttpResponse(closing(blocks, held), content_type=exports.CONTENT_TYPES[extension])
        name = exports.filename(self.kind.file_stem.replace("/", "-"), extension, timezone.localdate())
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Record-Count"] = str(about.count)
        return response

    def formats(self) -> dict[str, Callable[[ExportState, exports.About], Iterator[bytes]]]:
        offered: dict[str, Callable[[ExportState, exports.About], Iterator[bytes]]] = {
            "csv": self.csv,
            "xlsx": self.xlsx,
            "json": self.json,
        }
        if self.kind.has_places:
            offered["geojson"] = self.geojson
        if self.kind.many_files:
            offered["zip"] = self.zip
        return offered

    def content(self, state: ExportState) -> tuple[Sequence[exports.Field], Iterable[Sequence[Any]]]:
        """The fields, and the rows in their order."""
        return self.kind.export(state.filterset, state.sort, state.export_columns)

    def csv(self, state: ExportState, about: exports.About) -> Iterator[bytes]:
        return exports.csv_lines(*self.content(state), excel=state.excel)

    def xlsx(self, state: ExportState, about: exports.About) -> Iterator[bytes]:
        return exports.xlsx_chunks(*self.content(state), about)

    def json(self, state: ExportState, about: exports.About) -> Iterator[bytes]:
        return exports.json_lines(*self.content(state), about)

    def geojson(self, state: ExportState, about: exports.About) -> Iterator[bytes]:
        return exports.geojson_features(features(self.kind, state.rows), about)

    def zip(self, state: ExportState, about: exports.About) -> Iterator[bytes]:
        return exports.zip_chunks(self.members(state, about))

    def members(self, state: ExportState, about: exports.About) -> Iterator[tuple[str, Iterator[bytes]]]:
        stem = self.kind.file_stem
        yield "README.txt", iter([readme(self.kind, about).encode()])
        yield f"{stem}.csv", self.csv(state, about)
        listed = state.rows.order_by().values("pk")
        for many in self.kind.many_files:
            rows = values(many.rows(listed), many.columns)
            yield f"{many.name}.csv", exports.csv_lines([column.field for column in many.columns], rows)

    def about(self, request: HttpRequest, state: ExportState) -> exports.About:
        address = f"{public_address(request)}{self.kind.list_url()}{state.url(columns=None) if state.query else ''}"
        now = timezone.now()
        registry = _("China–Central Asia Cooperation Registry")
        title = f"{registry}: {self.kind.label_plural}"
        return exports.About(
            title=title,
            filters=[(label, words) for _name, _value, label, words in chosen_in_words(state.filterset)],
            count=state.count,
            generated_at=now,
            licence=settings.DATA_LICENCE,
            licence_url=settings.DATA_LICENCE_URL,
            citation=f"{title}. {address} ({now:%Y-%m-%d}).",
            address=address,
            fields=[column.field for column in state.export_columns],
        )


class ExportState(ListState):
    """A list's state, with the parameters that only files have: `excel` and machine names in `columns`."""

    def __init__(self, kind: Kind, query: QueryDict) -> None:
        listed = query.copy()
        self.excel_asked: list[str] = listed.pop("excel", [])
        super().__init__(kind, listed)

    @property
    def excel(self) -> bool:
        return self.excel_asked == ["1"]

    @property
    def problems(self) -> dict[str, list[str]]:  # type: ignore[override]
        of_pages = ("page", "per_page", "density", *PLACES, CHART)
        found = {name: messages for name, messages in super().problems.items() if name not in ("columns", *of_pages)}
        if self.excel_asked not in ([], ["0"], ["1"]):
            found["excel"] = [_("Write excel=1 or leave it out.")]
        for name in of_pages:
            if name in self.query:
                found[name] = [_("A file holds the whole list; leave this out.")]
        names = {column.name for column in self.kind.columns}
        unknown = [name for name in self.requested_columns if name not in names]
        if unknown:
            found["columns"] = [_("There is no column “%(name)s”.") % {"name": unknown[0][:40]}]
        return found

    @property
    def export_columns(self) -> list[Column]:
        wanted = self.requested_columns
        return [column for column in self.kind.columns if not wanted or column.name in wanted]


class ChartFile(View):
    """The numbers of a chart as CSV, under the filters of the list."""

    kind: Kind = None  # type: ignore[assignment]  # given to as_view()

    def get(self, request: HttpRequest, chart: str) -> HttpResponse | StreamingHttpResponse:
        tally = self.kind.chart(chart)
        if tally is None:
            raise Http404
        state = ExportState(self.kind, request.GET)
        problems = dict(state.problems)
        for name in ("sort", "columns"):
            if name in request.GET:
                problems[name] = [_("A chart has no pages, columns or order.")]
        if problems:
            return errors.problem(400, _("The file cannot be made as asked."), problems)
        figure = TallyFigure(self.kind, tally, state.filterset.qs, state.filterset.chosen)
        rows = list(figure.file_rows())
        lines = exports.csv_lines(figure.fields, rows, excel=state.excel)
        response = StreamingHttpResponse(lines, content_type=exports.CONTENT_TYPES["csv"])
        name = exports.filename(f"{self.kind.file_stem}-{tally.name}", "csv", timezone.localdate())
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Record-Count"] = str(len(rows))
        return response


def closing(blocks: Iterator[bytes], held: ExitStack) -> Iterator[bytes]:
    """The blocks, with what they hold let go at the end or when the reader leaves."""
    with held:
        yield from blocks


def readme(kind: Kind, about: exports.About) -> str:
    """What a zip holds, in plain words, for whoever finds it on a disk in ten years."""
    lines = [about.title, "=" * len(about.title), ""]
    lines += [f"{label}: {words}" for label, words in about.filters] or [_("No filter: all published records.")]
    lines += [
        "",
        _("Records: %(count)s") % {"count": about.count},
        _("Generated at: %(time)s UTC") % {"time": f"{about.generated_at:%Y-%m-%d %H:%M}"},
        _("Licence: %(licence)s") % {"licence": f"{about.licence} {about.licence_url}"},
        _("How to cite: %(citation)s") % {"citation": about.citation},
        "",
    ]
    for name, columns in [(kind.file_stem, kind.columns), *((many.name, many.columns) for many in kind.many_files)]:
        lines += [f"{name}.csv", *(f"  {column.name}: {column.description}" for column in columns), ""]
    return "\r\n".join(lines)
