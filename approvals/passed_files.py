"""The files of pictures that were passed on: made clean by the worker, and shown to those who may see them."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import File
from django.db.models.functions import Coalesce

from approvals.actions.passing import discard_passed_picture
from approvals.models import PassedPicture, PassedPictureShown
from approvals.models.pictures import LONGEST_SIDE
from approvals.models.suggestions import Suggestion
from audit.actions import record
from files.accepting import MOST_BYTES_KEPT, accepted
from files.actions import FileRefused, keep, keeping, open_file
from files.cleaning.shaping import Shape
from files.models import StoredFile
from school.models import Target
from school.standing import Standing

logger = logging.getLogger(__name__)
DAYS = "passed_picture_days"
KINDS = frozenset({"image/jpeg", "image/png"})


def visible_pictures(suggestion: Suggestion, standing: Standing) -> list[PassedPicture]:
    """The sender's own and, for whoever decides, all; official users see what is free, and of the rest not even that it is."""
    rows = suggestion.pictures.select_related("looked_by")
    if suggestion.from_person_id == standing.person_id or standing.holds("principal", "vice_principal"):
        return list(rows)
    return list(rows.free())


def may_read(standing: Standing, picture_id: UUID) -> bool:
    row = PassedPicture.objects.filter(pk=picture_id).select_related("suggestion").first()
    if row is None or not Suggestion.objects.visible_to(standing).filter(pk=row.suggestion_id).exists():
        return False
    return row in visible_pictures(row.suggestion, standing)


def settled(stored: StoredFile, was: str, now: datetime) -> None:
    """The scanner has spoken late: the entry seals the file's row."""
    row = PassedPicture.objects.select_related("suggestion").get(pk=stored.owner_id)
    record("suggestion.picture_scanned", row.suggestion, stored, by=None, now=now, scan=stored.scan)


def prepare_passed(now: datetime) -> None:
    """Every picture that was passed on and has no clean file yet."""
    for pk in list(PassedPicture.objects.unprepared().values_list("pk", flat=True)):
        try:
            _prepare(pk, now)
        except OSError:  # as with pictures of posts: the others go on, and this one is tried again
            logger.exception("Passed picture %s could not be made ready now. It is tried again in a minute.", pk)


def _prepare(pk: UUID, now: datetime) -> None:
    row = PassedPicture.objects.unprepared().select_related("original").filter(pk=pk).first()
    if row is None or row.original is None:
        return
    try:
        with open_file(row.original) as content:
            upload = File(content, name=row.name)
            with accepted(upload, limit_bytes=MOST_BYTES_KEPT, shape=Shape(longest=LONGEST_SIDE)) as clean:
                clean.content.name = f"picture-{row.pk.hex[:8]}.jpg"
                _keep(row.pk, clean.content, clean.scan, now)
    except FileNotFoundError:
        logger.error("The content of file %s is missing: restore it from the last backup.", row.original_id)
        _refuse(row.pk, "Its file is missing. Please send it again.", now)
    except FileRefused as refused:
        _refuse(row.pk, str(refused), now)


def _held(pk: UUID) -> PassedPictureShown | None:
    rows = PassedPictureShown.objects.select_for_update(no_key=True, of=("self",)).select_related("suggestion")
    return rows.filter(pk=pk, made=None, refused="", gone_at=None).first()


def _keep(pk: UUID, content: File[bytes], scan: str, now: datetime) -> None:
    with keeping():
        row = _held(pk)
        if row is None:
            return
        by = row.suggestion.from_person_id
        row.made = keep(content, owner=row, by=by, now=now, limit_bytes=MOST_BYTES_KEPT, allowed=KINDS, scan=scan)
        row.save()
        record("suggestion.picture_ready", row.suggestion, row.made, by=None, now=now)


def _refuse(pk: UUID, why: str, now: datetime) -> None:
    with keeping():
        row = _held(pk)
        if row is not None:
            row.refused = why[:300]
            row.save()
            record("suggestion.picture_refused", row.suggestion, by=None, now=now)


def discard_passed_pictures(now: datetime) -> int:
    """What was settled so long ago, or left alone so long since it was sent, goes. Returns how many pictures went."""
    before = now - timedelta(days=Target.value_of(DAYS))
    since = Coalesce("suggestion__settled_at", "sent_at")
    rows = PassedPicture.objects.filter(gone_at=None).alias(since=since).filter(since__lt=before)
    return sum(discard_passed_picture(pk=pk, now=now) for pk in list(rows.values_list("pk", flat=True)))
