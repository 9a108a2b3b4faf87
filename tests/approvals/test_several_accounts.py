"""One post on several accounts: each with its own words, its own state, and an approver who makes it less."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from approvals import actions
from approvals.models import (
    Account,
    Decision,
    PostRequest,
    PostTarget,
    Publication,
    VersionAccount,
    VersionPicture,
)
from approvals.states import WrongState
from approvals.wording import current, words_of
from audit.triggers import lifted
from tests.factories.approvals import Desk, another_account, publish, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(desk: Desk) -> Account:
    return another_account(desk)


@pytest.fixture
def post(desk: Desk, second: Account, now: datetime) -> PostRequest:
    """Waiting for a decision, with words of its own on the second account."""
    same = words(desk.account, "Sports day is on Friday.", second)
    own = tuple((one, "Friday: sports day!" if one == second.pk else "") for one, _ in same.accounts)
    post = actions.draft_post(once=uuid.uuid4(), words=replace(same, accounts=own), by=desk.author.pk, now=now)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=now)
    return PostRequest.objects.get()


def approve(post: PostRequest, desk: Desk, now: datetime, **more: Any) -> None:
    post.refresh_from_db()
    version = current(post)
    actions.decide(
        pk=post.pk,
        version_id=version.pk,
        digest=version.digest,
        row_version=post.row_version,
        verdict="approve",
        by=desk.principal.pk,
        now=now,
        **more,
    )
    post.refresh_from_db()


def target_on(account: Account) -> PostTarget:
    return PostTarget.objects.get(account=account)


def test_each_account_is_published_for_itself(desk: Desk, second: Account, post: PostRequest, now: datetime) -> None:
    approve(post, desk, now)
    assert post.lane == "approved"

    publish(post, desk.author, now, desk.account)
    assert PostRequest.objects.get().status == "partly_published"
    assert target_on(second).placement.wording() == "Friday: sports day!"

    publish(post, desk.author, now, second)
    assert PostRequest.objects.get().status == "published"
    assert Publication.objects.count() == 2


def test_without_an_account_named_nobody_guesses_which_it_was(desk: Desk, post: PostRequest, now: datetime) -> None:
    approve(post, desk, now)

    with pytest.raises(WrongState, match="on which account"):
        publish(post, desk.author, now)


def test_an_account_that_the_approver_left_out_is_never_published(
    desk: Desk, second: Account, post: PostRequest, now: datetime
) -> None:
    approve(post, desk, now, narrowing=actions.Narrowing(dropped=frozenset({second.pk})))

    with pytest.raises(WrongState):
        publish(post, desk.author, now, second)
    publish(post, desk.author, now, desk.account)

    assert PostRequest.objects.get().status == "published"
    assert target_on(second).status == "dropped"


def test_a_narrower_window_holds_at_publication(desk: Desk, post: PostRequest, now: datetime) -> None:
    opens, closes = now + timedelta(hours=1), now + timedelta(hours=2)
    approve(post, desk, now, narrowing=actions.Narrowing(not_before=opens, not_after=closes))

    with pytest.raises(WrongState, match="Come back then"):
        publish(post, desk.author, now, desk.account)
    with pytest.raises(WrongState, match="lapsed"):
        publish(post, desk.author, closes + timedelta(minutes=1), desk.account)
    publish(post, desk.author, opens, desk.account)


@pytest.mark.parametrize("hours", [(1, None), (None, 5)])
def test_nothing_is_widened(desk: Desk, now: datetime, hours: tuple[int | None, int | None]) -> None:
    asked = words(desk.account, not_before=now + timedelta(hours=2), not_after=now + timedelta(hours=4))
    post = actions.draft_post(once=uuid.uuid4(), words=asked, by=desk.author.pk, now=now)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=now)
    starts, ends = (now + timedelta(hours=one) if one else None for one in hours)

    with pytest.raises(WrongState, match="Ask for changes instead"):
        approve(post, desk, now, narrowing=actions.Narrowing(not_before=starts, not_after=ends))

    assert PostRequest.objects.get().status == "submitted"
    assert not Decision.objects.exists()


def test_an_account_that_nobody_asked_for_is_not_added_and_one_must_be_left(
    desk: Desk, second: Account, post: PostRequest, now: datetime
) -> None:
    for dropped in ({uuid.uuid4()}, {second.pk, desk.account.pk}):
        with pytest.raises(WrongState):
            approve(post, desk, now, narrowing=actions.Narrowing(dropped=frozenset(dropped)))


@pytest.mark.parametrize("door", ["body", "account", "picture", "window of the target"])
def test_what_was_changed_after_approval_by_any_door_is_not_published(
    desk: Desk, second: Account, post: PostRequest, now: datetime, door: str
) -> None:
    approve(post, desk, now)
    version = current(post)
    with lifted(connection):
        if door == "body":
            VersionAccount.objects.filter(account=desk.account).update(body="Buy our shoes.")
        elif door == "account":
            VersionAccount.objects.filter(account=second).update(account=another_account(desk))
        elif door == "picture":
            VersionPicture.objects.create(version=version, order=1, sha256="0" * 64)
        else:
            PostTarget.objects.update(not_before=now - timedelta(days=1))

    with pytest.raises(WrongState, match="not the words that were approved"):
        publish(post, desk.author, now, desk.account)

    assert not Publication.objects.exists()


def test_the_database_refuses_to_change_the_accounts_and_pictures_of_a_version_asked_for(
    desk: Desk, post: PostRequest
) -> None:
    version, third = current(post), another_account(desk)
    for change in (
        lambda: VersionAccount.objects.update(body="Other words."),
        lambda: VersionAccount.objects.create(version=version, account=third),
        lambda: VersionAccount.objects.all()._raw_delete("default"),
        lambda: VersionPicture.objects.create(version=version, order=1, sha256="0" * 64),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_database_makes_nothing_ready_that_was_not_approved(desk: Desk, post: PostRequest, now: datetime) -> None:
    version = current(post)
    placement = version.placements.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        PostTarget.objects.create(
            request=post, account=placement.account, version=version, placement=placement, changed_at=now
        )


def test_a_post_that_is_amended_stands_ready_nowhere_until_it_is_approved_anew(
    desk: Desk, post: PostRequest, now: datetime
) -> None:
    approve(post, desk, now)

    later = words_of(current(post)).now_saying("Sports day is on Monday.")
    actions.edit_post(pk=post.pk, words=later, by=desk.author.pk, now=now)
    assert set(PostTarget.objects.values_list("status", flat=True)) == {"dropped"}
    assert PostRequest.objects.get().lane == ""

    actions.submit_post(pk=post.pk, by=desk.author.pk, now=now)
    approve(post, desk, now)
    assert set(PostTarget.objects.values_list("status", "version__n")) == {("queued", 2)}


def test_a_post_of_which_something_is_out_is_not_amended(desk: Desk, post: PostRequest, now: datetime) -> None:
    approve(post, desk, now)
    publish(post, desk.author, now, desk.account)

    later = words_of(current(post)).now_saying("Sports day is on Monday.")
    with pytest.raises(WrongState):
        actions.edit_post(pk=post.pk, words=later, by=desk.author.pk, now=now)

    assert current(PostRequest.objects.get()).n == 1
