"""Whatever an act makes beside its post (a hold, a version) stands in the record, sealed with the rest."""

import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from approvals import actions
from approvals.models import Hold, PostRequest
from approvals.preparing import prepare_what_waits
from approvals.wording import current
from audit.verify import verify_records
from tests.factories.approvals import Desk, PostFactory
from tests.factories.incidents import THEN
from tests.factories.pictures import picture_desk, sent
from tests.files.made import jpeg

pytestmark = pytest.mark.django_db


def is_unrecorded(row: Any) -> bool:
    return any(str(row.pk) in finding.sentence for finding in verify_records())


def test_a_hold_that_begins_with_an_approval_during_a_freeze(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, "submitted", now=now)
    actions.freeze(reason="A sad day.", by=desk.principal.pk, now=now)
    version = current(PostRequest.objects.select_related("current_version").get(pk=post.pk))
    actions.decide(
        pk=post.pk, version_id=version.pk, digest=version.digest, row_version=post.row_version, verdict="approve",
        accepted={"no_freeze": "It goes out when the freeze is over."}, by=desk.principal.pk, now=now,
    )  # fmt: skip

    assert not is_unrecorded(Hold.objects.get())


def test_a_hold_on_the_rest_of_a_post_that_was_taken_down(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, "partly_published", now=now)
    live = post.targets.get(status="published")
    actions.take_down(pk=live.pk, reason="error", evidence="Gone.", by=desk.author.pk, now=now)

    assert not is_unrecorded(Hold.objects.get())


def test_the_first_version_of_a_copied_post(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, "rejected", now=now)
    made = actions.copy_post(pk=post.pk, once=uuid.uuid4(), by=desk.author.pk, now=now)

    assert not is_unrecorded(current(made))


def test_a_version_whose_fingerprint_changed_when_its_picture_was_made_ready(
    desk: Desk, settings: Any, tmp_path: Path
) -> None:
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"
    post = PostFactory(picture_desk(desk))
    sent(post, desk.author.pk, jpeg())
    before = current(PostRequest.objects.get(pk=post.pk)).digest
    prepare_what_waits(THEN)
    version = current(PostRequest.objects.get(pk=post.pk))

    assert version.digest != before
    assert not is_unrecorded(version)
