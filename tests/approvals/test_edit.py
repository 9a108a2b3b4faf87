"""Words that somebody was asked about are never changed; other words are another version."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.models import PostRequest, PostVersion
from approvals.states import PostStatus, WrongState
from approvals.wording import current
from audit.models import Entry
from school.models import Person
from tests.factories.approvals import Desk, OfficialUserFactory, PostFactory, words
from tests.factories.school import StaffFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]


def test_a_draft_is_changed_in_place(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk)

    actions.edit_post(pk=post.pk, words=words(desk.account, "Better."), by=desk.author.pk, now=now)

    version = PostVersion.objects.get()
    assert (version.n, version.text, version.digest) == (1, "Better.", version.true_digest())


@pytest.mark.parametrize("status", ["submitted", "changes_requested", "approved", "expired"])
def test_changing_what_was_asked_for_opens_a_version_and_needs_asking_anew(
    desk: Desk, now: datetime, status: str
) -> None:
    post = PostFactory(desk, status=status)
    before = current(post)

    actions.edit_post(pk=post.pk, words=words(desk.account, "Other words."), by=desk.author.pk, now=now)

    post.refresh_from_db()
    assert (post.status, current(post).n) == (PostStatus.DRAFT, before.n + 1)
    assert PostVersion.objects.get(pk=before.pk).digest == before.digest
    assert not current(post).is_frozen


@pytest.mark.parametrize("status", ["rejected", "withdrawn", "published"])
def test_a_finished_post_is_not_changed(desk: Desk, now: datetime, status: str) -> None:
    post = PostFactory(desk, status=status)
    versions = PostVersion.objects.count()

    with pytest.raises(WrongState):
        actions.edit_post(pk=post.pk, words=words(desk.account, "Other words."), by=desk.author.pk, now=now)

    assert PostVersion.objects.count() == versions


def test_saving_the_same_words_takes_no_approval_away(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, status="approved")

    actions.edit_post(pk=post.pk, words=words(desk.account), by=desk.author.pk, now=now)

    assert PostRequest.objects.get().status == PostStatus.APPROVED


def test_the_database_keeps_an_asked_version_as_it_was(desk: Desk) -> None:
    post = PostFactory(desk, status="submitted")

    for change in ({"text": "x"}, {"digest": "0" * 64}, {"requested_by": desk.principal}, {"not_after": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PostVersion.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        PostVersion.objects.all()._raw_delete("default")

    assert current(PostRequest.objects.get()).digest == current(post).digest


def test_the_database_keeps_the_writer_of_a_draft(desk: Desk) -> None:
    PostFactory(desk)

    with pytest.raises(IntegrityError), transaction.atomic():
        PostVersion.objects.update(created_by=desk.principal)


def test_two_editors_lose_nothing_silently(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    post = PostFactory(desk)
    seen = post.row_version
    actions.edit_post(pk=post.pk, words=words(desk.account, "The first."), by=desk.principal.pk, now=now)

    page = client_of(desk.author).post(
        reverse("approvals:edit", args=[post.pk]),
        {"text": "The second.", "account": desk.account.pk, "row_version": seen},
    )

    assert "Somebody changed this while your page was open" in page.content.decode()
    assert "The second." in page.content.decode()
    assert current(PostRequest.objects.get()).text == "The first."


def test_strangers_change_nothing(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    post = PostFactory(desk)
    stranger = StaffFactory()

    with pytest.raises(PermissionDenied):
        actions.edit_post(pk=post.pk, words=words(desk.account, "x"), by=stranger.pk, now=now)

    for name in ("detail", "edit", "decide", "publish", "withdraw"):
        assert client_of(stranger).get(reverse(f"approvals:{name}", args=[post.pk])).status_code == 404


def test_a_double_click_asks_once(desk: Desk, client_of: ClientOf) -> None:
    form = {"once": uuid.uuid4(), "text": "Hello", "account": desk.account.pk, "send": "yes"}
    browser = client_of(desk.author)

    answers = [browser.post(reverse("approvals:ask"), form, follow=True) for _ in range(2)]

    post = PostRequest.objects.get()
    assert post.status == PostStatus.SUBMITTED
    assert all("Sent for approval" in answer.content.decode() for answer in answers)
    assert Entry.objects.named("post.submitted").count() == Entry.objects.named("post.drafted").count() == 1


def test_a_form_number_of_somebody_else_makes_nothing(desk: Desk, now: datetime) -> None:
    once = uuid.uuid4()
    actions.draft_post(once=once, words=words(desk.account), by=desk.author.pk, now=now)
    second = OfficialUserFactory(desk.account).person

    with pytest.raises(WrongState, match="already used"):
        actions.draft_post(once=once, words=words(desk.account), by=second.pk, now=now)


def test_only_official_users_ask_and_only_on_their_accounts(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    for person in (StaffFactory(), desk.principal):
        with pytest.raises(PermissionDenied, match="Only official users"):
            actions.draft_post(once=uuid.uuid4(), words=words(desk.account), by=person.pk, now=now)
        assert client_of(person).get(reverse("approvals:ask")).status_code == 403

    from tests.factories.approvals import AccountFactory

    with pytest.raises(PermissionDenied, match="not an official user of this account"):
        actions.draft_post(once=uuid.uuid4(), words=words(AccountFactory()), by=desk.author.pk, now=now)
    assert not PostRequest.objects.exists()


def test_an_entry_past_its_last_day_asks_for_nothing(desk: Desk, now: datetime) -> None:
    with pytest.raises(PermissionDenied):
        actions.draft_post(
            once=uuid.uuid4(), words=words(desk.account), by=desk.author.pk, now=now + timedelta(days=400)
        )


def test_what_nobody_decided_is_taken_back(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, status="submitted")

    with pytest.raises(PermissionDenied):
        actions.recall_post(pk=post.pk, by=desk.principal.pk, now=now)
    actions.recall_post(pk=post.pk, by=desk.author.pk, now=now)

    post.refresh_from_db()
    assert (post.status, current(post).n, current(post).is_frozen) == (PostStatus.DRAFT, 2, False)
    with pytest.raises(WrongState):
        actions.recall_post(pk=post.pk, by=desk.author.pk, now=now)


@pytest.mark.parametrize("who", ["author", "principal", "vice_principal"])
@pytest.mark.parametrize("status", ["draft", "submitted", "changes_requested", "approved", "expired"])
def test_stopping_never_waits(desk: Desk, now: datetime, who: str, status: str) -> None:
    post = PostFactory(desk, status=status)

    actions.withdraw_post(pk=post.pk, by=getattr(desk, who).pk, now=now)

    assert PostRequest.objects.get().status == PostStatus.WITHDRAWN


def test_a_time_in_the_past_is_not_sent(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, now=now, not_before=now + timedelta(hours=1))

    with pytest.raises(WrongState, match="time you asked for has passed"):
        actions.submit_post(pk=post.pk, by=desk.author.pk, now=now + timedelta(hours=2))


def test_nothing_is_sent_to_an_account_that_is_switched_off(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk)
    actions.set_account_enabled(pk=desk.account.pk, is_enabled=False, by=desk.principal.pk, now=now)

    with pytest.raises(WrongState, match="switched off"):
        actions.submit_post(pk=post.pk, by=desk.author.pk, now=now)
