"""What is public about each kind of record. URLs, navigation, exports, search and the data dictionary loop over `KINDS`."""

from .agreement import AgreementKind
from .base import Column, Kind, ManyFile
from .event import EventKind
from .facets import Facet
from .figure import FigureKind
from .organisation import OrganisationKind
from .programme import ProgrammeKind
from .project import ProjectKind
from .source import SourceKind
from .trade import TradeKind

KINDS: tuple[Kind, ...] = (
    AgreementKind(),
    ProjectKind(),
    ProgrammeKind(),
    EventKind(),
    OrganisationKind(),
    FigureKind(),
    TradeKind(),
    SourceKind(),
)

#: Kinds whose rows are records with a page of their own.
DETAIL_KINDS = tuple(kind for kind in KINDS if kind.has_detail)


def kind_of(model: type) -> Kind:
    """The kind that a model's rows belong to. Raises KeyError for a model without one."""
    return _BY_MODEL[model]


_BY_MODEL = {kind.model: kind for kind in KINDS}

__all__ = ["DETAIL_KINDS", "KINDS", "Column", "Facet", "Kind", "ManyFile", "kind_of"]
