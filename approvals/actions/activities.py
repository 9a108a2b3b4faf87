"""Curriculum activities: asked for, decided on, narrowed at once, widened by a new decision, stopped at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from approvals.activity_permissions import (
    obstacle_to_asking_for_activity,
    obstacle_to_calling_off,
    obstacle_to_changing_activity,
    obstacle_to_completing,
    obstacle_to_deciding_on_activity,
    obstacle_to_resuming_activity,
    obstacle_to_suspending_activity,
)
from approvals.activity_states import HOLDS, ActivityStatus
from approvals.entrance import demand_own_form, enter
from approvals.models import Activity, ActivityDecision, ActivityVerdict, ActivityVersion
from approvals.states import WrongState, check_move
from approvals.stops import needs_principal, refusal_of
from audit.actions import record
from notices.actions import tell
from school.models import Office
from school.obstacles import demand
from school.offices import holder_ids
from school.standing import Standing

_LEADS_TO = {
    ActivityVerdict.APPROVE: ActivityStatus.APPROVED,
    ActivityVerdict.CHANGES: ActivityStatus.CHANGES_REQUESTED,
    ActivityVerdict.REFUSE: ActivityStatus.REFUSED,
}


@dataclass(frozen=True)
class Asked:
    """What the form says. `school_class_id` or `stage`, never both; the rest may be empty."""

    site: str
    hands: str
    ends_on: date
    starts_on: date
    school_class_id: UUID | None = None
    stage: str = ""
    signed_in: str = "nobody"
    address: str = ""
    subject: str = ""
    aim: str = ""
    devices: str = ""
    room: str = ""
    times: str = ""
    adults: str = ""
    risks: str = ""
    parents_told: str = ""


def _hold(pk: UUID, row_version: int | None = None) -> Activity:
    rows = Activity.objects.select_for_update(no_key=True, of=("self",))
    activity = rows.select_related("current", "in_force", "teacher").get(pk=pk)
    if row_version is not None and activity.row_version != row_version:
        raise WrongState("This activity has changed since your page was shown, so nothing was done. Look at it again.")
    return activity


def _demand_allowed(asked: Asked, today: date) -> None:
    """The hard stops: nobody may let these through, so they are refused before anybody is asked."""
    for answer in (asked.hands, asked.signed_in):
        if refusal := refusal_of(answer, today):
            raise WrongState(refusal)
    if asked.ends_on < today:
        raise WrongState("Its last day has passed already. Choose today or a later day.")


def _unsaved(activity: Activity, asked: Asked, *, n: int, by: UUID, now: datetime) -> ActivityVersion:
    version = ActivityVersion(activity=activity, n=n, written_by_id=by, at=now, **vars(asked))
    version.digest = version.true_digest()
    return version


def _ask(activity: Activity, version: ActivityVersion, standing: Standing, now: datetime) -> None:
    """Tell those who may decide."""
    offices = ("principal",) if needs_principal(version.hands) else ("principal", "vice_principal")
    told = holder_ids(*offices, on=standing.today) - {activity.teacher_id, version.written_by_id}
    tell("activity.waiting", told, about=activity, now=now, key=str(version.n))


@transaction.atomic
def ask_for_activity(*, once: UUID, asked: Asked, by: UUID, now: datetime) -> Activity:
    """Ask for an activity of one's own. Raises WrongState with the clause for what is never allowed."""
    standing = enter(by, now)
    if known := Activity.objects.filter(once=once).first():
        demand_own_form(known.teacher_id, by)
        return known
    demand(obstacle_to_asking_for_activity(standing))
    _demand_allowed(asked, standing.today)
    activity = Activity.objects.create(once=once, teacher_id=by, changed_at=now)
    version = _unsaved(activity, asked, n=1, by=by, now=now)
    version.save(force_insert=True)
    activity.current = version
    activity.save()
    _ask(activity, version, standing, now)
    record("activity.asked", activity, version, by=by, now=now)
    return activity


@transaction.atomic
def change_activity(*, pk: UUID, asked: Asked, row_version: int, by: UUID, now: datetime) -> Activity:
    """A new version. What only narrows what holds does so at once; anything else waits for a decision.

    Meanwhile what was approved before still holds.
    """
    activity = _hold(pk, row_version)
    standing = enter(by, now)
    demand(obstacle_to_changing_activity(standing, activity.teacher_id))
    _demand_allowed(asked, standing.today)
    last = activity.versions.order_by("-n").first()
    version = _unsaved(activity, asked, n=(last.n if last else 0) + 1, by=by, now=now)
    holds = activity.in_force if activity.status in HOLDS else None
    if holds is not None and version.content() == holds.content() and activity.current_id == holds.pk:
        raise WrongState("Nothing is different from what was approved, so there is nothing to send.")
    at_once = activity.status == ActivityStatus.APPROVED and holds is not None and version.is_narrower_than(holds)
    if not at_once:
        check_move("activity", activity.status, ActivityStatus.SUBMITTED)
    version.narrows = holds if at_once else None
    version.save(force_insert=True)
    activity.current = version
    if at_once:
        activity.in_force, activity.changed_at = version, now
        activity.row_version += 1
        activity.save()
        record("activity.narrowed", activity, version, by=by, now=now, n=version.n)
    else:
        activity.move_to(ActivityStatus.SUBMITTED, now=now)
        _ask(activity, version, standing, now)
        record("activity.changed", activity, version, by=by, now=now, n=version.n)
    return activity


