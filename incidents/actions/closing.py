"""Closing, reopening, and "recorded in error". Nothing is ever deleted by these."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from incidents import routes
from incidents.actions.conflicts import Holders, recheck
from incidents.actions.locking import locked
from incidents.actions.searching import refresh_search
from incidents.actions.settling import safeguarding_can_act
from incidents.models import Incident, Report
from incidents.models.parts import IncidentStepQuerySet
from incidents.permissions import obstacle_of_a_claim, obstacle_to_ending, obstacle_to_leading
from incidents.states import ENDED, Finding, IncidentStatus, ReportStatus, WrongState
from notices.actions import tell
from school.days import local_date
from school.obstacles import demand
from school.standing import Standing

LOOK_FIRST = (
    "The Designated Teacher has not looked at this case yet. Ask her to press “Nothing for child protection”, "
    "or write down her word in the case. Then mark it as recorded in error."
)


def what_keeps_it_open(incident: Incident) -> str:
    """Why a case cannot close yet, and what to do about it; empty when it can."""
    steps = incident.steps.open().obligatory().count()
    findings = incident.allegations.filter(finding=Finding.ALLEGED).exclude(subject__moved_at__isnull=False).count()
    return still_missing(incident, steps=steps, findings=findings)


def still_missing(incident: Incident, *, steps: int, findings: int) -> str:
    """The same for whoever has counted: obligatory steps that are open, and rules without a finding."""
    missing = []
    if steps:
        missing.append(
            "one step has to be done or excused" if steps == 1 else f"{steps} steps have to be done or excused"
        )
    if findings:
        missing.append("one finding has to be settled" if findings == 1 else f"{findings} findings have to be settled")
    if incident.is_paused:
        missing.append("the claim of a disclosure has to be answered")
    return f"Before this case can close, {' and '.join(missing)}." if missing else ""


@transaction.atomic
def close(*, pk: UUID, outcome: str, calls_for_review: bool, by: UUID, now: datetime) -> Incident:
    """Every obligatory step settled, every finding made, and the question for the next policy review answered."""
    incident, standing = locked(pk, by=by, now=now)
    demand(obstacle_to_ending(standing, incident))
    if incident.status == IncidentStatus.BEING_HANDLED and (reason := what_keeps_it_open(incident)):
        raise WrongState(reason)
    incident.move_to(IncidentStatus.CLOSED)
    incident.calls_for_review = calls_for_review
    _end(incident, outcome, by, now)
    record("incident.closed", incident, by=by, now=now, review=calls_for_review)
    return incident


@transaction.atomic
def record_in_error(*, pk: UUID, reason: str, by: UUID, now: datetime) -> Incident:
    """A mistake, such as the same thing reported twice: kept, with the reason, and taken off the open list.

    Raises WrongState while the Designated Teacher's look for child protection is open, or a claim is unanswered.
    """
    incident, standing = locked(pk, by=by, now=now)
    demand(obstacle_to_ending(standing, incident))
    if reason_why_not := obstacle_of_a_claim(incident) or look_to_come(incident, standing, now):
        raise WrongState(reason_why_not)
    incident.move_to(IncidentStatus.RECORDED_IN_ERROR)
    _end(incident, reason, by, now)
    record("incident.recorded_in_error", incident, by=by, now=now)
    return incident


def look_to_come(incident: Incident, standing: Standing, now: datetime) -> str:
    """Why a case may not be called an error yet (domain 2.0, rule 3): a look for child protection is open that is
    somebody else's. Empty when all have looked, when the leader looks as Designated Teacher, or when nobody can."""
    if standing.holds(*routes.SAFEGUARDING) or not open_looks(incident).exists():
        return ""
    return LOOK_FIRST if safeguarding_can_act(incident, now) else ""


def open_looks(incident: Incident) -> IncidentStepQuerySet:
    """The looks for child protection that nobody has taken yet."""
    return incident.steps.open().obligatory().filter(for_office__in=routes.SAFEGUARDING, record="")


def _end(incident: Incident, words: str, by: UUID, now: datetime) -> None:
    if claimed := obstacle_of_a_claim(incident):
        raise WrongState(claimed)
    if not words.strip():
        raise WrongState("Write a sentence on how this ended. It stays with the case.")
    incident.outcome, incident.closed_at, incident.closed_by_id = words, now, by
    incident.save()
    refresh_search(incident)
    report = Report.objects.prefetch_related("incidents").get(pk=incident.report_id)
    if report.status == ReportStatus.CLOSED and report.reporter_id != by:
        tell("report.closed", [report.reporter_id], about=report, now=now, key=now.date().isoformat())


@transaction.atomic
def reopen(*, pk: UUID, reason: str, by: UUID, now: datetime) -> Incident:
    """Something new came up. What was decided stays on record; the conflict check runs again."""
    incident, standing = locked(pk, by=by, now=now)
    demand(obstacle_to_leading(standing, incident))
    if not reason.strip():
        raise WrongState("Say why the case is opened again. The reason stays with the case.")
    if incident.status not in ENDED:
        raise WrongState("This case is open already.")
    open_again(incident, reason, by=by, now=now)
    record("incident.reopened", incident, by=by, now=now)
    return incident


def open_again(incident: Incident, reason: str, *, by: UUID, now: datetime) -> None:
    """What opening a case again does, whoever's act it follows from. The caller writes its own entry in the record."""
    was_error = incident.status == IncidentStatus.RECORDED_IN_ERROR
    incident.move_to(IncidentStatus.RECEIVED if was_error else IncidentStatus.BEING_HANDLED)
    incident.closed_at = incident.closed_by = None
    incident.save()
    _keep_reason(incident, reason, by, now)
    recheck(incident, holders=Holders.on(local_date(now)), now=now)


def _keep_reason(incident: Incident, reason: str, by: UUID, now: datetime) -> None:
    from uuid import uuid4

    from incidents.models import Entry

    text = f"Opened again: {reason}\nIt had ended with: {incident.outcome}"
    entry = Entry.objects.create(incident=incident, author_id=by, at=now, text=text, once=uuid4())
    refresh_search(incident)
    record("incident.entry_added", incident, entry, by=by, now=now)
