"""Alleged becomes found, not found, or "as written, but no fault" (gap G9): for each clause and person."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from audit.actions import record
from incidents.actions.asking import ALLEGED, FOUND, ask, start_clocks, steps_wanted
from incidents.actions.disclosures import who_claims
from incidents.actions.locking import locked
from incidents.actions.restrictions import follow_finding
from incidents.actions.telling import tell_doers
from incidents.models import Allegation, Incident, IncidentStep
from incidents.permissions import obstacle_of_a_claim_about, obstacle_to_finding
from incidents.states import Finding, IncidentStatus, StepStatus, WrongState
from school.obstacles import demand

NOT_FOUND = "The clause was not found broken."


@transaction.atomic
def settle_finding(
    *, pk: UUID, allegation: UUID, finding: str, reason: str = "", by: UUID, now: datetime
) -> Allegation:
    """A restriction or penalty follows only from a found clause; "not found" settles what the clause alone asked for."""
    incident, standing = locked(pk, by=by, now=now)
    demand(obstacle_to_finding(standing, incident))
    if incident.status != IncidentStatus.BEING_HANDLED:
        raise WrongState("Findings are settled while a case is being handled. Look at the case again.")
    row = (
        incident.allegations.select_for_update(of=("self",)).select_related("clause_version__clause").get(pk=allegation)
    )
    if finding != Finding.ALLEGED and (claimed := obstacle_of_a_claim_about(row)):
        raise WrongState(claimed)
    row.move_to(finding)
    if finding == Finding.FOUND and (first := _what_comes_before(incident, row)):
        raise WrongState(f"Before a clause is found broken: {first.rstrip('.')}. Do that step first.")
    row.by_id, row.at, row.reason = by, now, reason
    row.is_paused = finding == Finding.ALLEGED and row.subject_id in who_claims(incident)
    row.save()
    steps: list[IncidentStep] = []
    if finding == Finding.FOUND:
        subjects = [row.subject] if row.subject else []
        steps = ask(
            incident, clause_versions=[row.clause_version], kinds=[], moment=FOUND, subjects=subjects, by=by, now=now
        )
        tell_doers(incident, steps, by=by, now=now)
    elif finding in (Finding.NOT_FOUND, Finding.ALLEGED):
        steps = _excuse_what_fell_away(incident, row, by, now)
    restrictions = follow_finding(incident, row, now=now)
    record("incident.finding_settled", incident, row, *steps, *restrictions, by=by, now=now, finding=finding)
    return row


def _what_comes_before(incident: Incident, row: Allegation) -> str:
    """The open step without which nobody is found at fault: being heard, or the allegation procedure (finding 5)."""
    about = Q(subject=None) | Q(subject=row.subject_id)
    first = incident.steps.open().obligatory().filter(about, before_finding=True).select_related("step").first()
    return first.step.text if first else ""


def _excuse_what_fell_away(incident: Incident, row: Allegation, by: UUID, now: datetime) -> list[IncidentStep]:
    """Open steps that only this clause, for this person, asked for."""
    others = [
        one.clause_version
        for one in incident.allegations.select_related("clause_version__clause").exclude(pk=row.pk)
        if one.finding != Finding.NOT_FOUND and (one.subject_id == row.subject_id or row.subject_id is None)
    ]
    still = {
        one.step.code: one.clause_version for one in steps_wanted(incident, others, incident.kinds.none(), ALLEGED)
    }
    same_for_others = incident.allegations.filter(clause_version=row.clause_version).exclude(finding=Finding.NOT_FOUND)
    changed = []
    for step in incident.steps.open().filter(clause_version=row.clause_version).select_related("step"):
        if step.subject_id not in (None, row.subject_id) or (step.subject_id is None and same_for_others.exists()):
            continue
        if row.finding == Finding.ALLEGED and step.step.moment != FOUND:
            continue
        if step.step_id in still:
            step.clause_version = still[step.step_id]
        else:
            step.move_to(StepStatus.EXCUSED)
            step.settled_by_id, step.settled_at, step.reason = by, now, NOT_FOUND
        step.save()
        changed.append(step)
    for step in [one for one in changed if not one.is_open]:
        changed += start_clocks(incident, step, now=now)
    return changed
