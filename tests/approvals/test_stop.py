"""Holding, freezing and taking down: stopping never waits, and nothing goes on by itself."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.models import (
    Freeze,
    Hold,
    OfficialUser,
    PostRequest,
    PostTarget,
    Publication,
    PublicationCheck,
    Takedown,
)
from approvals.states import WrongState
from audit.models import Entry
from notices.models import Notice
from school.models import Person
from tests.factories.approvals import Desk, OfficialUserFactory, PostFactory, decide_on, publish, words
from tests.factories.school import OfficeHolderFactory, StaffFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]


@pytest.fixture
def post(desk: Desk, now: datetime) -> PostRequest:
    return PostFactory(desk, "approved", now=now)


def hold(post: PostRequest, by: Person, now: datetime) -> Hold:
    return actions.put_on_hold(pk=post.pk, reason="A word first.", by=by.pk, now=now)


def take_down(by: Person, now: datetime, reason: str = "error", evidence: str = "It shows nothing.") -> Takedown:
    target = PostTarget.objects.get()
    return actions.take_down(pk=target.pk, reason=reason, evidence=evidence, by=by.pk, now=now)


def status() -> str:
    return PostRequest.objects.get().status


# Holding -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("office", ["principal", "vice_principal"])
def test_either_approver_holds_and_the_author_hears(desk: Desk, post: PostRequest, now: datetime, office: str) -> None:
    hold(post, getattr(desk, office), now)

    assert status() == "on_hold"
    assert PostTarget.objects.get().status == "held"
    assert Notice.objects.filter(kind="post.held", recipient_id=desk.author.pk).count() == 1
    assert Entry.objects.named("post.held").count() == 1


def test_what_is_on_hold_is_not_published_and_the_page_says_who_and_why(
    desk: Desk, post: PostRequest, now: datetime, client_of: ClientOf
) -> None:
    hold(post, desk.vice_principal, now)

    with pytest.raises(WrongState, match=f"on hold by {desk.vice_principal}: A word first"):
        publish(post, desk.author, now)
    page = client_of(desk.author).get(reverse("approvals:publish", args=[post.pk])).content.decode()

    assert "A word first." in page
    assert not Publication.objects.exists()


def test_nobody_else_holds_or_lets_go_on(desk: Desk, post: PostRequest, now: datetime) -> None:
    for person in (desk.author, StaffFactory(), OfficeHolderFactory("slt")):
        with pytest.raises(PermissionDenied):
            hold(post, person, now)
    hold(post, desk.principal, now)
    for person in (desk.author, StaffFactory()):
        with pytest.raises(PermissionDenied):
            actions.release(pk=post.pk, by=person.pk, now=now)

    assert status() == "on_hold"


def test_an_approver_does_not_let_words_of_their_own_go_on(desk: Desk, own_post: PostRequest, now: datetime) -> None:
    decide_on(own_post, "approve", desk.vice_principal, now)
    hold(own_post, desk.principal, now)

    with pytest.raises(PermissionDenied):
        actions.release(pk=own_post.pk, by=desk.principal.pk, now=now)
    actions.release(pk=own_post.pk, by=desk.vice_principal.pk, now=now)

    assert PostTarget.objects.get().status == "queued"


def test_let_go_on_it_stands_ready_and_is_not_sent(desk: Desk, post: PostRequest, now: datetime) -> None:
    hold(post, desk.principal, now)
    actions.release(pk=post.pk, by=desk.vice_principal.pk, now=now)

    assert (status(), PostTarget.objects.get().status) == ("approved", "queued")
    assert not Publication.objects.exists()
    with pytest.raises(WrongState, match="nothing holds it"):
        actions.release(pk=post.pk, by=desk.principal.pk, now=now)


def test_every_gate_is_asked_before_it_goes_on(desk: Desk, post: PostRequest, now: datetime) -> None:
    hold(post, desk.principal, now)
    actions.set_account_enabled(pk=desk.account.pk, is_enabled=False, by=desk.principal.pk, now=now)

    with pytest.raises(WrongState, match="switched off"):
        actions.release(pk=post.pk, by=desk.principal.pk, now=now)

    assert status() == "on_hold"


def test_a_hold_needs_a_reason_and_something_to_hold(desk: Desk, post: PostRequest, now: datetime) -> None:
    with pytest.raises(WrongState, match="why"):
        actions.put_on_hold(pk=post.pk, reason="  ", by=desk.principal.pk, now=now)
    publish(post, desk.author, now)

    with pytest.raises(WrongState, match=f"{desk.author} published it .* You can still take it down below"):
        hold(post, desk.principal, now)


def test_a_held_post_that_nobody_lets_go_on_lapses(desk: Desk, post: PostRequest, now: datetime) -> None:
    hold(post, desk.principal, now)

    actions.expire_lapsed(now + timedelta(days=15))

    assert status() == "expired"
    assert not Hold.objects.open().exists()


def test_a_suspended_official_users_posts_wait(desk: Desk, post: PostRequest, now: datetime) -> None:
    entry = OfficialUser.objects.get()
    actions.suspend_official_user(pk=entry.pk, reason="A talk first.", by=desk.principal.pk, now=now)
    assert status() == "on_hold"

    with pytest.raises(WrongState, match="still no official user"):
        actions.release(pk=post.pk, by=desk.principal.pk, now=now)
    actions.resume_official_user(pk=entry.pk, by=desk.principal.pk, now=now)
    actions.release(pk=post.pk, by=desk.principal.pk, now=now)

    assert status() == "approved"


# Freezing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_school_wide", [True, False])
def test_one_switch_holds_everything_and_its_end_asks_the_gates_again(
    desk: Desk, post: PostRequest, now: datetime, is_school_wide: bool
) -> None:
    account = None if is_school_wide else desk.account.pk
    freeze = actions.freeze(account_id=account, reason="A sad day.", by=desk.principal.pk, now=now)
    assert status() == "on_hold"
    with pytest.raises(WrongState):
        publish(post, desk.author, now)
    with pytest.raises(WrongState, match="still frozen"):
        actions.release(pk=post.pk, by=desk.vice_principal.pk, now=now)

    actions.end_freeze(pk=freeze.pk, by=desk.vice_principal.pk, now=now)

    assert status() == "approved"
    publish(post, desk.author, now)


def test_what_a_gate_stops_stays_on_hold_after_the_freeze(desk: Desk, post: PostRequest, now: datetime) -> None:
    freeze = actions.freeze(reason="A sad day.", by=desk.principal.pk, now=now)
    actions.set_account_enabled(pk=desk.account.pk, is_enabled=False, by=desk.principal.pk, now=now)

    actions.end_freeze(pk=freeze.pk, by=desk.principal.pk, now=now)

    assert status() == "on_hold"
    assert Notice.objects.filter(kind="post.stays_held", recipient_id=desk.author.pk).exists()


def test_what_is_approved_during_a_freeze_waits_and_the_approver_says_that_they_saw(desk: Desk, now: datetime) -> None:
    actions.freeze(reason="A sad day.", by=desk.principal.pk, now=now)
    post = PostFactory(desk, "submitted", now=now)
    with pytest.raises(WrongState, match="Tick it and say"):
        decide_on(post, "approve", desk.principal, now)

    post.refresh_from_db()
    version = post.current_version
    assert version is not None
    actions.decide(
        pk=post.pk,
        version_id=version.pk,
        digest=version.digest,
        row_version=post.row_version,
        verdict="approve",
        accepted={"no_freeze": "It goes out after Friday."},
        by=desk.principal.pk,
        now=now,
    )

    assert status() == "on_hold"


def test_only_the_two_offices_freeze_and_only_once(desk: Desk, now: datetime) -> None:
    for person in (desk.author, OfficeHolderFactory("chair")):
        with pytest.raises(PermissionDenied):
            actions.freeze(reason="A sad day.", by=person.pk, now=now)
    freeze = actions.freeze(reason="A sad day.", by=desk.principal.pk, now=now)
    with pytest.raises(WrongState, match=f"{desk.principal} has frozen this already"):
        actions.freeze(reason="Again.", by=desk.vice_principal.pk, now=now)
    actions.end_freeze(pk=freeze.pk, by=desk.principal.pk, now=now)
    with pytest.raises(WrongState, match="ended already"):
        actions.end_freeze(pk=freeze.pk, by=desk.principal.pk, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Freeze.objects.update(ended_at=None, ended_by=None)


def test_the_database_itself_publishes_nothing_during_a_freeze(desk: Desk, post: PostRequest, now: datetime) -> None:
    Freeze.objects.create(reason="By hand.", by=desk.principal, at=now)
    target = PostTarget.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(
            version=target.version,
            account=target.account,
            target=target,
            digest=target.version.digest,
            permalink="https://www.facebook.com/loughview/posts/1",
            published_by=desk.author,
            published_at=now,
        )


# Taking down -------------------------------------------------------------------------------------


def test_any_official_user_and_either_approver_take_down_at_once(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, "published", now=now)
    other = OfficialUserFactory().person

    take_down(other, now)

    assert status() == "taken_down"
    told = set(Notice.objects.filter(kind="post.taken_down").values_list("recipient_id", flat=True))
    assert told == {desk.author.pk, desk.principal.pk, desk.vice_principal.pk}
    assert Entry.objects.named("post.taken_down").get().about_id == post.pk


def test_others_do_not_and_a_reason_and_evidence_are_needed(desk: Desk, now: datetime) -> None:
    PostFactory(desk, "published", now=now)

    with pytest.raises(PermissionDenied, match="Tell one of them at once"):
        take_down(StaffFactory(), now)
    for reason, evidence in (("", "It shows nothing."), ("error", "   ")):
        with pytest.raises(WrongState):
            take_down(desk.principal, now, reason, evidence)

    assert status() == "published"


def test_taking_down_twice_is_once_and_the_second_person_is_told_by_name(desk: Desk, now: datetime) -> None:
    PostFactory(desk, "published", now=now)
    take_down(desk.principal, now)
    take_down(desk.principal, now)

    with pytest.raises(WrongState, match=f"{desk.principal} took it down"):
        take_down(desk.vice_principal, now)

    assert Takedown.objects.count() == Entry.objects.named("post.taken_down").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Takedown.objects.update(evidence="x")


def test_what_still_waits_elsewhere_is_held_when_a_post_is_taken_down(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, "partly_published", now=now)
    live = PostTarget.objects.get(status="published")

    actions.take_down(pk=live.pk, reason="error", evidence="It is gone.", by=desk.principal.pk, now=now)

    assert set(post.targets.values_list("status", flat=True)) == {"taken_down", "held"}


def test_a_post_that_is_not_out_is_not_taken_down(desk: Desk, post: PostRequest, now: datetime) -> None:
    with pytest.raises(WrongState):
        take_down(desk.principal, now)


# A second pair of eyes ---------------------------------------------------------------------------


def test_another_person_looks_at_it_and_never_the_publisher(desk: Desk, now: datetime) -> None:
    PostFactory(desk, "published", now=now)
    publication = Publication.objects.get()

    with pytest.raises(PermissionDenied, match="yourself"):
        actions.check_publication(pk=publication.pk, by=desk.author.pk, now=now)
    actions.check_publication(pk=publication.pk, by=desk.principal.pk, now=now)
    actions.check_publication(pk=publication.pk, by=desk.principal.pk, now=now)
    with pytest.raises(WrongState, match=f"{desk.principal} has looked"):
        actions.check_publication(pk=publication.pk, by=desk.vice_principal.pk, now=now)

    assert PublicationCheck.objects.count() == Entry.objects.named("post.checked").count() == 1


def test_the_database_refuses_the_publisher_as_second_person(desk: Desk, now: datetime) -> None:
    PostFactory(desk, "published", now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        PublicationCheck.objects.create(publication=Publication.objects.get(), by=desk.author, at=now)


# Talking -----------------------------------------------------------------------------------------


def test_comments_stand_in_thread_and_quote_only_what_is_there(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, "submitted", now=now)
    said = {"pk": post.pk, "now": now}
    later = now + timedelta(minutes=1)
    first = actions.comment(**said, once=uuid.uuid4(), text="Which?", passage="Friday", by=desk.principal.pk)
    answer = {"text": "This week's.", "answers": first.pk, "once": uuid.uuid4()}
    actions.comment(pk=post.pk, now=later, **answer, by=desk.author.pk)
    actions.comment(pk=post.pk, now=later, **answer, by=desk.author.pk)

    with pytest.raises(WrongState, match="do not stand in the post"):
        actions.comment(**said, once=uuid.uuid4(), text="Which?", passage="Monday", by=desk.principal.pk)
    with pytest.raises(PermissionDenied):
        actions.comment(**said, once=uuid.uuid4(), text="Me too.", by=OfficialUserFactory().person.pk)

    assert [one.text for one in post.comments.all()] == ["Which?", "This week's."]
    assert Notice.objects.filter(kind="post.commented").count() == 2


def test_a_post_that_touches_another_policy_is_approved_knowingly(
    desk: Desk, now: datetime, client_of: ClientOf
) -> None:
    post = PostFactory(desk, "submitted", now=now)
    actions.mark_other_policy(pk=post.pk, which="Anti-bullying", by=desk.principal.pk, now=now)
    version = PostRequest.objects.get().current_version
    assert version is not None
    form = {
        "version": version.pk,
        "digest": version.digest,
        "row_version": PostRequest.objects.get().row_version,
        "verdict": "approve",
    }
    browser, url = client_of(desk.principal), reverse("approvals:decide", args=[post.pk])

    refused = browser.post(url, form).content.decode()
    browser.post(url, form | {"tick_other_policy": "on", "why_other_policy": "The coordinator has read it."})

    assert "Look at this first, and tick it." in refused
    assert status() == "approved"


def test_official_users_find_what_was_approved_and_not_what_waits(
    desk: Desk, now: datetime, client_of: ClientOf
) -> None:
    waiting, live = PostFactory(desk, "submitted", now=now), PostFactory(desk, "published", now=now)
    browser = client_of(OfficialUserFactory(desk.account).person)

    assert browser.get(reverse("approvals:detail", args=[live.pk])).status_code == 200
    assert browser.get(reverse("approvals:detail", args=[waiting.pk])).status_code == 404
    assert words(desk.account).text in browser.get(reverse("approvals:detail", args=[live.pk])).content.decode()
