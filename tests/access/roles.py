"""One person for each role of domain.md 3.1, plus nobody and somebody whose account was ended."""

from datetime import UTC, datetime
from typing import Any

from school.models import Person
from tests.factories.school import OfficeHolderFactory, StaffFactory, UserFactory

STAFF = {
    "teacher": "teacher",
    "assistant": "support",
    "supply": "supply",
    "volunteer": "volunteer",
    "student": "teaching_practice",
    "official_user": "teacher",
}
OFFICES = {
    "designated_teacher": "designated_teacher",
    "deputy_dt": "deputy_designated_teacher",
    "ict": "ict_coordinator",
    "slt": "slt",
    "governor": "governor",
    "designated_governor": "designated_governor",
    "chair": "chair",
    "vice_chair": "vice_chair",
    "clerk": "clerk",
    "dpo": "dpo",
    "sysadmin": "administrator",
    "principal": "principal",
    "vice_principal": "vice_principal",
}
NOBODY = ("anonymous", "deactivated")
ROLES = (*NOBODY, *STAFF, *OFFICES)
SIGNED_IN = (*STAFF, *OFFICES)
LONG_AGO = datetime(2025, 9, 1, 9, tzinfo=UTC)


def people() -> dict[str, Person]:
    """A person for each role but the anonymous one."""
    found: dict[str, Any] = {role: StaffFactory(kind) for role, kind in STAFF.items()}
    found |= {role: OfficeHolderFactory(office) for role, office in OFFICES.items()}
    found["deactivated"] = OfficeHolderFactory("slt", person=UserFactory(is_active=False).person)
    return found
