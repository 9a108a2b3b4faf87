"""The one decision on a version, and what happens when nobody takes it in time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from approvals.models import Decision, PostRequest, PostVersion
from approvals.models.posts import approval_lasts
from approvals.permissions import APPROVERS, obstacle_to_deciding
from approvals.states import VERDICT_LEADS_TO, PostStatus, Verdict, WrongState, check_move
from audit.actions import record
from notices.actions import tell
from school.days import LONDON, local_date
from school.models import Appointment
from school.obstacles import demand
from school.offices import holder_ids
from school.standing import Standing, standing_of

SHORTEST_COMMENT = 10
CHANGED = (
    "This post has changed since your page was shown, so your decision was not applied. Read it again and decide anew."
)
_DECIDED = {
    Verdict.APPROVE: "already approved",
    Verdict.CHANGES: "already sent back for changes",
    Verdict.REJECT: "already rejected",
}


def _sentence_for_the_loser(pk: UUID, version_id: UUID) -> str:
    """Whoever comes second is told who decided and when, never an error."""
    found = Decision.objects.select_related("actor", "appointment").filter(version_id=version_id, version__request=pk)
    if (decision := found.first()) is None:
        return CHANGED
    moment = decision.at.astimezone(LONDON)
    return (
        f"This post was {_DECIDED[Verdict(decision.verdict)]} by {decision.actor} ({decision.held_as}) "
        f"at {moment:%H:%M} on {moment.day} {moment:%B %Y}. Your decision was not applied."
    )


def _held(standing: Standing) -> Appointment:
    """The appointment that somebody decides in: the highest, and a full one before an acting one."""
    own = Appointment.objects.effective(standing.today).filter(person_id=standing.person_id, office__in=APPROVERS)
    return own.order_by("office", "is_acting", "starts_on")[0]


def _demand_exact_words(version: PostVersion, digest: str) -> None:
    if digest != version.digest or version.true_digest() != version.digest:
        raise WrongState(CHANGED)


@transaction.atomic
def decide(
    *,
    pk: UUID,
    version_id: UUID,
    digest: str,
    row_version: int,
    verdict: str,
    by: UUID,
    now: datetime,
    comment: str = "",
) -> Decision:
    """Approve, ask for changes, or reject: one conditional UPDATE wins, whoever comes second loses.

    The UPDATE stands first, so that it is also the lock; everything after it is undone together
    with it when a rule refuses.
    """
    target = VERDICT_LEADS_TO[verdict]
    won = PostRequest.objects.filter(
        pk=pk, status=PostStatus.SUBMITTED, current_version_id=version_id, row_version=row_version
    ).update(status=target, row_version=F("row_version") + 1, changed_at=now, due_on=None)
    standing = standing_of(by, now)
    version = PostVersion.objects.select_related("request").filter(pk=version_id, request_id=pk).first()
    if version is None or version.requested_by_id is None:
        raise WrongState(CHANGED)
    demand(obstacle_to_deciding(standing, version.hands()))
    if not won:
        raise WrongState(_sentence_for_the_loser(pk, version_id))
    check_move("post", PostStatus.SUBMITTED, target)
    _demand_exact_words(version, digest)
    _demand_reason(verdict, comment)
    if verdict == Verdict.APPROVE and _is_too_late(version, now):
        raise WrongState("The time asked for has passed. Ask for changes, so that the author can give a new time.")
    appointment = _held(standing)
    decision = Decision.objects.create(
        version=version,
        digest=version.digest,
        actor_id=by,
        office=appointment.office,
        appointment=appointment,
        verdict=verdict,
        comment=comment.strip(),
        at=now,
        requested_by_id=version.requested_by_id,
        created_by_id=version.created_by_id,
    )
    post = version.request
    tell("post.decided", {post.author_id}, about=post, now=now, key=str(version.n))
    record("post.decided", post, version, decision, by=by, now=now, verdict=verdict, digest=version.digest)
    return decision


def _demand_reason(verdict: str, comment: str) -> None:
    if verdict != Verdict.APPROVE and len(comment.strip()) < SHORTEST_COMMENT:
        raise WrongState(f"Say in at least {SHORTEST_COMMENT} letters what should change, or why not.")


def _is_too_late(version: PostVersion, now: datetime) -> bool:
    return any(moment is not None and moment <= now for moment in (version.not_before, version.not_after))


@transaction.atomic
def _expire(pk: UUID, now: datetime) -> None:
    """One post; read again under its lock, since somebody may have decided meanwhile."""
    post = (
        PostRequest.objects.select_for_update(no_key=True, of=("self",))
        .lapsed(now, approval_lasts())
        .filter(pk=pk)
        .first()
    )
    if post is None:
        return
    post.move_to(PostStatus.EXPIRED, now=now)
    told = {post.author_id} | holder_ids(*APPROVERS, on=local_date(now))
    tell("post.expired", told, about=post, now=now, key=str(post.row_version))
    record("post.expired", post, by=None, now=now)


def expire_lapsed(now: datetime) -> None:
    """Nothing is ever sent late: undecided at its time, or approved too long ago, means expired."""
    for pk in list(PostRequest.objects.lapsed(now, approval_lasts()).values_list("pk", flat=True)):
        _expire(pk, now)
