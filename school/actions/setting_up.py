"""The first people of an empty installation, and the school's settings."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from notices.actions import tell
from school.days import local_date
from school.models import Appointment, Closure, Office, Person, School, Target, User
from school.obstacles import demand
from school.permissions import obstacle_to_changing_settings, obstacle_to_holding
from school.standing import standing_of
from school.states import WrongState
from school.unmoved import demand_unmoved, mark_of

SETTINGS = (
    "name",
    "short_name",
    "board_kind",
    "voting_members",
    "quorum",
    "second_signatory",
    "dt_phone",
    "ddt_phone",
    "gateway_phone",
    "police_phone",
    "complaints_url",
    "complaints_contact",
    "mail_from",
    "digest_at",
    "mail_until",
    "self_authorised_lane",
)


class AlreadyStarted(Exception):
    """There are people already, so nobody can be appointed without an appointer."""


class CannotStart(Exception):
    """These first people could not run a school: the sentence says who is missing."""


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

    Raises AlreadyStarted where people exist, CannotStart when Principal and Chair are not two different people.
    """
    School.objects.get_or_create(pk=School.THE_ONE)
    school = School.objects.select_for_update().get(pk=School.THE_ONE)
    if Person.objects.exists():
        raise AlreadyStarted("This installation already has people. New offices are given on the People page.")
    _refuse_founders(founders)
    school.name = name
    school.full_clean(exclude=["id"])
    school.save()
    users: dict[str, User] = {}
    rows = []
    for founder in founders:
        address = founder.email.strip().lower()
        if address not in users:
            person = Person.objects.create(given_name=founder.given_name, family_name=founder.family_name)
            users[address] = User(person=person, email=address)
            users[address].set_unusable_password()
            users[address].save()
        rows.append(
            Appointment.objects.create(
                person=users[address].person,
                office=founder.office,
                starts_on=local_date(now),
                confirmed_at=now,
                source="set-up of the portal",
            )
        )
    for user in users.values():
        tell("account.opened", [user.person_id], about=user, now=now)
    people = [user.person for user in users.values()]
    record("school.started", school, *people, *users.values(), *rows, by=None, now=now)
    return people


def _refuse_founders(founders: list[Founder]) -> None:
    offices: dict[str, list[str]] = {}
    for founder in founders:
        offices.setdefault(founder.email.strip().lower(), []).append(founder.office)
    held = {office for each in offices.values() for office in each}
    if not {Office.PRINCIPAL, Office.CHAIR} <= held:
        raise CannotStart("Name the Principal and the Chair: they appoint everybody else, and confirm each other.")
    for each in offices.values():
        for office in each:
            if sentence := obstacle_to_holding(office, each, is_pupil=False):
                raise CannotStart(sentence)


@transaction.atomic
def change_settings(*, by: Person, now: datetime, seen: str = "", **values: object) -> School:
    """Change the school's settings; `values` are among SETTINGS. Raises ValidationError with sentences, or Moved."""
    demand(obstacle_to_changing_settings(standing_of(by.pk, now)))
    if strange := values.keys() - set(SETTINGS):
        raise TypeError(f"No settings of the school: {sorted(strange)}")
    School.objects.get_or_create(pk=School.THE_ONE)
    school = School.objects.select_for_update().get(pk=School.THE_ONE)
    demand_unmoved(seen, mark_of(school, *SETTINGS))
    for field, value in values.items():
        setattr(school, field, value)
    school.full_clean(exclude=["id"])
    school.save()
    record("school.settings_changed", school, by=by.pk, now=now)
    return school


@transaction.atomic
def change_target(*, code: str, value: int, by: Person, now: datetime) -> Target:
    """Change one of the school's own time limits. Raises WrongState for one that the law or the policy sets."""
    demand(obstacle_to_changing_settings(standing_of(by.pk, now)))
    target = Target.objects.select_for_update().get(code=code)
    if target.basis != "school":
        raise WrongState("This limit is set by the law or the policy, not by the school.")
    before, target.value = target.value, value
    target.save(update_fields=["value"])
    record("school.target_changed", by=by.pk, now=now, target=code, before=before, after=value)
    return target


@transaction.atomic
def add_closure(
    *, name: str, starts_on: date, ends_on: date, ends_term: bool = False, by: Person, now: datetime
) -> Closure:
    """The school is closed on these days, so they are no school days. A repeat changes nothing.

    `ends_term`: these are the holidays between two terms.
    """
    demand(obstacle_to_changing_settings(standing_of(by.pk, now)))
    row, is_new = Closure.objects.get_or_create(
        name=name, starts_on=starts_on, ends_on=ends_on, defaults={"ends_term": ends_term}
    )
    if is_new:
        record("school.closure_added", by=by.pk, now=now, first=starts_on, last=ends_on)
    return row


@transaction.atomic
def remove_closure(*, closure_id: UUID, by: Person, now: datetime) -> None:
    demand(obstacle_to_changing_settings(standing_of(by.pk, now)))
    row = Closure.objects.select_for_update().filter(pk=closure_id).first()
    if row is None:
        raise WrongState("These days are off the list already.")
    row.delete()
    record("school.closure_removed", by=by.pk, now=now, first=row.starts_on, last=row.ends_on)
