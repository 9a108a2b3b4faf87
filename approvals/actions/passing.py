"""Pictures that staff pass on: kept unseen, looked at by somebody entitled, taken into a post, and deleted in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from uuid import UUID, uuid5

from django.core.files.base import File
from django.db import transaction

from approvals.actions.picturing import MOST_BYTES, MOST_PICTURES, TAKEN, place_picture
from approvals.entrance import demand_own_form, enter
from approvals.models import Look, PassedPicture, Picture, PostRequest, Suggestion
from approvals.permissions import APPROVERS, obstacle_to_looking, obstacle_to_suggesting
from approvals.states import SuggestionStatus, WrongState
from approvals.wording import current, seal
from audit.actions import agree_disposal, record
from files.actions import FileRefused, keep, keeping, obstacle_to_more_today, open_file
from files.states import Scan
from notices.actions import tell
from school.days import LONDON, local_date
from school.obstacles import demand
from school.offices import holder_ids

RETENTION = "passed_picture"


@dataclass(frozen=True)
class Passed:
    """Pictures with where they come from: who took them, when and where, what they show, and whose children are in them."""

    uploads: Sequence[File[bytes]]
    taken_by: str
    shows: str
    children: str
    taken_on: date | None = None
    taken_at: str = ""


def keep_passed(suggestion: Suggestion, passed: Passed, *, once: UUID, by: UUID, now: datetime) -> list[PassedPicture]:
    """A part of the action around it, which holds the suggestion and the person, and records."""
    there = suggestion.pictures.count()
    if there + len(passed.uploads) > MOST_PICTURES:
        raise FileRefused(f"At most {MOST_PICTURES} pictures go with it, and it has {there}. Choose fewer.")
    if obstacle := obstacle_to_more_today(by, since=datetime.combine(local_date(now), time.min, tzinfo=LONDON)):
        raise FileRefused(obstacle)
    made = []
    for n, upload in enumerate(passed.uploads):
        row = PassedPicture(pk=uuid5(once, str(n)), suggestion=suggestion, sent_at=now)
        row.taken_by, row.taken_on, row.taken_at = passed.taken_by.strip(), passed.taken_on, passed.taken_at.strip()
        row.shows, row.children = passed.shows.strip(), passed.children
        try:
            row.original = keep(
                upload, owner=row, by=by, now=now, limit_bytes=MOST_BYTES, allowed=TAKEN, scan=Scan.HELD
            )
        except FileRefused as refused:
            raise FileRefused(f"{upload.name}: {refused}") from refused
        row.name = row.original.original_name
        row.save(force_insert=True)
        made.append(row)
    if any(one.waits_for_look for one in made):
        looking = holder_ids(*APPROVERS, on=local_date(now)) - {by}
        tell("suggestion.look", looking, about=suggestion, now=now, key=str(made[0].pk))
    return made


def add_passed_pictures(*, pk: UUID, once: UUID, passed: Passed, by: UUID, now: datetime) -> list[PassedPicture]:
    """More pictures to what one passed on and nobody settled yet. Raises FileRefused for what cannot be kept."""
    with keeping():
        suggestion = Suggestion.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
        standing = enter(by, now)
        if known := list(suggestion.pictures.filter(pk__in=[uuid5(once, str(n)) for n in range(len(passed.uploads))])):
            demand_own_form(suggestion.from_person_id, by)
            return known
        demand(obstacle_to_suggesting(standing))
        if suggestion.from_person_id != by:
            raise WrongState("Only whoever passed it on adds pictures to it.")
        if suggestion.status != SuggestionStatus.NEW:
            raise WrongState(f"This was already {suggestion.get_status_display()}. Pass the pictures on anew.")
        made = keep_passed(suggestion, passed, once=once, by=by, now=now)
        files = [one.original for one in made if one.original]
        record("suggestion.pictures_added", suggestion, *made, *files, by=by, now=now, count=len(made))
    return made


@transaction.atomic
def look_at_passed(*, pk: UUID, look: str, by: UUID, now: datetime) -> PassedPicture:
    """Somebody entitled has looked: the official users may see and use it, or it is kept back."""
    picture = PassedPicture.objects.select_for_update(no_key=True, of=("self",)).select_related("suggestion").get(pk=pk)
    standing = enter(by, now)
    demand(obstacle_to_looking(standing, picture.suggestion.from_person_id))
    if not picture.waits_for_look:
        raise WrongState("Somebody has looked at this picture already, or it is gone.")
    if picture.made_id is None and look == Look.FREE:
        raise WrongState("This picture is not ready to be looked at yet. Wait a little and look again.")
    picture.look, picture.looked_by_id, picture.looked_at = Look(look), by, now
    picture.save()
    record("suggestion.picture_looked_at", picture.suggestion, picture, by=by, now=now, look=picture.look)
    return picture


def take_into(post: PostRequest, suggestion: Suggestion, *, by: UUID, now: datetime) -> list[Picture]:
    """A part of making a post of it: every free picture, as it was sent, to be made ready and described like any other."""
    version = current(post)
    made: list[Picture] = []
    for passed in suggestion.pictures.free().filter(gone_at=None, refused="").select_related("original"):
        if passed.original is None:
            continue
        with open_file(passed.original) as content:
            upload = File(content, name=passed.name)
            upload.size = passed.original.size
            made.append(place_picture(version, uuid5(post.pk, str(passed.pk)), upload, len(made) + 1, by=by, now=now))
    if made:
        seal(version)
    return made


@transaction.atomic
def discard_passed_picture(*, pk: UUID, now: datetime) -> bool:
    """Delete the files of one picture, whose sender was told of the time and by sending agreed to it.

    What went into a post lives on there. False when the files are gone already.
    """
    row = PassedPicture.objects.select_for_update(no_key=True, of=("self",)).select_related("suggestion").get(pk=pk)
    if row.gone_at is not None:
        return False
    files = [one for one in (row.original, row.made) if one is not None]
    row.original = row.made = None
    row.gone_at = now
    row.save()
    for one in files:
        agree_disposal(one, by=row.suggestion.from_person_id, now=now, retention_class=RETENTION)
        transaction.on_commit(partial(one.path.unlink, missing_ok=True))
        one.delete()
    record("suggestion.picture_deleted", row.suggestion, row, by=None, now=now)
    return True
