"""Cuts the faces to what the registry sets: two weights of the text face, the letters of its languages, the features in use.

The licence reserves the name "Source" for faces as they were published, so these have names of their own.
"""

import io

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

# Weights in use (css/base.css and css/components.css); the serif is one weight as published.
WEIGHTS = (400, 600)
FEATURES = ["ccmp", "kern", "liga", "lnum", "locl", "mark", "mkmk", "tnum"]

SIGNS = "0020-0040 00A0 00AB 00B7 00BB 00D7 2009-200B 2010-201F 2026 202F 2212"
MORE_SIGNS = (
    "005B-0060 007B-009F 00A1-00AA 00AC-00B6 00B8-00BA 00BC-00BF 00F7 02C6 02DA 02DC 2000-2008 200C-200F 2020-2025 2027-202E"
    " 2030-206F 20AC 2122 2191 2193 2215"
)
TITLE_SIGNS = "005B-005D 005F 00A7 00B0-00B1 2030 2032-2033 20AC"
LATIN = "0041-005A 0061-007A 00C0-00D6 00D8-00F6 00F8-00FF 0131 0152-0153 02BB-02BC 0304 0308 0329"
# Turkic, Romanised and European names, the tones of pinyin, and the signs of tenge and other currencies.
LATIN_EXT = "0100-0130 0132-0151 0154-017F 018F 0192 01CD-01DC 01E6-01E7 0218-021B 0259 1E9E 20A0-20AB 20AD-20C0 2113"
CYRILLIC = "0301 0400-045F 0490-0491 04B0-04B1 2116"
# Kazakh, Kyrgyz, Tajik, Uzbek and other letters.
CYRILLIC_EXT = "0460-052F 20B4"

SANS = {
    "fonts/registry-sans-latin.woff2": ("latin", f"{SIGNS} {MORE_SIGNS} {LATIN}"),
    "fonts/registry-sans-latin-ext.woff2": ("latin-ext", LATIN_EXT),
    "fonts/registry-sans-cyrillic.woff2": ("cyrillic", CYRILLIC),
    "fonts/registry-sans-cyrillic-ext.woff2": ("cyrillic-ext", CYRILLIC_EXT),
}
# Titles in Russian and Chinese need the figures and common signs of the Latin face, and none of its letters.
SERIF = {
    "fonts/registry-serif-signs.woff2": ("latin", SIGNS),
    "fonts/registry-serif-latin.woff2": ("latin", f"{TITLE_SIGNS} {LATIN}"),
    "fonts/registry-serif-latin-ext.woff2": ("latin-ext", LATIN_EXT),
    "fonts/registry-serif-cyrillic.woff2": ("cyrillic", CYRILLIC),
    "fonts/registry-serif-cyrillic-ext.woff2": ("cyrillic-ext", CYRILLIC_EXT),
}
RANGES = {target: characters for target, (_subset, characters) in (SANS | SERIF).items()}


def sources(files, pattern):
    """Name the published file of each of ours, in the package's own words."""
    return {target: pattern.format(subset=name) for target, (name, _characters) in files.items()}


def cut(target, data):
    """Return the face with the characters of RANGES, the weights and features in use, and a name of its own."""
    # Times of making would give other bytes each time.
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    if "fvar" in font:
        # Written and read again, since the instancer leaves glyphs without variations out of a table that the subsetter walks.
        font = reopened(instancer.instantiateVariableFont(font, {"wght": WEIGHTS}))
    options = subset.Options(layout_features=FEATURES, hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 13, 14])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(RANGES[target]))
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID == 1:
            record.string = "Registry Sans" if "sans" in target else "Registry Serif"
    font.flavor = "woff2"
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


def reopened(font):
    font.flavor = None
    held = io.BytesIO()
    font.save(held)
    return TTFont(io.BytesIO(held.getvalue()), recalcTimestamp=False)
