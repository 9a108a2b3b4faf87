"""What changes about children by a date alone: an answer ends, a pupil leaves, a family link ends.

Nobody acts on such a day, so the clock does. It keeps no mark of the last day it looked: it compares what every post
that waits or is live needs with what stands already, so that days without a worker are made up for and nothing is
asked for twice.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from approvals.delivery import WAITING
from approvals.gates.people import PURPOSE, media_of
from approvals.models import Hold, HoldCause, PersonInPicture, PostTarget, TakedownTask, TaskCause, TaskOutcome
from approvals.shown import left_unseen, look_again
from approvals.states import TargetStatus
from school.consents import Use, answers
from school.days import local_date
from school.models import Pupil

OUT = (TargetStatus.PUBLISHED, TargetStatus.PUBLISHING)


def look_at_dates(now: datetime) -> None:
    """The clock's duty. May run twice, and after any time without it. One transaction for each child."""
    for pupil_id in sorted(due_children(local_date(now))):
        _look_at(pupil_id, now)


@transaction.atomic
def _look_at(pupil_id: UUID, now: datetime) -> None:
    Pupil.objects.select_for_update(no_key=True).get(pk=pupil_id)
    look_again({pupil_id}, now)


def due_children(on: date) -> set[UUID]:
    """The children of whom a post needs something that does not stand yet. A dozen queries, however many posts."""
    targets = list(PostTarget.objects.filter(status__in=[*WAITING, *OUT]).select_related("account"))
    shows = _shown_in({target.version_id for target in targets})
    pupils = {pupil for children in shows.values() for pupil in children}
    if not pupils:
        return set()
    red = _red(pupils, {target.account.platform for target in targets}, on)
    left = set(Pupil.objects.filter(pk__in=pupils, left_on__lte=on).values_list("pk", flat=True))
    tasks = _tasks_of(targets)
    held = set(Hold.objects.open().filter(cause=HoldCause.CONSENT).values_list("request_id", "account_id"))
    found: set[UUID] = set()
    for target in targets:
        children = shows.get(target.version_id, set())
        not_shown = children & red[target.account.platform]
        if target.status in WAITING:
            if not_shown and (target.request_id, target.account_id) not in held:
                found |= not_shown
            found |= left_unseen(target, (children & left) - not_shown)
            continue
        asked, settled = tasks[target.pk, TaskCause.CONSENT], tasks[target.pk, TaskCause.LEFT]
        found |= not_shown - asked
        found |= (children & asked) - not_shown
        found |= (children & left) - not_shown - settled
    return found


def _shown_in(versions: set[UUID]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = PersonInPicture.objects.filter(placed__place__version__in=versions)
    for version, pupil in rows.values_list("placed__place__version_id", "pupil_id"):
        found[version].add(pupil)
    return found


def _red(pupils: set[UUID], platforms: set[str], on: date) -> dict[str, set[UUID]]:
    """For each platform the children who may not be shown there on the day."""
    media = media_of({one: [] for one in platforms})
    uses = {one: Use(medium, PURPOSE) for one, medium in media.items()}
    said = answers(pupils, set(uses.values()), on)
    return {one: {pupil for pupil in pupils if not said[pupil, use].is_allowed} for one, use in uses.items()}


def _tasks_of(targets: list[PostTarget]) -> dict[tuple[UUID, str], set[UUID]]:
    """For each target and cause the children of whom somebody was asked: open, or decided that it stays."""
    found: dict[tuple[UUID, str], set[UUID]] = defaultdict(set)
    rows = TakedownTask.objects.filter(target__in=targets)
    for target, cause, pupil, outcome in rows.values_list("target_id", "cause", "pupil_id", "outcome"):
        if not outcome or (cause == TaskCause.LEFT and outcome == TaskOutcome.KEPT):
            found[target, cause].add(pupil)
    return found
