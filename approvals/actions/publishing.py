"""Publishing by hand: the person posts on the platform, then keeps the proof here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from approvals.entrance import enter, hold_post
from approvals.models import Account, Decision, Publication
from approvals.models.officials import leave_of
from approvals.models.posts import approval_lasts
from approvals.permissions import NOT_THE_APPROVED_WORDS, obstacle_of_words, obstacle_to_publishing
from approvals.states import PostStatus, WrongState, check_move
from approvals.wording import current
from audit.actions import record
from notices.actions import tell
from school.obstacles import demand


@transaction.atomic
def record_publication(*, pk: UUID, digest: str, permalink: str, by: UUID, now: datetime) -> Publication:
    """Keep the address of the post that was put up by hand."""
    post = hold_post(pk)
    standing = enter(by, now)
    version = current(post)
    done = Publication.objects.filter(version=version, permalink=permalink, published_by_id=by).first()
    if done and post.status == PostStatus.PUBLISHED:
        return done
    check_move("post", post.status, PostStatus.PUBLISHED)
    account = Account.objects.select_for_update(no_key=True).get(pk=version.account_id)
    leave = leave_of(by, standing.today)
    demand(obstacle_to_publishing(standing, leave, account.pk, is_enabled=account.is_enabled))
    decision = Decision.objects.filter(version=version).first()
    if digest != version.digest:
        raise WrongState(NOT_THE_APPROVED_WORDS)
    if obstacle := obstacle_of_words(version, decision, lasts=approval_lasts(), now=now):
        raise WrongState(obstacle)
    if not account.is_own_permalink(permalink):
        raise WrongState(f"That address is not a post on {account}. Copy the address of the post itself.")
    publication = Publication.objects.create(
        version=version,
        account=account,
        digest=version.digest,
        permalink=permalink,
        published_by_id=by,
        published_at=now,
    )
    post.move_to(PostStatus.PUBLISHED, now=now)
    told = {post.author_id} | ({decision.actor_id} if decision else set())
    tell("post.published", told - {by}, about=post, now=now)
    record("post.published", post, publication, by=by, now=now, account=account.pk, digest=version.digest)
    return publication
