"""Publishing by hand, account by account: the person posts on the platform, then keeps the proof here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from approvals.acknowledging import is_overdue
from approvals.delivery import follow_targets
from approvals.entrance import enter, hold_post
from approvals.gates import judge, keep_run, reds, snapshot_of, stops_in_words
from approvals.happened import told_to_the_loser
from approvals.models import (
    Account,
    Decision,
    PostRequest,
    PostTarget,
    Publication,
    PublicationCheck,
    Stage,
    leave_to_go_out,
)
from approvals.models.officials import leave_of
from approvals.models.posts import approval_lasts
from approvals.permissions import (
    NOT_THE_APPROVED_WORDS,
    obstacle_of_target,
    obstacle_of_words,
    obstacle_to_checking,
    obstacle_to_commenting,
    obstacle_to_publishing,
)
from approvals.recording import record
from approvals.refusing import EXACT_WORDS, GateRefused, counts_refusals, stopped
from approvals.states import TargetStatus, WrongState
from approvals.wording import current
from notices.actions import tell
from school.obstacles import demand


def target_of(post: PostRequest, account_id: UUID | None) -> PostTarget:
    """The post's target on that account; without one, its only one. Raises WrongState when there is none."""
    targets = post.targets.select_related("account", "placement__version")
    if account_id is not None:
        targets = targets.filter(account_id=account_id)
    found = list(targets.exclude(status=TargetStatus.DROPPED)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise WrongState("Say on which account it was published.")
    raise WrongState(f"This post is {post.get_status_display()}, so there is nothing to publish.")


def obstacle_to_sending(post: PostRequest, target: PostTarget, digest: str, now: datetime) -> str:
    """Everything but the person and the gates: state, exact words, narrowing and time, from the rows as they are."""
    version = current(post)
    version.request = post
    decision = leave_to_go_out(version)
    if target.status == TargetStatus.HELD:
        hold = post.holds.open().select_related("by").first()
        said = f" by {hold.by}: {hold.reason}" if hold and hold.by else ""
        return f"This post is on hold{said}. Ask the Principal or the Vice-Principal to let it go on."
    if target.status not in (TargetStatus.QUEUED, TargetStatus.PUBLISHING):
        return told_to_the_loser(version, "") or f"On this account the post is {target.get_status_display()}."
    if digest != version.digest:
        return NOT_THE_APPROVED_WORDS
    if obstacle := obstacle_of_words(version, decision, lasts=approval_lasts(), now=now):
        return obstacle
    return obstacle_of_target(target, decision) if decision else ""


@counts_refusals
@transaction.atomic
def record_publication(
    *, pk: UUID, digest: str, permalink: str, by: UUID, now: datetime, account_id: UUID | None = None
) -> Publication:
    """Keep the address of the post that was put up by hand on one account."""
    post = hold_post(pk)
    standing = enter(by, now)
    target = target_of(post, account_id)
    done = Publication.objects.filter(target=target, permalink=permalink, published_by_id=by).first()
    if done and target.status == TargetStatus.PUBLISHED:
        return done
    account = Account.objects.select_for_update(no_key=True).get(pk=target.account_id)
    leave = leave_of(by, standing.today)
    late = is_overdue(by, standing.today)
    demand(obstacle_to_publishing(standing, leave, account.pk, is_enabled=account.is_enabled, is_overdue=late))
    if obstacle := obstacle_to_sending(post, target, digest, now):
        if obstacle == NOT_THE_APPROVED_WORDS:
            raise GateRefused(obstacle, gates=[EXACT_WORDS], stage=Stage.PUBLISH)
        raise WrongState(obstacle)
    version = target.version
    version.request = post
    results = judge(snapshot_of(version, stage=Stage.PUBLISH, now=now, only={account.pk}))
    knows_people = not obstacle_to_commenting(standing, post.author_id)
    if stops := stops_in_words(results, knows_people=knows_people):
        raise stopped(reds(results), Stage.PUBLISH, said=stops)
    if not account.is_own_permalink(permalink):
        raise WrongState(f"That address is not a post on {account}. Copy the address of the post itself.")
    keep_run(version, results, stage=Stage.PUBLISH, now=now, by=by, account_id=account.pk)
    publication = Publication.objects.create(
        version=version,
        account=account,
        target=target,
        digest=version.digest,
        permalink=permalink,
        published_by_id=by,
        published_at=now,
    )
    target.move_to(TargetStatus.PUBLISHED, now=now)
    follow_targets(post, now=now)
    told = {post.author_id, *Decision.objects.filter(version=version).values_list("actor_id", flat=True)}
    tell("post.published", told - {by}, about=post, now=now, key=str(target.pk))
    record("post.published", post, publication, by=by, now=now, account=account.pk, digest=version.digest)
    return publication


@transaction.atomic
def check_publication(*, pk: UUID, by: UUID, now: datetime) -> PublicationCheck:
    """A second person has looked at the post where it stands: the approved words, on the right account."""
    publication = Publication.objects.select_for_update(no_key=True, of=("self",)).select_related("version").get(pk=pk)
    standing = enter(by, now)
    demand(obstacle_to_checking(standing, leave_of(by, standing.today), publication.published_by_id))
    if known := PublicationCheck.objects.filter(publication=publication).select_related("by").first():
        if known.by_id == by:
            return known
        raise WrongState(f"{known.by} has looked at it already.")
    check = PublicationCheck.objects.create(publication=publication, by_id=by, at=now)
    record("post.checked", publication.version.request, check, by=by, now=now, account=publication.account_id)
    return check
