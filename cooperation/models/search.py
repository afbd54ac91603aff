"""The search index: which published records hold which terms. Made from the records, never edited.

Plain tables, the same on every database: a prefix is a range of terms, and “holds all words” is one `EXISTS` a word.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from .folding import TERM_LENGTH
from .query import Need, Query

LAST_CHARACTER = "\U0010ffff"


class TermField(models.CharField):
    """Text compared by code points, so that the words with one beginning are one range in every database."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("max_length", TERM_LENGTH)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class Weight(models.IntegerChoices):
    """Where in a record a term stands, by how much that says of it."""

    FILED = 1, _("filed under a country")
    SUMMARY = 3, _("summary")
    ORGANISATION = 4, _("organisation that takes part")
    PLACE = 6, _("place")
    NAME = 9, _("alias, acronym, publisher")
    TITLE = 12, _("title")
    IDENTITY = 40, _("reference or address")


def begins(prefix: str, field: str = "term") -> Q:
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + LAST_CHARACTER})


def ways(need: Need) -> list[Q]:
    """The conditions by which a word of a query may be met: some terms, or the beginning of one."""
    terms = [atom.term for atom in need.atoms if not atom.is_prefix]
    return [*([Q(term__in=terms)] if terms else []), *(begins(atom.term) for atom in need.atoms if atom.is_prefix)]


def any_of(need: Need) -> Q:
    condition = Q()
    for way in ways(need):
        condition |= way
    return condition


def held_beside(need: Need) -> Q:
    """Whether the record of a posting holds the word as well, one `EXISTS` a way."""
    same = SearchPosting.objects.filter(kind=OuterRef("kind"), record=OuterRef("record"))
    condition = Q()
    for way in ways(need):
        condition |= Q(Exists(same.filter(way)))
    return condition


class SearchPostingQuerySet(models.QuerySet):
    def meeting(self, query: Query) -> list[SearchPostingQuerySet]:
        """Postings of the query's rarest word on records that hold its other words as well: a queryset for each way to meet it.

        One queryset with OR in it would be simpler; SQLite then leaves the index and reads every posting of the kind. For the
        same reason they are to be asked of a kind, or of several: the index begins with it. A record may come twice.
        """
        if not query.may_match:
            return []
        first, *others = sorted(query.needs, key=lambda need: need.records)
        rows = self.order_by()
        for need in others:
            rows = rows.filter(held_beside(need))
        return [rows.filter(way) for way in ways(first)]


class SearchPosting(models.Model):
    """One term of one published record or cited source, with the weightiest place in which it stands."""

    kind = models.CharField(_("kind"), max_length=20)
    record = models.BigIntegerField(_("key of the record"))
    term = TermField(_("term"))
    weight = models.PositiveSmallIntegerField(_("weight"), choices=Weight.choices)

    objects = SearchPostingQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "record", "term"]
        verbose_name = _("search posting")
        verbose_name_plural = _("search postings")
        constraints = [models.UniqueConstraint(fields=["record", "kind", "term"], name="searchposting_once")]
        indexes = [models.Index(fields=["kind", "term", "weight", "record"], name="searchposting_by_term")]

    def __str__(self) -> str:
        return f"{self.term} – {self.kind} {self.record}"


class SearchTerm(models.Model):
    """A term in use, with the number of records that hold it, and turned round where words a typing error away are looked for."""

    term = TermField(_("term"), unique=True)
    backwards = TermField(_("term backwards"), blank=True, default="", db_index=True)
    records = models.PositiveIntegerField(_("records"), default=0)

    objects: models.Manager

    class Meta:
        ordering = ["term"]
        verbose_name = _("search term")
        verbose_name_plural = _("search terms")

    def __str__(self) -> str:
        return self.term


class SearchName(models.Model):
    """One spelling of a place or country. Names with the same `place` are one: “塔什干”, “Toshkent” and “Ташкент”.

    `form` is folded, its words parted by spaces. `place` is a term of all records that name it in any spelling: the English name
    where that is one word, else its words behind “=”.
    """

    form = TermField(_("folded name"))
    place = TermField(_("place"), db_index=True)

    objects: models.Manager

    class Meta:
        ordering = ["form", "place"]
        verbose_name = _("search name")
        verbose_name_plural = _("search names")
        constraints = [models.UniqueConstraint(fields=["form", "place"], name="searchname_once")]

    def __str__(self) -> str:
        return f"{self.form} {self.place}"
