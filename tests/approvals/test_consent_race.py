"""An approval and a withdrawal of the same moment, over two real connections: whoever is second sees the first."""

import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from approvals import actions
from approvals.models import Hold, PostRequest, PostTarget
from approvals.states import WrongState
from notices.models import Notice
from school import actions as school
from school.models import Pupil
from tests.factories.approvals import THEN, Desk
from tests.factories.pictures import PicturePostFactory, decide_seen
from tests.factories.school import PupilFactory, answered

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LATER = THEN + timedelta(hours=1)


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"


@pytest.fixture
def pupil(desk: Desk) -> Pupil:
    child = PupilFactory()
    answered(child, "unnamed", by=desk.principal, now=THEN)
    return child


@pytest.fixture
def waiting(desk: Desk, pupil: Pupil) -> PostRequest:
    post = PicturePostFactory(desk, pupil)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    return post


def withdraw(desk: Desk, pupil: Pupil) -> None:
    school.withdraw_consents(
        pupil_id=pupil.pk, keys=[("social_media", "school_life")], starts_on=LATER.date(), evidence="email",
        once=uuid.uuid4(), by=desk.principal, now=LATER,
    )  # fmt: skip


def is_blocked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # what was seen once in a transaction is seen again otherwise
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


def one_inside_the_other(first: Callable[[], None], second: Callable[[], None]) -> "Future[None]":
    """`first` is done and not ended when `second` begins on a connection of its own; it ends once `second` waits for it."""

    def beside() -> None:
        try:
            second()
        finally:
            begun.set()
            connection.close()

    begun = Event()
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        first()
        done = pool.submit(beside)
        while not begun.is_set() and not is_blocked():
            begun.wait(0.01)
    return done


def test_a_withdrawal_beside_an_approval_waits_for_it_and_holds_the_post(
    desk: Desk, pupil: Pupil, waiting: PostRequest
) -> None:
    done = one_inside_the_other(lambda: decide_seen(waiting, desk.vice_principal.pk), lambda: withdraw(desk, pupil))

    done.result()
    waiting.refresh_from_db()
    assert waiting.status == "on_hold"
    assert Hold.objects.open().get().cause == "consent"
    assert Notice.objects.filter(kind="post.held", recipient_id=desk.author.pk).exists()


def test_an_approval_beside_a_withdrawal_waits_for_it_and_is_refused_with_the_reason(
    desk: Desk, pupil: Pupil, waiting: PostRequest
) -> None:
    done = one_inside_the_other(lambda: withdraw(desk, pupil), lambda: decide_seen(waiting, desk.vice_principal.pk))

    with pytest.raises(WrongState, match="Do not show"):
        done.result()
    waiting.refresh_from_db()
    assert waiting.status == "submitted"
    assert not PostTarget.objects.filter(status="queued").exists()
