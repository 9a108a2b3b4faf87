"""Whoever has the mailbox has the account: nobody alone gives one that is in use, or reads cases, to another mailbox."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from audit.models import Entry
from notices.models import Notice
from school import actions
from school.models import Office, User
from school.states import WrongState
from tests.factories.school import AppointmentFactory, OfficeHolderFactory, PersonFactory, PupilFactory, StaffFactory
from tests.factories.school import StaffRoleFactory as RoleFactory

pytestmark = pytest.mark.django_db
NEW = "new.address@school.example"


@pytest.fixture
def admin(school):
    return OfficeHolderFactory("administrator")


@pytest.fixture
def principal(school):
    return OfficeHolderFactory("principal")


@pytest.fixture
def chair(school):
    return OfficeHolderFactory("chair")


def colleague():
    """Works here, has no account."""
    return RoleFactory(person=PersonFactory()).person


def reader_to_be():
    """Has no account yet, and will be Designated Teacher once somebody confirms it."""
    person = colleague()
    AppointmentFactory(person=person, office=Office.DESIGNATED_TEACHER, starts_on=date(2027, 1, 4), confirmed_at=None)
    return person


def used(person, now):
    User.objects.filter(person=person).update(last_login=now)
    return User.objects.get(person=person)


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_id", flat=True))


# Opening ------------------------------------------------------------------------------------------


def test_an_administrator_opens_an_account_and_sets_no_password(admin, now):
    person = colleague()

    user = actions.open_account(person=person, email=" Somebody@School.Example ", by=admin, now=now)

    assert user.email == "somebody@school.example"
    assert user.is_active
    assert not user.has_usable_password()
    assert told("account.opened") == {person.pk}
    assert Entry.objects.get(name="account.opened").about_id == person.pk
    assert "somebody" not in Entry.objects.get().body


def test_opening_twice_answers_with_the_first(admin, now):
    person = colleague()
    first = actions.open_account(person=person, email=NEW, by=admin, now=now)

    assert actions.open_account(person=person, email=NEW, by=admin, now=now) == first
    with pytest.raises(WrongState, match="already"):
        actions.open_account(person=person, email="other@school.example", by=admin, now=now)
    assert Entry.objects.count() == 1


def test_the_account_of_a_reader_opens_when_a_second_person_has_seen_the_address(admin, principal, chair, now):
    """Even of one whose office has yet to begin: otherwise it would be enough to be early."""
    person = reader_to_be()

    user = actions.open_account(person=person, email=NEW, by=admin, now=now)
    change = user.address_changes.get()
    assert not user.is_active
    assert told("account.confirm") == {principal.pk, chair.pk}
    with pytest.raises(PermissionDenied):
        actions.confirm_address(change_id=change.pk, by=admin, now=now)
    with pytest.raises(PermissionDenied):
        actions.reopen_account(user_id=user.pk, by=admin, now=now)
    with pytest.raises(WrongState, match="second person"):
        actions.reopen_account(user_id=user.pk, by=principal, now=now)

    actions.confirm_address(change_id=change.pk, by=principal, now=now)

    user.refresh_from_db()
    assert user.is_active
    assert told("account.opened") == {person.pk}
    assert not told("account.address_gone")


@pytest.mark.parametrize("person", [PersonFactory, lambda: PupilFactory().person])
def test_pupils_and_parents_have_no_accounts(person, principal, now):
    with pytest.raises(PermissionDenied, match="staff and governors"):
        actions.open_account(person=person(), email=NEW, by=principal, now=now)


# Another address ----------------------------------------------------------------------------------


def test_an_account_that_nobody_has_used_waits_for_a_second_person_too(admin, principal, now):
    """Otherwise who asks could tell by the waiting that its person reads cases by name."""
    teacher = StaffFactory()
    change = actions.ask_for_address(user_id=teacher.user.pk, email=NEW.upper(), by=admin, now=now)

    teacher.user.refresh_from_db()
    assert (change.status, teacher.user.email == NEW) == ("waiting", False)

    actions.confirm_address(change_id=change.pk, by=principal, now=now)
    teacher.user.refresh_from_db()
    assert teacher.user.email == NEW


def test_an_account_in_use_waits_for_a_second_person(admin, principal, now):
    teacher = StaffFactory()
    user = used(teacher, now)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    old, password = user.email, user.password

    change = actions.ask_for_address(user_id=user.pk, email=NEW, by=admin, now=now)
    assert actions.ask_for_address(user_id=user.pk, email=NEW, by=admin, now=now) == change
    with pytest.raises(WrongState, match="waits already"):
        actions.ask_for_address(user_id=user.pk, email="third@school.example", by=admin, now=now)
    with pytest.raises(PermissionDenied):
        actions.confirm_address(change_id=change.pk, by=admin, now=now)
    user.refresh_from_db()
    assert (user.email, user.password) == (old, password)
    assert told("account.address_asked") == {teacher.pk}

    actions.confirm_address(change_id=change.pk, by=principal, now=now)

    user.refresh_from_db()
    assert user.email == NEW
    assert not user.has_usable_password()
    assert not EmailAddress.objects.exists()
    assert told("account.address_gone") == told("account.changed") == {teacher.pk}
    with pytest.raises(WrongState, match="already"):
        actions.confirm_address(change_id=change.pk, by=OfficeHolderFactory("vice_principal"), now=now)


@pytest.mark.parametrize("office", ["designated_teacher", "vice_principal", "chair", "vice_chair"])
def test_the_chair_hears_of_a_change_to_a_readers_account(office, admin, chair, now):
    reader = chair if office == "chair" else OfficeHolderFactory(office)
    second = OfficeHolderFactory("designated_governor")
    if office not in ("chair", "vice_chair"):
        second = chair
    change = actions.ask_for_address(user_id=reader.user.pk, email=NEW, by=admin, now=now)

    actions.confirm_address(change_id=change.pk, by=second, now=now)

    assert told("account.changed") == {reader.pk, chair.pk}


def test_the_principal_does_not_get_at_the_chairs_account(principal, admin, chair, now):
    """The Chair leads a case about the Principal: not even with an administrator's help."""
    change = actions.ask_for_address(user_id=chair.user.pk, email=NEW, by=admin, now=now)

    for act in (
        lambda: actions.confirm_address(change_id=change.pk, by=principal, now=now),
        lambda: actions.end_account(user_id=chair.user.pk, by=principal, now=now),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_ending_an_account_does_not_open_a_way_round(admin, principal, now):
    """The offices of somebody whose account is ended still count."""
    reader = OfficeHolderFactory("deputy_designated_teacher")
    actions.end_account(user_id=reader.user.pk, by=principal, now=now)

    change = actions.ask_for_address(user_id=reader.user.pk, email=NEW, by=admin, now=now)

    assert change.status == "waiting"
    with pytest.raises(PermissionDenied):
        actions.reopen_account(user_id=reader.user.pk, by=admin, now=now)


@pytest.mark.parametrize("who", ["admin", "principal", "own"])
def test_a_change_is_taken_back_by_those_who_ask_or_confirm_and_by_its_owner(who, request, admin, principal, now):
    teacher = StaffFactory()
    change = actions.ask_for_address(user_id=used(teacher, now).pk, email=NEW, by=admin, now=now)
    by = teacher if who == "own" else request.getfixturevalue(who)

    actions.withdraw_address(change_id=change.pk, by=by, now=now)

    teacher.user.refresh_from_db()
    assert teacher.user.email != NEW
    assert Entry.objects.named("account.address_withdrawn").get().actor == by.pk
    with pytest.raises(WrongState):
        actions.confirm_address(change_id=change.pk, by=principal, now=now)


def test_strangers_take_nothing_back(admin, now):
    change = actions.ask_for_address(user_id=used(StaffFactory(), now).pk, email=NEW, by=admin, now=now)

    with pytest.raises(PermissionDenied):
        actions.withdraw_address(change_id=change.pk, by=StaffFactory(), now=now)


def test_the_same_address_again_changes_nothing(admin, now):
    teacher = StaffFactory()

    assert actions.ask_for_address(user_id=teacher.user.pk, email=teacher.user.email, by=admin, now=now) is None
    assert not Entry.objects.exists()


# Ending, passwords --------------------------------------------------------------------------------


def test_an_account_ends_and_opens_again_with_a_new_password(admin, now):
    teacher = StaffFactory()

    ended = actions.end_account(user_id=teacher.user.pk, by=admin, now=now)
    assert not ended.is_active
    with pytest.raises(WrongState):
        actions.end_account(user_id=teacher.user.pk, by=admin, now=now)

    opened = actions.reopen_account(user_id=teacher.user.pk, by=admin, now=now)
    assert opened.is_active
    assert not opened.has_usable_password()
    with pytest.raises(WrongState):
        actions.reopen_account(user_id=teacher.user.pk, by=admin, now=now)


def test_a_readers_account_is_no_administrators_to_end(admin, now):
    with pytest.raises(PermissionDenied, match="reads cases"):
        actions.end_account(user_id=OfficeHolderFactory("vice_principal").user.pk, by=admin, now=now)


def test_choosing_a_password_first_tells_nobody_and_later_tells_the_reader_and_the_chair(chair, now):
    reader = OfficeHolderFactory("designated_teacher")
    reader.user.set_unusable_password()

    actions.choose_password(user=reader.user, password="amber-kettle-orchard", now=now)
    assert not Notice.objects.exists()

    actions.choose_password(user=reader.user, password="willow-needle-saddle", now=now)
    assert told("account.changed") == {reader.pk, chair.pk}
    assert reader.user.check_password("willow-needle-saddle")
    assert Entry.objects.named("account.password_chosen").count() == 2


@pytest.mark.parametrize("password", ["short", "passwordpassword"[:8], "person@school.example"])
def test_a_weak_password_is_refused_with_a_sentence(password, now):
    user = StaffFactory().user
    user.email = "person@school.example"

    with pytest.raises(ValidationError):
        actions.choose_password(user=user, password=password, now=now)

    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("command", "sentence"), [("changepassword", "Nobody sets"), ("createsuperuser", "no superuser")]
)
def test_no_command_sets_a_password_or_makes_a_superuser(command, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command(command)


def test_offices_of_django_open_nothing(now):
    user = OfficeHolderFactory("administrator").user

    assert not any([user.is_staff, user.is_superuser, user.has_perm("x"), user.has_module_perms("school")])
    assert str(user) == user.email
    assert User.objects.get_by_natural_key(user.email.upper()) == user
