"""The curators' surface. One module a kind; Django finds the admins by importing this package."""

from .accounts import AccountAdmin
from .agreement import AgreementAdmin
from .event import EventAdmin
from .figure import FigureAdmin
from .organisation import OrganisationAdmin
from .programme import ProgrammeAdmin
from .project import ProjectAdmin
from .source import SourceAdmin
from .trade import SourceReleaseAdmin, TradeRecordAdmin
from .trade_load import TradeLoadAdmin
from .vocabulary import CountryAdmin, IndicatorAdmin, MechanismAdmin, ProductAdmin, SectorAdmin

__all__ = [
    "AccountAdmin",
    "AgreementAdmin",
    "CountryAdmin",
    "EventAdmin",
    "FigureAdmin",
    "IndicatorAdmin",
    "MechanismAdmin",
    "OrganisationAdmin",
    "ProductAdmin",
    "ProgrammeAdmin",
    "ProjectAdmin",
    "SectorAdmin",
    "SourceAdmin",
    "SourceReleaseAdmin",
    "TradeLoadAdmin",
    "TradeRecordAdmin",
]
