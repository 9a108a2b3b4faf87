"""Named access: somebody is asked to help with, look into or lead a case."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from incidents.actions.conflicts import not_to_be_named
from incidents.actions.leading import end_accesses, lead_by_name
from incidents.actions.locking import locked
from incidents.models import Access, AccessRole
from incidents.models.access import GIVEN_ROLES
from incidents.permissions import may_be_let_in, obstacle_to_leading, obstacle_to_naming
from incidents.states import WrongState
from notices.actions import tell
from school.obstacles import demand
from school.standing import standing_of


@transaction.atomic
def name_assignee(*, pk: UUID, person: UUID, role: str = AccessRole.HELPER, by: UUID, now: datetime) -> Access:
    """Give one person access by name. The conflict check runs here as at intake.

    Where the route says so, that lets in somebody whom an office of theirs alone keeps out (decision 0107).
    """
    incident, standing = locked(pk, by=by, now=now)
    named = standing_of(person, now)
    is_let_in = may_be_let_in(named, incident)
    shut_out = not_to_be_named(incident, but_by_office=is_let_in)
    demand(obstacle_to_naming(standing, incident, named, shut_out=shut_out))
    if role not in GIVEN_ROLES:
        raise WrongState("Nobody is named for that. Choose what they are to do in the case.")
    if is_let_in and role == AccessRole.LEAD:
        raise WrongState("The Principal’s deputy does not lead this case. Name them for something else.")
    if incident.accesses.at_work().filter(person_id=person).exists():
        raise WrongState("This person is named in the case already.")
    ended = end_accesses(incident, person=person, by=by, now=now)
    if role == AccessRole.LEAD:
        access, led = lead_by_name(incident, person, by=by, now=now)
        ended += led
    else:
        access = Access.objects.create(
            incident=incident, person_id=person, role=role, given_at=now, given_by_id=by, is_let_in=is_let_in
        )
    tell("case.named", [person], about=incident, now=now, key=str(access.pk))
    event = "incident.let_in" if is_let_in else "incident.access_given"
    record(event, incident, access, *ended, by=by, now=now, person=person, role=role)
    return access


@transaction.atomic
def end_access(*, pk: UUID, access: UUID, by: UUID, now: datetime) -> Access:
    """Take named access back; what was read stays on record."""
    incident, standing = locked(pk, by=by, now=now)
    demand(obstacle_to_leading(standing, incident))
    row = incident.accesses.select_for_update(of=("self",)).get(pk=access)
    if row.ended_at:
        raise WrongState("This access has ended already.")
    row.ended_at, row.ended_by_id = now, by
    row.save()
    if incident.lead_id == row.person_id:
        incident.lead = None
        incident.save()
    record("incident.access_ended", incident, row, by=by, now=now, person=row.person_id)
    return row
