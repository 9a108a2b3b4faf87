"""What was reported, what is led because of it, and who may see it."""

from incidents.models.access import Access, AccessRole, ShutOut, ShutOutReason
from incidents.models.cases import Incident, IncidentPerson, IncidentQuerySet
from incidents.models.emergency import EmergencyOpening, EmergencyReader
from incidents.models.entries import Entry
from incidents.models.evidence import Evidence, Strike
from incidents.models.intake import (
    Circumstances,
    How,
    Images,
    Place,
    ReportSpeaker,
    ReportTelling,
    Speaker,
    Whom,
)
from incidents.models.kinds import Asked, Each, Kind, KindClause, KindStep, KindTelling, StepShape
from incidents.models.links import Link, Unlinking, linked_with, shown_link
from incidents.models.parts import Allegation, IncidentStep
from incidents.models.readings import Reading
from incidents.models.records import BY_WORD_OF_MOUTH, RECORDS, Record
from incidents.models.reports import (
    NOT_KNOWN,
    Concerns,
    Part,
    Report,
    ReportAddition,
    ReportClause,
    ReportPerson,
    Role,
)
from incidents.models.search import SearchText
from incidents.models.services import MINIMUM_AGE, Service, ServiceKind

__all__ = [
    "BY_WORD_OF_MOUTH",
    "MINIMUM_AGE",
    "NOT_KNOWN",
    "RECORDS",
    "Access",
    "AccessRole",
    "Allegation",
    "Asked",
    "Circumstances",
    "Concerns",
    "Each",
    "EmergencyOpening",
    "EmergencyReader",
    "Entry",
    "Evidence",
    "How",
    "Images",
    "Incident",
    "IncidentPerson",
    "IncidentQuerySet",
    "IncidentStep",
    "Kind",
    "KindClause",
    "KindStep",
    "KindTelling",
    "Link",
    "Part",
    "Place",
    "Reading",
    "Record",
    "Report",
    "ReportAddition",
    "ReportClause",
    "ReportPerson",
    "ReportSpeaker",
    "ReportTelling",
    "Role",
    "SearchText",
    "Service",
    "ServiceKind",
    "ShutOut",
    "ShutOutReason",
    "Speaker",
    "StepShape",
    "Strike",
    "Unlinking",
    "Whom",
    "linked_with",
    "shown_link",
]
