"""Text in three languages."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import get_language

#: Interface language → suffix of the column that holds its text, and the tag put into `lang`.
SUFFIXES = {"en": "en", "zh-hans": "zh", "ru": "ru"}
LANGUAGE_TAGS = {"en": "en", "zh": "zh-Hans", "ru": "ru"}


class LocalText(str):
    """A text that knows its language, so that a page can mark what has fallen back to English."""

    language: str

    def __new__(cls, text: str, language: str) -> LocalText:
        made = super().__new__(cls, text)
        made.language = language
        return made

    @property
    def is_fallback(self) -> bool:
        """True where the text is not in the language of the page."""
        return bool(self) and self.language != LANGUAGE_TAGS[current_suffix()]


class Name(NamedTuple):
    """One name of a record in one language: the tag for `lang` and the text."""

    language: str
    text: str


def current_suffix() -> str:
    return SUFFIXES.get(get_language() or "en", "en")


class Localized:
    """Reads `<field>_en|_zh|_ru` in the active language; falls back to English and never hides that it did."""

    def __init__(self, field: str) -> None:
        self.field = field

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        suffix = current_suffix()
        text = getattr(instance, f"{self.field}_{suffix}")
        if text:
            return LocalText(text, LANGUAGE_TAGS[suffix])
        for other in ("en", "zh", "ru"):
            text = getattr(instance, f"{self.field}_{other}")
            if text:
                return LocalText(text, LANGUAGE_TAGS[other])
        return LocalText("", "en")
