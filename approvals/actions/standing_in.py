"""Somebody who acts while an approver is away: a dated appointment by the Chair, never one person lending another power."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from approvals.models.officials import LONGEST
from approvals.permissions import APPROVERS
from approvals.states import WrongState
from notices.actions import tell
from school.actions import appoint
from school.days import local_date
from school.models import Appointment, Person
from school.offices import holder_ids


@transaction.atomic
def appoint_stand_in(
    *, person_id: UUID, office: str, starts_on: date, ends_on: date, why: str, once: UUID, by: UUID, now: datetime
) -> Appointment:
    """Appoint somebody acting Principal or Vice-Principal; it counts when a second person has confirmed it.

    Raises what `school.actions.appoint` raises. The Principal, the Chair and whoever confirms hear of it there; the
    Vice-Principal hears of it here. On posts of their own the person decides no more than anybody else.
    """
    today = local_date(now)
    if office not in APPROVERS:
        raise WrongState("Choose the office in which somebody acts: Principal or Vice-Principal.")
    if not why.strip():
        raise WrongState("Say in a few words why; it stands with the appointment.")
    if not today <= starts_on <= ends_on <= starts_on + LONGEST:
        raise WrongState("Choose days from today on, and a last day within twelve months.")
    row = appoint(
        person=Person.objects.get(pk=person_id),
        office=office,
        starts_on=starts_on,
        ends_on=ends_on,
        acting=True,
        source=why.strip(),
        once=once,
        by=Person.objects.get(pk=by),
        now=now,
    )
    tell("approver.acting", holder_ids("vice_principal", on=today) - {by, person_id}, about=row, now=now)
    return row
