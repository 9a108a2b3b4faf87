"""What stands against publishing at that very moment: the page says which it is and what to do, and nothing goes out."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.models import Hold, PostTarget, Publication
from approvals.states import TargetStatus
from approvals.wording import current
from audit.triggers import lifted
from school import actions as school
from school.models import Person, Pupil
from tests.factories.approvals import THEN, Desk
from tests.factories.pictures import PicturePostFactory, decide_seen
from tests.factories.school import PupilFactory, answered

pytestmark = pytest.mark.django_db
LATER = THEN + timedelta(hours=1)
ClientOf = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"


@pytest.fixture
def pupil(desk: Desk) -> Pupil:
    child = PupilFactory()
    answered(child, "unnamed", by=desk.principal, now=THEN)
    return child


def other_words(desk: Desk, post: Any, pupil: Pupil) -> None:
    with lifted(connection):
        type(current(post)).objects.filter(pk=current(post).pk).update(text="Other words.")


def closed_window(desk: Desk, post: Any, pupil: Pupil) -> None:
    with lifted(connection):
        type(post.decision).objects.filter(pk=post.decision.pk).update(not_after=THEN + timedelta(minutes=1))
        PostTarget.objects.filter(request=post).update(not_after=THEN + timedelta(minutes=1))


def withdrawn_consent(desk: Desk, post: Any, pupil: Pupil) -> None:
    school.withdraw_consents(
        pupil_id=pupil.pk, keys=[("social_media", "school_life")], starts_on=LATER.date(), evidence="email",
        once=uuid.uuid4(), by=desk.principal, now=LATER,
    )  # fmt: skip


def frozen_account(desk: Desk, post: Any, pupil: Pupil) -> None:
    actions.freeze(reason="A wrong address.", by=desk.principal.pk, now=LATER, account_id=desk.account.pk)


def frozen_school(desk: Desk, post: Any, pupil: Pupil) -> None:
    actions.freeze(reason="A sad day.", by=desk.principal.pk, now=LATER)


def ended_official_user(desk: Desk, post: Any, pupil: Pupil) -> None:
    entry = desk.author.official_uses.get()
    actions.end_official_user(pk=entry.pk, reason="revoked", by=desk.principal.pk, now=LATER)


def switched_off(desk: Desk, post: Any, pupil: Pupil) -> None:
    actions.set_account_enabled(pk=desk.account.pk, is_enabled=False, by=desk.principal.pk, now=LATER)


CASES: dict[Callable[[Desk, Any, Pupil], None], tuple[str, str, str]] = {
    # What stands against it: what the page says it is, what to do, and what it says although no hold was made in time.
    other_words: ("not the words that were approved", "send it for approval again", "not the words that were approved"),
    closed_window: ("lapsed", "give it a new time", "lapsed"),
    withdrawn_consent: ("on hold", "Ask the Principal or the Vice-Principal", "Do not show"),
    frozen_account: ("A wrong address.", "Ask the Principal or the Vice-Principal", "frozen"),
    frozen_school: ("A sad day.", "Ask the Principal or the Vice-Principal", "frozen"),
    ended_official_user: ("Only an active official user", "Ask the Principal or the Vice-Principal", ""),
    switched_off: ("switched off", "Ask the Principal or the Vice-Principal", "switched off"),
}


@pytest.mark.parametrize("spoil", CASES, ids=lambda one: one.__name__)
@pytest.mark.parametrize("is_held", [True, False], ids=["as it happens", "although nothing held it"])
def test_the_page_says_which_it_is_and_what_to_do(
    desk: Desk, pupil: Pupil, client_of: ClientOf, time_machine: Any, spoil: Any, is_held: bool
) -> None:
    time_machine.move_to(LATER + timedelta(minutes=1), tick=False)
    post: Any = PicturePostFactory(desk, pupil)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    decide_seen(post, desk.principal.pk)
    post.decision = current(post).decision
    digest = current(post).digest
    spoil(desk, post, pupil)
    which, what, without_hold = CASES[spoil]
    if not is_held:
        let_go_behind_everybodys_back()
        which = without_hold or which
    browser, url = client_of(desk.author), reverse("approvals:publish", args=[post.pk])

    shown = browser.get(url)
    answer = browser.post(url, {"digest": digest, "permalink": "https://www.facebook.com/loughview/posts/1"})

    for page in (shown, answer):
        said = page.content.decode()
        assert which in said, (page.status_code, said[-2500:])
        assert what in said or not is_held
    assert not Publication.objects.exists()
    assert not PostTarget.objects.filter(status=TargetStatus.PUBLISHED).exists()


def let_go_behind_everybodys_back() -> None:
    """As if the hold had never been made: what is re-checked at the moment of publishing does not rest on it."""
    with lifted(connection):
        Hold.objects.update(released_at=LATER, released_by=Person.objects.first())
        for target in PostTarget.objects.filter(status=TargetStatus.HELD):
            PostTarget.objects.filter(pk=target.pk).update(status=TargetStatus.QUEUED)
            target.request.__class__.objects.filter(pk=target.request_id).update(status="approved")
