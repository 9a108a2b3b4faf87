"""Letting a live post stay up though a child in it has left the school."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from approvals.entrance import enter, hold_post
from approvals.models import TakedownTask, TaskCause, TaskOutcome
from approvals.permissions import obstacle_to_keeping_up
from approvals.shown import settle
from approvals.states import WrongState
from school.obstacles import demand


@transaction.atomic
def keep_up(*, pk: UUID, by: UUID, now: datetime) -> TakedownTask:
    """A live post with a child who has left stays up, as an approver decides. That a child may not be shown is not."""
    found = TakedownTask.objects.select_related("target").get(pk=pk)
    post = hold_post(found.target.request_id)
    demand(obstacle_to_keeping_up(enter(by, now)))
    task = TakedownTask.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    if task.settled_at is not None:
        raise WrongState(f"This was settled already: {task.get_outcome_display()}.")
    if task.cause != TaskCause.LEFT:
        raise WrongState("A child in it may not be shown, so it is taken down. Nobody here can let it stay.")
    settle(post, task, TaskOutcome.KEPT, by=by, now=now)
    return task
