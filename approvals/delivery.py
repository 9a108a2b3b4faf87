"""The targets of a post, as several actions move them. Callers hold the post's row and have asked who acts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from approvals.models import Authorisation, Decision, Freeze, Hold, HoldCause, PostRequest, PostTarget, PostVersion
from approvals.states import TargetStatus, check_move, status_of_targets
from audit.prepared import Prepared, insert

WAITING = (TargetStatus.QUEUED, TargetStatus.HELD, TargetStatus.FAILED)


def follow_targets(post: PostRequest, *, now: datetime) -> None:
    """Let the post's own state say what its targets say."""
    status = status_of_targets(post.targets.values_list("status", flat=True))
    if status != post.status:
        post.move_to(status, now=now)


def queue(post: PostRequest, version: PostVersion, decision: Decision | Authorisation, *, now: datetime) -> None:
    """Make ready what was let out, account by account; during a freeze it is held from the start."""
    known = {target.account_id: target for target in _targets(None, post.pk)}
    made = []
    for placement in version.placements.all():
        is_dropped = str(placement.account_id) in decision.dropped
        target = known.get(placement.account_id) or PostTarget(
            request=post, account_id=placement.account_id, status=TargetStatus.DROPPED, changed_at=now
        )
        target.version, target.placement = version, placement
        target.not_before, target.not_after, target.changed_at = decision.opens, decision.closes, now
        if target._state.adding:
            if not is_dropped:
                check_move("post_target", target.status, TargetStatus.QUEUED)
                target.status = TargetStatus.QUEUED
            made.append(target)
            continue
        target.save()
        if not is_dropped:
            target.move_to(TargetStatus.QUEUED, now=now)
    insert(made)
    for freeze in _in_force():
        hold_for(post, now=now, cause=HoldCause.FREEZE, reason=freeze.reason, account_id=freeze.account_id,
                 freeze=freeze, by=freeze.by_id)  # fmt: skip


_targets = Prepared(lambda _, post: PostTarget.objects.filter(request=post).order_by())
_in_force = Prepared(lambda _: Freeze.objects.in_force())


def dequeue(post: PostRequest, *, now: datetime) -> None:
    """Nothing that waits goes out any more. What is out stays so."""
    for target in post.targets.filter(status__in=WAITING):
        target.move_to(TargetStatus.DROPPED, now=now)


def hold_for(
    post: PostRequest,
    *,
    now: datetime,
    cause: str,
    reason: str,
    by: UUID | None,
    account_id: UUID | None = None,
    freeze: Freeze | None = None,
) -> Hold | None:
    """Hold what waits on one account, or on all; None when nothing waits there."""
    waiting = post.targets.filter(status__in=WAITING)
    if account_id is not None:
        waiting = waiting.filter(account_id=account_id)
    found = list(waiting)
    if not found:
        return None
    hold = Hold.objects.create(
        request=post, account_id=account_id, cause=cause, reason=reason, freeze=freeze, by_id=by, at=now
    )
    for target in found:
        if target.status != TargetStatus.HELD:
            target.move_to(TargetStatus.HELD, now=now)
    follow_targets(post, now=now)
    return hold


def let_go(hold: Hold, *, by: UUID | None, now: datetime) -> list[PostTarget]:
    """End one hold; whatever no other hold holds stands ready again."""
    hold.released_by_id, hold.released_at = by, now
    hold.save()
    others = list(Hold.objects.open().filter(request_id=hold.request_id))
    everywhere = any(one.account_id is None for one in others)
    still = {one.account_id for one in others}
    freed = []
    for target in hold.request.targets.filter(status=TargetStatus.HELD):
        if not everywhere and target.account_id not in still:
            target.move_to(TargetStatus.QUEUED, now=now)
            freed.append(target)
    follow_targets(hold.request, now=now)
    return freed


def end_holds(post: PostRequest, *, by: UUID | None, now: datetime) -> None:
    """What held a post that does not wait any more holds nothing."""
    for hold in Hold.objects.open().filter(request=post):
        hold.released_by_id, hold.released_at = by, now
        hold.save()


def hold_posts_of(author_id: UUID, *, reason: str, by: UUID | None, now: datetime) -> list[Hold]:
    """What an official user asked for waits as long as they are none. Takes the posts' locks, in one order."""
    waiting = PostTarget.objects.filter(status__in=WAITING, request__author_id=author_id)
    rows = PostRequest.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=waiting.values("request_id"))
    made = [
        hold_for(post, now=now, cause=HoldCause.OFFICIAL_USER, reason=reason, by=by) for post in rows.order_by("pk")
    ]
    return [hold for hold in made if hold is not None]
