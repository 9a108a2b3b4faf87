"""An approver's own post, let out by themselves while the other is away: never called approved, reviewed afterwards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from approvals.actions.deciding import SHORTEST_COMMENT, held_in
from approvals.delivery import hold_for, queue
from approvals.entrance import demand_unmoved, enter, hold_post
from approvals.gates import ambers, judge, keep_run, reds, snapshot_of
from approvals.lane_permissions import obstacle_to_authorising_own, obstacle_to_reviewing
from approvals.models import (
    Authorisation,
    HoldCause,
    Outcome,
    PostRequest,
    PostVersion,
    RetrospectiveReview,
    Stage,
    Why,
)
from approvals.models.officials import leave_of
from approvals.permissions import APPROVERS, obstacle_to_submitting
from approvals.recording import record
from approvals.refusing import counts_refusals, stopped
from approvals.states import Lane, PostStatus, WrongState, check_move
from approvals.wording import current, words_of, write
from notices.actions import tell
from school.days import add_school_days
from school.models import School
from school.obstacles import demand
from school.offices import holder_ids

# The portal's own choice, beside the school's setting: the other approver looks at it on the next school day.
REVIEW_SCHOOL_DAYS = 1


def freeze_version(post: PostRequest, *, by: UUID, now: datetime) -> PostVersion:
    """Ask every gate and freeze the words, as sending for approval does. Nobody is there to answer an amber one."""
    version = current(post)
    version.request = post
    check_move("post", post.status, PostStatus.APPROVED)
    if post.status != PostStatus.DRAFT:
        raise WrongState(f"This post is {post.get_status_display()}, so it goes its ordinary way.")
    if version.pictures.exists():
        raise WrongState("A post with a picture needs an approval. Send it for approval.")
    results = judge(snapshot_of(version, stage=Stage.APPROVE, now=now))
    if stops := reds(results) + [one for one in ambers(results) if one.code != "no_freeze"]:
        raise stopped(stops, Stage.APPROVE, "Send it for approval in the ordinary way.")
    version.requested_by_id, version.requested_at = by, now
    write(version, words_of(version))
    keep_run(version, results, stage=Stage.APPROVE, now=now, by=by)
    return version


def let_out(post: PostRequest, version: PostVersion, authorisation: Authorisation, *, now: datetime) -> None:
    """From a draft to what stands ready, in its own lane; during a freeze it is held from the start."""
    post.move_to(PostStatus.APPROVED, now=now, by_lane=authorisation.lane)
    queue(post, version, authorisation, now=now)


@counts_refusals
@transaction.atomic
def authorise_own(
    *,
    pk: UUID,
    why: str,
    reason: str,
    shows_no_pupil: bool,
    by: UUID,
    now: datetime,
    row_version: int | None = None,
) -> Authorisation:
    """Let one's own text out alone. The other approver is told at once and reviews it within a school day."""
    post = hold_post(pk)
    standing = enter(by, now)
    others = holder_ids(*APPROVERS, on=standing.today) - {by}
    is_on = School.get().self_authorised_lane
    demand(obstacle_to_authorising_own(standing, post.author_id, is_on=is_on, others=len(others)))
    accounts = words_of(current(post)).account_ids
    demand(obstacle_to_submitting(standing, post.author_id, leave_of(by, standing.today), *accounts))
    demand_unmoved(post, row_version)
    if why not in Why.values or len(reason.strip()) < SHORTEST_COMMENT:
        raise WrongState(f"Say in at least {SHORTEST_COMMENT} letters why it cannot wait for the other approver.")
    if not shows_no_pupil:
        raise WrongState("A post that names or shows a pupil needs an approval. Send it for approval.")
    version = freeze_version(post, by=by, now=now)
    made = Authorisation.objects.create(
        version=version,
        digest=version.digest,
        lane=Lane.SELF_AUTHORISED,
        by_id=by,
        at=now,
        appointment=held_in(standing),
        why=why,
        reason=reason.strip(),
        review_due=add_school_days(standing.today, REVIEW_SCHOOL_DAYS),
    )
    let_out(post, version, made, now=now)
    tell("post.review_wanted", others, about=post, now=now, key=str(version.n))
    record("post.self_authorised", post, version, made, by=by, now=now, why=why)
    return made


@transaction.atomic
def review_own(*, pk: UUID, outcome: str, note: str, by: UUID, now: datetime) -> RetrospectiveReview:
    """The other approver's word on it (`pk` is the authorisation's): confirmed, something to learn, or to take down.

    What is to come down and still waits is held in the same moment; what is out is taken down by the ordinary way.
    """
    post = hold_post(Authorisation.objects.values_list("version__request_id", flat=True).get(pk=pk))
    standing = enter(by, now)
    found = Authorisation.objects.get(pk=pk)
    demand(obstacle_to_reviewing(standing, found.by_id))
    if found.lane != Lane.SELF_AUTHORISED:
        raise WrongState("This post came from a standing template, so there is nothing to review.")
    if known := RetrospectiveReview.objects.filter(authorisation=found).select_related("by").first():
        if known.by_id == by and known.outcome == outcome:
            return known
        raise WrongState(f"{known.by} has reviewed it already: {known.get_outcome_display().lower()}.")
    if outcome not in Outcome.values:
        raise WrongState("Choose what you found.")
    if outcome != Outcome.CONFIRMED and len(note.strip()) < SHORTEST_COMMENT:
        raise WrongState(f"Say in at least {SHORTEST_COMMENT} letters what you found. The author reads it.")
    review = RetrospectiveReview.objects.create(
        authorisation=found, outcome=outcome, note=note.strip(), by_id=by, appointment=held_in(standing), at=now
    )
    if outcome == Outcome.TAKE_DOWN:
        hold_for(post, now=now, cause=HoldCause.PERSON, reason="The other approver found that it should not go out.",
                 by=by)  # fmt: skip
    tell("post.reviewed", {post.author_id}, about=post, now=now, key=str(found.pk))
    record("post.reviewed", post, review, by=by, now=now, outcome=outcome)
    return review
