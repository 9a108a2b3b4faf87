"""Who is handed the files of pictures: what was sent nobody, what was made of it those who may know of the post."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from approvals.models import Derivative, Picture, PlacedPicture, PostRequest
from approvals.permissions import obstacle_to_commenting
from approvals.states import WITH_LANE
from audit.actions import record
from files.models import StoredFile
from school.standing import Standing


def nobody(standing: Standing, owner_id: UUID) -> bool:
    """What was sent may show where it was taken, and faces that are blurred in what is published."""
    return False


def may_read(standing: Standing, derivative_id: UUID) -> bool:
    """Author and approvers see every version; whoever else may know of the post, only what was approved.

    A picture is of the post that it was sent for, and of those that were copied from it.
    """
    seen = PostRequest.objects.visible_to(standing)
    sent = Derivative.objects.filter(pk=derivative_id).values("picture__request")
    placed = PlacedPicture.objects.filter(derivative_id=derivative_id)
    posts = seen.filter(Q(pk__in=sent) | Q(pk__in=placed.values("place__version__request")))
    if any(not obstacle_to_commenting(standing, post.author_id) for post in posts):
        return True
    return seen.filter(status__in=WITH_LANE, current_version__in=placed.values("place__version")).exists()


def unnoted(stored: StoredFile, by: UUID, now: datetime) -> None:
    """A picture that is about to be published is no secret of a case: seeing it leaves no entry."""


def settled(stored: StoredFile, was: str, now: datetime) -> None:
    """The scanner has spoken late: the entry seals the file's row."""
    owners = Picture if stored.owner_kind == "approvals.Picture" else Derivative
    owner = owners.objects.get(pk=stored.owner_id)
    picture = owner if isinstance(owner, Picture) else owner.picture
    record("post.picture_scanned", picture.request, stored, by=None, now=now, scan=stored.scan)
