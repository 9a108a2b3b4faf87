"""Appointing, confirming and ending: the acts that decide who may read what."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from audit.actions import record
from notices.actions import tell
from school.changes import announce
from school.models import Appointment, Office, Person, Pupil, School
from school.models.offices import NEEDS_CONFIRMATION, SINGLE
from school.obstacles import demand
from school.offices import holder_ids, offices_kept
from school.once import free_once
from school.permissions import (
    CONFIRMED_BY,
    obstacle_to_appointing,
    obstacle_to_confirming,
    obstacle_to_ending,
    obstacle_to_holding,
)
from school.standing import standing_of
from school.states import AppointmentStatus, WrongState


class OfficeTaken(Exception):
    """Two people cannot hold a single office on the same day; the sentence says what to do."""


class CannotHold(Exception):
    """This person cannot hold this office beside what they are; the sentence says why."""


def _lock_offices() -> None:
    """One appointment at a time: a check for overlaps between rows that do not exist yet needs one lock for all."""
    School.objects.get_or_create(pk=School.THE_ONE)
    School.objects.select_for_update().get(pk=School.THE_ONE)


def _refuse_overlap(person: Person, office: str, starts_on: date, ends_on: date | None, *, acting: bool) -> None:
    taken = Appointment.objects.standing().filter(office=office).filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    if ends_on:
        taken = taken.filter(starts_on__lte=ends_on)
    if taken.filter(person=person).exists():
        raise OfficeTaken(f"{person} holds this office on these days already.")
    found = taken.filter(is_acting=False).select_related("person").first()
    if office in SINGLE and not acting and found:
        raise OfficeTaken(
            f"{found.person} holds this office on these days. End that appointment first, or appoint somebody acting."
        )


def _refuse_clash(person: Person, office: str, today: date) -> None:
    is_pupil = Pupil.objects.at_school(today).filter(person=person).exists()
    if sentence := obstacle_to_holding(office, offices_kept(person.pk, today), is_pupil=is_pupil):
        raise CannotHold(sentence)


USED = "This form was sent before: it entered {person} as {row}. Nothing else was entered. Open the form again for another."


@transaction.atomic
def appoint(
    *,
    person: Person,
    office: str,
    starts_on: date,
    ends_on: date | None = None,
    acting: bool = False,
    source: str = "",
    once: UUID | None = None,
    by: Person,
    now: datetime,
) -> Appointment:
    """Appoint to an office (decision 10). Offices that read cases count only once a second person confirms.

    Raises PermissionDenied with the obstacle, OfficeTaken or CannotHold with a sentence. A form sent twice answers
    with the first appointment; with other contents it raises CannotHold, which says what it made.
    """
    _lock_offices()
    standing = standing_of(by.pk, now)
    demand(obstacle_to_appointing(standing, person.pk, office, acting=acting))
    if row := Appointment.objects.filter(once=once, appointed_by=by).first() if once else None:
        same = (person.pk, office, acting, starts_on, ends_on, source)
        if same != (row.person_id, row.office, row.is_acting, row.starts_on, row.ends_on, row.source):
            raise CannotHold(USED.format(row=row, person=row.person))
        return row
    _refuse_clash(person, office, standing.today)
    _refuse_overlap(person, office, starts_on, ends_on, acting=acting)
    row = Appointment.objects.create(
        person=person,
        office=office,
        is_acting=acting,
        starts_on=starts_on,
        ends_on=ends_on,
        source=source,
        appointed_by=by,
        once=free_once(Appointment, once),
    )
    announce({person.pk}, now)
    tell("office.appointed", _leaders(standing.today) - {by.pk}, about=row, now=now)
    if office in NEEDS_CONFIRMATION:
        able = holder_ids(*CONFIRMED_BY[office], on=standing.today) - {by.pk, person.pk}
        tell("office.confirm", able, about=row, now=now)
    record("office.appointed", row, by=by.pk, now=now, office=str(office), acting=acting)
    return row


def _leaders(today: date) -> set[UUID]:
    return holder_ids(Office.PRINCIPAL, Office.CHAIR, on=today)


@transaction.atomic
def confirm_appointment(*, appointment_id: UUID, by: Person, now: datetime) -> Appointment:
    """A second entitled person confirms; a repeat by the same person changes nothing."""
    _lock_offices()
    row = Appointment.objects.select_for_update().get(pk=appointment_id)
    standing = standing_of(by.pk, now)
    demand(obstacle_to_confirming(standing, row))
    if row.confirmed_by_id == by.pk:
        return row
    if row.is_over(standing.today):
        raise WrongState("This appointment is over, so there is nothing to confirm.")
    row.move_to(AppointmentStatus.STANDS, by=by, now=now)
    announce({row.person_id}, now)
    if row.is_acting:
        tell("office.acting", {row.person_id}, about=row, now=now)
    record("office.confirmed", row, by=by.pk, now=now, office=row.office)
    return row


@transaction.atomic
def end_appointment(*, appointment_id: UUID, ends_on: date, by: Person, now: datetime) -> Appointment:
    """The office ends with the day `ends_on`: yesterday is at once, because what was done today was done in office.

    One that begins later than that day is taken back. An end is never put off: that is a new appointment.
    """
    _lock_offices()
    row = Appointment.objects.select_for_update().get(pk=appointment_id)
    standing = standing_of(by.pk, now)
    demand(obstacle_to_ending(standing, row))
    if row.is_over(standing.today):
        raise WrongState("This appointment is over already.")
    last = max(ends_on, standing.today - timedelta(days=1))
    if row.ends_on and last > row.ends_on:
        raise WrongState("An appointment cannot be made longer. Appoint the person again from the day after its end.")
    if last < row.starts_on or row.status == AppointmentStatus.WAITING:
        row.move_to(AppointmentStatus.WITHDRAWN, by=by, now=now)
    else:
        row.ends_on = last
        row.save(update_fields=["ends_on"])
    announce({row.person_id}, now)
    tell("office.appointed", _leaders(standing.today) - {by.pk}, about=row, now=now, key="ended")
    record("office.ended", row, by=by.pk, now=now, office=row.office)
    return row
