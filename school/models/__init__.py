"""Who and when: people, sign-ins, offices, staff, pupils and families, and the school's own settings."""

from school.models.consents import (
    Consent,
    ConsentMedium,
    ConsentPurpose,
    Evidence,
    FlagLifting,
    ProtectionFlag,
    Verdict,
)
from school.models.declarations import Declaration, DeclarationEnd, DeclarationKind, DeclarationNote
from school.models.drafts import Draft
from school.models.families import ClassTeacher, FamilyLink, Pupil, Relation, SchoolClass, Stage
from school.models.offices import Appointment, Office
from school.models.people import AddressChange, Person, User
from school.models.settings import BoardKind, Closure, School, Target
from school.models.staff import StaffKind, StaffRole

__all__ = [
    "AddressChange",
    "Appointment",
    "BoardKind",
    "ClassTeacher",
    "Closure",
    "Consent",
    "ConsentMedium",
    "ConsentPurpose",
    "Declaration",
    "DeclarationEnd",
    "DeclarationKind",
    "DeclarationNote",
    "Draft",
    "Evidence",
    "FamilyLink",
    "FlagLifting",
    "Office",
    "Person",
    "ProtectionFlag",
    "Pupil",
    "Relation",
    "School",
    "SchoolClass",
    "StaffKind",
    "StaffRole",
    "Stage",
    "Target",
    "User",
    "Verdict",
]
