"""The register of ICT restrictions: it follows what is written down and what is found, and says who supervises (gap G17)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from audit.models import Sealed
from incidents.actions.conflicts import not_to_be_named
from incidents.actions.locking import locked
from incidents.models import Allegation, Incident, IncidentStep, Restriction, RestrictionSupervisor
from incidents.models.records import IctRestriction, RestrictionReview
from incidents.permissions import obstacle_to_leading, obstacle_to_supervising
from incidents.states import Finding, WrongState
from notices.actions import tell
from school.days import end_of_term, local_date
from school.obstacles import demand
from school.standing import standing_of

DECIDED, REVIEWED = "ict_restriction", "restriction_review"  # codes of records: see incidents.models.RECORDS


def follow_records(incident: Incident, row: IncidentStep, *, now: datetime) -> list[Sealed]:
    """After a restriction or a look at one was written down or corrected: the register, and the day of the next look.

    Returns the rows that changed, saved. Raises WrongState for a day beyond the end of term.
    """
    if row.record not in (DECIDED, REVIEWED):
        return []
    of_pupil = incident.steps.filter(subject=row.subject_id)
    step = row if row.record == DECIDED else of_pupil.filter(record=DECIDED).first()
    kept = IctRestriction.objects.current().filter(step=step).order_by("-written_at").first()
    if step is None or kept is None:
        return []
    found = Restriction.objects.select_for_update().filter(step=step).first() or Restriction(
        incident=incident, step=step, subject_id=step.subject_id
    )
    found.record = kept
    _work_out_days(found, kept)
    found.save()
    looks = list(of_pupil.open().filter(record=REVIEWED))
    for one in looks:
        one.due_on = found.review_on
        one.save()
    return [found, *looks]


def _work_out_days(found: Restriction, kept: IctRestriction) -> None:
    """From the record, then from each look at it, oldest first. Only a fresh decision reaches into another term."""
    found.starts_on, found.review_on = kept.starts_on, kept.review_on
    found.ends_on = kept.ends_on or kept.review_on
    found.term_ends_on = end_of_term(kept.starts_on)
    first = kept
    while first.corrects:
        first = first.corrects
    looks = RestrictionReview.objects.current().filter(
        incident=found.incident, step__subject=found.subject_id, written_at__gte=first.written_at
    )
    for one in looks.order_by("written_at", "id"):
        found.term_ends_on = max(found.term_ends_on, end_of_term(local_date(one.at)))
        if one.ends_on:
            found.ends_on = one.ends_on
        elif one.goes_on_until:
            found.review_on = one.goes_on_until
            found.ends_on = max(found.ends_on, one.goes_on_until)
    found.review_on = min(found.review_on, found.ends_on)
    if found.ends_on < found.starts_on:
        raise WrongState("It cannot end before it begins. Give a later day.")
    if found.ends_on > found.term_ends_on:
        last = found.term_ends_on
        raise WrongState(
            f"A restriction never goes beyond the end of term, {last.day} {last:%B %Y}. Give a day until then."
        )


def follow_finding(incident: Incident, row: Allegation, *, now: datetime) -> list[Restriction]:
    """A restriction stands and falls with the finding that it followed from; returns those that changed, saved."""
    changed = []
    of_pupil = incident.restrictions.select_for_update(of=("self",)).filter(subject=row.subject_id)
    for one in of_pupil.select_related("step"):
        found = incident.allegations.filter(subject=row.subject_id, finding=Finding.FOUND)
        if one.step.clause_version_id:
            found = found.filter(clause_version=one.step.clause_version_id)
        stands = found.exists()
        if stands != (one.fell_at is None):
            one.fell_at = None if stands else now
            one.save()
            changed.append(one)
    return changed


@transaction.atomic
def name_supervisor(*, pk: UUID, restriction: UUID, person: UUID, by: UUID, now: datetime) -> RestrictionSupervisor:
    """They see this restriction from now on, and nothing of the case. The conflict check runs here as at every naming."""
    incident, standing = locked(pk, by=by, now=now)
    row = incident.restrictions.get(pk=restriction)
    demand(obstacle_to_supervising(standing, incident, standing_of(person, now), shut_out=not_to_be_named(incident)))
    if not row.is_running(local_date(now)):
        raise WrongState("This restriction has ended, so nobody supervises it any more.")
    if row.supervisors.live().filter(person_id=person).exists():
        raise WrongState("This person supervises the restriction already.")
    made = RestrictionSupervisor.objects.create(restriction=row, person_id=person, named_at=now, named_by_id=by)
    tell("restriction.named", [person], about=row, now=now, key=str(made.pk))
    record("incident.supervisor_named", incident, made, by=by, now=now, person=person)
    return made


@transaction.atomic
def end_supervisor(*, pk: UUID, restriction: UUID, supervisor: UUID, by: UUID, now: datetime) -> RestrictionSupervisor:
    """Somebody else supervises now; what was seen stays on record."""
    incident, standing = locked(pk, by=by, now=now)
    row = RestrictionSupervisor.objects.select_for_update(of=("self",)).get(
        pk=supervisor, restriction=restriction, restriction__incident=incident
    )
    demand(obstacle_to_leading(standing, incident))
    if row.ended_at:
        raise WrongState("This person has been taken off already.")
    row.ended_at, row.ended_by_id = now, by
    row.save()
    record("incident.supervisor_ended", incident, row, by=by, now=now, person=row.person_id)
    return row


@transaction.atomic
def read_restrictions(shown: list[UUID], *, by: UUID, now: datetime) -> None:
    """Somebody saw the page of the restrictions they supervise: one entry, with those it showed."""
    record("restrictions.read", by=by, now=now, shown=len(shown), restrictions=shown)
