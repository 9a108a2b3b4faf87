"""Posts with pictures as the tests need them: sent, made ready and described by the actions that people use."""

import uuid
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from approvals import actions
from approvals.actions import About
from approvals.models import PlacedPicture, PostRequest
from approvals.preparing import prepare_what_waits
from files.cleaning.shaping import WHOLE
from school.models import Pupil
from tests.factories.approvals import THEN, Desk, PostFactory
from tests.files.made import jpeg


def picture_desk(desk: Desk) -> Desk:
    """The author's entry covers pictures, too."""
    desk.author.official_uses.update(may_pictures=True)
    return desk


def sent(post: PostRequest, by: uuid.UUID, *contents: bytes, name: str = "IMG_0001.jpg", now: datetime = THEN) -> None:
    uploads = [SimpleUploadedFile(name, one) for one in contents or (jpeg(),)]
    actions.add_pictures(pk=post.pk, once=uuid.uuid4(), uploads=uploads, by=by, now=now)


def placed_of(post: PostRequest) -> list[PlacedPicture]:
    post.refresh_from_db()
    return list(PlacedPicture.objects.filter(place__version=post.current_version_id).order_by("place__order"))


def described(post: PostRequest, by: uuid.UUID, *pupils: Pupil, now: datetime = THEN, **more: object) -> None:
    """Every picture is ready, has words, and shows these pupils; or nobody."""
    prepare_what_waits(now)
    facts = {"alt": "Children in the hall.", "is_decorative": False, "crop": WHOLE, "is_declared": True}
    facts |= {"pupil_ids": frozenset(one.pk for one in pupils), "is_nobody": not pupils}
    for row in placed_of(post):
        actions.describe_picture(pk=post.pk, placed=row.pk, about=About(**{**facts, **more}), by=by, now=now)
    post.refresh_from_db()


def PicturePostFactory(desk: Desk, *pupils: Pupil, pictures: int = 1, now: datetime = THEN, **more: str) -> PostRequest:
    """A draft with pictures, ready to be sent for approval."""
    post = PostFactory(picture_desk(desk), now=now, **more)
    sent(post, desk.author.pk, *[jpeg() for _ in range(pictures)], now=now)
    described(post, desk.author.pk, *pupils, now=now)
    return post


def decide_seen(post: PostRequest, by: uuid.UUID, now: datetime = THEN, **more: object) -> None:
    """Approve after looking at every picture."""
    post.refresh_from_db()
    version = post.current_version
    actions.decide(
        **{
            "pk": post.pk,
            "version_id": version.pk,
            "digest": version.digest,
            "row_version": post.row_version,
            "verdict": "approve",
            "looked_at": version.pictures.count(),
            "by": by,
            "now": now,
            **more,
        }
    )
    post.refresh_from_db()
