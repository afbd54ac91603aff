"""The catalogues of the interface: complete, with the placeholders of the English, and compiled."""

import gettext
import re
from pathlib import Path

import polib
import pytest

LOCALE = Path(__file__).parent.parent / "cooperation" / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")

pytestmark = pytest.mark.parametrize("language", ["zh_Hans", "ru"])


def catalogue(language):
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def forms(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_message_is_translated(language):
    messages = catalogue(language)
    assert [entry.msgid for entry in messages.untranslated_entries()] == []
    assert [entry.msgid for entry in messages.fuzzy_entries()] == []


def test_placeholders_are_those_of_the_english(language):
    wrong = [
        entry.msgid
        for entry in catalogue(language).translated_entries()
        for text in forms(entry)
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    ]
    assert wrong == []


def test_compiled_catalogue_holds_the_same(language):
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    stale = []
    for entry in catalogue(language).translated_entries():
        key = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
        found = [compiled.get((key, n)) for n in entry.msgstr_plural] if entry.msgid_plural else [compiled.get(key)]
        if found != forms(entry):
            stale.append(entry.msgid)
    assert stale == []
