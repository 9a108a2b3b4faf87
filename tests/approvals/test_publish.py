"""Only approved words are published, by an active official user, and the address is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.models import OfficialUser, PostRequest, PostVersion, Publication
from approvals.states import OUT, PostStatus, WrongState
from approvals.wording import current
from audit.models import Entry
from audit.triggers import lifted
from school.models import Person, StaffRole
from tests.factories.approvals import Desk, PostFactory, words

pytestmark = pytest.mark.django_db
PERMALINK = "https://www.facebook.com/loughview/posts/1"
ClientOf = Callable[[Person], Client]


@pytest.fixture
def post(desk: Desk, now: datetime) -> PostRequest:
    return PostFactory(desk, status="approved", now=now)


def publish(post: PostRequest, by: Person, now: datetime, permalink: str = PERMALINK, digest: str = "") -> None:
    digest = digest or current(post).digest
    actions.record_publication(pk=post.pk, digest=digest, permalink=permalink, by=by.pk, now=now)


def test_the_author_publishes_and_the_address_is_kept(
    desk: Desk, post: PostRequest, client_of: ClientOf, time_machine: object, now: datetime
) -> None:
    time_machine.move_to(now, tick=False)  # type: ignore[attr-defined]
    browser = client_of(desk.author)
    url = reverse("approvals:publish", args=[post.pk])

    page = browser.get(url).content.decode()
    answer = browser.post(url, {"digest": current(post).digest, "permalink": PERMALINK}, follow=True)

    assert "Sports day is on Friday." in page
    assert "readonly" in page
    assert PERMALINK in answer.content.decode()
    assert PostRequest.objects.get().status == PostStatus.PUBLISHED
    assert Publication.objects.get().digest == current(post).digest
    assert Entry.objects.named("post.published").count() == 1


def test_recording_it_twice_is_recording_it_once(desk: Desk, post: PostRequest, now: datetime) -> None:
    publish(post, desk.author, now)
    publish(post, desk.author, now)

    assert Publication.objects.count() == Entry.objects.named("post.published").count() == 1


@pytest.mark.parametrize("status", sorted(set(PostStatus.values) - OUT - {PostStatus.APPROVED}))
def test_only_an_approved_post_is_published(desk: Desk, now: datetime, status: str) -> None:
    post = PostFactory(desk, status=status)

    with pytest.raises(WrongState):
        publish(post, desk.author, now)

    assert not Publication.objects.exists()


def test_a_changed_post_is_not_published_though_an_older_version_was_approved(
    desk: Desk, post: PostRequest, now: datetime
) -> None:
    approved = current(post).digest
    actions.edit_post(pk=post.pk, words=words(desk.account, "Other words."), by=desk.author.pk, now=now)

    with pytest.raises(WrongState):
        publish(post, desk.author, now, digest=approved)


def test_words_changed_behind_the_databases_back_are_not_published(
    desk: Desk, post: PostRequest, now: datetime
) -> None:
    digest = current(post).digest
    with lifted(connection):
        PostVersion.objects.update(text="Something else entirely.")
    post.refresh_from_db()

    with pytest.raises(WrongState, match="not the words that were approved"):
        publish(post, desk.author, now, digest=digest)

    with lifted(connection):
        changed = PostVersion.objects.get()
        PostVersion.objects.update(digest=changed.true_digest())
    with pytest.raises(WrongState, match="not the words that were approved"):
        publish(post, desk.author, now, digest=changed.true_digest())

    assert PostRequest.objects.get().status == PostStatus.APPROVED


def test_the_database_refuses_what_nobody_approved(desk: Desk, post: PostRequest, now: datetime) -> None:
    waiting = PostFactory(desk, status="submitted")

    for version, digest in ((current(waiting), current(waiting).digest), (current(post), "0" * 64)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.create(
                version=version,
                account=desk.account,
                digest=digest,
                permalink=PERMALINK,
                published_by=desk.author,
                published_at=now,
            )


def test_a_switched_off_account_is_refused(desk: Desk, post: PostRequest, now: datetime) -> None:
    actions.set_account_enabled(pk=desk.account.pk, is_enabled=False, by=desk.principal.pk, now=now)

    with pytest.raises(PermissionDenied, match="switched off"):
        publish(post, desk.author, now)


def test_an_approval_does_not_outlive_its_official_user(desk: Desk, post: PostRequest, now: datetime) -> None:
    entry = OfficialUser.objects.get()
    actions.suspend_official_user(pk=entry.pk, reason="A talk first.", by=desk.principal.pk, now=now)
    with pytest.raises(PermissionDenied):
        publish(post, desk.author, now)

    actions.resume_official_user(pk=entry.pk, by=desk.principal.pk, now=now)
    actions.end_official_user(pk=entry.pk, reason="revoked", by=desk.principal.pk, now=now)
    with pytest.raises(PermissionDenied, match="Only an active official user"):
        publish(post, desk.author, now)


def test_a_leaver_publishes_nothing(desk: Desk, post: PostRequest, now: datetime) -> None:
    StaffRole.objects.filter(person=desk.author).update(ends_on=now.date() - timedelta(days=1))

    with pytest.raises(PermissionDenied):
        publish(post, desk.author, now)


def test_an_approver_who_is_no_official_user_does_not_publish(
    desk: Desk, post: PostRequest, now: datetime, client_of: ClientOf
) -> None:
    with pytest.raises(PermissionDenied):
        publish(post, desk.principal, now)

    assert client_of(desk.principal).get(reverse("approvals:publish", args=[post.pk])).status_code == 403


@pytest.mark.parametrize("permalink", ["https://x.com/loughview/1", "https://www.facebook.com/"])
def test_an_address_elsewhere_is_not_kept(desk: Desk, post: PostRequest, now: datetime, permalink: str) -> None:
    with pytest.raises(WrongState, match="That address is not a post on"):
        publish(post, desk.author, now, permalink=permalink)


def test_a_post_waits_for_its_time_and_not_beyond(desk: Desk, now: datetime) -> None:
    opens, closes = now + timedelta(hours=2), now + timedelta(hours=4)
    post = PostFactory(desk, "approved", now=now, not_before=opens, not_after=closes)

    with pytest.raises(WrongState, match="Come back then"):
        publish(post, desk.author, now)
    with pytest.raises(WrongState, match="lapsed"):
        publish(post, desk.author, closes + timedelta(minutes=1))

    publish(post, desk.author, opens)
    assert PostRequest.objects.get().status == PostStatus.PUBLISHED


def test_another_digest_than_the_approved_one_is_not_published(desk: Desk, post: PostRequest, now: datetime) -> None:
    with pytest.raises(WrongState, match="not the words that were approved"):
        publish(post, desk.author, now, digest="0" * 64)
