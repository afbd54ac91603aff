"""What the registry knows of a kind of record: how it is named, filtered, sorted, shown and taken away."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Model, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext, npgettext_lazy
from django_tables2 import Table

from cooperation.exports import Field
from cooperation.models import Record, State

from .cursors import Cursor
from .facets import Facet, FacetState, Option
from .filters import StrictFilterSet
from .tallies import Tally

if TYPE_CHECKING:
    from .totals import Totals

#: Rows of a file that are read at once.
CHUNK = 2_000


@dataclass(frozen=True)
class Column:
    """One public fact in files and in the data dictionary.

    `source` is an ORM path or expression, so that the database makes the row; empty means the path is the name.
    """

    name: str
    description: Any
    source: Any = ""
    kind: str = "text"

    @property
    def field(self) -> Field:
        return Field(name=self.name, label=self.name.replace("_", " "), kind=self.kind, description=str(self.description))  # type: ignore[arg-type]


@dataclass(frozen=True)
class ManyFile:
    """A second file for facts of which a record has many: one row each, keyed by the record's reference.

    `through` names a relation to another record: rows whose other record the public may not see are left out.
    """

    name: str
    model: type[Model]
    columns: tuple[Column, ...]
    through: str = ""

    def rows(self, records: QuerySet) -> QuerySet:
        """The rows of the given records (primary keys), in the order of the file."""
        found = self.model._default_manager.filter(record__in=records)
        if self.through:
            found = found.filter(**{f"{self.through}__state": State.PUBLISHED})
        return found.order_by("record__reference", "position")


class Kind:
    """One kind of record. A subclass binds a model, a FilterSet, a Table and a tuple of columns."""

    #: Names in URLs: `agreement-list`, `/agreements/`.
    name: str
    slug: str
    label: Any
    label_plural: Any
    #: Words of the link to a list of so many records, a plural with %(count)d.
    all_of: Any = npgettext_lazy("whole list", "%(count)d record", "All %(count)d records", "count")
    #: One sentence under the heading of the list.
    intro: Any = ""

    model: type[Model]
    filterset_class: type[StrictFilterSet]
    table_class: type[Table]
    columns: tuple[Column, ...] = ()
    many_files: tuple[ManyFile, ...] = ()
    facets: tuple[Facet, ...] = ()
    #: What lists, profiles and files count of the kind's records.
    charts: tuple[Tally, ...] = ()
    #: Public name of a sort → ORM fields, ascending; `-name` turns it round. Every one ends deterministically.
    sorts: Mapping[str, tuple[str, ...]] = {}
    default_sort: str = ""
    #: Columns of the table shown when the address names none.
    default_columns: tuple[str, ...] = ()
    has_detail = True
    has_places = False
    #: Pages may begin after a row as well as at a number: for lists whose later pages would be slow to count up to.
    has_cursors = False
    detail_template = ""
    #: Titles stand in quotation marks within a sentence; names of bodies do not.
    quotes_titles = True

    @property
    def file_stem(self) -> str:
        """The name of the kind's files: `/data/agreements.csv`."""
        return self.slug.partition("/")[0]

    def queryset(self) -> QuerySet:
        """What the public may see of this kind; every public surface begins here."""
        return self.model.objects.published()  # type: ignore[attr-defined]

    def list_queryset(self, queryset: QuerySet) -> QuerySet:
        """`queryset` with what the table reads beside the row."""
        return queryset

    def detail_queryset(self) -> QuerySet:
        """Rows with what the detail page reads."""
        return self.queryset()

    def facts(self, record: Any) -> list:
        """The key facts of one record, in reading order (see `kinds.detail`)."""
        return []

    @property
    def is_compared(self) -> bool:
        """Whether its records may stand side by side with others."""
        return self.has_detail and issubclass(self.model, Record)

    def compared(self, record: Any) -> list[tuple[str, list]]:
        """What stands in a comparison of records: facts under their headings (see `kinds.compared`)."""
        return [(gettext("Facts"), self.facts(record))]

    def ties(self, record: Any) -> list:
        """How one record stands to others, in the order of the sentences (see `kinds.relations`)."""
        return []

    def parts(self, record: Any) -> dict[str, Any]:
        """What the kind's detail template shows beside the facts and asks Python to arrange."""
        return {}

    def when(self, record: Any) -> Any:
        """The date by which a record is named in lists of several kinds: a partial date, text, or None."""
        return None

    def in_brief(self, record: Any) -> str:
        """A word or two on a record in lists of several kinds."""
        return str(record.get_type_display())

    def order(self, sort: str) -> list[Any]:
        """The terms of a public sort name; the reference breaks ties."""
        name = sort.removeprefix("-")
        descending = sort.startswith("-")
        terms: list[Any] = []
        for path in self.sorts[name]:
            term = F(path)
            terms.append(term.desc(nulls_last=True) if descending else term.asc(nulls_last=True))
        return [*terms, *self.tie_break()]

    def sorted(self, queryset: QuerySet, sort: str) -> QuerySet:
        """Rows in the order of a public sort name."""
        return queryset.order_by(*self.order(sort))

    def tie_break(self) -> tuple[str, ...]:
        return ("reference",)

    def map_url(self) -> str:
        """The address of the kind's map; none for kinds without places."""
        return reverse(f"{self.name}-map") if self.has_places else ""

    def list_url(self) -> str:
        return reverse(f"{self.name}-list")

    def chart(self, name: str) -> Tally | None:
        return next((tally for tally in self.charts if tally.name == name), None)

    def all_words(self, count: int) -> str:
        """The words of a link that opens the whole list: “All 154 agreements”."""
        return str(self.all_of % {"count": count})

    def url(self, record: Any) -> str:
        """The address of one record in the active language."""
        return reverse(f"{self.name}-detail", args=[record.reference, record.slug] if record.slug else [record.reference])

    def count(self, filterset: StrictFilterSet) -> int:
        return filterset.qs.order_by().count()

    def count_without(self, filterset: StrictFilterSet, name: str) -> int:
        """Rows that the list would have without one of its filters."""
        return filterset.narrowed(self.queryset(), without=name).order_by().count()

    def totals(self, filterset: StrictFilterSet) -> Totals | None:
        """What may be added up over the whole list, or why nothing may where a reader would look for it."""
        return None

    # The rows of a page and of a file

    def page_rows(self, filterset: StrictFilterSet, sort: str, start: int, stop: int) -> Sequence[Any]:
        """The rows from one place in the list to another."""
        return self.list_queryset(self.sorted(filterset.qs, sort))[start:stop]

    def cursor_key(self, row: Any, sort: str) -> tuple[str, int]:
        """What names the place of a row in the list: the value it is sorted by, as text, and its key."""
        raise NotImplementedError

    def cursor_value(self, cursor: Cursor, sort: str) -> Any:
        """The value that a cursor names. Raises ValidationError for text that cannot be one."""
        raise NotImplementedError

    def rows_beside(self, filterset: StrictFilterSet, sort: str, cursor: Cursor, limit: int, *, before: bool) -> Sequence[Any]:
        """So many rows after a place, or before it, in the order of the list."""
        raise NotImplementedError

    def table_cells(
        self, filterset: StrictFilterSet, rows: Sequence[Any], columns: Sequence[str], listing: str = ""
    ) -> Iterable[Sequence[Any]]:
        """The cells of each row of the table, as HTML or as text. `listing` names the list to the pages of its records."""
        excluded = [name for name in self.table_class.base_columns if name not in columns]
        table = self.table_class(rows, sequence=columns, exclude=excluded)
        table.listing = listing
        return table.cells()

    def export(
        self, filterset: StrictFilterSet, sort: str, columns: Sequence[Column]
    ) -> tuple[Sequence[Field], Iterable[Sequence[Any]]]:
        """The fields of a file and all rows of the list for it, read while they are written."""
        return [column.field for column in columns], values(self.sorted(filterset.qs, sort), columns)

    def revision(self, filterset: StrictFilterSet) -> Hashable:
        """What changes whenever a count or a name in the filter panel may; None where that is not known."""
        return None

    def facet_states(self, filterset: StrictFilterSet) -> list[FacetState]:
        """Every facet with the number of rows that each value would leave, one or two queries a facet."""
        return [self.facet_state(filterset, facet) for facet in self.facets]

    def facet_state(self, filterset: StrictFilterSet, facet: Facet) -> FacetState:
        bound = filterset.form[facet.name]
        choices = [(code, label) for code, label in _flat(bound.field.choices) if code]
        if filterset.is_sound:
            selected = filterset.chosen.get(facet.name, [])
            counts = self.facet_counts(filterset, facet)
            choices = [(code, label) for code, label in choices if counts.get(code) or code in selected]
        else:
            selected = bound.field.to_python(bound.data)
            counts = {}
        options = [
            Option(
                code,
                label,
                counts.get(code, 0) if filterset.is_sound else None,
                code in selected,
                indent=bool(facet.parent_path) and "." in code,
            )
            for code, label in choices
        ]
        return FacetState(facet.name, str(bound.label), str(bound.help_text), options, facet.is_open, len(options) > 30)

    def facet_counts(self, filterset: StrictFilterSet, facet: Facet) -> dict[str, int]:
        """Value → rows that it would leave: all other filters hold, the facet's own choice does not.

        Under `match=all` the own choice holds as well, since a further country narrows the list.
        """
        if not filterset.is_sound:
            return {}
        keeps_own = facet.name == "country" and filterset.form.cleaned_data.get("match") == "all"
        return self.counts(filterset.narrowed(self.queryset(), without="" if keeps_own else facet.name), facet)

    def counts(self, rows: QuerySet, facet: Facet) -> dict[str, int]:
        """Value → how many of `rows` have it; of two levels, a row counts for both."""
        rows = rows.order_by()
        counts = dict(self._grouped(rows, facet.path))
        if facet.parent_path:
            counts |= self._two_levels(rows, facet)
        return counts

    def _grouped(self, rows: QuerySet, path: str) -> Iterator[tuple[str, int]]:
        grouped = rows.values(path).annotate(facet_rows=Count("pk", distinct=True)).values_list(path, "facet_rows")
        return ((value, count) for value, count in grouped if value not in (None, ""))

    def _two_levels(self, rows: QuerySet, facet: Facet) -> dict[str, int]:
        """First-level values with the rows filed under them or under one of their own."""
        top = rows.annotate(facet_top=Coalesce(facet.parent_path, facet.path))
        return dict(self._grouped(top, "facet_top"))


def values(rows: QuerySet, columns: Sequence[Column]) -> Iterator[tuple]:
    """Tuples of the columns' values, made by the database and read in chunks."""
    expressions = {
        f"column_{number}": F(column.source or column.name) if isinstance(column.source, str) else column.source
        for number, column in enumerate(columns)
    }
    return rows.annotate(**expressions).values_list(*expressions).iterator(chunk_size=CHUNK)


def _flat(choices) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        yield str(value), str(label)
