"""Ticking a step, excusing it with a reason, and taking a tick back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from incidents.actions.asking import start_clocks
from incidents.actions.conflicts import Holders, safeguarding
from incidents.actions.locking import locked
from incidents.actions.searching import refresh_search
from incidents.models import Incident, IncidentStep
from incidents.permissions import obstacle_to_doing, obstacle_to_excusing
from incidents.states import StepStatus, WrongState
from school.days import local_date
from school.obstacles import demand


def _step(incident: Incident, step: UUID) -> IncidentStep:
    return incident.steps.select_for_update(of=("self",)).select_related("step", "after").get(pk=step)


@transaction.atomic
def do_step(*, pk: UUID, step: UUID, how: str = "", by: UUID, now: datetime) -> IncidentStep:
    """Done, by this person, now. Where order matters the one before has to be settled first."""
    incident, standing = locked(pk, by=by, now=now)
    row = _step(incident, step)
    can_act = bool(safeguarding(incident, holders=Holders.on(local_date(now))))
    is_named = incident.accesses.live().filter(person_id=by).exists()
    demand(obstacle_to_doing(standing, incident, row, is_named=is_named, safeguarding_can_act=can_act))
    if row.after_id and incident.steps.open().filter(step_id=row.after_id).exists():
        raise WrongState(f"Something comes first: {str(row.after).rstrip('.')}. Then this step can be ticked.")
    row.move_to(StepStatus.DONE)
    row.settled_by_id, row.settled_at, row.how = by, now, how
    row.save()
    started = start_clocks(incident, row, now=now)
    refresh_search(incident)
    record("incident.step_done", incident, row, *started, by=by, now=now, step=row.step_id)
    return row


@transaction.atomic
def excuse_step(*, pk: UUID, step: UUID, reason: str, by: UUID, now: datetime) -> IncidentStep:
    """Not done, because: only with a reason, and only by whoever is entitled to say so."""
    incident, standing = locked(pk, by=by, now=now)
    row = _step(incident, step)
    can_act = bool(safeguarding(incident, holders=Holders.on(local_date(now))))
    demand(obstacle_to_excusing(standing, incident, row, safeguarding_can_act=can_act))
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
    """A tick by mistake is taken back by whoever could have made it; the record keeps both."""
    incident, standing = locked(pk, by=by, now=now)
    row = _step(incident, step)
    can_act = bool(safeguarding(incident, holders=Holders.on(local_date(now))))
    is_named = incident.accesses.live().filter(person_id=by).exists()
    demand(obstacle_to_doing(standing, incident, row, is_named=is_named, safeguarding_can_act=can_act))
    row.move_to(StepStatus.OPEN)
    row.settled_by, row.settled_at, row.how, row.reason = None, None, "", ""
    row.save()
    record("incident.step_reopened", incident, row, by=by, now=now, step=row.step_id)
    return row
