"""Stopping what was approved, for one post or for all, and letting it go on: never straight to sending."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from approvals.delivery import hold_for, let_go
from approvals.entrance import enter, hold_post
from approvals.gates import Level, judge, keep_run, reds, snapshot_of
from approvals.gates.pictures import consents
from approvals.happened import told_to_the_loser
from approvals.models import Account, Freeze, Hold, HoldCause, PostRequest, PostTarget, Stage, leave_to_go_out
from approvals.models.officials import leave_of
from approvals.models.posts import approval_lasts
from approvals.permissions import (
    obstacle_of_words,
    obstacle_to_freezing,
    obstacle_to_holding,
    obstacle_to_releasing,
)
from approvals.recording import record
from approvals.states import TargetStatus, WrongState
from approvals.wording import current
from notices.actions import tell
from school.days import local_date
from school.obstacles import demand


@transaction.atomic
def put_on_hold(*, pk: UUID, reason: str, by: UUID, now: datetime, row_version: int | None = None) -> Hold:
    """Stop what was approved and is not out yet. Stopping never waits, and asks no version number."""
    post = hold_post(pk)
    demand(obstacle_to_holding(enter(by, now)))
    if not reason.strip():
        raise WrongState("Say in a few words why it is on hold; the author reads it.")
    hold = hold_for(post, now=now, cause=HoldCause.PERSON, reason=reason.strip(), by=by)
    if hold is None:
        what = told_to_the_loser(current(post), "There was nothing left to put on hold.")
        raise WrongState(what or f"This post is {post.get_status_display()}, so there is nothing to put on hold.")
    tell("post.held", {post.author_id} - {by}, about=post, now=now, key=str(hold.pk))
    record("post.held", post, hold, by=by, now=now, cause=hold.cause)
    return hold


@transaction.atomic
def release(*, pk: UUID, by: UUID, now: datetime) -> PostRequest:
    """Let a held post go on: the same digest, every gate asked again, and back among what stands ready."""
    post = hold_post(pk)
    standing = enter(by, now)
    version = current(post)
    version.request = post
    demand(obstacle_to_releasing(standing, version.hands()))
    holds = list(Hold.objects.open().filter(request=post).select_related("freeze"))
    if not holds:
        raise WrongState(f"This post is {post.get_status_display()} and nothing holds it.")
    for hold in holds:
        if obstacle := obstacle_of_cause(hold, post, now):
            raise WrongState(obstacle)
    if obstacle := obstacle_to_going_on(post, now, by=by):
        raise WrongState(obstacle)
    for hold in holds:
        hold.request = post
        let_go(hold, by=by, now=now)
    tell("post.released", {post.author_id} - {by}, about=post, now=now, key=str(post.row_version))
    record("post.released", post, *holds, by=by, now=now)
    return post


def obstacle_of_cause(hold: Hold, post: PostRequest, now: datetime) -> str:
    """What the portal itself stopped goes on when the cause is gone. A new cause is asked here."""
    if hold.freeze is not None and hold.freeze.ended_at is None:
        return "Publishing is still frozen. End the freeze first; then this post can go on."
    if hold.cause == HoldCause.OFFICIAL_USER and leave_of(post.author_id, local_date(now)) is None:
        return "Its author is still no official user in force. Let the entry go on, or have it asked for anew."
    if hold.cause == HoldCause.CONSENT and (sentence := _still_red(post, hold.account_id, now)):
        return f"{sentence} Withdraw the post, or have it changed and asked for anew."
    return ""


def _still_red(post: PostRequest, account_id: UUID | None, now: datetime) -> str:
    """What the register says of the children in it now; "" once all of them may be shown there."""
    only = None if account_id is None else {account_id}
    said = consents(snapshot_of(current(post), stage=Stage.RELEASE, now=now, only=only))
    return said.sentence if said.level == Level.RED else ""


def obstacle_to_going_on(post: PostRequest, now: datetime, *, by: UUID | None) -> str:
    """The digest and every gate again, kept as a run; the obstacle in one sentence, or ""."""
    version = current(post)
    version.request = post
    decision = leave_to_go_out(version)
    waiting = set(post.targets.filter(status=TargetStatus.HELD).values_list("account_id", flat=True))
    opens = decision.opens if decision else None
    at = max(now, opens) if opens else now
    if obstacle := obstacle_of_words(version, decision, lasts=approval_lasts(), now=at):
        return obstacle
    results = judge(snapshot_of(version, stage=Stage.RELEASE, now=now, only=waiting))
    if stops := reds(results):
        return " ".join(one.sentence for one in stops)
    keep_run(version, results, stage=Stage.RELEASE, now=now, by=by)
    return ""


@transaction.atomic
def freeze(*, reason: str, by: UUID, now: datetime, account_id: UUID | None = None) -> Freeze:
    """Publish nothing for now, on one account or (without one) anywhere. What waits is held."""
    posts = _waiting_on(account_id)
    demand(obstacle_to_freezing(enter(by, now)))
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id) if account_id else None
    if not reason.strip():
        raise WrongState("Say in a few words why; those who publish read it.")
    known = Freeze.objects.in_force().filter(account=account).select_related("by").first()
    if known is not None:
        raise WrongState(f"{known.by} has frozen this already: {known.reason}")
    made = Freeze.objects.create(account=account, reason=reason.strip(), by_id=by, at=now)
    holds = []
    for post in posts:
        hold = hold_for(
            post, now=now, cause=HoldCause.FREEZE, reason=made.reason, by=by, account_id=account_id, freeze=made
        )
        if hold is not None:
            holds.append(hold)
            tell("post.held", {post.author_id} - {by}, about=post, now=now, key=str(hold.pk))
            record("post.held", post, hold, by=by, now=now, cause=hold.cause)
    which = account.pk if account else "everything"
    record("publishing.frozen", made, by=by, now=now, which=which, held=len(holds))
    return made


def _waiting_on(account_id: UUID | None) -> list[PostRequest]:
    """The posts with something that waits, held in one order so that two freezes cannot block each other."""
    waiting = PostTarget.objects.filter(status__in=[TargetStatus.QUEUED, TargetStatus.FAILED, TargetStatus.HELD])
    if account_id is not None:
        waiting = waiting.filter(account_id=account_id)
    rows = PostRequest.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=waiting.values("request_id"))
    return list(rows.order_by("pk"))


def _held_by(freeze_id: UUID) -> list[PostRequest]:
    rows = PostRequest.objects.select_for_update(no_key=True, of=("self",))
    held = Hold.objects.filter(freeze_id=freeze_id).values("request_id")
    return list(rows.filter(pk__in=held).order_by("pk"))


@transaction.atomic
def end_freeze(*, pk: UUID, by: UUID, now: datetime) -> Freeze:
    """End a freeze. What it held goes on where every gate is open; the rest stays on hold and its people are told."""
    posts = {post.pk: post for post in _held_by(pk)}
    demand(obstacle_to_freezing(enter(by, now)))
    found = Freeze.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    if found.ended_at is not None:
        raise WrongState("This freeze was ended already.")
    found.ended_by_id, found.ended_at = by, now
    found.save()
    for hold in Hold.objects.open().filter(freeze=found).order_by("request_id"):
        post = hold.request = posts[hold.request_id]
        if obstacle_to_going_on(post, now, by=by):
            tell("post.stays_held", {post.author_id}, about=post, now=now, key=str(hold.pk))
            continue
        let_go(hold, by=by, now=now)
        tell("post.released", {post.author_id} - {by}, about=post, now=now, key=str(hold.pk))
        record("post.released", post, hold, by=by, now=now)
    record("publishing.unfrozen", found, by=by, now=now)
    return found
