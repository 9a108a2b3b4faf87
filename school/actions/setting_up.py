"""The first people of an empty installation, and the school's settings."""

from dataclasses import dataclass
from datetime import datetime

from audit.actions import record
from django.db import transaction

from school.days import local_date
from school.models import Appointment, Person, School, User
from school.obstacles import demand
from school.permissions import obstacle_to_changing_settings
from school.standing import standing_of


class AlreadyStarted(Exception):
    """There are people already, so nobody can be appointed without an appointer."""


@dataclass(frozen=True)
class Founder:
    """Somebody who holds an office from the first day, because nobody was there to appoint them."""

    given_name: str
    family_name: str
    email: str
    office: str


@transaction.atomic
def start_school(*, name: str, founders: list[Founder], now: datetime) -> list[Person]:
    """Set up an empty installation: the school and its first office holders, once (decision 10).

    Raises AlreadyStarted where people exist.
    """
    if Person.objects.exists():
        raise AlreadyStarted("This installation already has people. New offices are given on the People page.")
    School.objects.update_or_create(pk=School.THE_ONE, defaults={"name": name})
    people: dict[str, Person] = {}
    rows = []
    for founder in founders:
        if founder.email not in people:
            person = Person.objects.create(given_name=founder.given_name, family_name=founder.family_name)
            user = User(person=person, email=founder.email)
            user.set_unusable_password()
            user.save()
            people[founder.email] = person
        rows.append(
            Appointment.objects.create(
                person=people[founder.email],
                office=founder.office,
                starts_on=local_date(now),
                confirmed_at=now,
                source="set-up of the portal",
            )
        )
    record("school.started", School.get(), *people.values(), *rows, by=None, now=now)
    return list(people.values())


@transaction.atomic
def change_settings(*, by: Person, now: datetime, **values: object) -> School:
    """Change the school's settings; `values` are fields of School."""
    demand(obstacle_to_changing_settings(standing_of(by.pk, now)))
    school, _ = School.objects.select_for_update().get_or_create(pk=School.THE_ONE)
    for field, value in values.items():
        setattr(school, field, value)
    school.full_clean(exclude=["id"])
    school.save()
    record("school.settings_changed", school, by=by.pk, now=now)
    return school
