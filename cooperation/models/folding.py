"""How text becomes terms: what a reader types and what a record says meet in one loose Latin spelling.

A word is folded in three steps: case, width and diacritics go; other alphabets are written in Latin letters; and letters that
transliterations of the region mix up become one (`kh` and `x` are `h`, `zh` is `j`, `q` is `k`, `y` is `i`, doubled letters are
single). “Сергей”, “Sergey” and “Sergei” are then all `sergei`. Chinese has no spaces: its characters and pairs of characters are
the terms.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

#: Longest term that the index keeps; an address that is longer is known by its beginning.
TERM_LENGTH = 200

CJK = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
APOSTROPHES = "'’‘ʻʼʹ`´"
HYPHENS = "\\-\u2010\u2011"
_LETTERS = rf"(?:[^\W_{CJK}][\u0300-\u036f]*)+"
_TOKEN = re.compile(rf"(?P<run>[{CJK}]+)|{_LETTERS}(?:[{APOSTROPHES}{HYPHENS}]{_LETTERS})*")
_HYPHEN = re.compile(f"[{HYPHENS}]")

#: Written as one word: `AGR-2025-0001`, `COP-28`.
_REFERENCE = re.compile(r"[A-Za-z]{3}(-\d+)+")
#: The same as people write it: another dash or none, spaces, without the zeros.
_LOOSE_REFERENCE = re.compile(
    r"([A-Za-z]{3})[\s_.\-\u2010-\u2015\u2212]*(?:((?:19|20)[0-9]{2})[\s_.\-\u2010-\u2015\u2212]+)?([0-9]{1,6})", re.ASCII
)
_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)

#: Words that say nothing of a record and are neither kept nor asked for.
STOP_WORDS = frozenset(
    [
        "the",
        "of",
        "and",
        "in",
        "on",
        "to",
        "for",
        "a",
        "an",
        "by",
        "with",
        "at",
        "from",
        "и",
        "в",
        "во",
        "на",
        "по",
        "о",
        "об",
        "с",
        "со",
        "к",
        "для",
        "из",
        "от",
        "или",
    ]
)

#: Latin letters whose diacritic changes the sound, before diacritics are dropped.
_SOUNDS = str.maketrans(
    {"ş": "sh", "š": "sh", "ș": "sh", "ç": "ch", "č": "ch", "ž": "zh", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "ə": "a"}
)
_CYRILLIC = str.maketrans(
    dict(zip("абвгдезиклмнопрстуфыэ", "abvgdeziklmnoprstufye", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ъ": "", "ь": ""}
    | {"ә": "a", "ғ": "gh", "қ": "q", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i", "ҳ": "h", "ҷ": "j", "є": "e"}
)
_ENDINGS = re.compile(
    "(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|ая|яя|ое|ее|ые|ие|ои|еи|ыи|ии|ым|им|ом|ем|ам|ям|ах|ях|ую|юю|ов|ев|[аяоеыиуюь])$"
)
_STEM_LENGTH = 4

_MERGED = (
    ("shch", "sh"),
    ("dzh", "j"),
    ("zh", "j"),
    ("dj", "j"),
    ("kh", "h"),
    ("gh", "g"),
)
_LETTERS_MERGED = str.maketrans("xqwy", "hkvi")


class Word(NamedTuple):
    """A word of a text, where it stands, the terms it is kept under, and the beginning by which it is asked for.

    The terms are the whole word, its stem, and the word with its pairs of letters apart: `kazahstan` is also `kazakhstan`, or
    who has got as far as “Kazak” would not find it.
    """

    start: int
    end: int
    terms: tuple[str, ...]
    beginning: str = ""


class Run(NamedTuple):
    """A stretch of Chinese characters."""

    start: int
    end: int
    text: str


class Reading(NamedTuple):
    """What stands in a text. `joined` are hyphenated words as one: “Nur-Sultan” is `nur`, `sultan` and, joined, `nursultan`."""

    words: list[Word]
    joined: list[Word]
    runs: list[Run]

    @property
    def terms(self) -> set[str]:
        found = {term for word in (*self.words, *self.joined) for term in word.terms}
        for run in self.runs:
            found.update(run.text)
            found.update(pairs(run.text))
        return found


def read(text: str) -> Reading:
    """The words and runs of a text, with offsets into `normal(text)`."""
    text = normal(text)
    reading = Reading([], [], [])
    for token in _TOKEN.finditer(text):
        if token["run"]:
            reading.runs.append(Run(token.start(), token.end(), unicodedata.normalize("NFKC", token[0])))
        elif _REFERENCE.fullmatch(token[0]):
            terms = terms_of(_HYPHEN.sub("", token[0]))
            reading.words.append(Word(token.start(), token.end(), terms, terms[0]))
        else:
            _read_word(token, reading)
    return reading


def _read_word(token: re.Match[str], reading: Reading) -> None:
    start = token.start()
    parts = _HYPHEN.split(token[0])
    for part in parts:
        terms = terms_of(part)
        if terms:
            reading.words.append(Word(start, start + len(part), terms, beginning_of(part)))
        start += len(part) + 1
    if len(parts) > 1 and (terms := terms_of("".join(parts))):
        reading.joined.append(Word(token.start(), token.end(), terms[:1]))


def normal(text: str) -> str:
    """The text with its accents composed: what offsets count in."""
    return unicodedata.normalize("NFC", text)


def pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


@lru_cache(maxsize=100_000)
def terms_of(word: str) -> tuple[str, ...]:
    """The terms of a word, itself first. Nothing for a stop word."""
    word = plain(word)
    if word in STOP_WORDS:
        return ()
    spelled = latin(word)
    terms = dict.fromkeys((merged(spelled), merged(latin(stem(word))), single(spelled.translate(_LETTERS_MERGED))))
    return tuple(term[:TERM_LENGTH] for term in terms if term)


def beginning_of(word: str) -> str:
    """What all forms of the word begin with: its stem."""
    word = plain(word)
    whole, beginning = merged(latin(word)), merged(latin(stem(word)))
    return (beginning if whole.startswith(beginning) else whole)[:TERM_LENGTH]


def plain(word: str) -> str:
    """Lower case without diacritics and apostrophes: “Ürümqi” → “urumqi”, “Xi’an” → “xian”, “Ё” → “е”."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().translate(_SOUNDS))
    return "".join(char for char in decomposed if not unicodedata.combining(char) and char not in APOSTROPHES)


