"""What happens when nobody decides or publishes in time: nothing is ever sent late."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from approvals.actions.again import drop_rest
from approvals.delivery import dequeue, end_holds
from approvals.models import PostRequest
from approvals.models.posts import approval_lasts
from approvals.permissions import APPROVERS
from approvals.recording import record
from approvals.states import PostStatus
from notices.actions import tell
from school.days import local_date
from school.offices import holder_ids


@transaction.atomic
def _expire(pk: UUID, now: datetime) -> None:
    """One post; read again under its lock, since somebody may have decided meanwhile."""
    held = PostRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    post = PostRequest.objects.lapsed(now, approval_lasts()).filter(pk=held.pk).first()
    if post is None:
        return
    what = "post.expired"
    if post.status == PostStatus.PARTLY_PUBLISHED:
        what = "post.rest_expired"
        drop_rest(post, by=None, now=now)
    else:
        post.move_to(PostStatus.EXPIRED, now=now)
        dequeue(post, now=now)
        end_holds(post, by=None, now=now)
    told = {post.author_id} | holder_ids(*APPROVERS, on=local_date(now))
    tell(what, told, about=post, now=now, key=str(post.row_version))
    record(what, post, by=None, now=now)


def expire_lapsed(now: datetime) -> None:
    """Undecided at its time, or approved too long ago, means expired."""
    for pk in list(PostRequest.objects.lapsed(now, approval_lasts()).values_list("pk", flat=True)):
        _expire(pk, now)
