"""The interface's words exist in every language: no message is missing, untranslated, fuzzy or stale."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
LOCALES = ["zh_Hans", "ru"]
every_locale = pytest.mark.parametrize("locale", LOCALES)


def catalogue(locale, extension="po"):
    path = BASE / "cooperation" / "locale" / locale / "LC_MESSAGES" / f"django.{extension}"
    assert path.exists(), f"{path.relative_to(BASE)} is missing: run `make messages` and translate it."
    return polib.pofile(str(path)) if extension == "po" else polib.mofile(str(path))


def key(entry):
    return (entry.msgctxt, entry.msgid)


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    """The messages that code and templates use today, collected as `make messages` collects them."""
    assert shutil.which("xgettext"), "gettext is missing (Debian: apt-get install gettext)."
    copy = tmp_path_factory.mktemp("messages")
    for name in ("cooperation", "config", "templates", "manage.py"):
        source = BASE / name
        if source.is_file():
            shutil.copy(source, copy / name)
        else:
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "locale", "migrations"))
    (copy / "cooperation" / "locale").mkdir()
    command = ["manage.py", "makemessages", "--locale", "ru", "--no-location", "--ignore", "tests"]
    subprocess.run([sys.executable, *command], cwd=copy, check=True, capture_output=True)
    return polib.pofile(str(copy / "cooperation" / "locale" / "ru" / "LC_MESSAGES" / "django.po"))


@every_locale
def test_every_message_is_translated(locale):
    assert [entry.msgid for entry in catalogue(locale).untranslated_entries()] == []


@every_locale
def test_no_message_is_fuzzy(locale):
    assert [entry.msgid for entry in catalogue(locale).fuzzy_entries()] == []


@every_locale
def test_every_message_in_use_is_in_the_catalogue(locale, used):
    known = {key(entry) for entry in catalogue(locale) if not entry.obsolete}

    assert sorted(entry.msgid for entry in used if key(entry) not in known) == []


@every_locale
def test_compiled_catalogue_matches_its_source(locale):
    source = {key(entry): (entry.msgstr, entry.msgstr_plural) for entry in catalogue(locale) if entry.translated()}
    compiled = {key(entry): (entry.msgstr, entry.msgstr_plural) for entry in catalogue(locale, "mo")}

    assert compiled == source


@every_locale
def test_translations_keep_the_placeholders(locale):
    def placeholders(text):
        return sorted(set(re.findall(r"%\(\w+\)[sd]|\{\w*\}", text)))

    for entry in catalogue(locale).translated_entries():
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            assert set(placeholders(text)) <= set(placeholders(entry.msgid + entry.msgid_plural)), entry.msgid
        if not entry.msgid_plural:
            assert placeholders(entry.msgstr) == placeholders(entry.msgid), entry.msgid


@every_locale
def test_plural_forms_are_complete(locale):
    forms = {"zh_Hans": 1, "ru": 3}[locale]
    for entry in catalogue(locale):
        if entry.msgid_plural and not entry.obsolete:
            assert len(entry.msgstr_plural) >= forms, entry.msgid


def test_chinese_is_set_as_chinese():
    """Full-width punctuation beside a Chinese character, and no space between it and a Latin letter or a digit."""
    han = "[\u4e00-\u9fff]"
    ill_set = re.compile(rf"{han}[ ,;:!?()]|[,;:!?()]{han}|[A-Za-z0-9] {han}")

    assert [entry.msgstr for entry in catalogue("zh_Hans") if ill_set.search(entry.msgstr)] == []


def test_words_are_wrapped_under_names_that_the_collector_of_messages_knows():
    imported = re.compile(r"^from django\.utils\.translation import (.+)$", re.MULTILINE)
    renamed = {
        f"{path.name}: {part}"
        for path in Path(settings.BASE_DIR, "cooperation").rglob("*.py")
        for line in imported.findall(path.read_text())
        for part in re.findall(r"\w+ as (?!_\b)\w+", line)
    }

    assert renamed == set()
