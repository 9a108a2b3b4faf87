"""What a person may act as on a day: read once a request, and again inside every action."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from audit.prepared import Prepared
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
    def shape(self) -> "Standing":
        """The same offices and work, of nobody on no day: all that the SQL of a question may depend on."""
        return replace(self, person_id=UUID(int=0), today=date.min)

    @property
    def is_staff(self) -> bool:
        """Staff in the policy's wide sense (register clause 9.16): also governors, students and volunteers."""
        return bool(self.staff_kinds) or self.holds(*BOARD, *STAFF_OFFICES)


def _what_counts(_: None, person_id: UUID, day: date) -> QuerySet[Any, Any]:
    """One row for the open account, one for each office and each kind of work that counts on the day."""
    open_account = User.objects.filter(person_id=person_id, is_active=True)
    offices = Appointment.objects.effective(day).filter(person_id=person_id)
    work = StaffRole.objects.on(day).filter(person_id=person_id)
    return _marked(open_account, ACCOUNT, Value("")).union(
        _marked(offices, OFFICE, F("office")), _marked(work, WORK, F("kind")), all=True
    )


def _marked(rows: QuerySet[Any, Any], mark: str, name: Value | F) -> QuerySet[Any, Any]:
    text = CharField()
    return rows.order_by().values_list(Cast(Value(mark), text), Cast(name, text))


ACCOUNT, OFFICE, WORK = "account", "office", "work"
what_counts = Prepared(_what_counts)


def standing_of(person_id: UUID, now: datetime) -> Standing:
    """Read a person's standing at `now`. Someone whose sign-in was ended stands for nothing."""
    today = local_date(now)
    found: dict[str, set[str]] = {ACCOUNT: set(), OFFICE: set(), WORK: set()}
    for mark, name in what_counts(None, person_id, today):
        found[mark].add(name)
    if not found[ACCOUNT]:
        return Standing(person_id, frozenset(), frozenset(), today, is_active=False)
    return Standing(person_id, frozenset(found[OFFICE]), frozenset(found[WORK]), today)
