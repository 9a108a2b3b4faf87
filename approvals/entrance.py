"""How every action begins: hold the row, then ask afresh who this person is today."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from approvals.models import PostRequest
from approvals.states import WrongState
from school.models import Person
from school.standing import Standing, standing_of

OPEN_AGAIN = "This form was already used. Open it again and send it once more."


def enter(by: UUID, now: datetime) -> Standing:
    """Hold the acting person's row, so that a double click waits for its first half."""
    Person.objects.select_for_update(no_key=True).get(pk=by)
    return standing_of(by, now)


def hold_post(pk: UUID) -> PostRequest:
    return PostRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)


def hold_posts(ids: QuerySet[Any]) -> list[PostRequest]:
    """Several posts, held in one order so that two who hold some of the same cannot block each other."""
    rows = PostRequest.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids)
    return list(rows.order_by("pk"))


def demand_unmoved(post: PostRequest, row_version: int | None) -> None:
    """Refuse a step from a page that shows an older state of the post."""
    if row_version is not None and post.row_version != row_version:
        raise WrongState(
            "This post has changed since your page was shown, so nothing was done. Look at it again below."
        )


def demand_own_form(owner_id: UUID, by: UUID) -> None:
    """A form's one-time number belongs to whoever sent it first."""
    if owner_id != by:
        raise WrongState(OPEN_AGAIN)