@transaction.atomic
def decide_on_activity(
    *, pk: UUID, version_id: UUID, digest: str, verdict: str, by: UUID, now: datetime, comment: str = ""
) -> Activity:
    """One decision on exactly the version that was read. A widening that is refused leaves what held before."""
    activity = _hold(pk)
    standing = enter(by, now)
    version = activity.current
    if version is None or version.pk != version_id or digest != version.digest or version.true_digest() != digest:
        raise WrongState("This activity has changed since your page was shown, so nothing was done. Look at it again.")
    target = _LEADS_TO[ActivityVerdict(verdict)]
    if target == ActivityStatus.REFUSED and activity.in_force_id:
        target = ActivityStatus.APPROVED
    if activity.status != ActivityStatus.SUBMITTED:
        check_move("activity", activity.status, ActivityStatus.REFUSED)
    demand(obstacle_to_deciding_on_activity(standing, activity, version))
    if verdict != ActivityVerdict.APPROVE and not comment.strip():
        raise WrongState("Say in a few words why; the teacher reads it.")
    office = Office.PRINCIPAL if standing.holds("principal") else Office.VICE_PRINCIPAL
    decision = ActivityDecision.objects.create(
        version=version, verdict=verdict, digest=digest, by_id=by, office=office, comment=comment.strip(), at=now
    )
    if verdict == ActivityVerdict.APPROVE:
        activity.in_force = version
    activity.move_to(target, now=now)
    tell("activity.decided", {activity.teacher_id} - {by}, about=activity, now=now, key=str(version.n))
    if verdict == ActivityVerdict.APPROVE:
        looking = holder_ids("ict_coordinator", on=standing.today) - {by, activity.teacher_id}
        tell("activity.devices", looking, about=activity, now=now, key=str(version.n))
    record("activity.decided", activity, decision, by=by, now=now, verdict=verdict, n=version.n)
    return activity


def _stop(activity: Activity, target: str, reason: str, kind: str, *, by: UUID, now: datetime, today: date) -> None:
    if not reason.strip():
        raise WrongState("Say in a few words why; those concerned read it.")
    activity.reason = reason.strip()
    activity.move_to(target, now=now)
    told = ({activity.teacher_id} | set(holder_ids("ict_coordinator", on=today))) - {by}
    if activity.in_force_id is None:
        told &= {activity.teacher_id}
    tell(kind, told, about=activity, now=now, key=str(activity.row_version))
    record(kind, activity, by=by, now=now)


@transaction.atomic
def suspend_activity(*, pk: UUID, reason: str, by: UUID, now: datetime) -> Activity:
    """Stop it for the moment: from now on no device may be used for it."""
    activity = _hold(pk)
    standing = enter(by, now)
    demand(obstacle_to_suspending_activity(standing))
    if activity.in_force_id is None:
        raise WrongState("It was never approved, so there is nothing to suspend.")
    _stop(activity, ActivityStatus.SUSPENDED, reason, "activity.suspended", by=by, now=now, today=standing.today)
    return activity


@transaction.atomic
def resume_activity(*, pk: UUID, by: UUID, now: datetime) -> Activity:
    """Let it go on as it was approved. A wider version that was asked for before still waits for its decision."""
    activity = _hold(pk)
    standing = enter(by, now)
    check_move("activity", activity.status, ActivityStatus.APPROVED)
    if activity.status != ActivityStatus.SUSPENDED:
        raise WrongState("It is not suspended.")
    demand(obstacle_to_resuming_activity(standing, activity))
    activity.reason = ""
    activity.move_to(ActivityStatus.APPROVED, now=now)
    for step in activity.waits_beside():
        activity.move_to(step, now=now)
    tell("activity.resumed", {activity.teacher_id} - {by}, about=activity, now=now, key=str(activity.row_version))
    record("activity.resumed", activity, by=by, now=now)
    return activity


@transaction.atomic
def call_off_activity(*, pk: UUID, reason: str, by: UUID, now: datetime) -> Activity:
    """End it for good, or take back what was asked for."""
    activity = _hold(pk)
    standing = enter(by, now)
    demand(obstacle_to_calling_off(standing, activity.teacher_id))
    _stop(activity, ActivityStatus.CANCELLED, reason, "activity.called_off", by=by, now=now, today=standing.today)
    return activity


@transaction.atomic
def complete_activity(*, pk: UUID, told: str, by: UUID, now: datetime) -> Activity:
    """The teacher says that it is over, and tells what there is to tell. It ends on its last day without this, too."""
    activity = _hold(pk)
    standing = enter(by, now)
    check_move("activity", activity.status, ActivityStatus.COMPLETED)
    demand(obstacle_to_completing(standing, activity, standing.today))
    activity.told, activity.ended_on = told.strip(), standing.today
    activity.move_to(ActivityStatus.COMPLETED, now=now)
    record("activity.completed", activity, by=by, now=now)
    return activity
