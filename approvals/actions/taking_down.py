"""Taking a post down: at once, without anybody's approval, and with a word on how it was seen to be gone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from approvals.delivery import follow_targets, hold_for
from approvals.entrance import enter, hold_post
from approvals.happened import told_to_the_loser
from approvals.models import HoldCause, PostTarget, Takedown, TakedownReason
from approvals.models.officials import leave_of
from approvals.permissions import APPROVERS, obstacle_to_taking_down
from approvals.recording import record
from approvals.shown import settle_taken_down
from approvals.states import TargetStatus, WrongState, check_move
from approvals.wording import current
from notices.actions import tell
from school.obstacles import demand
from school.offices import holder_ids

REST = "It was taken down on another account."


@transaction.atomic
def take_down(*, pk: UUID, reason: str, evidence: str, by: UUID, now: datetime) -> Takedown:
    """Record that a post was removed from one account (`pk` is the target's). What still waits is held."""
    post = hold_post(PostTarget.objects.values_list("request_id", flat=True).get(pk=pk))
    standing = enter(by, now)
    demand(obstacle_to_taking_down(standing, leave_of(by, standing.today)))
    target = PostTarget.objects.select_related("account").get(pk=pk)
    known = Takedown.objects.filter(target=target).first()
    if known and known.by_id == by:
        return known
    if target.status == TargetStatus.TAKEN_DOWN:
        raise WrongState(told_to_the_loser(current(post), "So there was nothing left to take down."))
    check_move("post_target", target.status, TargetStatus.TAKEN_DOWN)
    if reason not in TakedownReason.values:
        raise WrongState("Choose why it is taken down.")
    if not evidence.strip():
        raise WrongState("Say how you saw that it is gone, such as the page that comes up at its address now.")
    down = Takedown.objects.create(target=target, reason=reason, evidence=evidence.strip(), by_id=by, at=now)
    target.move_to(TargetStatus.TAKEN_DOWN, now=now)
    held = hold_for(post, now=now, cause=HoldCause.TAKEN_DOWN, reason=REST, by=by)
    if held is None:
        follow_targets(post, now=now)
    told = {post.author_id} | holder_ids(*APPROVERS, on=standing.today)
    tell("post.taken_down", told - {by}, about=post, now=now, key=str(target.pk))
    settle_taken_down(post, target, by=by, now=now)
    record("post.taken_down", post, down, by=by, now=now, account=target.account_id, reason=reason)
    return down
