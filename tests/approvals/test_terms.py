"""The life of an official user's entry: changed by a new one, renewed, acknowledged again, and ended by the clock."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.acknowledging import is_overdue, owed_by
from approvals.models import OfficialUser, PostRequest, Reacknowledgement
from approvals.models.officials import leave_of
from approvals.states import OfficialStatus, PostStatus, WrongState
from audit.models import Entry
from audit.verify import verify_records
from notices.models import Notice
from notices.waiting import waiting_for
from policy.models import Version
from school.models import Person
from school.standing import standing_of
from tests.factories.approvals import AccountFactory, Desk, OfficialUserFactory, PostFactory, publish
from tests.factories.school import StaffFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]


@pytest.fixture
def entry(desk: Desk) -> OfficialUser:
    return OfficialUser.objects.get(person=desk.author)


def change(entry: OfficialUser, desk: Desk, now: datetime, by: Person | None = None, **more: Any) -> OfficialUser:
    facts = {
        "once": uuid.uuid4(),
        "account_ids": [desk.account.pk],
        "may_text": True,
        "may_pictures": False,
        "ends_on": entry.ends_on,
    }
    return actions.change_official_user(pk=entry.pk, by=(by or desk.principal).pk, now=now, **(facts | more))


def in_force() -> Version:
    version = Version.objects.first()
    assert version is not None
    return version


def yes(entry: OfficialUser, now: datetime) -> OfficialUser:
    return actions.acknowledge_official_user(pk=entry.pk, version_id=in_force().pk, by=entry.person_id, now=now)


def another_version(now: datetime, since: date) -> Version:
    old = in_force()
    return Version.objects.create(
        policy=old.policy,
        label="2026",
        status=old.status,
        effective_from=since,
        fingerprint="b" * 64,
        created_at=now,
        created_by=old.created_by,
        approved_at=datetime.combine(since, datetime.min.time(), tzinfo=now.tzinfo),
        approved_by=old.approved_by,
    )


# Another scope or term ---------------------------------------------------------------------------


def test_a_wider_scope_waits_for_the_persons_yes_and_the_old_entry_holds_meanwhile(
    desk: Desk, entry: OfficialUser, now: datetime
) -> None:
    more = AccountFactory()

    new = change(entry, desk, now, account_ids=[desk.account.pk, more.pk])

    assert (new.status, new.replaces) == (OfficialStatus.NOMINATED, entry)
    leave = leave_of(desk.author.pk, now.date())
    assert leave is not None
    assert leave.account_ids == {desk.account.pk}
    assert Notice.objects.filter(kind="official.named", recipient_id=desk.author.pk, about_id=new.pk).exists()

    yes(new, now)

    leave = leave_of(desk.author.pk, now.date())
    assert leave is not None
    assert leave.account_ids == {desk.account.pk, more.pk}
    entry.refresh_from_db()
    assert (entry.status, entry.end_reason) == (OfficialStatus.ENDED, "replaced")
    assert Entry.objects.of(new).named("official.changed").count() == 1


def test_that_a_new_entry_waits_is_for_its_person_and_those_who_keep_the_register(
    desk: Desk, entry: OfficialUser, now: datetime, client_of: ClientOf
) -> None:
    new, page = change(entry, desk, now, may_pictures=True), reverse("approvals:official_user", args=[entry.pk])

    for person, knows in ((desk.author, True), (desk.vice_principal, True), (StaffFactory(), False)):
        answer = client_of(person).get(page)
        assert answer.status_code == 200
        assert (str(new.pk) in answer.content.decode()) is knows


def test_less_holds_at_once_and_the_old_entry_stays_as_it_was(desk: Desk, entry: OfficialUser, now: datetime) -> None:
    OfficialUser.objects.filter(pk=entry.pk).update(may_pictures=True)

    new = change(entry, desk, now, ends_on=now.date() + timedelta(days=10))

    assert (new.status, new.acknowledged_at) == (OfficialStatus.ACTIVE, entry.acknowledged_at)
    entry.refresh_from_db()
    assert (entry.status, entry.may_pictures) == (OfficialStatus.ENDED, True)
    leave = leave_of(desk.author.pk, now.date())
    assert leave is not None
    assert not leave.may_pictures


def test_what_was_acknowledged_again_goes_over_to_the_narrower_entry_and_into_the_record(
    desk: Desk, entry: OfficialUser, now: datetime
) -> None:
    another_version(now, now.date())
    version = Version.objects.order_by("-effective_from")[0]
    actions.acknowledge_again(pk=entry.pk, version_id=version.pk, by=desk.author.pk, now=now)

    new = change(entry, desk, now, ends_on=entry.ends_on - timedelta(days=1))

    kept = new.reacknowledgements.get()
    assert owed_by(new, now.date()) is None
    assert not [one for one in verify_records() if str(kept.pk) in one.sentence]


def test_a_change_twice_is_one(desk: Desk, entry: OfficialUser, now: datetime) -> None:
    once = uuid.uuid4()
    first = change(entry, desk, now, once=once, may_pictures=True)

    assert change(entry, desk, now, once=once, may_pictures=True) == first
    assert OfficialUser.objects.filter(person=desk.author).count() == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"account_ids": []}, "at least one account"),
        ({"may_text": False}, "text or pictures"),
        ({"ends_on": date(2028, 11, 1)}, "within twelve months"),
        ({"ends_on": date(2026, 11, 1)}, "within twelve months"),
        ({}, "says already"),
    ],
)
def test_a_change_that_is_none_is_refused_with_what_to_do(
    desk: Desk, entry: OfficialUser, now: datetime, more: dict[str, Any], said: str
) -> None:
    with pytest.raises(WrongState, match=said):
        change(entry, desk, now, **more)
    assert OfficialUser.objects.filter(person=desk.author).count() == 1


def test_nobody_but_the_other_approver_changes_or_renews(desk: Desk, entry: OfficialUser, now: datetime) -> None:
    own = OfficialUserFactory(desk.account, person=desk.principal, named_by=desk.vice_principal)

    for found, by in ((entry, StaffFactory()), (entry, desk.author), (own, desk.principal)):
        with pytest.raises(PermissionDenied):
            change(found, desk, now, by=by, may_pictures=True)
        with pytest.raises(PermissionDenied):
            actions.renew_official_user(pk=found.pk, by=by.pk, now=now)
    assert change(own, desk, now, by=desk.vice_principal, may_pictures=True).replaces == own


@pytest.mark.parametrize("status", [one for one in OfficialStatus if one not in ("active", "suspended")])
def test_only_a_running_entry_is_changed_or_acknowledged_again(desk: Desk, now: datetime, status: str) -> None:
    found = OfficialUserFactory(desk.account, status=status)

    with pytest.raises(WrongState):
        change(found, desk, now, may_pictures=True)
    with pytest.raises(WrongState):
        actions.renew_official_user(pk=found.pk, by=desk.principal.pk, now=now)
    with pytest.raises(WrongState):
        actions.acknowledge_again(pk=found.pk, version_id=in_force().pk, by=found.person_id, now=now)


def test_a_waiting_wider_scope_survives_a_suspension_and_does_not_shake_it_off(
    desk: Desk, entry: OfficialUser, now: datetime
) -> None:
    new = change(entry, desk, now, may_pictures=True)
    actions.suspend_official_user(pk=entry.pk, reason="A talk first.", by=desk.principal.pk, now=now)
    assert not OfficialUser.objects.waiting_for(standing_of(desk.author.pk, now)).exists()
    with pytest.raises(WrongState, match="suspended"):
        yes(new, now)

    actions.resume_official_user(pk=entry.pk, by=desk.principal.pk, now=now)

    assert OfficialUser.objects.waiting_for(standing_of(desk.author.pk, now)).get() == new
    yes(new, now)
    leave = leave_of(desk.author.pk, now.date())
    assert leave is not None
    assert leave.may_pictures


def test_what_only_narrows_a_suspended_entry_leaves_it_suspended(
    desk: Desk, entry: OfficialUser, now: datetime
) -> None:
    actions.suspend_official_user(pk=entry.pk, reason="A talk first.", by=desk.principal.pk, now=now)

    new = change(entry, desk, now, ends_on=now.date() + timedelta(days=5))

    assert (new.status, new.suspend_reason) == (OfficialStatus.SUSPENDED, "A talk first.")
    assert leave_of(desk.author.pk, now.date()) is None


def test_ending_an_entry_ends_what_waits_to_take_its_place(desk: Desk, entry: OfficialUser, now: datetime) -> None:
    new = change(entry, desk, now, may_pictures=True)

    actions.end_official_user(pk=entry.pk, reason="revoked", by=desk.principal.pk, now=now)

    new.refresh_from_db()
    assert (new.status, new.end_reason) == (OfficialStatus.ENDED, "revoked")


def test_declining_a_wider_scope_leaves_the_entry_and_its_posts_as_they_are(
    desk: Desk, entry: OfficialUser, now: datetime
) -> None:
    post = PostFactory(desk, "approved", now=now)
    new = change(entry, desk, now, may_pictures=True)

    actions.decline_official_use(pk=new.pk, by=desk.author.pk, now=now)

    assert leave_of(desk.author.pk, now.date()) is not None
    assert PostRequest.objects.get(pk=post.pk).status == PostStatus.APPROVED


def test_one_press_renews_for_twelve_months_once(desk: Desk, entry: OfficialUser, now: datetime) -> None:
    first = actions.renew_official_user(pk=entry.pk, by=desk.principal.pk, now=now)

    assert actions.renew_official_user(pk=entry.pk, by=desk.vice_principal.pk, now=now) == first
    assert first.ends_on == now.date() + timedelta(days=365)
    yes(first, now)
    assert OfficialUser.objects.in_force(now.date()).get(person=desk.author) == first


def test_an_entry_that_has_not_begun_begins_no_sooner_by_a_change(
    desk: Desk, entry: OfficialUser, now: datetime
) -> None:
    begins = now.date() + timedelta(days=10)
    OfficialUser.objects.filter(pk=entry.pk).update(starts_on=begins)

    narrower = change(entry, desk, now, ends_on=entry.ends_on - timedelta(days=1))
    renewed = actions.renew_official_user(pk=narrower.pk, by=desk.principal.pk, now=now)

    assert (narrower.starts_on, renewed.starts_on) == (begins, begins)
    assert leave_of(desk.author.pk, now.date()) is None
    with pytest.raises(WrongState, match="begins"):
        change(narrower, desk, now, ends_on=begins - timedelta(days=1))


# Acknowledged again ------------------------------------------------------------------------------


def test_a_new_version_asks_official_users_and_after_the_days_they_publish_nothing_until_they_answered(
    desk: Desk, entry: OfficialUser, now: datetime, client_of: ClientOf
) -> None:
    post = PostFactory(desk, "approved", now=now)
    assert owed_by(entry, now.date()) is None
    OfficialUser.objects.filter(pk=entry.pk).update(acknowledged_at=now - timedelta(days=60))
    entry.refresh_from_db()
    since = now.date() - timedelta(days=20)
    version = another_version(now, since)
    owed = owed_by(entry, now.date())
    assert owed is not None
    assert (owed.version, owed.due) == (version, since + timedelta(days=14))
    assert not is_overdue(desk.author.pk, owed.due)
    lines = [one for one in waiting_for(standing_of(desk.author.pk, now), now) if one.press_url]
    assert [one.press_label for one in lines] == ["I have read it and keep to it"]
    assert is_overdue(desk.author.pk, now.date())
    with pytest.raises(PermissionDenied, match="first page"):
        publish(post, desk.author, now)

    client_of(desk.author).post(f"{reverse('approvals:acknowledge_again', args=[entry.pk])}?version={version.pk}")

    assert Reacknowledgement.objects.get().policy_fingerprint == version.fingerprint
    assert not is_overdue(desk.author.pk, now.date())
    publish(post, desk.author, now)
    assert Entry.objects.of(entry).named("official.acknowledged_again").count() == 1


def test_a_year_after_the_last_acknowledgement_it_is_asked_again(desk: Desk, entry: OfficialUser) -> None:
    OfficialUser.objects.filter(pk=entry.pk).update(acknowledged_at=datetime.fromisoformat("2024-02-29T10:00+00:00"))
    entry.refresh_from_db()

    assert owed_by(entry, date(2025, 2, 27)) is None
    owed = owed_by(entry, date(2025, 2, 28))
    assert owed is not None
    assert owed.since == date(2025, 2, 28)


def test_taking_down_waits_for_no_acknowledgement(desk: Desk, entry: OfficialUser, now: datetime) -> None:
    post = PostFactory(desk, "published", now=now)
    OfficialUser.objects.filter(pk=entry.pk).update(acknowledged_at=now - timedelta(days=400))
    assert is_overdue(desk.author.pk, now.date())

    actions.take_down(
        pk=post.targets.get().pk, reason="error", evidence="Its address shows nothing.", by=desk.author.pk, now=now
    )


def test_acknowledging_again_is_of_the_text_in_force_by_the_person_alone_and_once(
    desk: Desk, entry: OfficialUser, now: datetime
) -> None:
    OfficialUser.objects.filter(pk=entry.pk).update(acknowledged_at=now - timedelta(days=400))
    with pytest.raises(WrongState, match="changed while you were reading"):
        actions.acknowledge_again(pk=entry.pk, version_id=uuid.uuid4(), by=desk.author.pk, now=now)
    with pytest.raises(PermissionDenied):
        actions.acknowledge_again(pk=entry.pk, version_id=in_force().pk, by=desk.principal.pk, now=now)

    for _ in range(2):
        actions.acknowledge_again(pk=entry.pk, version_id=in_force().pk, by=desk.author.pk, now=now)

    made = Reacknowledgement.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Reacknowledgement.objects.filter(pk=made.pk).update(policy_fingerprint="c" * 64)


# The clock ---------------------------------------------------------------------------------------


def test_the_clock_ends_what_is_over_holds_its_posts_and_tells_once(
    desk: Desk, entry: OfficialUser, now: datetime
) -> None:
    post = PostFactory(desk, "approved", now=now)
    OfficialUser.objects.filter(pk=entry.pk).update(ends_on=now.date())
    actions.end_what_is_over(now)
    entry.refresh_from_db()
    assert entry.status == OfficialStatus.ACTIVE

    for days in (1, 2, 60):
        actions.end_what_is_over(now + timedelta(days=days))

    entry.refresh_from_db()
    assert (entry.status, entry.end_reason) == (OfficialStatus.ENDED, "expired")
    assert PostRequest.objects.get(pk=post.pk).status == PostStatus.ON_HOLD
    assert Notice.objects.filter(kind="official.ended", about_id=entry.pk).count() == 3
    assert Entry.objects.of(entry).named("official.ended").count() == 1


def test_a_renewal_that_waits_outlives_the_entry_that_ended(desk: Desk, entry: OfficialUser, now: datetime) -> None:
    new = actions.renew_official_user(pk=entry.pk, by=desk.principal.pk, now=now)
    OfficialUser.objects.filter(pk=entry.pk).update(ends_on=now.date())

    actions.end_what_is_over(now + timedelta(days=1))

    yes(new, now + timedelta(days=2))
    assert leave_of(desk.author.pk, now.date() + timedelta(days=2)) is not None


def test_a_suspension_is_not_shaken_off_by_the_day_that_ends_the_entry(
    desk: Desk, entry: OfficialUser, now: datetime
) -> None:
    new = actions.renew_official_user(pk=entry.pk, by=desk.principal.pk, now=now)
    actions.suspend_official_user(pk=entry.pk, reason="A talk first.", by=desk.principal.pk, now=now)
    OfficialUser.objects.filter(pk=entry.pk).update(ends_on=now.date())

    actions.end_what_is_over(now + timedelta(days=1))

    new.refresh_from_db()
    assert (new.status, new.end_reason) == (OfficialStatus.ENDED, "expired")
    assert Entry.objects.of(new).named("official.ended").count() == 1
    with pytest.raises(WrongState):
        yes(new, now + timedelta(days=2))


# The pages ---------------------------------------------------------------------------------------


def test_the_form_keeps_what_was_typed_and_says_beside_the_field_what_is_wrong(
    desk: Desk, entry: OfficialUser, now: datetime, client_of: ClientOf
) -> None:
    url, browser = reverse("approvals:change_official_user", args=[entry.pk]), client_of(desk.principal)
    form = {"once": uuid.uuid4(), "accounts": [desk.account.pk], "ends_on": "2031-01-01"}

    page = browser.post(url, form).content.decode()

    assert "Choose a day within twelve months from today." in page
    assert "Tick text or pictures" in page
    assert 'value="2031-01-01"' in page
    good = form | {"may_text": "on", "may_pictures": "on", "ends_on": date.today() + timedelta(days=20)}
    assert browser.post(url, good).status_code == 302
    assert OfficialUser.objects.unanswered().get().may_pictures
