"""A record as reference managers read it: BibTeX, RIS and CSL-JSON.

RIS: tags of the specification of 2011 (TY first, ER last, lines end in CR LF). CSL-JSON: schema 1.0.2, type "entry", which is an
entry of a database or reference work.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

#: Characters that BibTeX gives a meaning to, and how they are written as themselves.
BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "%": r"\%",
        "&": r"\&",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


@dataclass(frozen=True)
class Cited:
    """What a citation of a record says. `language` is that of the title."""

    reference: str
    title: str
    language: str
    registry: str
    address: str
    version: int
    changed: dt.date
    read_on: dt.date


def plain(text: str) -> str:
    """On one line: all three formats end a value at the line's end."""
    return " ".join(text.split())


def bibtex(cited: Cited) -> str:
    fields = {
        "title": f"{{{plain(cited.title).translate(BIBTEX)}}}",
        "organization": plain(cited.registry).translate(BIBTEX),
        "year": f"{cited.changed:%Y}",
        "month": f"{cited.changed.month}",
        "number": cited.reference,
        "version": f"{cited.version}",
        "language": cited.language,
        "url": cited.address,
        "urldate": cited.read_on.isoformat(),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{cited.reference},\n{lines}\n}}\n"


def ris(cited: Cited) -> str:
    lines = [
        ("TY", "DATA"),
        ("TI", plain(cited.title)),
        ("T2", plain(cited.registry)),
        ("AN", cited.reference),
        ("ET", f"{cited.version}"),
        ("PY", f"{cited.changed:%Y}"),
        ("DA", f"{cited.changed:%Y/%m/%d}/"),
        ("LA", cited.language),
        ("UR", cited.address),
        ("Y2", f"{cited.read_on:%Y/%m/%d}/"),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)


def csl_json(cited: Cited) -> str:
    def parts(day: dt.date) -> dict[str, list[list[int]]]:
        return {"date-parts": [[day.year, day.month, day.day]]}

    item = {
        "id": cited.reference,
        "type": "entry",
        "title": plain(cited.title),
        "container-title": plain(cited.registry),
        "number": cited.reference,
        "version": f"{cited.version}",
        "language": cited.language,
        "issued": parts(cited.changed),
        "accessed": parts(cited.read_on),
        "URL": cited.address,
    }
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


#: End of the file's name → its media type, who writes it, and the name that readers know it by.
FORMATS = {
    "bib": ("application/x-bibtex; charset=utf-8", bibtex, "BibTeX"),
    "ris": ("application/x-research-info-systems; charset=utf-8", ris, "RIS"),
    "json": ("application/vnd.citationstyles.csl+json", csl_json, "CSL-JSON"),
}
