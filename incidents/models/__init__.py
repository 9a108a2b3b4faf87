"""What was reported, what is led because of it, and who may see it."""

from incidents.models.access import Access, AccessRole, ShutOut, ShutOutReason
from incidents.models.cases import Incident, IncidentPerson, IncidentQuerySet
from incidents.models.emergency import EmergencyOpening, EmergencyReader
from incidents.models.entries import Entry
from incidents.models.kinds import Asked, Each, Kind, KindClause, KindStep, StepShape
from incidents.models.links import Link, linked_with
from incidents.models.parts import Allegation, IncidentStep
from incidents.models.places import Place
from incidents.models.readings import Reading
from incidents.models.records import BY_WORD_OF_MOUTH, RECORDS, Record
from incidents.models.reports import Concerns, Part, Report, ReportAddition, ReportClause, ReportPerson
from incidents.models.search import SearchText

__all__ = [
    "BY_WORD_OF_MOUTH",
    "RECORDS",
    "Access",
    "AccessRole",
    "Allegation",
    "Asked",
    "Concerns",
    "Each",
    "EmergencyOpening",
    "EmergencyReader",
    "Entry",
    "Incident",
    "IncidentPerson",
    "IncidentQuerySet",
    "IncidentStep",
    "Kind",
    "KindClause",
    "KindStep",
    "Link",
    "Part",
    "Place",
    "Reading",
    "Record",
    "Report",
    "ReportAddition",
    "ReportClause",
    "ReportPerson",
    "SearchText",
    "ShutOut",
    "ShutOutReason",
    "StepShape",
    "linked_with",
]
