"""Why the two sides' figures differ: what has been said about it, each with the registry's own references of who said so.

These are statements of others, told as such. A reason stands here only where a source of the registry gives it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperation.models import Country, Direction, Figure, Source


@dataclass(frozen=True)
class Reason:
    """One explanation: of which partner and direction, and the references of sources and figures that give it."""

    partner: str
    direction: str
    text: Any
    references: tuple[str, ...]


REASONS = (
    Reason(
        "KG",
        Direction.EXPORT,
        _(
            "The Accounts Chamber of Kyrgyzstan found a gap of 4.1 billion US dollars for 2016 and gave as a reason that goods in"
            " transit are counted as exports to Kyrgyzstan."
        ),
        ("FIG-0178", "SRC-00011"),
    ),
    Reason(
        "KG",
        Direction.EXPORT,
        _(
            "All goods sent from China are declared as exports to Kyrgyzstan, but most of them go on in transit to other countries,"
            " says the head of the transport committee of the Kyrgyz Chamber of Commerce and Industry."
        ),
        ("SRC-00023", "SRC-00629"),
    ),
    Reason(
        "KG",
        Direction.EXPORT,
        _("bne IntelliNews reports the view that much of what Kyrgyzstan receives from China is re-exported to Russia."),
        ("SRC-00144",),
    ),
    Reason(
        "TJ",
        Direction.EXPORT,
        _(
            "Equipment that Chinese companies bring in for building projects counts as an export of China, but not as an import of"
            " Tajikistan, since it is imported temporarily, say Tajik customs officials."
        ),
        ("SRC-00629",),
    ),
    Reason(
        "TJ",
        "",
        _("The states of the former Soviet Union share a method of counting, and China uses another, say Tajik customs officials."),
        ("SRC-00629",),
    ),
    Reason(
        "UZ",
        Direction.IMPORT,
        _("Chinese figures for gas from Uzbekistan include the transit of gas from Turkmenistan, according to the Uzbek side."),
        ("SRC-00831", "SRC-00310"),
    ),
    Reason(
        "KZ",
        Direction.EXPORT,
        _(
            "The tables of UN Comtrade that the registry holds give only a part of the imports of Kazakhstan from China in 2020, 2021"
            " and 2022; Kazakh sources print about 11 billion US dollars for 2022."
        ),
        ("SRC-00422", "SRC-00793"),
    ),
)


@dataclass
class Explained:
    """A reason with the documents and figures that give it."""

    reason: Reason
    partner: Country
    sources: list[Source] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


def explained(partners: Iterable[Country], direction: str) -> list[Explained]:
    """The reasons for these partners and this direction, as far as what gives them is published."""
    by_code = {partner.code: partner for partner in partners}
    wanted = [
        reason
        for reason in REASONS
        if reason.partner in by_code and (direction == Direction.TOTAL or reason.direction in ("", direction))
    ]
    references = {reference for reason in wanted for reference in reason.references}
    sources = {source.reference: source for source in Source.objects.cited().filter(reference__in=references)}
    figures = {figure.reference: figure for figure in Figure.objects.published().filter(reference__in=references)}
    made = [
        Explained(
            reason,
            by_code[reason.partner],
            [sources[reference] for reference in reason.references if reference in sources],
            [figures[reference] for reference in reason.references if reference in figures],
        )
        for reason in wanted
    ]
    return [one for one in made if one.sources or one.figures]
