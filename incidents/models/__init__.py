"""What was reported, what is led because of it, and who may see it."""

from incidents.models.access import Access, AccessRole, ShutOut, ShutOutReason
from incidents.models.cases import Incident, IncidentPerson, IncidentQuerySet
from incidents.models.entries import Entry
from incidents.models.kinds import Asked, Each, Kind, KindClause, KindStep, KindTelling, StepShape
from incidents.models.parts import Allegation, IncidentStep
from incidents.models.reports import Concerns, Part, Report, ReportAddition, ReportClause, ReportPerson
from incidents.models.search import SearchText

__all__ = [
    "Access",
    "AccessRole",
    "Allegation",
    "Asked",
    "Concerns",
    "Each",
    "Entry",
    "Incident",
    "IncidentPerson",
    "IncidentQuerySet",
    "IncidentStep",
    "Kind",
    "KindClause",
    "KindStep",
    "KindTelling",
    "Part",
    "Report",
    "ReportAddition",
    "ReportClause",
    "ReportPerson",
    "SearchText",
    "ShutOut",
    "ShutOutReason",
    "StepShape",
]
