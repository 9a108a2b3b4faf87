"""One decision on exact words, by somebody who neither wrote nor asked for them."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.actions import expiring
from approvals.models import Decision, PostRequest
from approvals.states import PostStatus, Verdict, WrongState
from approvals.wording import current
from audit.models import Entry
from notices.models import Notice
from school.models import Appointment, Person
from tests.factories.approvals import Desk, PostFactory, decide_on, words
from tests.factories.school import OfficeHolderFactory, StaffFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]


def form_of(post: PostRequest, verdict: str, comment: str = "") -> dict[str, Any]:
    version = current(post)
    return {
        "version": version.pk,
        "digest": version.digest,
        "row_version": post.row_version,
        "verdict": verdict,
        "comment": comment,
        "reason": "other" if verdict == "reject" else "",
    }


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        (Verdict.APPROVE, PostStatus.APPROVED),
        (Verdict.CHANGES, PostStatus.CHANGES_REQUESTED),
        (Verdict.REJECT, PostStatus.REJECTED),
    ],
)
@pytest.mark.parametrize("office", ["principal", "vice_principal"])
def test_either_approver_decides(
    desk: Desk, post: PostRequest, now: datetime, verdict: str, status: str, office: str
) -> None:
    approver = getattr(desk, office)

    decide_on(post, verdict, approver, now)

    post.refresh_from_db()
    decision = Decision.objects.get()
    assert post.status == status
    assert (decision.actor, decision.office, decision.digest) == (approver, office, current(post).digest)
    assert Entry.objects.named("post.decided").get().actor == approver.pk
    assert Notice.objects.filter(kind="post.decided", recipient_id=desk.author.pk).count() == 1


def test_an_acting_vice_principal_decides_and_is_shown_as_acting(desk: Desk, post: PostRequest, now: datetime) -> None:
    acting = OfficeHolderFactory("vice_principal", is_acting=True)

    decide_on(post, Verdict.APPROVE, acting, now)

    assert Decision.objects.get().held_as == "Acting Vice-Principal"


def test_an_appointment_that_ended_yesterday_decides_nothing(desk: Desk, post: PostRequest, now: datetime) -> None:
    Appointment.objects.filter(person=desk.principal).update(ends_on=now.date() - timedelta(days=1))

    with pytest.raises(PermissionDenied):
        decide_on(post, Verdict.APPROVE, desk.principal, now)

    assert PostRequest.objects.get().status == PostStatus.SUBMITTED
    assert not Decision.objects.exists()


@pytest.mark.parametrize("verdict", Verdict.values)
def test_nobody_else_decides_and_nothing_changes(desk: Desk, post: PostRequest, now: datetime, verdict: str) -> None:
    entries = Entry.objects.count()

    for person in (desk.author, StaffFactory(), OfficeHolderFactory("slt"), OfficeHolderFactory("chair")):
        with pytest.raises(PermissionDenied):
            decide_on(post, verdict, person, now)

    assert PostRequest.objects.get().status == PostStatus.SUBMITTED
    assert Entry.objects.count() == entries
    assert not Decision.objects.exists()


def test_the_requester_is_refused_in_menu_form_and_action(
    desk: Desk, own_post: PostRequest, now: datetime, client_of: ClientOf
) -> None:
    browser = client_of(desk.principal)

    detail = browser.get(reverse("approvals:detail", args=[own_post.pk]))
    page = browser.get(reverse("approvals:decide", args=[own_post.pk]))
    sent = browser.post(reverse("approvals:decide", args=[own_post.pk]), form_of(own_post, "approve"))

    assert reverse("approvals:decide", args=[own_post.pk]) not in detail.content.decode()
    assert page.status_code == sent.status_code == 403
    assert "so the Vice-Principal decides" in sent.content.decode()
    with pytest.raises(PermissionDenied):
        decide_on(own_post, Verdict.APPROVE, desk.principal, now)
    assert not Decision.objects.exists()


def test_an_editor_is_refused_even_at_one_remove(desk: Desk, post: PostRequest, now: datetime) -> None:
    actions.edit_post(pk=post.pk, words=words(desk.account, "My own words."), by=desk.principal.pk, now=now)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=now)
    actions.recall_post(pk=post.pk, by=desk.author.pk, now=now)
    actions.edit_post(pk=post.pk, words=words(desk.account, "My own words!"), by=desk.author.pk, now=now)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=now)

    with pytest.raises(PermissionDenied, match="Words of yours stand in version 3"):
        decide_on(post, Verdict.APPROVE, desk.principal, now)

    decide_on(post, Verdict.APPROVE, desk.vice_principal, now)
    assert Decision.objects.get().actor == desk.vice_principal


def test_whoever_comes_second_is_told_who_decided_and_when(
    desk: Desk, post: PostRequest, now: datetime, client_of: ClientOf
) -> None:
    late_form = form_of(post, "reject", "We had that last week.")
    decide_on(post, Verdict.APPROVE, desk.principal, now)
    browser = client_of(desk.vice_principal)

    answer = browser.post(reverse("approvals:decide", args=[post.pk]), late_form, follow=True)

    told = f"This post was already approved by {desk.principal} (Principal) at 10:00 on 10 November 2026."
    assert told in answer.content.decode()
    assert "Your decision was not applied." in answer.content.decode()
    assert reverse("approvals:withdraw", args=[post.pk]) in answer.content.decode()
    assert Decision.objects.count() == Entry.objects.named("post.decided").count() == 1


def test_a_decision_on_an_older_version_is_not_applied(desk: Desk, post: PostRequest, now: datetime) -> None:
    seen = form_of(post, "approve")
    actions.edit_post(pk=post.pk, words=words(desk.account, "Other words."), by=desk.author.pk, now=now)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=now)

    with pytest.raises(WrongState, match="changed since your page"):
        actions.decide(
            pk=post.pk,
            version_id=seen["version"],
            digest=seen["digest"],
            row_version=seen["row_version"],
            verdict="approve",
            by=desk.principal.pk,
            now=now,
        )

    assert PostRequest.objects.get().status == PostStatus.SUBMITTED


@pytest.mark.parametrize("change", [{"digest": "0" * 64}, {"row_version": 99}, {"version_id": uuid.uuid4()}])
def test_a_form_about_something_else_decides_nothing(
    desk: Desk, post: PostRequest, now: datetime, change: dict[str, Any]
) -> None:
    seen = form_of(post, "approve")
    asked = {"version_id": seen["version"], "digest": seen["digest"], "row_version": seen["row_version"]} | change

    with pytest.raises(WrongState):
        actions.decide(pk=post.pk, verdict="approve", by=desk.principal.pk, now=now, **asked)

    assert PostRequest.objects.get().status == PostStatus.SUBMITTED


@pytest.mark.parametrize("verdict", [Verdict.CHANGES, Verdict.REJECT])
def test_asking_for_changes_and_rejecting_need_words(
    desk: Desk, post: PostRequest, now: datetime, client_of: ClientOf, verdict: str
) -> None:
    with pytest.raises(WrongState):
        decide_on(post, verdict, desk.principal, now, comment="no")

    page = client_of(desk.principal).post(
        reverse("approvals:decide", args=[post.pk]), form_of(post, verdict, "   too  ")
    )

    assert "in at least 10 letters" in page.content.decode()
    assert not Decision.objects.exists()


def test_nothing_is_approved_after_its_time(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, "submitted", now=now, not_before=now + timedelta(hours=2))

    with pytest.raises(WrongState, match="time asked for has passed"):
        decide_on(post, Verdict.APPROVE, desk.principal, now + timedelta(hours=3))

    decide_on(post, Verdict.CHANGES, desk.principal, now + timedelta(hours=3))


def test_undecided_at_its_time_means_expired_and_everybody_is_told(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, "submitted", now=now, not_before=now + timedelta(hours=2))

    actions.expire_lapsed(now + timedelta(hours=1))
    assert PostRequest.objects.get().status == PostStatus.SUBMITTED

    actions.expire_lapsed(now + timedelta(hours=2))
    actions.expire_lapsed(now + timedelta(hours=2))

    assert PostRequest.objects.get().status == PostStatus.EXPIRED
    told = set(Notice.objects.filter(kind="post.expired").values_list("recipient_id", flat=True))
    assert told == {desk.author.pk, desk.principal.pk, desk.vice_principal.pk}
    assert Entry.objects.named("post.expired").get().about_id == post.pk


def test_an_approval_nobody_used_expires_after_fourteen_days(desk: Desk, now: datetime) -> None:
    PostFactory(desk, "approved", now=now)

    actions.expire_lapsed(now + timedelta(days=14))
    assert PostRequest.objects.get().status == PostStatus.APPROVED

    actions.expire_lapsed(now + timedelta(days=14, minutes=1))
    assert PostRequest.objects.get().status == PostStatus.EXPIRED


def test_when_everybody_has_words_in_it_the_page_says_so(
    desk: Desk, post: PostRequest, now: datetime, client_of: ClientOf
) -> None:
    for person, text in ((desk.principal, "One."), (desk.vice_principal, "Two.")):
        actions.edit_post(pk=post.pk, words=words(desk.account, text), by=person.pk, now=now)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=now)

    page = client_of(desk.author).get(reverse("approvals:detail", args=[post.pk])).content.decode()
    assert "Nobody may decide at the moment." in page
    assert "Go back to version 1" in page

    actions.restore_version(pk=post.pk, n=1, by=desk.author.pk, now=now)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=now)
    decide_on(post, Verdict.APPROVE, desk.principal, now)
    assert PostRequest.objects.get().status == PostStatus.APPROVED


def test_only_those_who_may_decide_are_told_that_it_waits(desk: Desk, own_post: PostRequest) -> None:
    told = Notice.objects.filter(kind="post.waiting", about_id=own_post.pk)

    assert [notice.recipient_id for notice in told] == [desk.vice_principal.pk]


def test_a_post_that_was_decided_meanwhile_does_not_expire(desk: Desk, post: PostRequest, now: datetime) -> None:
    expiring._expire(post.pk, now)

    assert PostRequest.objects.get().status == PostStatus.SUBMITTED
