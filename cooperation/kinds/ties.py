"""Which organisations stand behind the records of a list: who takes part in most of them, each number that of a list."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from cooperation.models import (
    Agreement,
    AgreementParty,
    Finance,
    Organisation,
    Participation,
    Programme,
    ProgrammeParticipation,
    Project,
    State,
)

from . import kind_of
from .base import Kind
from .scope import Scope


@dataclass(frozen=True)
class Tie:
    """How records of one kind name organisations, and the filter of their list that says the same."""

    model: type
    parameter: str
    through: tuple[tuple[type, str], ...]

    @property
    def kind(self) -> Kind:
        return kind_of(self.model)

    def pairs(self, scope: Scope) -> set[tuple[int, int]]:
        """(organisation, record) of all published records within the scope."""
        records = scope.narrowed(self.kind.queryset()).order_by().values("pk")
        found: set[tuple[int, int]] = set()
        for model, name in self.through:
            rows = model._default_manager.filter(**{"record__in": records, f"{name}__state": State.PUBLISHED})  # type: ignore[attr-defined]
            found |= set(rows.values_list(name, "record"))
        return found

    def url(self, scope: Scope, organisation: Organisation) -> str:
        return f"{self.kind.list_url()}?{scope.query(**{self.parameter: organisation.reference})}"


TIES = (
    Tie(Project, "organisation", ((Participation, "organisation"), (Finance, "lender"))),
    Tie(Agreement, "party", ((AgreementParty, "organisation"),)),
    Tie(Programme, "organisation", ((ProgrammeParticipation, "organisation"),)),
)


@dataclass(frozen=True)
class Tied:
    """An organisation with the number of its records of each kind, in the order of TIES, and the lists that hold them."""

    organisation: Organisation
    cells: list[dict[str, Any]]


def most_tied(scope: Scope, most: int) -> list[Tied]:
    """The organisations with most records within the scope."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0] * len(TIES))
    for place, tie in enumerate(TIES):
        for organisation, _record in tie.pairs(scope):
            counts[organisation][place] += 1
    leading = sorted(counts, key=lambda key: (-sum(counts[key]), key))[:most]
    found = Organisation.objects.published().prefetch_related("countries").in_bulk(leading)
    return [
        Tied(
            found[key],
            [{"count": number, "url": tie.url(scope, found[key])} for tie, number in zip(TIES, counts[key], strict=True)],
        )
        for key in leading
    ]
