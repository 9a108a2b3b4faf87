"""What settling a step always does, whether it is ticked with a sentence or with a record."""

from datetime import datetime
from uuid import UUID

from incidents.actions.asking import ask_what_follows, start_clocks
from incidents.actions.conflicts import Holders, safeguarding
from incidents.actions.searching import refresh_search
from incidents.models import Incident, IncidentStep
from incidents.states import StepStatus, WrongState
from school.days import local_date


def step_of(incident: Incident, step: UUID) -> IncidentStep:
    """The step of this very case under its lock; IncidentStep.DoesNotExist for another case's."""
    rows = incident.steps.select_for_update(of=("self",)).select_related("step", "after", "then", "subject__person")
    return rows.get(pk=step)


def safeguarding_can_act(incident: Incident, now: datetime) -> bool:
    return bool(safeguarding(incident, holders=Holders.on(local_date(now))))


def demand_turn(incident: Incident, row: IncidentStep) -> None:
    """Where order matters the one before has to be settled first: child protection before parents, hearing before action."""
    if row.after_id and incident.steps.open().filter(step_id=row.after_id).exists():
        raise WrongState(f"Something comes first: {str(row.after).rstrip('.')}. Then this step can be done.")


def settle_done(incident: Incident, row: IncidentStep, how: str, *, by: UUID, now: datetime) -> list[IncidentStep]:
    """Done, by this person, now; returns the steps that this one leads to, or that waited for it."""
    row.move_to(StepStatus.DONE)
    row.settled_by_id, row.settled_at, row.how = by, now, how
    row.save()
    row.incident = incident
    new = [*ask_what_follows(row, now=now), *start_clocks(incident, row, now=now)]
    refresh_search(incident)
    return new
