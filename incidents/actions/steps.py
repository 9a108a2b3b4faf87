"""Ticking a step, excusing it with a reason, and taking a tick back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from incidents.actions.asking import start_clocks
from incidents.actions.locking import locked
from incidents.actions.searching import refresh_search
from incidents.actions.settling import demand_turn, safeguarding_can_act, settle_done, step_of
from incidents.models import IncidentStep
from incidents.permissions import obstacle_to_doing, obstacle_to_excusing, obstacle_to_reopening
from incidents.states import StepStatus, WrongState
from school.obstacles import demand

HAS_A_RECORD = "This step has a form of its own, which asks for what has to be on record. Open it from the case."


@transaction.atomic
def do_step(*, pk: UUID, step: UUID, how: str = "", by: UUID, now: datetime) -> IncidentStep:
    """Done, by this person, now. A step that needs a record is done by keeping that record: see keep_record."""
    incident, standing = locked(pk, by=by, now=now)
    row = step_of(incident, step)
    is_named = incident.accesses.at_work().filter(person_id=by).exists()
    can_act = safeguarding_can_act(incident, now)
    demand(obstacle_to_doing(standing, incident, row, is_named=is_named, safeguarding_can_act=can_act))
    demand_turn(incident, row)
    if row.record:
        raise WrongState(HAS_A_RECORD)
    new = settle_done(incident, row, how, by=by, now=now)
    record("incident.step_done", incident, row, *new, by=by, now=now, step=row.step_id)
    return row


@transaction.atomic
def excuse_step(*, pk: UUID, step: UUID, reason: str, by: UUID, now: datetime) -> IncidentStep:
    """Not done, because: only with a reason, and only by whoever is entitled to say so."""
    incident, standing = locked(pk, by=by, now=now)
    row = step_of(incident, step)
    demand(obstacle_to_excusing(standing, incident, row, safeguarding_can_act=safeguarding_can_act(incident, now)))
    if not reason.strip():
        raise WrongState("Say why this step is not needed. The reason stays with the case.")
    row.move_to(StepStatus.EXCUSED)
    row.settled_by_id, row.settled_at, row.reason = by, now, reason
    row.save()
    started = start_clocks(incident, row, now=now)
    record("incident.step_excused", incident, row, *started, by=by, now=now, step=row.step_id)
    return row


@transaction.atomic
def reopen_step(*, pk: UUID, step: UUID, by: UUID, now: datetime) -> IncidentStep:
    """A tick or an excuse by mistake is taken back by whoever could have made it; what was recorded stays, and is corrected."""
    incident, standing = locked(pk, by=by, now=now)
    row = step_of(incident, step)
    is_named = incident.accesses.at_work().filter(person_id=by).exists()
    can_act = safeguarding_can_act(incident, now)
    demand(obstacle_to_reopening(standing, incident, row, is_named=is_named, safeguarding_can_act=can_act))
    row.move_to(StepStatus.OPEN)
    row.settled_by, row.settled_at, row.how, row.reason = None, None, "", ""
    row.save()
    refresh_search(incident)
    record("incident.step_reopened", incident, row, by=by, now=now, step=row.step_id)
    return row
