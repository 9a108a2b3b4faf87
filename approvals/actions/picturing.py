"""Pictures of a draft: sent, shaped, described, and who is in them. What was asked for is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.core.files.base import File
from django.db import transaction

from approvals.delivery import dequeue, end_holds
from approvals.entrance import enter, hold_post
from approvals.models import Picture, PlacedPicture, PostRequest, PostVersion, VersionEditor, VersionPicture
from approvals.models.officials import leave_of
from approvals.permissions import obstacle_to_editing, obstacle_to_picturing
from approvals.pictured import name_people, renumber, reshape, undeclare
from approvals.states import PostStatus, WrongState
from approvals.wording import current, open_version, seal, words_of
from audit.actions import record
from files.actions import FileRefused, keep, keeping
from files.cleaning.shaping import MOST_BOXES, Box
from files.states import Scan
from school.obstacles import demand

MOST_PICTURES = 20
MOST_BYTES = 20 * 1024 * 1024
TAKEN = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic"})
FROM_ANOTHER = (
    "This picture came with the words of another post, so its shape stays as it was approved there. "
    "To crop or blur it otherwise, remove it and send the picture itself."
)


@dataclass(frozen=True)
class About:
    """What is said of one picture: its words for those who do not see it, its shape, and who can be recognised.

    `is_declared` is the tick that the people are complete; without it nothing is declared.
    """

    alt: str
    is_decorative: bool
    crop: Box
    blurs: tuple[Box, ...] = ()
    pupil_ids: frozenset[UUID] = frozenset()
    adults: str = ""
    is_nobody: bool = False
    is_declared: bool = False


def _open_draft(pk: UUID, by: UUID, now: datetime) -> tuple[PostRequest, PostVersion]:
    """The post and its version, for somebody who may change its pictures now."""
    post = hold_post(pk)
    standing = enter(by, now)
    demand(obstacle_to_editing(standing, post.author_id))
    demand(obstacle_to_picturing(standing, leave_of(by, standing.today)))
    version = current(post)
    if post.status in (PostStatus.CHANGES_REQUESTED, PostStatus.EXPIRED):
        post.move_to(PostStatus.DRAFT, now=now)
        dequeue(post, now=now)
        end_holds(post, by=by, now=now)
        open_version(post, version, words_of(version), by=by, at=now)
        version = current(post)
    if post.status != PostStatus.DRAFT or version.is_frozen:
        raise WrongState(
            f"This post is {post.get_status_display()}, so its pictures stay as they are. "
            "Take it back, or change its words first; then its pictures can be changed too."
        )
    version.request = post
    return post, version


def _changed(post: PostRequest, version: PostVersion, *, by: UUID, now: datetime) -> None:
    """Whoever changes a picture has a hand in the version; the page that others have open is old."""
    VersionEditor.objects.get_or_create(version=version, person_id=by, defaults={"at": now})
    seal(version)
    PostRequest.objects.filter(pk=post.pk).update(row_version=post.row_version + 1, changed_at=now)
    post.refresh_from_db()


def add_pictures(*, pk: UUID, once: UUID, uploads: Sequence[File[bytes]], by: UUID, now: datetime) -> list[Picture]:
    """Keep what was sent, unseen by anybody; the worker makes of it what may leave. Raises FileRefused."""
    with keeping():
        post, version = _open_draft(pk, by, now)
        ids = [uuid5(once, str(n)) for n in range(len(uploads))]
        if known := list(Picture.objects.filter(pk__in=ids, request=post, uploaded_by_id=by)):
            return known
        there = version.pictures.count()
        if there + len(uploads) > MOST_PICTURES:
            raise FileRefused(f"A post has at most {MOST_PICTURES} pictures, and this one has {there}. Choose fewer.")
        last = max((row.order for row in version.pictures.all()), default=0)
        made = [
            place_picture(version, pk, upload, last + n, by=by, now=now)
            for n, (pk, upload) in enumerate(zip(ids, uploads, strict=True), 1)
        ]
        _changed(post, version, by=by, now=now)
        record(
            "post.pictures_added",
            post,
            version,
            *made,
            *(one.original for one in made),
            by=by,
            now=now,
            count=len(made),
        )
    return made


def place_picture(
    version: PostVersion, pk: UUID, upload: File[bytes], order: int, *, by: UUID, now: datetime
) -> Picture:
    """A part of an action that keeps files and holds the post: one more picture, as it was sent, in its place."""
    picture = Picture(pk=pk, request_id=version.request_id, name="", uploaded_by_id=by, uploaded_at=now)
    try:
        picture.original = keep(
            upload, owner=picture, by=by, now=now, limit_bytes=MOST_BYTES, allowed=TAKEN, scan=Scan.HELD
        )
    except FileRefused as refused:
        raise FileRefused(f"{upload.name}: {refused}") from refused
    picture.name = picture.original.original_name
    picture.save(force_insert=True)
    place = VersionPicture.objects.create(version=version, order=order)
    PlacedPicture.objects.create(place=place, picture=picture)
    return picture


def _placed(version: PostVersion, pk: UUID) -> PlacedPicture:
    """In the version as it stands, though the page may have shown it in the one before."""
    shown = PlacedPicture.objects.filter(pk=pk, place__version__request=version.request_id).first()
    rows = PlacedPicture.objects.select_related("place", "picture").filter(place__version=version)
    found = rows.filter(picture_id=shown.picture_id).first() if shown else None
    if found is None:
        raise WrongState("This picture is not in the post any more. Look at its pictures again.")
    return found


@transaction.atomic
def describe_picture(*, pk: UUID, placed: UUID, about: About, by: UUID, now: datetime) -> PlacedPicture:
    """Words, shape and people of one picture. Another shape is made anew, and its people are declared of the new one.

    Nobody declares who is in a picture that is not made yet.
    """
    post, version = _open_draft(pk, by, now)
    row = _placed(version, placed)
    if about.is_nobody and (about.pupil_ids or about.adults.strip()):
        raise WrongState("Either nobody can be recognised, or somebody is named: not both.")
    if about.is_declared and not (about.is_nobody or about.pupil_ids or about.adults.strip()):
        raise WrongState("Say who can be recognised, or that nobody can.")
    if len(about.blurs) > MOST_BOXES:
        raise WrongState(f"Blur at most {MOST_BOXES} places.")
    if row.keeps_its_shape(post.pk, by) and not row.has_shape(about.crop, about.blurs):
        raise WrongState(FROM_ANOTHER)
    place = row.place
    place.version = version
    place.is_decorative, place.alt = about.is_decorative, "" if about.is_decorative else about.alt.strip()
    place.save()
    is_new_shape = reshape(row, about.crop, list(about.blurs))
    row.is_nobody, row.adults = about.is_nobody, "" if about.is_nobody else about.adults.strip()
    undeclare(row)
    if about.is_declared and not is_new_shape and row.is_ready:
        row.declared_by_id, row.declared_at = by, now
    row.save()
    name_people(row, set(about.pupil_ids))
    _changed(post, version, by=by, now=now)
    record("post.picture_described", post, version, by=by, now=now, is_declared=row.is_declared)
    return row


@transaction.atomic
def remove_picture(*, pk: UUID, placed: UUID, by: UUID, now: datetime) -> None:
    """Leave a picture out of the draft. What was sent stays kept, read by nobody."""
    post, version = _open_draft(pk, by, now)
    _placed(version, placed).place.delete()
    renumber(version, [row.pk for row in version.pictures.order_by("order")])
    _changed(post, version, by=by, now=now)
    record("post.picture_removed", post, version, by=by, now=now)


@transaction.atomic
def move_picture(*, pk: UUID, placed: UUID, step: int, by: UUID, now: datetime) -> None:
    """One place up (-1) or down (+1); at the end it stays where it is."""
    post, version = _open_draft(pk, by, now)
    row = _placed(version, placed)
    ids = [one.pk for one in version.pictures.order_by("order")]
    at = ids.index(row.place_id)
    to = min(max(at + (1 if step > 0 else -1), 0), len(ids) - 1)
    if to == at:
        return
    ids[at], ids[to] = ids[to], ids[at]
    renumber(version, ids)
    _changed(post, version, by=by, now=now)
    record("post.pictures_moved", post, version, by=by, now=now)


@transaction.atomic
def set_return(*, pk: UUID, back_at: datetime | None, by: UUID, now: datetime) -> PostRequest:
    """Of a trip: when the children are back. Without a time it is of no trip."""
    post = hold_post(pk)
    demand(obstacle_to_editing(enter(by, now), post.author_id))
    if post.status != PostStatus.DRAFT:
        raise WrongState(f"This post is {post.get_status_display()}. Take it back first.")
    post.children_back_at = back_at
    PostRequest.objects.filter(pk=pk).update(children_back_at=back_at)
    record("post.trip_marked", post, by=by, now=now)
    return post
