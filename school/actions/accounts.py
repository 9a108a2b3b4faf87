"""Sign-ins. Nobody sets a password for somebody else: people choose their own by the link they are sent.

Whoever has the mailbox of an account has the account. So its address changes only when a second person confirms it,
and the mailbox it had is told (decision 10).
"""

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from audit.actions import record
from notices.actions import tell
from school.changes import announce
from school.models import AddressChange, Appointment, Office, Person, StaffRole, User
from school.models.offices import READS_CASES
from school.obstacles import demand
from school.offices import holder_ids, offices_kept
from school.permissions import (
    address_confirmers,
    needs_second_person_to_open,
    obstacle_to_asking_for_address,
    obstacle_to_changing_account,
    obstacle_to_confirming_address,
    obstacle_to_opening_account,
)
from school.standing import standing_of
from school.states import AddressStatus, WrongState


@transaction.atomic
def open_account(*, person: Person, email: str, by: Person, now: datetime) -> User:
    """Open a sign-in without a password; the person is told to choose one.

    For somebody who reads cases it opens when a second person has confirmed the address. A repeat for the same
    address answers with the account that stands; raises WrongState when the person has another one.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    has_part = any(model.objects.filter(person=person).exists() for model in (StaffRole, Appointment))
    standing = standing_of(by.pk, now)
    demand(obstacle_to_opening_account(standing, person.pk, has_part=has_part))
    address = email.strip().lower()
    if user := User.objects.filter(person=person).first():
        if user.email == address:
            return user
        raise WrongState(f"{person} has an account already. Change its address instead.")
    user = User(person=person, email=address)
    user.set_unusable_password()
    offices = offices_kept(person.pk, standing.today)
    user.is_active = not needs_second_person_to_open(offices)
    user.save()
    if user.is_active:
        announce({person.pk}, now)
        tell("account.opened", [person.pk], about=user, now=now)
        record("account.opened", person, user, by=by.pk, now=now)
        return user
    change = _ask(user, "", address, offices, by, now)
    record("account.opened", person, user, change, by=by.pk, now=now)
    return user


def _ask(user: User, old: str, new: str, offices: frozenset[str], by: Person, now: datetime) -> AddressChange:
    change = AddressChange.objects.create(user=user, old_email=old, new_email=new, asked_by=by, asked_at=now)
    able = holder_ids(*address_confirmers(offices), on=standing_of(by.pk, now).today)
    tell("account.confirm", able - {by.pk, user.person_id}, about=change, now=now)
    return change


def _locked(user_id: UUID, now: datetime) -> tuple[User, frozenset[str]]:
    """The account under lock, and the offices of its person, which count even while the account is ended."""
    user = User.objects.select_for_update().get(pk=user_id)
    return user, offices_kept(user.person_id, standing_of(user.person_id, now).today)


def _tell_of_change(user: User, offices: frozenset[str], now: datetime) -> None:
    """The reader and the Chair hear of any change to the account of somebody who reads cases (decision 10)."""
    chairs = holder_ids(Office.CHAIR, on=standing_of(user.person_id, now).today)
    told = {user.person_id} if offices.isdisjoint(READS_CASES) else {user.person_id, *chairs}
    tell("account.changed", told, about=user, now=now, key=now.isoformat())


def _put(user: User, address: str) -> None:
    """The new address signs in from now on; sessions, passwords and links that went to the old one do not."""
    EmailAddress.objects.filter(user=user).delete()
    user.email, user.is_active = address, True
    user.set_unusable_password()
    user.save(update_fields=["email", "is_active", "password"])


@transaction.atomic
def ask_for_address(*, user_id: UUID, email: str, by: Person, now: datetime) -> AddressChange | None:
    """Another address for an account: the change that waits for a second person; None where it is the same address.

    It waits for every account. Were it not so for some, whoever asks could tell whose person is named in a case.
    """
    user, offices = _locked(user_id, now)
    demand(obstacle_to_asking_for_address(standing_of(by.pk, now), user))
    address = email.strip().lower()
    if address == user.email:
        return None
    open_one = user.address_changes.waiting().first()
    if open_one and open_one.new_email == address:
        return open_one
    if open_one:
        raise WrongState("A change of this address waits already. Take that one back first.")
    change = _ask(user, user.email, address, offices, by, now)
    tell("account.address_asked", [user.person_id], about=change, now=now)
    record("account.address_asked", user.person, change, by=by.pk, now=now)
    return change


@transaction.atomic
def confirm_address(*, change_id: UUID, by: Person, now: datetime) -> AddressChange:
    """The second person confirms. Both mailboxes and the Chair are told. Raises WrongState when it is settled."""
    change = AddressChange.objects.select_for_update().select_related("user").get(pk=change_id)
    user, offices = _locked(change.user_id, now)
    demand(obstacle_to_confirming_address(standing_of(by.pk, now), change, offices))
    change.move_to(AddressStatus.CONFIRMED, by=by, now=now)
    _put(user, change.new_email)
    announce({user.person_id}, now)
    tell("account.opened", [user.person_id], about=user, now=now, key=now.isoformat())
    if change.old_email:
        tell("account.address_gone", [user.person_id], about=change, now=now)
    _tell_of_change(user, offices, now)
    record("account.address_changed", user.person, user, change, by=by.pk, now=now)
    return change


@transaction.atomic
def withdraw_address(*, change_id: UUID, by: Person, now: datetime) -> AddressChange:
    """Anybody who may ask for a change or confirm it may take it back; so may the person whose account it is."""
    change = AddressChange.objects.select_for_update().select_related("user").get(pk=change_id)
    user, offices = _locked(change.user_id, now)
    standing = standing_of(by.pk, now)
    own = standing.is_active and by.pk == user.person_id
    may_confirm = not obstacle_to_confirming_address(standing, change, offices)
    if not own and not may_confirm:
        demand(obstacle_to_asking_for_address(standing, user))
    change.move_to(AddressStatus.WITHDRAWN, by=by, now=now)
    record("account.address_withdrawn", user.person, change, by=by.pk, now=now)
    return change


@transaction.atomic
def end_account(*, user_id: UUID, by: Person, now: datetime) -> User:
    """The next request of this person is refused; what they decided stays theirs."""
    user, offices = _locked(user_id, now)
    demand(obstacle_to_changing_account(standing_of(by.pk, now), user, offices))
    if not user.is_active:
        raise WrongState("This account is ended already.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    announce({user.person_id}, now)
    _tell_of_change(user, offices, now)
    record("account.ended", user.person, user, by=by.pk, now=now)
    return user


@transaction.atomic
def reopen_account(*, user_id: UUID, by: Person, now: datetime) -> User:
    """Open it again, at the address it had; the person chooses a new password."""
    user, offices = _locked(user_id, now)
    demand(obstacle_to_changing_account(standing_of(by.pk, now), user, offices))
    if user.is_active:
        raise WrongState("This account is open already.")
    if user.address_changes.waiting().exists():
        raise WrongState("The address of this account waits for a second person. It opens when they confirm it.")
    user.is_active = True
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    announce({user.person_id}, now)
    _tell_of_change(user, offices, now)
    record("account.reopened", user.person, user, by=by.pk, now=now)
    return user


@transaction.atomic
def choose_password(*, user: User, password: str, now: datetime) -> User:
    """A person chooses their own password. Raises ValidationError with the sentences of what is wrong with it.

    Anything but the first choice is told to the person, and to the Chair where the person reads cases.
    """
    validate_password(password, user)
    is_first = not user.has_usable_password() and not user.is_used
    user.set_password(password)
    user.save(update_fields=["password"])
    if not is_first:
        _tell_of_change(user, offices_kept(user.person_id, standing_of(user.person_id, now).today), now)
    record("account.password_chosen", user.person, by=user.person_id, now=now, first=is_first)
    return user
