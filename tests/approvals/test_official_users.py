"""Who may speak for the school: named by one of two offices, said yes to by oneself, for a year at most."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.models import Account, OfficialUser
from approvals.models.officials import leave_of
from approvals.states import OfficialStatus, WrongState
from audit.models import Entry
from notices.inbox import lines_of
from notices.models import Notice
from policy.models import Version
from school.models import Person
from tests.factories.approvals import AccountFactory, Desk, OfficialUserFactory, PolicyInForceFactory
from tests.factories.school import OfficeHolderFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]


def name(desk: Desk, person: Person, by: Person, now: datetime, **change: Any) -> OfficialUser:
    values = {
        "once": uuid.uuid4(),
        "person_id": person.pk,
        "account_ids": [desk.account.pk],
        "may_pictures": False,
        "starts_on": now.date(),
        "ends_on": now.date() + timedelta(days=365),
    }
    return actions.name_official_user(**(values | change), by=by.pk, now=now)


def in_force() -> Version:
    version = Version.objects.first()
    assert version is not None
    return version


def test_one_form_and_one_yes_make_an_official_user(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    teacher = StaffFactory()
    form = {
        "once": uuid.uuid4(),
        "person": teacher.pk,
        "accounts": [desk.account.pk],
        "starts_on": date.today(),
        "ends_on": date.today() + timedelta(days=300),
    }
    client_of(desk.principal).post(reverse("approvals:name_official_user"), form)
    entry = OfficialUser.objects.get(person=teacher)
    assert entry.status == OfficialStatus.NOMINATED
    assert leave_of(teacher.pk, date.today()) is None
    assert Notice.objects.filter(kind="official.named", recipient_id=teacher.pk).exists()

    browser = client_of(teacher)
    url = reverse("approvals:acknowledge", args=[entry.pk])
    assert "Will you be an official user?" in browser.get(url).content.decode()
    browser.post(url, {"version": in_force().pk, "has_read": "on"})

    entry.refresh_from_db()
    assert entry.status == OfficialStatus.ACTIVE
    assert (entry.policy_version, entry.policy_fingerprint) == (in_force(), in_force().fingerprint)
    leave = leave_of(teacher.pk, date.today())
    assert leave is not None
    assert leave.account_ids == {desk.account.pk}
    assert [e.name for e in Entry.objects.of(entry)] == ["official.named", "official.acknowledged"]


@pytest.mark.parametrize("office", ["principal", "vice_principal"])
def test_nobody_names_themselves(desk: Desk, now: datetime, office: str) -> None:
    person = getattr(desk, office)

    with pytest.raises(PermissionDenied, match="Nobody names themselves"):
        name(desk, person, person, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficialUserFactory(desk.account, person=person, named_by=person)


def test_nobody_names_themselves_through_the_other_office(desk: Desk, now: datetime) -> None:
    OfficeHolderFactory("vice_principal", person=desk.principal, is_acting=True)

    with pytest.raises(PermissionDenied, match="Nobody names themselves"):
        name(desk, desk.principal, desk.principal, now)


def test_the_other_office_names_an_approver(desk: Desk, now: datetime) -> None:
    assert name(desk, desk.principal, desk.vice_principal, now).status == OfficialStatus.NOMINATED


def test_other_offices_name_nobody(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    for person in (StaffFactory(), OfficeHolderFactory("slt"), OfficeHolderFactory("chair"), desk.author):
        with pytest.raises(PermissionDenied):
            name(desk, StaffFactory(), person, now)
        assert client_of(person).get(reverse("approvals:name_official_user")).status_code == 403


def test_only_staff_are_named(desk: Desk, now: datetime) -> None:
    with pytest.raises(PermissionDenied, match="Choose one of the staff"):
        name(desk, UserFactory().person, desk.principal, now)


def test_leave_lasts_twelve_months_at_most(desk: Desk, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        name(desk, StaffFactory(), desk.principal, now, ends_on=now.date() + timedelta(days=367))
    with pytest.raises(IntegrityError), transaction.atomic():
        name(desk, StaffFactory(), desk.principal, now, ends_on=now.date() - timedelta(days=1))


def test_an_account_must_be_chosen(desk: Desk, now: datetime) -> None:
    with pytest.raises(WrongState, match="at least one account"):
        name(desk, StaffFactory(), desk.principal, now, account_ids=[])


def test_a_double_click_names_once(desk: Desk, now: datetime) -> None:
    once, teacher = uuid.uuid4(), StaffFactory()

    first = name(desk, teacher, desk.principal, now, once=once)

    assert name(desk, teacher, desk.principal, now, once=once) == first
    assert OfficialUser.objects.filter(person=teacher).count() == 1


def test_a_running_entry_is_in_the_way_and_an_expired_one_is_not(desk: Desk, now: datetime) -> None:
    with pytest.raises(WrongState, match="already has an entry"):
        name(desk, desk.author, desk.principal, now)

    later = now + timedelta(days=400)
    entry = name(desk, desk.author, desk.principal, later)

    old = OfficialUser.objects.exclude(pk=entry.pk).get()
    assert (old.status, old.end_reason) == (OfficialStatus.ENDED, "expired")


def test_nobody_says_yes_for_somebody_else(desk: Desk, now: datetime) -> None:
    entry = name(desk, StaffFactory(), desk.principal, now)

    for person in (desk.principal, desk.vice_principal, StaffFactory()):
        with pytest.raises(PermissionDenied):
            actions.acknowledge_official_user(pk=entry.pk, version_id=in_force().pk, by=person.pk, now=now)
    assert OfficialUser.objects.get(pk=entry.pk).status == OfficialStatus.NOMINATED


def test_the_very_text_in_force_is_acknowledged(desk: Desk, now: datetime) -> None:
    teacher = StaffFactory()
    entry = name(desk, teacher, desk.principal, now)

    with pytest.raises(WrongState, match="policy changed while you were reading"):
        actions.acknowledge_official_user(pk=entry.pk, version_id=uuid.uuid4(), by=teacher.pk, now=now)


def test_without_a_policy_there_is_nothing_to_acknowledge(desk: Desk, now: datetime) -> None:
    teacher = StaffFactory()
    early = datetime(2015, 9, 1, 9, tzinfo=now.tzinfo)
    entry = OfficialUserFactory(desk.account, person=teacher, status="nominated")

    with pytest.raises(WrongState, match="No policy is in force"):
        actions.acknowledge_official_user(pk=entry.pk, version_id=in_force().pk, by=teacher.pk, now=early)


def test_saying_no_is_final_and_needs_no_reason(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    teacher = StaffFactory()
    entry = name(desk, teacher, desk.principal, now)

    client_of(teacher).post(reverse("approvals:decline", args=[entry.pk]))

    assert OfficialUser.objects.get(pk=entry.pk).status == OfficialStatus.DECLINED
    assert Notice.objects.filter(kind="official.declined", recipient_id=desk.principal.pk).exists()
    with pytest.raises(WrongState):
        actions.acknowledge_official_user(pk=entry.pk, version_id=in_force().pk, by=teacher.pk, now=now)


def test_whoever_gives_it_up_resigns(desk: Desk, now: datetime) -> None:
    entry = OfficialUser.objects.get(person=desk.author)

    actions.end_official_user(pk=entry.pk, reason="revoked", by=desk.author.pk, now=now)

    entry.refresh_from_db()
    assert (entry.status, entry.end_reason) == (OfficialStatus.ENDED, "resigned")


def test_strangers_end_and_suspend_nobody(desk: Desk, now: datetime) -> None:
    entry = OfficialUser.objects.get(person=desk.author)

    for verb in (
        lambda by: actions.end_official_user(pk=entry.pk, reason="revoked", by=by, now=now),
        lambda by: actions.suspend_official_user(pk=entry.pk, reason="x", by=by, now=now),
        lambda by: actions.resume_official_user(pk=entry.pk, by=by, now=now),
    ):
        with pytest.raises(PermissionDenied):
            verb(StaffFactory().pk)


def test_staff_may_know_who_speaks_for_the_school_and_not_who_said_no(
    desk: Desk, now: datetime, client_of: ClientOf
) -> None:
    declined = OfficialUserFactory(desk.account, status="declined")
    reader = client_of(StaffFactory())

    page = reader.get(reverse("approvals:official_users")).content.decode()

    assert str(desk.author) in page
    assert str(declined.person) not in page
    assert desk.account.recovery_contact not in page
    assert reader.get(reverse("approvals:official_user", args=[declined.pk])).status_code == 404
    outsider = client_of(OfficeHolderFactory("administrator"))
    assert str(desk.author) not in outsider.get(reverse("approvals:official_users")).content.decode()


def test_an_account_has_two_holders_and_stands_once(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    one, two = StaffFactory(), StaffFactory()
    form = {
        "once": uuid.uuid4(),
        "platform": "x",
        "handle": "@loughview",
        "url": "https://x.com/loughview",
        "holder": one.pk,
        "second_holder": one.pk,
        "recovery_contact": "office@school.example",
    }
    browser = client_of(desk.vice_principal)

    page = browser.post(reverse("approvals:add_account"), form)
    assert "two people must be able to get in" in page.content.decode()
    browser.post(reverse("approvals:add_account"), form | {"second_holder": two.pk})
    browser.post(reverse("approvals:add_account"), form | {"second_holder": two.pk})

    assert Account.objects.filter(platform="x").count() == 1
    page = browser.post(reverse("approvals:add_account"), form | {"second_holder": two.pk, "once": uuid.uuid4()})
    assert "in the register already" in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountFactory(holder=one, second_holder=one)


def test_only_the_two_offices_switch_an_account(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    url = reverse("approvals:switch_account", args=[desk.account.pk])

    assert client_of(desk.author).post(url, {"is_enabled": "no"}).status_code == 403
    client_of(desk.principal).post(url, {"is_enabled": "no"})

    assert not Account.objects.get(pk=desk.account.pk).is_enabled


def test_of_two_policies_the_one_that_keeps_the_register_is_acknowledged(desk: Desk) -> None:
    from approvals.policies import policy_to_acknowledge

    PolicyInForceFactory("mobile-phones")

    assert policy_to_acknowledge(date(2026, 11, 10)) is not None
    assert policy_to_acknowledge(date(2015, 1, 1)) is None


def test_a_nomination_that_nobody_approved_yet_stays_acknowledged(desk: Desk, now: datetime) -> None:
    teacher = StaffFactory()
    entry = OfficialUserFactory(desk.account, person=teacher, status="nominated")
    OfficialUser.objects.filter(pk=entry.pk).update(approved_by=None, approved_at=None)

    actions.acknowledge_official_user(pk=entry.pk, version_id=in_force().pk, by=teacher.pk, now=now)

    assert OfficialUser.objects.get(pk=entry.pk).status == OfficialStatus.ACKNOWLEDGED
    assert leave_of(teacher.pk, now.date()) is None


def test_notices_lead_to_pages_that_their_readers_may_open(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    teacher = StaffFactory()
    name(desk, teacher, desk.principal, now)
    actions.suggest(once=uuid.uuid4(), text="P6 won.", by=teacher.pk, now=now)

    for person in (teacher, desk.author):
        lines, _ = lines_of(person.pk, now)
        assert lines
        for line in lines:
            assert client_of(person).get(line.url).status_code == 200
