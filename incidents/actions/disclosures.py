"""A claim of a disclosure in the public interest: written down, answered on advice; until then the case waits (gap G11)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from incidents.actions.locking import locked
from incidents.actions.repeating import obstacle_of_a_used_form
from incidents.models import Allegation, DisclosureAnswer, DisclosureClaim, Incident
from incidents.permissions import obstacle_to_answering_a_claim, obstacle_to_claiming
from incidents.states import Finding, WrongState
from school.obstacles import demand


@transaction.atomic
def claim_disclosure(
    *, pk: UUID, subject: UUID, claimed_on: date, how: str, words: str, once: UUID, by: UUID, now: datetime
) -> DisclosureClaim:
    """Whoever leads writes down that a person concerned claims it. `subject` is the person as this case has them.

    Raises WrongState for somebody who is not concerned, or whose claim waits for its answer already.
    """
    incident, standing = locked(pk, by=by, now=now)
    if first := incident.disclosure_claims.filter(once=once).first():
        return first
    demand(obstacle_to_claiming(standing, incident) or obstacle_of_a_used_form(DisclosureClaim, once))
    who = next((one for one in incident.concerned if one.pk == subject), None)
    if who is None:
        raise WrongState("Choose the person concerned who says so. Somebody else’s word is an entry.")
    if incident.disclosure_claims.unanswered().filter(subject=who).exists():
        raise WrongState("A claim of this person waits for its answer already. Answer that one first.")
    claim = DisclosureClaim.objects.create(
        incident=incident, subject=who, claimed_on=claimed_on, how=how, words=words, once=once, by_id=by, at=now
    )
    changed = pause(incident)
    record("incident.disclosure_claimed", incident, claim, *changed, by=by, now=now)
    return claim


@transaction.atomic
def answer_claim(
    *,
    pk: UUID,
    claim: UUID,
    outcome: str,
    advice_from: str,
    advised_on: date,
    reason: str,
    once: UUID,
    by: UUID,
    now: datetime,
) -> DisclosureAnswer:
    """Advice was taken, and the claim is answered with a reason; findings can be made again."""
    incident, standing = locked(pk, by=by, now=now)
    row = incident.disclosure_claims.select_for_update(of=("self",)).get(pk=claim)
    if first := DisclosureAnswer.objects.filter(claim=row, once=once).first():
        return first
    demand(obstacle_to_answering_a_claim(standing, incident) or obstacle_of_a_used_form(DisclosureAnswer, once))
    if DisclosureAnswer.objects.filter(claim=row).exists():
        raise WrongState("This claim has been answered already. What was answered stands in the case.")
    if not advice_from.strip() or not reason.strip():
        raise WrongState("Say who gave the advice, and the reason for the answer. Both stay with the claim.")
    answer = DisclosureAnswer.objects.create(
        claim=row, outcome=outcome, advice_from=advice_from, advised_on=advised_on, reason=reason,
        once=once, by_id=by, at=now,
    )  # fmt: skip
    changed = pause(incident)
    record("incident.disclosure_answered", incident, answer, *changed, by=by, now=now, outcome=outcome)
    return answer


def who_claims(incident: Incident) -> set[UUID]:
    """Those of the case whose claim is not answered; asks only where there is one."""
    if not incident.is_paused:
        return set()
    return set(incident.disclosure_claims.unanswered().values_list("subject_id", flat=True))


def pause(incident: Incident) -> list[Allegation]:
    """Hold back what waits for an answer and let go what does not; returns the clauses that changed, saved."""
    incident.is_paused = incident.disclosure_claims.unanswered().exists()
    incident.save()
    waiting = who_claims(incident)
    changed = []
    for one in incident.allegations.select_for_update(of=("self",)).filter(finding=Finding.ALLEGED):
        if one.is_paused != (one.subject_id in waiting):
            one.is_paused = not one.is_paused
            one.save()
            changed.append(one)
    return changed
