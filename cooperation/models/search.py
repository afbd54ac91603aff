"""The search index: one row a record that the public may find, with its words folded to a common form."""

from __future__ import annotations

import re
import unicodedata

from django.db import models
from django.utils.translation import gettext_lazy as _

#: Words beyond this many in one query are not read; a reader's sentence is shorter.
WORDS_MAX = 12


def fold(text: str) -> str:
    """Lower case, compatibility forms unified, diacritics dropped: “Ürümqi” → “urumqi”, “Ё” → “е”."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))


def words_of(text: str) -> list[str]:
    """The folded words of a query or a text, in order, each once."""
    return list(dict.fromkeys(re.findall(r"\w+(?:-\w+)*", fold(text))))


class SearchEntryQuerySet(models.QuerySet):
    def matching(self, text: str) -> SearchEntryQuerySet:
        """Entries that hold every word of `text`, in any order."""
        words = words_of(text)[:WORDS_MAX]
        if not words:
            return self.none()
        for word in words:
            self = self.filter(text__contains=word)
        return self


class SearchEntry(models.Model):
    """What can be found of one published record. Made from the record, never edited."""

    kind = models.CharField(_("kind"), max_length=20)
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    text = models.TextField(_("folded text"))

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        indexes = [models.Index(fields=["kind", "reference"], name="searchentry_by_kind")]

    def __str__(self) -> str:
        return self.reference
