"""Talking about a post before it is decided, beside the decision itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from approvals.entrance import demand_own_form, enter, hold_post
from approvals.models import Comment, PictureComment, PostRequest
from approvals.permissions import APPROVERS, obstacle_to_commenting
from approvals.states import WrongState
from approvals.wording import current
from audit.actions import record
from notices.actions import tell
from school.obstacles import demand
from school.offices import holder_ids


@transaction.atomic
def comment(
    *,
    pk: UUID,
    once: UUID,
    text: str,
    by: UUID,
    now: datetime,
    passage: str = "",
    answers: UUID | None = None,
    picture: UUID | None = None,
    spot: str = "",
) -> Comment:
    """Say something about the post as it stands, about some words or a picture of it, or in answer to somebody.

    `picture` is the id of the Picture, which stays the same from version to version.
    """
    post = hold_post(pk)
    standing = enter(by, now)
    if known := Comment.objects.filter(once=once).first():
        demand_own_form(known.by_id, by)
        return known
    demand(obstacle_to_commenting(standing, post.author_id))
    if not text.strip():
        raise WrongState("Write what you would like to say.")
    version = current(post)
    quoted = passage.strip()
    if quoted and not any(quoted in words for words in _texts(post)):
        raise WrongState("Those words do not stand in the post as it is now. Copy the passage from it.")
    if answers is not None and not post.comments.filter(pk=answers).exists():
        raise WrongState("That comment belongs to another post.")
    if picture is not None and not version.pictures.filter(placed__picture_id=picture).exists():
        raise WrongState("That picture is not in the post as it is now. Look at its pictures again.")
    made = Comment.objects.create(
        once=once,
        request=post,
        version=version,
        answers_id=answers,
        passage=quoted,
        text=text.strip(),
        by_id=by,
        at=now,
    )
    about = []
    if picture is not None:
        about.append(PictureComment.objects.create(comment=made, picture_id=picture, spot=spot.strip()))
    earlier = set(post.comments.values_list("by_id", flat=True))
    told = {post.author_id} | earlier & holder_ids(*APPROVERS, on=standing.today)
    tell("post.commented", told - {by}, about=post, now=now, key=str(made.pk))
    record("post.commented", post, made, *about, by=by, now=now)
    return made


def _texts(post: PostRequest) -> list[str]:
    version = current(post)
    return [version.text, *(one.body for one in version.placements.all() if one.body)]


@transaction.atomic
def mark_other_policy(*, pk: UUID, which: str, by: UUID, now: datetime) -> PostRequest:
    """Mark that a post touches another policy too, or (with "") that it does not; whoever approves then says so."""
    post = hold_post(pk)
    demand(obstacle_to_commenting(enter(by, now), post.author_id))
    if post.is_out:
        raise WrongState(f"This post is {post.get_status_display()}, so the mark comes too late.")
    post.other_policy = which.strip()
    PostRequest.objects.filter(pk=pk).update(other_policy=post.other_policy)
    record("post.marked", post, by=by, now=now)
    return post
