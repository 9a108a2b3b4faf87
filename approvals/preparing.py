"""Making of each picture what may leave: the task worker's work, one picture at a time, and no request waits for it."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.core.files.base import File

from approvals.entrance import hold_post
from approvals.models import Derivative, PlacedPicture
from approvals.wording import seal
from audit.actions import record
from files.accepting import MOST_BYTES_KEPT, Accepted, accepted
from files.actions import FileRefused, keep, keeping, open_file

logger = logging.getLogger(__name__)
KINDS = frozenset({"image/jpeg", "image/png"})


def prepare_what_waits(now: datetime) -> None:
    """Every picture without a file for its shape. May run twice at once: whoever comes second finds it done."""
    for pk in list(PlacedPicture.objects.unprepared().values_list("pk", flat=True)):
        try:
            prepare(pk, now)
        except OSError:  # a disk that is full or not to be read; the others, and every other duty, go on
            logger.exception("Picture %s could not be made ready now. It is tried again in a minute.", pk)


def prepare(pk: UUID, now: datetime) -> None:
    """Make the file of one placed picture. What cannot be made says why on the picture itself."""
    rows = PlacedPicture.objects.unprepared().select_related("picture__original", "place__version")
    placed = rows.filter(pk=pk).first()
    if placed is None:
        return
    try:
        with open_file(placed.picture.original) as content:
            upload = File(content, name=placed.picture.name)
            with accepted(upload, limit_bytes=MOST_BYTES_KEPT, shape=placed.shape()) as clean:
                _keep(placed, clean, now)
    except FileNotFoundError:
        logger.error("The content of file %s is missing: restore it from the last backup.", placed.picture.original_id)
        _refuse(placed, "Its file is missing. Remove it and send it again.", now)
    except FileRefused as refused:
        _refuse(placed, str(refused), now)


def _still(placed: PlacedPicture) -> PlacedPicture | None:
    """The same picture under the post's lock, if nobody changed or asked for it meanwhile."""
    hold_post(placed.place.version.request_id)
    rows = PlacedPicture.objects.unprepared().filter(pk=placed.pk, crop=placed.crop, blurs=placed.blurs)
    return rows.select_related("picture", "place__version__request").filter(place__version__requested_at=None).first()


def _keep(placed: PlacedPicture, clean: Accepted, now: datetime) -> None:
    """Its name says nothing of who is in it, since names of files go with them."""
    with keeping():
        row = _still(placed)
        if row is None:
            return
        made = Derivative(picture=row.picture, shape=row.shape().written(), made_at=now)
        clean.content.name = f"picture-{made.pk.hex[:8]}.jpg"
        made.file = keep(
            clean.content,
            owner=made,
            by=row.picture.uploaded_by_id,
            now=now,
            limit_bytes=MOST_BYTES_KEPT,
            allowed=KINDS,
            scan=clean.scan,
        )
        made.save(force_insert=True)
        row.derivative = made
        row.save()
        row.place.sha256 = made.file.sha256
        row.place.save()
        seal(row.place.version)
        version = row.place.version
        record("post.picture_ready", version.request, version, made, made.file, by=None, now=now)


def _refuse(placed: PlacedPicture, why: str, now: datetime) -> None:
    with keeping():
        row = _still(placed)
        if row is not None:
            row.refused = why[:300]
            row.save()
            record("post.picture_refused", row.place.version.request, by=None, now=now)
