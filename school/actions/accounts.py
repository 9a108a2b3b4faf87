"""Sign-ins. Nobody sets a password for somebody else: people choose their own by the link they are sent."""

from datetime import datetime
from uuid import UUID

from audit.actions import record
from django.db import transaction
from notices.actions import tell

from school.models import Office, Person, User
from school.models.offices import READS_CASES
from school.obstacles import demand
from school.offices import holder_ids
from school.permissions import obstacle_to_changing_account, obstacle_to_keeping_people
from school.standing import standing_of


@transaction.atomic
def open_account(*, person: Person, email: str, by: Person, now: datetime) -> User:
    """Open a sign-in without a password; the person is told to choose one."""
    demand(obstacle_to_keeping_people(standing_of(by.pk, now)))
    user = User(person=person, email=email.strip().lower())
    user.set_unusable_password()
    user.save()
    tell("account.opened", [person.pk], about=user, now=now)
    record("account.opened", person, by=by.pk, now=now)
    return user


def _locked(user_id: UUID, by: Person, now: datetime) -> tuple[User, frozenset[str]]:
    user = User.objects.select_for_update().get(pk=user_id)
    offices = standing_of(user.person_id, now).offices
    demand(obstacle_to_changing_account(standing_of(by.pk, now), user, offices))
    return user, offices


def _tell_of_change(user: User, offices: frozenset[str], by: Person, now: datetime) -> None:
    """The reader and the Chair hear of any change to the account of somebody who reads cases (decision 10)."""
    if offices.isdisjoint(READS_CASES):
        return
    chairs = holder_ids(Office.CHAIR, on=standing_of(by.pk, now).today)
    tell("account.changed", {user.person_id, *chairs}, about=user, now=now, key=now.isoformat())


@transaction.atomic
def change_address(*, user_id: UUID, email: str, by: Person, now: datetime) -> User:
    user, offices = _locked(user_id, by, now)
    user.email = email.strip().lower()
    user.set_unusable_password()
    user.save(update_fields=["email", "password"])
    _tell_of_change(user, offices, by, now)
    record("account.address_changed", user.person, by=by.pk, now=now)
    return user


@transaction.atomic
def end_account(*, user_id: UUID, by: Person, now: datetime) -> User:
    """The next request of this person is refused; what they decided stays theirs."""
    user, offices = _locked(user_id, by, now)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _tell_of_change(user, offices, by, now)
    record("account.ended", user.person, by=by.pk, now=now)
    return user


@transaction.atomic
def reopen_account(*, user_id: UUID, by: Person, now: datetime) -> User:
    user, offices = _locked(user_id, by, now)
    user.is_active = True
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    _tell_of_change(user, offices, by, now)
    record("account.reopened", user.person, by=by.pk, now=now)
    return user
