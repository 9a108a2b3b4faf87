"""Writing a post and asking for its approval. Words that were asked for are never changed again."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from approvals.delivery import dequeue, end_holds
from approvals.entrance import demand_own_form, demand_unmoved, enter, hold_post
from approvals.gates import judge, keep_run, reds, snapshot_of
from approvals.models import PostRequest, Stage, VersionEditor
from approvals.models.officials import leave_of
from approvals.permissions import (
    obstacle_to_asking,
    obstacle_to_editing,
    obstacle_to_recalling,
    obstacle_to_submitting,
    obstacle_to_withdrawing,
)
from approvals.recording import record
from approvals.refusing import counts_refusals, stopped
from approvals.states import PostStatus, WrongState, check_move
from approvals.wording import Words, current, keep_beside, open_post, open_version, words_of, write
from notices.actions import tell
from school.days import add_school_days, local_date
from school.models import Target
from school.obstacles import demand
from school.offices import holder_ids


@transaction.atomic
def draft_post(
    *, once: UUID, words: Words, by: UUID, now: datetime, note: str = "", other_policy: str = ""
) -> PostRequest:
    """Begin a post. Only official users do (shipped register: only they speak for the school)."""
    standing = enter(by, now)
    if known := PostRequest.objects.filter(once=once).first():
        demand_own_form(known.author_id, by)
        return known
    demand(obstacle_to_asking(standing, leave_of(by, standing.today), *words.account_ids))
    post = open_post(once=once, words=words, by=by, at=now)
    keep_beside(post, note, other_policy)
    record("post.drafted", post, current(post), by=by, now=now)
    return post


def reopen(post: PostRequest, *, by: UUID, now: datetime) -> None:
    """Back to a draft: what was approved is approved no more, and nothing of it stands ready."""
    post.move_to(PostStatus.DRAFT, now=now)
    dequeue(post, now=now)
    end_holds(post, by=by, now=now)


@transaction.atomic
def edit_post(
    *,
    pk: UUID,
    words: Words,
    by: UUID,
    now: datetime,
    row_version: int | None = None,
    note: str | None = None,
    other_policy: str | None = None,
) -> PostRequest:
    """Change the words. What was asked for or approved goes back to a draft in the same moment."""
    post = hold_post(pk)
    standing = enter(by, now)
    demand(obstacle_to_editing(standing, post.author_id))
    demand_unmoved(post, row_version)
    version = current(post)
    if note is not None or other_policy is not None:
        keep_beside(
            post, post.note if note is None else note, post.other_policy if other_policy is None else other_policy
        )
    if words_of(version) == words:
        return post
    if post.status == PostStatus.DRAFT and not version.is_frozen:
        write(version, words)
        VersionEditor.objects.get_or_create(version=version, person_id=by, defaults={"at": now})
        PostRequest.objects.filter(pk=pk).update(row_version=post.row_version + 1, changed_at=now)
        post.refresh_from_db()
    else:
        reopen(post, by=by, now=now)
        open_version(post, version, words, by=by, at=now)
    if by != post.author_id:
        tell("post.edited", [post.author_id], about=post, now=now, key=str(post.row_version))
    record("post.edited", post, current(post), by=by, now=now, n=current(post).n)
    return post


@transaction.atomic
def restore_version(*, pk: UUID, n: int, by: UUID, now: datetime) -> PostRequest:
    """Go back to an earlier wording, and to those who had a hand in it: so that somebody may decide."""
    post = hold_post(pk)
    standing = enter(by, now)
    demand(obstacle_to_recalling(standing, post.author_id))
    earlier = post.versions.filter(n=n).first()
    if earlier is None or earlier.pk == post.current_version_id:
        raise WrongState("Choose one of the earlier versions to go back to.")
    if post.status == PostStatus.DRAFT:
        PostRequest.objects.filter(pk=pk).update(row_version=post.row_version + 1, changed_at=now)
        post.refresh_from_db()
    else:
        reopen(post, by=by, now=now)
    open_version(post, earlier, words_of(earlier), by=by, at=now)
    record("post.restored", post, current(post), by=by, now=now, n=n)
    return post


def _due_on(not_before: datetime | None, today: date) -> date:
    """The school's own target in school days, or the day the post is wanted if that comes first."""
    due = add_school_days(today, Target.value_of("post_decision_school_days"))
    return min(due, local_date(not_before)) if not_before else due


@counts_refusals
@transaction.atomic
def submit_post(*, pk: UUID, by: UUID, now: datetime, row_version: int | None = None) -> PostRequest:
    """Ask for approval: the gates are asked, the version is frozen, and everybody who may decide is told."""
    post = hold_post(pk)
    standing = enter(by, now)
    version = current(post)
    words = words_of(version)
    demand(obstacle_to_submitting(standing, post.author_id, leave_of(by, standing.today), *words.account_ids))
    demand_unmoved(post, row_version)
    check_move("post", post.status, PostStatus.SUBMITTED)
    version.request = post
    results = judge(snapshot_of(version, stage=Stage.SUBMIT, now=now))
    if stops := reds(results):
        raise stopped(stops, Stage.SUBMIT)
    version.requested_by_id, version.requested_at = by, now
    write(version, words)
    keep_run(version, results, stage=Stage.SUBMIT, now=now, by=by)
    post.move_to(PostStatus.SUBMITTED, now=now)
    due_on = _due_on(version.not_before, standing.today)
    PostRequest.objects.filter(pk=pk).update(due_on=due_on)
    post.due_on = due_on
    deciders = holder_ids("principal", "vice_principal", on=standing.today) - version.hands().all_ids
    tell("post.waiting", deciders, about=post, now=now, key=str(version.n))
    record("post.submitted", post, version, by=by, now=now, n=version.n, deciders=len(deciders))
    return post


@transaction.atomic
def recall_post(*, pk: UUID, by: UUID, now: datetime) -> PostRequest:
    """Take back what nobody has decided yet, to go on writing."""
    post = hold_post(pk)
    demand(obstacle_to_recalling(enter(by, now), post.author_id))
    if post.status != PostStatus.SUBMITTED:
        raise WrongState(f"This post is {post.get_status_display()}, so there is nothing to take back.")
    version = current(post)
    post.move_to(PostStatus.DRAFT, now=now)
    open_version(post, version, words_of(version), by=by, at=now)
    record("post.recalled", post, current(post), by=by, now=now)
    return post


@transaction.atomic
def withdraw_post(*, pk: UUID, by: UUID, now: datetime) -> PostRequest:
    """Stop a post for good before it is out."""
    post = hold_post(pk)
    demand(obstacle_to_withdrawing(enter(by, now), post.author_id))
    post.move_to(PostStatus.WITHDRAWN, now=now)
    dequeue(post, now=now)
    end_holds(post, by=by, now=now)
    if by != post.author_id:
        tell("post.withdrawn", [post.author_id], about=post, now=now)
    record("post.withdrawn", post, by=by, now=now)
    return post
