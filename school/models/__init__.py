"""Who and when: people, sign-ins, offices, staff, pupils and families, and the school's own settings."""

from school.models.families import ClassTeacher, FamilyLink, Pupil, SchoolClass
from school.models.offices import Appointment, Office
from school.models.people import Person, User
from school.models.settings import BoardKind, Closure, School, Target
from school.models.staff import StaffKind, StaffRole

__all__ = [
    "Appointment",
    "BoardKind",
    "ClassTeacher",
    "Closure",
    "FamilyLink",
    "Office",
    "Person",
    "Pupil",
    "School",
    "SchoolClass",
    "StaffKind",
    "StaffRole",
    "Target",
    "User",
]
