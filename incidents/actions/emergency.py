"""Opening a case in an emergency: who may, each time that somebody does, and who hears of it (domain 3.1).

Never for somebody shut out as a person concerned, by an office or by a declared conflict; never for an
administrator; never for the reporter of a matter about staff. What may not be opened and what does not exist
answer alike.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit.actions import record
from incidents import routes
from incidents.actions.conflicts import Holders, leaders, people_shut_out, sources_of
from incidents.actions.leading import end_accesses
from incidents.models import Access, AccessRole, EmergencyOpening, EmergencyReader, Incident
from incidents.permissions import (
    is_about_staff,
    obstacle_to_being_an_emergency_reader,
    obstacle_to_confirming_emergency_reader,
    obstacle_to_keeping_emergency_readers,
    obstacle_to_opening_in_emergency,
)
from incidents.routes import Route
from incidents.states import WrongState
from notices.actions import tell
from school.days import local_date
from school.models import Office, Target
from school.obstacles import demand
from school.offices import holder_ids
from school.once import free_once
from school.standing import Standing, standing_of

USED = (
    "This form was sent before: it opened case {case} with the reason “{reason}”. Nothing else was opened. "
    "If you want to open a case with what stands here now, press “Open it” once more."
)
KEEPERS = (Office.PRINCIPAL, Office.CHAIR)


@transaction.atomic
def name_emergency_reader(*, person: UUID, by: UUID, now: datetime) -> EmergencyReader:
    """The Principal or the Chair names somebody; nothing follows before the other of the two confirms it."""
    demand(obstacle_to_keeping_emergency_readers(standing_of(by, now)))
    demand(obstacle_to_being_an_emergency_reader(standing_of(by, now), standing_of(person, now)))
    if EmergencyReader.objects.standing().select_for_update(of=("self",)).filter(person_id=person).exists():
        raise WrongState("This person is named already.")
    row = EmergencyReader.objects.create(person_id=person, named_at=now, named_by_id=by)
    tell("emergency.named", holder_ids(*KEEPERS, on=local_date(now)) - {by}, about=row, now=now)
    record("emergency.named", row, by=by, now=now, person=person)
    return row


@transaction.atomic
def confirm_emergency_reader(*, pk: UUID, by: UUID, now: datetime) -> EmergencyReader:
    row = _reader(pk)
    demand(obstacle_to_confirming_emergency_reader(standing_of(by, now), row))
    if row.confirmed_at or row.ended_at:
        raise WrongState("This was settled already. Look at the list again.")
    demand(obstacle_to_being_an_emergency_reader(standing_of(by, now), standing_of(row.person_id, now)))
    row.confirmed_at, row.confirmed_by_id = now, by
    row.save()
    tell("emergency.confirmed", {row.person_id, row.named_by_id}, about=row, now=now)
    record("emergency.confirmed", row, by=by, now=now, person=row.person_id)
    return row


@transaction.atomic
def end_emergency_reader(*, pk: UUID, by: UUID, now: datetime) -> EmergencyReader:
    """They may open nothing from now on; what they have open ends with it."""
    row = _reader(pk)
    demand(obstacle_to_keeping_emergency_readers(standing_of(by, now)))
    if row.ended_at:
        raise WrongState("This ended already.")
    row.ended_at, row.ended_by_id = now, by
    row.save()
    accesses = Access.objects.filter(person_id=row.person_id, role=AccessRole.EMERGENCY, ended_at=None)
    ended = list(accesses.select_for_update(of=("self",)))
    for access in ended:
        access.ended_at, access.ended_by_id = now, by
        access.save()
    record("emergency.ended", row, *ended, by=by, now=now, person=row.person_id)
    return row


def _reader(pk: UUID) -> EmergencyReader:
    return EmergencyReader.objects.select_for_update(of=("self",)).get(pk=pk)


@transaction.atomic
def open_in_emergency(*, once: UUID, reference: str, reason: str, by: UUID, now: datetime) -> EmergencyOpening | None:
    """Open one case for a limited time; None, and an entry, when there is none that this person may open.

    Raises WrongState without a reason, for a case that they see anyway, and for a used form with other contents.
    """
    standing = standing_of(by, now)
    is_named = EmergencyReader.objects.effective().filter(person_id=by).exists()
    demand(obstacle_to_opening_in_emergency(standing, is_named=is_named))
    own = EmergencyOpening.objects.filter(once=once, access__person_id=by).select_related("access__incident")
    if first := own.first():
        case = first.access.incident
        if (case.reference, first.reason) != (reference.strip().upper(), reason):
            raise WrongState(USED.format(case=case, reason=first.reason))
        return first
    if not reason.strip():
        raise WrongState("Say why it cannot wait. The reason stays with the case.")
    rows = Incident.objects.select_for_update(of=("self",)).select_related("report")
    incident = rows.filter(reference=reference.strip().upper()).first()
    if incident is None or not _may_be_opened(incident, standing):
        record("emergency.refused", by=by, now=now)
        return None
    if Incident.objects.visible_to(standing).filter(pk=incident.pk).exists():
        raise WrongState("You can see this case already.")
    return _open(incident, once, reason, by, now)


def _open(incident: Incident, once: UUID, reason: str, by: UUID, now: datetime) -> EmergencyOpening:
    minutes = Target.value_of("emergency_minutes")
    holders = Holders.on(local_date(now))
    before = leaders(incident, holders=holders)
    office = _office_to_tell(incident, holders, by, now)
    ended = end_accesses(incident, person=by, by=by, now=now)
    access = Access.objects.create(
        incident=incident,
        person_id=by,
        role=AccessRole.EMERGENCY,
        given_at=now,
        given_by_id=by,
        until=now + timedelta(minutes=minutes),
    )
    opening = EmergencyOpening.objects.create(
        once=free_once(EmergencyOpening, once),
        access=access,
        reason=reason,
        at=now,
        until=now + timedelta(minutes=minutes),
        told_office=office,
    )
    tell("case.opened_in_emergency", before - {by}, about=incident, now=now, key=str(access.pk))
    if office:
        tell("emergency.opened", holder_ids(office, on=local_date(now)) - before - {by}, about=opening, now=now)
    record(
        "incident.opened_in_emergency", incident, access, opening, *ended, by=by, now=now, minutes=minutes
    )  # fmt: skip
    return opening


def _may_be_opened(incident: Incident, standing: Standing) -> bool:
    if standing.person_id in people_shut_out(incident) or standing.offices & incident.offices_shut:
        return False
    governs = standing.holds(Office.GOVERNOR, Office.DESIGNATED_GOVERNOR)
    if incident.route == Route.GOVERNOR and governs:  # "a governor" was ticked: it may be any of them
        return False
    return not (is_about_staff(incident) and standing.person_id in sources_of(incident))


def _office_to_tell(incident: Incident, holders: Holders, by: UUID, now: datetime) -> str:
    """The Principal, where the case exists for the Principal; otherwise the Chair, or whoever stands in for the Chair."""
    shut = people_shut_out(incident) | {by}
    for person in holders.free(routes.PRINCIPAL, incident, shut):
        if Incident.objects.visible_to(standing_of(person, now)).filter(pk=incident.pk).exists():
            return routes.PRINCIPAL
    chairs = (office for office in (routes.CHAIR, routes.VICE_CHAIR) if holders.free(office, incident, shut))
    return next(chairs, "")
