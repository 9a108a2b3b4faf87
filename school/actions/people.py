"""People and their work at the school."""

from datetime import date, datetime
from uuid import UUID

from audit.actions import record
from django.db import transaction

from school.models import Person, StaffRole
from school.obstacles import demand
from school.permissions import obstacle_to_keeping_people
from school.standing import standing_of


@transaction.atomic
def add_person(*, given_name: str, family_name: str, known_as: str = "", by: Person, now: datetime) -> Person:
    """Enter a human being, once. Raises PermissionDenied."""
    demand(obstacle_to_keeping_people(standing_of(by.pk, now)))
    person = Person.objects.create(given_name=given_name, family_name=family_name, known_as=known_as)
    record("person.added", person, by=by.pk, now=now)
    return person


@transaction.atomic
def rename_person(
    *, person_id: UUID, given_name: str, family_name: str, known_as: str = "", by: Person, now: datetime
) -> Person:
    demand(obstacle_to_keeping_people(standing_of(by.pk, now)))
    person = Person.objects.select_for_update().get(pk=person_id)
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
    by: Person,
    now: datetime,
) -> StaffRole:
    """The person works at the school as `kind` from a day."""
    demand(obstacle_to_keeping_people(standing_of(by.pk, now)))
    role = StaffRole.objects.create(
        person=person, kind=kind, post=post, organisation=organisation, starts_on=starts_on, ends_on=ends_on
    )
    record("staff.joined", role, by=by.pk, now=now, kind=str(kind))
    return role


@transaction.atomic
def end_staff_role(*, role_id: UUID, ends_on: date, by: Person, now: datetime) -> StaffRole:
    demand(obstacle_to_keeping_people(standing_of(by.pk, now)))
    role = StaffRole.objects.select_for_update().get(pk=role_id)
    role.ends_on = ends_on
    role.save(update_fields=["ends_on"])
    record("staff.left", role, by=by.pk, now=now)
    return role