def stem(word: str) -> str:
    """A plain word without its Russian ending or English plural: “дороги” → “дорог”, “railways” → “railway”."""
    if "а" <= word[-1:] <= "я":
        shorter = _ENDINGS.sub("", word)
        return shorter if len(shorter) >= _STEM_LENGTH else word
    if len(word) > _STEM_LENGTH and word.endswith("s") and not word.endswith("ss"):
        return word[:-2] if word.endswith(("ies", "xes", "ches", "shes", "sses")) else word[:-1]
    return word


def latin(word: str) -> str:
    return word.translate(_CYRILLIC)


def merged(word: str) -> str:
    """A Latin word with the letters that transliterations mix up made one."""
    for spelling, letter in _MERGED:
        word = word.replace(spelling, letter)
    word = re.sub("j(?![aeiou])", "i", word.translate(_LETTERS_MERGED))
    return single(re.sub("^ie", "e", word))


def single(word: str) -> str:
    return re.sub(r"([^\W\d_])\1+", r"\1", word)


def reference_in(text: str) -> str:
    """The reference that a query may mean as a whole: “agr 2025–1” → `AGR-2025-0001`; nothing for other text.

    “COP 28” looks like one as well: whether there is such a record only the index knows.
    """
    found = _LOOSE_REFERENCE.fullmatch(unicodedata.normalize("NFKC", text.strip()))
    if not found:
        return ""
    prefix, year, number = found.groups()
    return "-".join(part for part in (prefix.upper(), year, f"{int(number):04}") if part)


def is_address(text: str) -> bool:
    """Whether a query is an address of the web, or the host and path of one."""
    return bool(_ADDRESS.fullmatch(text.strip()))


def address_term(address: str) -> str:
    """`https://www.Example.org/a/` → `/example.org/a`: no word begins with a stroke."""
    address = unquote(address.strip()).casefold().partition("#")[0]
    address = re.sub(r"^(?:https?://)?(?:www\.)?", "", address)
    return f"/{address.rstrip('/')}"[:TERM_LENGTH]


def address_terms(address: str) -> list[str]:
    """An address under its host and under each wider domain: `/stat.gov.kz/en` is also `/gov.kz/en`."""
    host, stroke, path = address_term(address)[1:].partition("/")
    labels = host.split(".")
    return [f"/{'.'.join(labels[at:])}{stroke}{path}" for at in range(max(len(labels) - 1, 1))]
