"""Appointing, confirming and ending: the acts that decide who may read what."""

from datetime import date, datetime
from uuid import UUID

from audit.actions import record
from django.db import transaction
from django.db.models import Q
from notices.actions import tell

from school.changes import announce
from school.models import Appointment, Office, Person
from school.models.offices import NEEDS_CONFIRMATION, SINGLE
from school.obstacles import demand
from school.offices import holder_ids
from school.permissions import CONFIRMED_BY, obstacle_to_appointing, obstacle_to_confirming, obstacle_to_ending
from school.standing import standing_of


class OfficeTaken(Exception):
    """Two people cannot hold a single office on the same day; the sentence says what to do."""


def _refuse_overlap(office: str, starts_on: date, ends_on: date | None) -> None:
    if office not in SINGLE:
        return
    taken = Appointment.objects.filter(office=office, is_acting=False).filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    if ends_on:
        taken = taken.filter(starts_on__lte=ends_on)
    if standing := taken.select_related("person").first():
        raise OfficeTaken(
            f"{standing.person} holds this office on these days. End that appointment first, or appoint somebody acting."
        )


@transaction.atomic
def appoint(
    *,
    person: Person,
    office: str,
    starts_on: date,
    ends_on: date | None = None,
    acting: bool = False,
    source: str = "",
    by: Person,
    now: datetime,
) -> Appointment:
    """Appoint to an office (decision 10). Offices that read cases count only once a second person confirms.

    Raises PermissionDenied with the obstacle, OfficeTaken when somebody holds it on those days.
    """
    list(Appointment.objects.select_for_update().filter(office=office))
    demand(obstacle_to_appointing(standing_of(by.pk, now), person.pk, office, acting=acting))
    if not acting:
        _refuse_overlap(office, starts_on, ends_on)
    row = Appointment.objects.create(
        person=person,
        office=office,
        is_acting=acting,
        starts_on=starts_on,
        ends_on=ends_on,
        source=source,
        appointed_by=by,
    )
    today = standing_of(by.pk, now).today
    announce({person.pk}, now)
    tell("office.appointed", holder_ids(Office.PRINCIPAL, Office.CHAIR, on=today) - {by.pk}, about=row, now=now)
    if office in NEEDS_CONFIRMATION:
        able = holder_ids(*CONFIRMED_BY[office], on=today) - {by.pk, person.pk}
        tell("office.confirm", able, about=row, now=now)
    record("office.appointed", row, by=by.pk, now=now, office=str(office), acting=acting)
    return row


@transaction.atomic
def confirm_appointment(*, appointment_id: UUID, by: Person, now: datetime) -> Appointment:
    """A second entitled person confirms; a repeat changes nothing."""
    row = Appointment.objects.select_for_update().get(pk=appointment_id)
    demand(obstacle_to_confirming(standing_of(by.pk, now), row))
    if row.confirmed_at:
        return row
    row.confirmed_at, row.confirmed_by = now, by
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    announce({row.person_id}, now)
    record("office.confirmed", row, by=by.pk, now=now, office=row.office)
    return row


@transaction.atomic
def end_appointment(*, appointment_id: UUID, ends_on: date, by: Person, now: datetime) -> Appointment:
    """The office ends with the day `ends_on`; an appointment that never began ends on its first day."""
    row = Appointment.objects.select_for_update().get(pk=appointment_id)
    standing = standing_of(by.pk, now)
    demand(obstacle_to_ending(standing, row))
    row.ends_on = max(ends_on, row.starts_on)
    row.save(update_fields=["ends_on"])
    announce({row.person_id}, now)
    tell("office.appointed", holder_ids(Office.PRINCIPAL, Office.CHAIR, on=standing.today) - {by.pk}, about=row, now=now, key="ended")
    record("office.ended", row, by=by.pk, now=now, office=row.office)
    return row
