"""What is true: tables, constraints and the vocabulary of querysets."""

from .agreement import Agreement, AgreementCitation, AgreementParty, AgreementRelation, AgreementText
from .dates import Partial, PartialDate, Precision
from .event import Event, EventCitation, EventLocation
from .figure import Figure, FigureCitation
from .money import Absence
from .organisation import Organisation, OrganisationAlias, OrganisationCitation
from .periods import Period, PeriodType
from .programme import Measure, Programme, ProgrammeCitation, ProgrammeLocation, ProgrammeParticipation
from .project import Capacity, Finance, Milestone, Participation, Project, ProjectCitation, ProjectLocation
from .query import Query
from .record import Citation, Dependant, Location, Record, State
from .search import SearchName, SearchPosting, SearchTerm, Weight
from .searching import SearchableQuerySet
from .sent_form import SentForm
from .source import Source
from .text import LocalText, Name
from .trade import Direction, Flow, SourceRelease, TradeLoad, TradeRecord, TradeTotal, TradeYear
from .version import Version
from .vocabulary import Country, Indicator, Mechanism, Product, Sector

__all__ = [
    "Absence",
    "Agreement",
    "AgreementCitation",
    "AgreementParty",
    "AgreementRelation",
    "AgreementText",
    "Capacity",
    "Citation",
    "Country",
    "Dependant",
    "Direction",
    "Event",
    "EventCitation",
    "EventLocation",
    "Figure",
    "FigureCitation",
    "Finance",
    "Flow",
    "Indicator",
    "LocalText",
    "Location",
    "Measure",
    "Mechanism",
    "Milestone",
    "Name",
    "Organisation",
    "OrganisationAlias",
    "OrganisationCitation",
    "Partial",
    "PartialDate",
    "Participation",
    "Period",
    "PeriodType",
    "Precision",
    "Product",
    "Programme",
    "ProgrammeCitation",
    "ProgrammeLocation",
    "ProgrammeParticipation",
    "Project",
    "ProjectCitation",
    "ProjectLocation",
    "Query",
    "Record",
    "SearchName",
    "SearchPosting",
    "SearchTerm",
    "SearchableQuerySet",
    "Sector",
    "SentForm",
    "Source",
    "SourceRelease",
    "State",
    "TradeLoad",
    "TradeRecord",
    "TradeTotal",
    "TradeYear",
    "Version",
    "Weight",
]
