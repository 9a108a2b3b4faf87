"""Children in posts about whom something changes: what is not out is held, what is out gets a clock.

Called by school.consent_changes inside the transaction of the change, after the pupils' rows are locked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from approvals.delivery import WAITING, hold_for
from approvals.gates.people import red_for
from approvals.models import (
    GateRun,
    Hold,
    HoldCause,
    PersonInPicture,
    PostRequest,
    PostTarget,
    Stage,
    TakedownTask,
    TaskCause,
    TaskOutcome,
)
from approvals.models.officials import OfficialUser
from approvals.permissions import APPROVERS
from approvals.recording import record
from approvals.states import TargetStatus
from notices.actions import tell
from school.consents import has_left_words
from school.days import local_date
from school.models import Pupil, Target
from school.offices import holder_ids

# What still goes out, or is out: nothing is done about what was dropped or taken down.
BUSY = (*WAITING, TargetStatus.PUBLISHED, TargetStatus.PUBLISHING)
REASON = "A child in it may not be shown there."
LEFT_REASON = "A child in it has left the school. Whoever approves posts looks before it goes out."


def look_again(pupil_ids: set[UUID], now: datetime) -> None:
    """Ask anew of every post that shows one of these children and waits or is live.

    Finding out takes as many queries for a whole file of answers as for one; only what must be done is done one by one.
    """
    shows = _shows(pupil_ids)
    if not shows:
        return
    rows = PostRequest.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in={one for one, _ in shows})
    posts = {post.pk: post for post in rows.order_by("pk")}
    targets = PostTarget.objects.filter(request__in=posts, status__in=BUSY).select_related("account")
    busy = [one for one in targets.order_by("request_id", "pk") if (one.request_id, one.version_id) in shows]
    if not busy:
        return
    children = set().union(*shows.values())
    known = _Known(
        red=red_for(children, {one.account.platform for one in busy}, local_date(now)),
        left=set(Pupil.objects.filter(pk__in=children, left_on__lte=local_date(now)).values_list("pk", flat=True)),
        tasks=list(TakedownTask.objects.filter(target__in=busy)),
        held=set(Hold.objects.open().filter(request__in=posts).values_list("request_id", "account_id", "cause")),
    )
    for target in busy:
        _one_target(posts[target.request_id], target, shows[target.request_id, target.version_id], known, now)


@dataclass
class _Known:
    """What was read once for all targets: red children by platform, those who left, and what was done already."""

    red: dict[str, set[UUID]]
    left: set[UUID]
    tasks: list[TakedownTask]
    held: set[tuple[UUID, UUID | None, str]]

    def is_held(self, target: PostTarget, cause: str) -> bool:
        return (target.request_id, target.account_id, cause) in self.held

    def open_of(self, target: PostTarget, cause: str) -> list[TakedownTask]:
        return [one for one in self.tasks if (one.target_id, one.cause, one.settled_at) == (target.pk, cause, None)]

    def is_decided(self, target: PostTarget, pupil: UUID) -> bool:
        """Whether it was decided once that the post stays although this child has left."""
        kept = TaskOutcome.KEPT
        return any((one.target_id, one.pupil_id, one.outcome) == (target.pk, pupil, kept) for one in self.tasks)


def _shows(pupil_ids: Iterable[UUID]) -> dict[tuple[UUID, UUID], set[UUID]]:
    """Which of the children stand in the pictures of each post's approved version."""
    found: dict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
    busy = PostTarget.objects.filter(status__in=BUSY)
    rows = PersonInPicture.objects.filter(pupil_id__in=pupil_ids, placed__place__version__in=busy.values("version_id"))
    names = ("placed__place__version__request_id", "placed__place__version_id", "pupil_id")
    for post, version, pupil in rows.values_list(*names):
        found[post, version].add(pupil)
    return found


