"""What can still be made of a post that came to an end, and an end for one that is out only in part."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from approvals.actions.writing import reopen, submit_post
from approvals.delivery import dequeue, end_holds, follow_targets
from approvals.entrance import demand_own_form, demand_unmoved, enter, hold_post
from approvals.models import PostRequest
from approvals.models.officials import leave_of
from approvals.permissions import obstacle_to_asking, obstacle_to_settling, obstacle_to_submitting
from approvals.pictured import take_along
from approvals.recording import record
from approvals.refusing import counts_refusals
from approvals.states import ENDED, PostStatus, WrongState
from approvals.wording import Words, current, keep_beside, open_post, open_version, seal, words_of
from notices.actions import tell
from school.obstacles import demand


@transaction.atomic
def copy_post(*, pk: UUID, once: UUID, by: UUID, now: datetime) -> PostRequest:
    """A new draft with the words and pictures of a post that is over, without its time.

    Everybody whose words stood in the old one counts as having a hand in the new one, so that copying makes
    nobody able to decide on their own words. Accounts and pictures outside the copier's leave are left out. When the
    children of a trip are back, and that it touches another policy, holds of the same words and pictures still.
    """
    post = hold_post(pk)
    standing = enter(by, now)
    if known := PostRequest.objects.filter(once=once).first():
        demand_own_form(known.author_id, by)
        return known
    leave = leave_of(by, standing.today)
    demand(obstacle_to_asking(standing, leave))
    if post.status not in ENDED:
        raise WrongState(f"This post is {post.get_status_display()}, so work on it instead of copying it.")
    earlier = current(post)
    earlier.request = post
    words = words_of(earlier)
    placed = tuple(one for one in words.accounts if leave and one[0] in leave.account_ids)
    if not placed:
        raise WrongState("You are an official user of none of its accounts, so you cannot ask for it there.")
    made = open_post(
        once=once, words=Words(words.text, words.link, placed), by=by, at=now, also=earlier.hands().all_ids
    )
    keep_beside(made, "", post.other_policy)
    made.children_back_at = post.children_back_at
    PostRequest.objects.filter(pk=made.pk).update(children_back_at=made.children_back_at)
    version = current(made)
    if leave and leave.may_pictures:
        take_along(earlier, version)
    seal(version)
    record("post.copied", made, version, post, by=by, now=now)
    return made


@counts_refusals
@transaction.atomic
def ask_again(
    *,
    pk: UUID,
    by: UUID,
    now: datetime,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    row_version: int | None = None,
) -> PostRequest:
    """Send an expired post for approval once more, its words as they were, with a new time (or none)."""
    post = hold_post(pk)
    standing = enter(by, now)
    version = current(post)
    words = words_of(version)
    demand(obstacle_to_submitting(standing, post.author_id, leave_of(by, standing.today), *words.account_ids))
    demand_unmoved(post, row_version)
    if post.status != PostStatus.EXPIRED:
        raise WrongState(f"This post is {post.get_status_display()}, so it needs no new time.")
    reopen(post, by=by, now=now)
    again = Words(words.text, words.link, words.accounts, not_before, not_after)
    open_version(post, version, again, by=by, at=now)
    record("post.edited", post, current(post), by=by, now=now, n=current(post).n)
    return submit_post(pk=pk, by=by, now=now)


@transaction.atomic
def settle_rest(*, pk: UUID, by: UUID, now: datetime) -> PostRequest:
    """A post that is out on some accounts goes out on no others: what waits there is dropped, and it has an end."""
    post = hold_post(pk)
    demand(obstacle_to_settling(enter(by, now), post.author_id))
    if post.status != PostStatus.PARTLY_PUBLISHED or not post.targets.waiting().exists():
        raise WrongState(f"This post is {post.get_status_display()}, and nothing of it waits on another account.")
    drop_rest(post, by=by, now=now)
    tell("post.settled", {post.author_id} - {by}, about=post, now=now, key=str(post.row_version))
    record("post.settled", post, by=by, now=now)
    return post


def drop_rest(post: PostRequest, *, by: UUID | None, now: datetime) -> None:
    """Nothing that waits goes out any more; the post is then what its other targets say."""
    dequeue(post, now=now)
    end_holds(post, by=by, now=now)
    follow_targets(post, now=now)
