"""People and their work at the school."""

import uuid
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from school.changes import announce
from school.models import Person, StaffRole
from school.obstacles import demand
from school.permissions import obstacle_to_keeping_people
from school.standing import standing_of
from school.states import WrongState
from school.unmoved import demand_unmoved, mark_of

NAMES = ("given_name", "family_name", "known_as")


@transaction.atomic
def add_person(
    *, given_name: str, family_name: str, known_as: str = "", once: UUID | None = None, by: Person, now: datetime
) -> Person:
    """Enter a human being, once; a form sent twice answers with the first. Raises PermissionDenied."""
    demand(obstacle_to_keeping_people(standing_of(by.pk, now)))
    names = {"given_name": given_name, "family_name": family_name, "known_as": known_as}
    person, is_new = Person.objects.get_or_create(once=once or uuid.uuid4(), defaults=names)
    if is_new:
        record("person.added", person, by=by.pk, now=now)
    return person


@transaction.atomic
def rename_person(
    *,
    person_id: UUID,
    given_name: str,
    family_name: str,
    known_as: str = "",
    seen: str = "",
    by: Person,
    now: datetime,
) -> Person:
    """Change a name; `seen` is the mark of the name that the page showed. Raises Moved when it is another by now."""
    demand(obstacle_to_keeping_people(standing_of(by.pk, now)))
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    demand_unmoved(seen, mark_of(person, *NAMES))
    person.given_name, person.family_name, person.known_as = given_name, family_name, known_as
    person.save()
    record("person.changed", person, by=by.pk, now=now)
    return person


@transaction.atomic
def add_staff_role(
    *,
    person: Person,
    kind: str,
    starts_on: date,
    ends_on: date | None = None,
    post: str = "",
    organisation: str = "",
    once: UUID | None = None,
    by: Person,
    now: datetime,
) -> StaffRole:
    """The person works at the school as `kind` from a day."""
    demand(obstacle_to_keeping_people(standing_of(by.pk, now)))
    role, is_new = StaffRole.objects.get_or_create(
        once=once or uuid.uuid4(),
        defaults={
            "person": person,
            "kind": kind,
            "post": post,
            "organisation": organisation,
            "starts_on": starts_on,
            "ends_on": ends_on,
        },
    )
    if is_new:
        record("staff.joined", role, by=by.pk, now=now, kind=str(kind))
    return role


@transaction.atomic
def end_staff_role(*, role_id: UUID, ends_on: date, by: Person, now: datetime) -> StaffRole:
    """The work ends with that day. The sign-in stays until somebody ends it, and stands for nothing by then."""
    standing = standing_of(by.pk, now)
    demand(obstacle_to_keeping_people(standing))
    role = StaffRole.objects.select_for_update().get(pk=role_id)
    if role.ends_on and role.ends_on < standing.today:
        raise WrongState("This work has ended already. Enter it again if the person is back.")
    role.ends_on = max(ends_on, role.starts_on)
    role.save(update_fields=["ends_on"])
    announce({role.person_id}, now)
    record("staff.left", role, by=by.pk, now=now)
    return role