def _one_target(post: PostRequest, target: PostTarget, children: set[UUID], known: _Known, now: datetime) -> None:
    red = known.red[target.account.platform] & children
    if target.status in WAITING:
        if red and not known.is_held(target, HoldCause.CONSENT):
            _hold(post, target, HoldCause.CONSENT, REASON, now)
        elif not red and not known.is_held(target, HoldCause.LEFT) and left_unseen(target, children & known.left):
            _hold(post, target, HoldCause.LEFT, LEFT_REASON, now)
        return
    consent, gone = known.open_of(target, TaskCause.CONSENT), known.open_of(target, TaskCause.LEFT)
    for pupil in sorted(red - {one.pupil_id for one in consent}):
        _open(post, target, pupil, TaskCause.CONSENT, now)
    for pupil in sorted((children & known.left) - red - {one.pupil_id for one in gone}):
        if not known.is_decided(target, pupil):
            _open(post, target, pupil, TaskCause.LEFT, now)
    for task in consent:
        if task.pupil_id in children - red:
            settle(post, task, TaskOutcome.MAY_BE_SHOWN, by=None, now=now)


def left_unseen(target: PostTarget, left: set[UUID]) -> set[UUID]:
    """Those of these children of whom nobody who let it go on was told that they have left; none while it waits for that.

    An approver who was told at the decision that a child had left, or who let the post go on afterwards, has looked. To
    have looked at something else is not enough: a leaving day may be entered late.
    """
    waits = Hold.objects.open().filter(request_id=target.request_id, account_id=target.account_id, cause=HoldCause.LEFT)
    if not left or waits.exists():
        return set()
    runs = GateRun.objects.filter(version_id=target.version_id, stage__in=[Stage.APPROVE, Stage.RELEASE])
    looks = [
        (local_date(run.at), one["sentence"])
        for run in runs
        for one in run.results
        if one["code"] == "consents" and one["level"] == "amber"
    ]
    return {
        one.pk
        for one in Pupil.objects.filter(pk__in=left).select_related("person")
        if one.left_on and not any(day >= one.left_on and has_left_words(one) in said for day, said in looks)
    }


def _hold(post: PostRequest, target: PostTarget, cause: str, reason: str, now: datetime) -> None:
    hold = hold_for(post, now=now, cause=cause, reason=reason, by=None, account_id=target.account_id)
    if hold is not None:
        tell("post.held", {post.author_id}, about=post, now=now, key=str(hold.pk))
        record("post.held", post, hold, by=None, now=now, cause=hold.cause)


def _open(post: PostRequest, target: PostTarget, pupil: UUID, cause: str, now: datetime) -> None:
    hours = Target.value_of("shown_child_hours")
    task = TakedownTask.objects.create(
        target=target, pupil_id=pupil, cause=cause, opened_at=now, due_at=now + timedelta(hours=hours)
    )
    tell("post.shows_child", who_acts(now), about=post, now=now, key=str(task.pk))
    record("post.task_opened", post, task, by=None, now=now, cause=cause)


def who_acts(now: datetime) -> set[UUID]:
    """Every official user in force and both offices: removal never waits for one of them."""
    today = local_date(now)
    return set(OfficialUser.objects.in_force(today).values_list("person_id", flat=True)) | holder_ids(
        *APPROVERS, on=today
    )


def settle(post: PostRequest, task: TakedownTask, outcome: str, *, by: UUID | None, now: datetime) -> None:
    """End a task with what became of it. Callers hold the post's row."""
    task.settle(outcome, by=by, now=now)
    record("post.task_settled", post, task, by=by, now=now, outcome=outcome)


def settle_taken_down(post: PostRequest, target: PostTarget, *, by: UUID, now: datetime) -> None:
    """What was to be taken down is down. Inside the take-down's own transaction."""
    for task in TakedownTask.objects.open().filter(target=target):
        settle(post, task, TaskOutcome.TAKEN_DOWN, by=by, now=now)
