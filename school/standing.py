"""What a person may act as on a day: read once a request, and again inside every action."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from school.days import local_date
from school.models import Appointment, StaffRole, User
from school.models.offices import BOARD, STAFF_OFFICES


@dataclass(frozen=True)
class Standing:
    """A person's offices and work on a day. Nothing else opens a door."""

    person_id: UUID
    offices: frozenset[str]
    staff_kinds: frozenset[str]
    today: date
    is_active: bool = True

    def holds(self, *offices: str) -> bool:
        """Whether the person holds any of these offices today."""
        return not self.offices.isdisjoint(offices)

    @property
    def is_staff(self) -> bool:
        """Staff in the policy's wide sense (register clause 9.16): also governors, students and volunteers."""
        return bool(self.staff_kinds) or self.holds(*BOARD, *STAFF_OFFICES)


def standing_of(person_id: UUID, now: datetime) -> Standing:
    """Read a person's standing at `now`. Someone whose sign-in was ended stands for nothing."""
    today = local_date(now)
    if not User.objects.filter(person_id=person_id, is_active=True).exists():
        return Standing(person_id, frozenset(), frozenset(), today, is_active=False)
    offices = Appointment.objects.effective(today).filter(person_id=person_id).values_list("office", flat=True)
    kinds = StaffRole.objects.on(today).filter(person_id=person_id).values_list("kind", flat=True)
    return Standing(person_id, frozenset(offices), frozenset(kinds), today)
