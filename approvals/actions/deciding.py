"""The one decision on a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from approvals.delivery import queue
from approvals.gates import ambers, judge, keep_run, reds, snapshot_of
from approvals.gates.people import hold_pupils
from approvals.happened import told_to_the_loser
from approvals.models import Decision, PostRequest, PostVersion, RejectReason, Stage, hold_parts
from approvals.permissions import APPROVERS, obstacle_to_deciding
from approvals.recording import record
from approvals.refusing import counts_refusals, stopped
from approvals.states import VERDICT_LEADS_TO, Lane, PostStatus, Verdict, WrongState, check_move
from audit.prepared import Prepared, insert
from notices.actions import tell
from school.models import Appointment
from school.obstacles import demand
from school.standing import Standing, standing_of

SHORTEST_COMMENT = 10
CHANGED = (
    "This post has changed since your page was shown, so your decision was not applied. Read it again and decide anew."
)


class Unanswered(WrongState):
    """A gate wants the approver's own words, and there are none."""


def held_in(standing: Standing) -> Appointment:
    """The appointment that somebody decides in: the highest, and a full one before an acting one."""
    own: list[Appointment] = _own(None, standing.person_id, standing.today)
    return own[0]


_own = Prepared(
    lambda _, person_id, day: (
        Appointment.objects.effective(day)
        .filter(person_id=person_id, office__in=APPROVERS)
        .order_by("office", "is_acting", "starts_on")[:1]
    )
)


_version = Prepared(
    lambda _, version_id, pk: (
        PostVersion.objects.select_related("request").order_by().filter(pk=version_id, request_id=pk)
    )
)


def _demand_exact_words(version: PostVersion, digest: str) -> None:
    if digest != version.digest or version.true_digest(version.pictures.all()) != version.digest:
        raise WrongState(CHANGED)


@dataclass(frozen=True)
class Narrowing:
    """How an approver makes less of what was asked: accounts left out, a later start, an earlier end."""

    dropped: frozenset[UUID] = frozenset()
    not_before: datetime | None = None
    not_after: datetime | None = None


AS_ASKED = Narrowing()


@counts_refusals
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
    reason: str = "",
    narrowing: Narrowing = AS_ASKED,
    accepted: Mapping[str, str] | None = None,
    looked_at: int = 0,
) -> Decision:
    """Approve, ask for changes, or reject: one conditional UPDATE wins, whoever comes second loses.

    The UPDATE stands first, so that it is also the lock; everything after it is undone together
    with it when a rule refuses. `accepted` says for the code of each amber gate why it may go out
    all the same.
    """
    target = VERDICT_LEADS_TO[verdict]
    is_approved = verdict == Verdict.APPROVE
    won = PostRequest.objects.filter(
        pk=pk, status=PostStatus.SUBMITTED, current_version_id=version_id, row_version=row_version
    ).update(
        status=target,
        lane=Lane.APPROVED if is_approved else "",
        row_version=F("row_version") + 1,
        changed_at=now,
        due_on=None,
    )
    standing = standing_of(by, now)
    version: PostVersion | None = next(iter(_version(None, version_id, pk)), None)
    if version is None or version.requested_by_id is None:
        raise WrongState(CHANGED)
    hold_parts(version, "placements", "pictures", "editors")
    demand(obstacle_to_deciding(standing, version.hands()))
    if not won:
        raise WrongState(told_to_the_loser(version, "Your decision was not applied.") or CHANGED)
    check_move("post", PostStatus.SUBMITTED, target)
    _demand_exact_words(version, digest)
    _demand_reason(verdict, comment)
    if is_approved:
        _demand_looked_at(version, looked_at)
        _pass_gates(version, narrowing, accepted or {}, by=by, now=now)
    decision = _kept(version, standing, verdict, comment.strip(), now, {
        "reason": (reason or RejectReason.OTHER) if verdict == Verdict.REJECT else "",
        "not_before": narrowing.not_before if is_approved else None,
        "not_after": narrowing.not_after if is_approved else None,
        "dropped": sorted(str(one) for one in narrowing.dropped) if is_approved else [],
        "accepted": {code: words.strip() for code, words in (accepted or {}).items()} if is_approved else {},
        "looked_at": looked_at if is_approved else 0,
    })  # fmt: skip
    post = version.request
    if is_approved:
        queue(post, version, decision, now=now)
    tell("post.decided", {post.author_id}, about=post, now=now, key=str(version.n))
    record("post.decided", post, version, decision, by=by, now=now, verdict=verdict, digest=version.digest)
    return decision


def _kept(
    version: PostVersion, standing: Standing, verdict: str, comment: str, now: datetime, more: dict[str, Any]
) -> Decision:
    appointment = held_in(standing)
    if version.requested_by_id is None:
        raise WrongState(CHANGED)
    decision = Decision(
        version=version,
        digest=version.digest,
        actor_id=standing.person_id,
        office=appointment.office,
        appointment=appointment,
        verdict=verdict,
        comment=comment,
        at=now,
        requested_by_id=version.requested_by_id,
        created_by_id=version.created_by_id,
        **more,
    )
    insert([decision])
    return decision


def _pass_gates(
    version: PostVersion, narrowing: Narrowing, accepted: Mapping[str, str], *, by: UUID, now: datetime
) -> None:
    """Ask every gate of what is left after narrowing; amber goes on only with the approver's own words."""
    _demand_narrower(version, narrowing)
    left = {one.account_id for one in version.placements.all()} - narrowing.dropped
    if version.pictures.all():
        hold_pupils(version)
    results = judge(
        snapshot_of(
            version,
            stage=Stage.APPROVE,
            now=now,
            opens=narrowing.not_before or version.not_before,
            closes=narrowing.not_after or version.not_after,
            only=left,
            placements=version.placements.all(),
            pictures=version.pictures.all(),
        )
    )
    if stops := reds(results):
        raise stopped(stops, Stage.APPROVE)
    for amber in ambers(results):
        if len(accepted.get(amber.code, "").strip()) < SHORTEST_COMMENT:
            raise Unanswered(
                f"{amber.sentence} Tick it and say in at least {SHORTEST_COMMENT} letters why it may go out."
            )
    keep_run(version, results, stage=Stage.APPROVE, now=now, by=by)


def _demand_narrower(version: PostVersion, narrowing: Narrowing) -> None:
    """Less than was asked for, never more or other: for that there is asking for changes."""
    placed = {one.account_id for one in version.placements.all()}
    if not narrowing.dropped <= placed:
        raise WrongState("You can leave out accounts that were asked for, and add none.")
    if placed <= narrowing.dropped:
        raise WrongState("That leaves no account. Reject the post, or ask for changes.")
    starts, ends = narrowing.not_before, narrowing.not_after
    if starts and version.not_before and starts < version.not_before:
        raise WrongState("You can set a later start than was asked for, not an earlier one. Ask for changes instead.")
    if ends and version.not_after and ends > version.not_after:
        raise WrongState("You can set an earlier end than was asked for, not a later one. Ask for changes instead.")


def _demand_looked_at(version: PostVersion, looked_at: int) -> None:
    """Whoever approves says that they saw every picture; the decision keeps how many."""
    count = len(version.pictures.all())
    if looked_at != count:
        which = "the picture" if count == 1 else f"all {count} pictures"
        raise WrongState(f"Look at {which} first, at full size, and tick that you have.")


def _demand_reason(verdict: str, comment: str) -> None:
    if verdict != Verdict.APPROVE and len(comment.strip()) < SHORTEST_COMMENT:
        raise WrongState(f"Say in at least {SHORTEST_COMMENT} letters what should change, or why not.")
