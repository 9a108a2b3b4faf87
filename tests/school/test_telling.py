"""Who hears of what happens to offices and accounts, and in which mailbox."""

from datetime import timedelta

import pytest

from notices.models import Notice
from school import actions, announcing
from school.hearing import all_or_none, visible_ones
from school.models import Appointment, Office, Person, User
from school.standing import standing_of
from tests.factories.school import AppointmentFactory, OfficeHolderFactory, StaffFactory, UserFactory
from tests.mailing import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(school):
    return OfficeHolderFactory("administrator")


@pytest.fixture
def chair(school):
    return OfficeHolderFactory("chair")


def mailed(now):
    """At once, and with the daily e-mail of the next morning: the address and the first sentence of each thing."""
    sent = posted(now) + posted(now + timedelta(days=1))
    return {(one.to[0], line.split(".")[0]) for one in sent for line in one.body.splitlines() if line}


def test_the_old_mailbox_hears_that_an_account_has_left_it(admin, chair, now):
    reader = OfficeHolderFactory("designated_teacher")
    old = reader.user.email
    change = actions.ask_for_address(user_id=reader.user.pk, email="new@school.example", by=admin, now=now)
    asked = mailed(now)
    assert (old, "Somebody asked for another e-mail address for your account") in asked
    assert (chair.user.email, "A change of an account waits for your confirmation") in asked

    actions.confirm_address(change_id=change.pk, by=chair, now=now)

    told = mailed(now)
    assert (old, "Your account on the school's portal has another e-mail address now") in told
    assert ("new@school.example", "Your account on the school's portal is open") in told
    assert {to for to, subject in told if subject.startswith("Your account, or")} == {
        "new@school.example",
        chair.user.email,
    }


def test_somebody_whose_account_is_ended_hears_of_it_by_mail(admin, now):
    teacher = StaffFactory()

    actions.end_account(user_id=teacher.user.pk, by=admin, now=now)

    assert {to for to, _ in mailed(now)} == {teacher.user.email}
    assert announcing.own_address(Person.objects.create(given_name="A", family_name="B").pk, teacher.pk) == ""


def test_nobody_is_mailed_of_an_appointment_once_they_no_longer_lead(chair, now):
    principal = OfficeHolderFactory("principal")
    actions.appoint(person=StaffFactory(), office=Office.SLT, starts_on=now.date(), by=principal, now=now)
    Appointment.objects.filter(person=chair).update(withdrawn_at=now)

    assert mailed(now) == set()
    assert Notice.objects.get().mail_state == "not_due"


def test_of_accounts_one_knows_ones_own_and_the_chair_those_of_readers(chair, admin, now):
    reader, teacher = OfficeHolderFactory("vice_principal"), StaffFactory()
    ids = {reader.user.pk, teacher.user.pk, chair.user.pk}

    assert announcing.known_accounts(chair.pk, ids, now) == {reader.user.pk, chair.user.pk}
    assert announcing.known_accounts(teacher.pk, ids, now) == {teacher.user.pk}
    assert announcing.known_accounts(admin.pk, ids, now) == set()


def test_of_changes_of_address_one_knows_ones_own_and_those_one_may_confirm(chair, admin, now):
    teacher, principal = StaffFactory(), OfficeHolderFactory("principal")
    User.objects.filter(person=teacher).update(last_login=now)
    own = actions.ask_for_address(user_id=teacher.user.pk, email="new@school.example", by=admin, now=now)
    chairs = actions.ask_for_address(user_id=chair.user.pk, email="chair2@school.example", by=admin, now=now)
    ids = {own.pk, chairs.pk}

    assert announcing.known_address_changes(teacher.pk, ids, now) == {own.pk}
    assert announcing.known_address_changes(principal.pk, ids, now) == {own.pk}
    assert announcing.known_address_changes(chair.pk, ids, now) == ids
    assert announcing.known_address_changes(StaffFactory().pk, ids, now) == set()
    waits = announcing.waiting(standing_of(principal.pk, now), now)
    assert [item.sentence for item in waits] == [f"Confirm the e-mail address of {teacher}"]


def test_whoever_makes_an_appointment_is_not_asked_to_confirm_it(chair, now):
    row = AppointmentFactory(office=Office.GOVERNOR, confirmed_at=None, appointed_by=chair)

    assert announcing.waiting(standing_of(chair.pk, now), now) == []
    assert str(row) == "Governor"


def test_one_answer_for_many_records(now):
    person, ended = OfficeHolderFactory("principal"), UserFactory(is_active=False).person
    which = visible_ones(Person)

    assert which(person.pk, {person.pk, ended.pk}, now) == {person.pk, ended.pk}
    assert which(ended.pk, {person.pk}, now) == set()
    for may, found in ((True, {person.pk}), (False, set())):
        assert all_or_none(lambda *_, may=may: may)(ended.pk, {person.pk}, now) == found
    assert all_or_none(lambda *_: True)(ended.pk, set(), now) == set()


def test_two_at_the_same_moment_get_a_sentence_and_no_fault(monkeypatch, client_of, school):
    from django.db import IntegrityError
    from django.urls import reverse

    def taken(**_):
        raise IntegrityError

    monkeypatch.setattr(actions, "rename_person", taken)
    url = reverse("school:rename", args=[StaffFactory().pk])

    page = client_of(OfficeHolderFactory("principal")).post(url, {"given_name": "A", "family_name": "B"})

    assert "has just entered the same" in page.content.decode()


def test_the_registered_kinds_are_those_that_are_told():
    from notices.register import kinds
    from school import events

    assert {*events.NOTICES, *events.OWN_ACCOUNT} <= kinds.keys()
    assert kinds["account.changed"].address is announcing.own_address
