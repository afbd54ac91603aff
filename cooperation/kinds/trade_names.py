"""What trade rows refer to: keys, codes and names of countries, sectors and releases, read once a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from cooperation.models import Country, Sector, SourceRelease
from cooperation.models.text import LANGUAGE_TAGS, LocalText, current_suffix

SUFFIXES = ("en", "zh", "ru")


class Names:
    """Keys ↔ codes, and names in the language of the page. A query each, and none of them makes objects."""

    def __init__(self) -> None:
        self._choices: dict[str, list[tuple[str, str]]] = {}

    @cached_property
    def countries(self) -> list[tuple[int, str, LocalText]]:
        return _named(Country.objects.order_by("position", "code"), "code", "name")

    @cached_property
    def sectors(self) -> list[tuple[int, str, LocalText]]:
        return _named(Sector.objects.order_by("code"), "code", "name")

    @cached_property
    def releases(self) -> list[tuple[int, str, LocalText]]:
        """Those that the public sees."""
        return [release for release in self._releases if release[0] in self._current]

    @property
    def has_hidden_rows(self) -> bool:
        """Some releases wait to be shown, or were shown once."""
        return len(self._current) < len(self._releases)

    @cached_property
    def _releases(self) -> list[tuple[int, str, LocalText]]:
        return _named(SourceRelease.objects.order_by("rank", "reference"), "reference", "title")

    @cached_property
    def _current(self) -> set[int]:
        return set(SourceRelease.objects.current().values_list("pk", flat=True))

    @cached_property
    def china(self) -> list[int]:
        """Whose exports go from China; the exports of all others go to China."""
        return list(Country.objects.filter(role=Country.Role.CHINA).values_list("pk", flat=True))

    def keys(self, vocabulary: str, codes: Iterable[str]) -> list[int]:
        """The keys of codes; of a sector of the first level, those below it as well."""
        wanted = set(codes)
        if vocabulary == "sectors":
            return [pk for pk, code, _name in self.sectors if code in wanted or code.partition(".")[0] in wanted]
        return [pk for pk, code, _name in getattr(self, vocabulary) if code in wanted]

    def choices(self, vocabulary: str) -> list[tuple[str, str]]:
        if vocabulary not in self._choices:
            self._choices[vocabulary] = [(code, str(name)) for _pk, code, name in getattr(self, vocabulary)]
        return self._choices[vocabulary]


def _named(queryset, code: str, name: str) -> list[tuple[int, str, LocalText]]:
    rows = queryset.values_list("pk", code, *(f"{name}_{suffix}" for suffix in SUFFIXES))
    choose = local()
    return [(pk, row_code, choose(*texts)) for pk, row_code, *texts in rows]


def local() -> Callable[..., LocalText]:
    """What chooses, of the texts in English, Chinese and Russian, that in the language of the page, else the first there is.

    As `Localized` chooses, but the language is asked for once a vocabulary.
    """
    wanted = SUFFIXES.index(current_suffix())
    order = [wanted, *(place for place in range(len(SUFFIXES)) if place != wanted)]
    tags = [LANGUAGE_TAGS[suffix] for suffix in SUFFIXES]

    def choose(*texts: str) -> LocalText:
        place = next((place for place in order if texts[place]), 0)
        return LocalText(texts[place], tags[place])

    return choose
