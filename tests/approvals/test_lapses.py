"""Before nobody may post or nobody may approve, somebody hears of it, with the button that mends it."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.lapsing import lapsing_accounts, short_of_approvers
from approvals.leaving import leavers, left_behind
from approvals.models import Account, OfficialUser
from approvals.official_announcing import waiting
from approvals.states import WrongState
from audit.models import Entry
from notices.models import Notice
from school import actions as school
from school.models import Appointment, Person, StaffRole
from school.standing import standing_of
from school.unmoved import Moved
from tests.factories.approvals import Desk, OfficialUserFactory, PostFactory, decide_on
from tests.factories.school import OfficeHolderFactory, StaffFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]


@pytest.fixture
def entry(desk: Desk, now: datetime) -> OfficialUser:
    """The only official user of the only account, for another twenty days."""
    OfficialUser.objects.update(ends_on=now.date() + timedelta(days=20))
    return OfficialUser.objects.get(person=desk.author)


def lines(person: Person, now: datetime) -> list[str]:
    return [one.sentence for one in waiting(standing_of(person.pk, now), now)]


def test_the_principal_hears_of_the_last_official_user_once_and_renews_in_one_press(
    desk: Desk, entry: OfficialUser, now: datetime, client_of: ClientOf
) -> None:
    for days in (0, 1):
        actions.warn_of_lapses(now + timedelta(days=days))
    assert [one.recipient_id for one in Notice.objects.filter(kind="official.lapses")] == [desk.principal.pk]
    item = next(one for one in waiting(standing_of(desk.principal.pk, now), now) if one.press_url)
    assert str(desk.author) in item.sentence
    assert item.due == entry.ends_on

    client_of(desk.principal).post(item.press_url)

    assert OfficialUser.objects.unanswered().get().replaces == entry
    assert not lapsing_accounts(now.date())


def test_an_account_with_somebody_for_longer_is_not_warned_of(desk: Desk, entry: OfficialUser, now: datetime) -> None:
    OfficialUserFactory(desk.account)
    assert not lapsing_accounts(now.date())
    OfficialUser.objects.exclude(pk=entry.pk).update(status="suspended")
    assert [one.entry for one in lapsing_accounts(now.date())] == [entry]
    Account.objects.update(is_enabled=False)
    assert not lapsing_accounts(now.date())


def test_an_account_without_anybody_asks_for_a_name(desk: Desk, entry: OfficialUser, now: datetime) -> None:
    actions.end_official_user(pk=entry.pk, reason="revoked", by=desk.principal.pk, now=now)

    assert any(one.startswith("Name an official user for") for one in lines(desk.principal, now))


def test_the_vice_principal_is_asked_when_the_last_entry_is_the_principals_own(desk: Desk, now: datetime) -> None:
    OfficialUser.objects.update(
        person=desk.principal, nominated_by=desk.vice_principal, approved_by=desk.vice_principal
    )
    OfficialUser.objects.update(ends_on=now.date() + timedelta(days=20))
    actions.warn_of_lapses(now)

    assert [one.recipient_id for one in Notice.objects.filter(kind="official.lapses")] == [desk.vice_principal.pk]
    assert any("last official user" in one for one in lines(desk.vice_principal, now))
    assert not any("last official user" in one for one in lines(desk.principal, now))


def test_the_chair_and_the_principal_hear_before_the_second_approver_lapses(desk: Desk, now: datetime) -> None:
    chair = OfficeHolderFactory("chair")
    assert short_of_approvers(now.date()) is None
    row = Appointment.objects.get(person=desk.vice_principal)
    Appointment.objects.filter(pk=row.pk).update(ends_on=now.date() + timedelta(days=10))

    for days in (0, 1):
        actions.warn_of_lapses(now + timedelta(days=days))

    told = Notice.objects.filter(kind="approver.lapses").values_list("recipient_id", flat=True)
    assert sorted(told) == sorted([chair.pk, desk.principal.pk])
    short = short_of_approvers(now.date())
    assert short is not None
    assert (short.since, short.people) == (now.date() + timedelta(days=11), 1)
    assert lines(chair, now) == ["Only one person will approve posts"]


# Somebody who acts -------------------------------------------------------------------------------


def act(person: Person, by: Person, now: datetime, **more: object) -> Appointment:
    facts = {"office": "vice_principal", "starts_on": now.date(), "ends_on": now.date() + timedelta(days=14)}
    given = {"why": "At a conference.", "once": uuid.uuid4(), **facts, **more}
    return actions.appoint_stand_in(person_id=person.pk, by=by.pk, now=now, **given)  # type: ignore[arg-type]


def test_the_chair_appoints_somebody_to_act_who_decides_once_confirmed_and_not_on_their_own_posts(
    desk: Desk, now: datetime
) -> None:
    chair, vice_chair = OfficeHolderFactory("chair"), OfficeHolderFactory("vice_chair")
    post, helper = PostFactory(desk, "submitted"), StaffFactory()
    OfficialUserFactory(desk.account, person=helper)
    own = PostFactory(Desk(desk.account, helper, desk.principal, desk.vice_principal), "submitted")

    row = act(helper, chair, now)

    assert row.is_acting
    assert Notice.objects.filter(kind="approver.acting", recipient_id=desk.vice_principal.pk).exists()
    with pytest.raises(PermissionDenied):
        decide_on(post, "approve", helper, now)
    school.confirm_appointment(appointment_id=row.pk, by=vice_chair, now=now)
    assert Notice.objects.filter(kind="office.acting", recipient_id=helper.pk).exists()
    with pytest.raises(PermissionDenied, match="decides"):
        decide_on(own, "approve", helper, now)
    decide_on(post, "approve", helper, now)
    post.refresh_from_db()
    assert post.status == "approved"


def test_nobody_but_the_chair_appoints_somebody_to_act(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    for person in (desk.principal, desk.vice_principal, OfficeHolderFactory("vice_chair"), StaffFactory()):
        with pytest.raises(PermissionDenied):
            act(StaffFactory(), person, now)
        assert client_of(person).get(reverse("approvals:stand_in")).status_code == 403
    assert not Appointment.objects.filter(is_acting=True).exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"office": "designated_teacher"}, "Principal or Vice-Principal"),
        ({"why": " "}, "why"),
        ({"ends_on": date(2026, 1, 1)}, "last day"),
    ],
)
def test_an_appointment_that_does_not_say_who_when_and_why_is_refused(
    desk: Desk, now: datetime, more: dict[str, object], said: str
) -> None:
    with pytest.raises(WrongState, match=said):
        act(StaffFactory(), OfficeHolderFactory("chair"), now, **more)


def test_the_form_appoints_once_and_keeps_what_was_typed(desk: Desk, client_of: ClientOf) -> None:
    chair, helper, today = OfficeHolderFactory("chair"), StaffFactory(), date.today()
    browser, url = client_of(chair), reverse("approvals:stand_in")
    form = {"once": uuid.uuid4(), "person": helper.pk, "office": "principal", "starts_on": today, "why": "Away."}

    page = browser.post(url, form | {"ends_on": today - timedelta(days=1)}).content.decode()
    assert "Choose a day from the first on" in page
    assert 'value="Away."' in page
    for _ in range(2):
        assert browser.post(url, form | {"ends_on": today + timedelta(days=7)}).status_code == 302

    assert Appointment.objects.filter(person=helper, is_acting=True).count() == 1


def test_the_chair_is_pointed_to_the_form_when_a_post_waits_past_its_day(desk: Desk, now: datetime) -> None:
    chair = OfficeHolderFactory("chair")
    PostFactory(desk, "submitted", now=now)

    assert lines(chair, now) == []
    assert lines(chair, now + timedelta(days=20)) == ["Posts wait for a decision past their day"]


# Leaving -----------------------------------------------------------------------------------------


def test_a_leaver_has_one_page_whose_ticks_follow_from_what_is_left(
    desk: Desk, now: datetime, client_of: ClientOf
) -> None:
    today, author = date.today(), desk.author
    StaffRole.objects.filter(person=author).update(ends_on=today + timedelta(days=5))
    Account.objects.update(holder=author, recovery_contact=f"Ring {author.display_name}")
    post = PostFactory(desk, "submitted")
    assert leavers(today) == [author]
    assert any(one.startswith("Settle what") for one in lines(desk.principal, now))
    browser = client_of(desk.principal)
    page = browser.get(reverse("approvals:leaver", args=[author.pk])).content.decode()
    assert page.count("To do") == 4
    assert post.reference in page
    assert {part.code for part in left_behind(author, today) if not part.is_done} == {
        "entries", "accounts", "recovery", "posts",
    }  # fmt: skip

    entry = OfficialUser.objects.get(person=author)
    browser.post(reverse("approvals:end", args=[entry.pk]), {"reason": "left_school"})
    actions.withdraw_post(pk=post.pk, by=desk.principal.pk, now=now)
    one, two = StaffFactory(), StaffFactory()
    form = {"holder": one.pk, "second_holder": two.pk, "recovery_contact": "office@school.example"}
    browser.post(reverse("approvals:change_account", args=[desk.account.pk]), form)

    assert all(part.is_done for part in left_behind(author, today))
    assert leavers(today) == []
    assert "Nothing is left" in browser.get(reverse("approvals:leaver", args=[author.pk])).content.decode()


def test_an_approver_who_leaves_is_asked_for_what_nobody_else_can_decide(desk: Desk, now: datetime) -> None:
    own = OfficialUserFactory(desk.account, person=desk.principal, named_by=desk.vice_principal)
    post = PostFactory(Desk(desk.account, own.person, desk.vice_principal, desk.vice_principal), "submitted")

    parts = {part.code: part.rows for part in left_behind(desk.vice_principal, now.date())}

    assert parts["undecided"] == [post]


def test_somebody_who_stays_is_no_leaver(desk: Desk, now: datetime) -> None:
    assert leavers(now.date()) == []
    StaffRole.objects.filter(person=desk.author).update(ends_on=now.date() + timedelta(days=31))
    assert leavers(now.date()) == []


def test_who_can_get_into_an_account_is_two_people_and_never_overwritten_unseen(
    desk: Desk, now: datetime, client_of: ClientOf
) -> None:
    one, two, three = StaffFactory(), StaffFactory(), StaffFactory()
    facts = {"holder_id": one.pk, "second_holder_id": two.pk, "recovery_contact": "office@school.example"}
    with pytest.raises(PermissionDenied):
        actions.change_account(pk=desk.account.pk, by=desk.author.pk, now=now, **facts)
    with pytest.raises(WrongState, match="two people"):
        actions.change_account(
            pk=desk.account.pk, by=desk.principal.pk, now=now, **(facts | {"second_holder_id": one.pk})
        )
    browser, url = client_of(desk.principal), reverse("approvals:change_account", args=[desk.account.pk])
    seen = browser.get(url).context["form"]["seen"].value()

    actions.change_account(pk=desk.account.pk, by=desk.vice_principal.pk, now=now, **facts)

    with pytest.raises(Moved):
        actions.change_account(pk=desk.account.pk, by=desk.principal.pk, now=now, seen=seen, **facts)
    form = {"holder": three.pk, "second_holder": two.pk, "recovery_contact": "x@school.example", "seen": seen}
    assert "Somebody changed this" in browser.post(url, form).content.decode()
    assert Account.objects.get(pk=desk.account.pk).holder == one
    assert Entry.objects.of(desk.account).named("official_account.changed").count() == 1
