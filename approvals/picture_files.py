"""Who is handed the files of pictures: what was sent nobody, what was made of it those who may know of the post."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from approvals.models import Derivative, PlacedPicture, PostRequest, PostTarget, Screenshot
from approvals.permissions import obstacle_to_commenting, obstacle_to_keeping_up
from approvals.states import WITH_LANE, PostStatus, TargetStatus
from audit.actions import record
from files.models import StoredFile
from school.standing import Standing


def nobody(standing: Standing, owner_id: UUID) -> bool:
    """What was sent may show where it was taken, and faces that are blurred in what is published."""
    return False


def may_read(standing: Standing, derivative_id: UUID) -> bool:
    """Approvers see every version, the author too while the post may come to something; whoever else may know of it,
    only what was approved and stands or may still go up.

    A picture is of the post that it was sent for, and of those that were copied from it.
    """
    seen = PostRequest.objects.visible_to(standing)
    made = Derivative.objects.filter(pk=derivative_id)
    placed = PlacedPicture.objects.filter(derivative_id=derivative_id)
    own = PlacedPicture.objects.filter(picture__in=made.values("picture"), picture__uploaded_by_id=standing.person_id)
    of_it = Q(pk__in=made.values("picture__request")) | Q(pk__in=placed.values("place__version__request"))
    posts = seen.filter(of_it | Q(pk__in=own.values("place__version__request")))
    if any(may_see(standing, post) and not obstacle_to_commenting(standing, post.author_id) for post in posts):
        return True
    still = WITH_LANE - {PostStatus.TAKEN_DOWN}
    return seen.filter(status__in=still, current_version__in=placed.values("place__version")).exists()


def may_see(standing: Standing, post: PostRequest) -> bool:
    """What was taken down has done its work: its pictures are for those who answer for them, and the record."""
    return post.status != PostStatus.TAKEN_DOWN or not obstacle_to_keeping_up(standing)


def may_read_screenshot(standing: Standing, screenshot_id: UUID) -> bool:
    """Evidence of a post is for those who may know of it, and of what was taken down for those who answer for it."""
    found = Screenshot.objects.select_related("publication__target").filter(pk=screenshot_id).first()
    if found is None or not may_see_shots(standing, found.publication.target):
        return False
    shown = PostRequest.objects.visible_to(standing).filter(versions__publications__screenshots=screenshot_id)
    return any(may_see(standing, post) for post in shown)


def may_see_shots(standing: Standing, target: PostTarget | None) -> bool:
    """What a post looked like on one account; elsewhere it may be up still."""
    return target is None or target.status != TargetStatus.TAKEN_DOWN or not obstacle_to_keeping_up(standing)


def unnoted(stored: StoredFile, by: UUID, now: datetime) -> None:
    """A picture that is about to be published is no secret of a case: seeing it leaves no entry."""


def settled(stored: StoredFile, was: str, now: datetime) -> None:
    """The scanner has spoken late: the entry seals the file's row."""
    if stored.owner_kind == "approvals.Screenshot":
        post = PostRequest.objects.get(versions__publications__screenshots=stored.owner_id)
    elif stored.owner_kind == "approvals.Picture":
        post = PostRequest.objects.get(uploads=stored.owner_id)
    else:
        post = PostRequest.objects.get(uploads__derivatives=stored.owner_id)
    record("post.picture_scanned", post, stored, by=None, now=now, scan=stored.scan)
