"""Entering the board's meeting and its decision, the minute reference, and a review that comes back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from audit.models import Sealed
from notices.actions import tell
from policy.actions.reviewing import demand_before_the_board, locked
from policy.models import BoardMeeting, Capacity, Minute, Presence, Return, Review
from policy.review_permissions import (
    RESPONSIBLE,
    MeetingFacts,
    obstacle_to_keeping,
    obstacle_to_returning,
    obstacles_to_deciding,
)
from policy.review_states import Decision, ReviewStatus
from policy.reviewing import (
    is_binding_at_the_meeting,
    principals_on,
    signers,
    signing_right,
    text_in_force,
    text_under_review,
    voters_on,
)
from policy.states import WrongState
from school.actions import change_settings
from school.models import Office, Person, School
from school.obstacles import demand
from school.offices import holder_ids
from school.standing import Standing, standing_of


@dataclass(frozen=True)
class Meeting:
    """A board meeting as the minutes tell it, person ids for people."""

    met_on: date
    present: tuple[UUID, ...]
    proposer: UUID | None
    seconder: UUID | None
    votes_for: int
    decision: str
    votes_against: int = 0
    votes_abstained: int = 0
    apologies: tuple[UUID, ...] = ()
    withdrawn: tuple[UUID, ...] = ()
    principal: UUID | None = None
    explanation: str = ""
    voting_members: int | None = None
    quorum: int | None = None


@transaction.atomic
def record_meeting(*, review_id: UUID, meeting: Meeting, once: UUID, by: Person, now: datetime) -> BoardMeeting:
    """Enter the meeting and what it decided (10.3).

    Raises PermissionDenied, WrongState, or ValidationError with one sentence for each field that stands in the way.
    """
    review = locked(review_id)
    standing = standing_of(by.pk, now)
    demand(obstacle_to_keeping(standing))
    if found := BoardMeeting.objects.filter(once=once).first():
        return found
    demand_before_the_board(review)
    facts = facts_of_meeting(review, meeting, standing)
    if wrong := obstacles_to_deciding(facts):
        raise ValidationError(wrong)
    _keep_quorum(facts, by, now)
    row = _written(review, facts, once, by, now)
    presences = _presences(row, facts)
    returned = _settled(review, row, by, now)
    if row.is_approving:
        able = {one.pk for line in signers(standing.today).values() for one in line}
        tell("review.sign", able, about=review, now=now)
    else:
        tell("review.returned", holder_ids(*RESPONSIBLE, on=standing.today) - {by.pk}, about=review, now=now)
    record(
        "review.decided", review, row, *presences, *returned,
        by=by.pk, now=now, decision=row.decision, met_on=row.met_on, voting_present=row.voting_present,
    )  # fmt: skip
    return row


def facts_of_meeting(review: Review, meeting: Meeting, standing: Standing) -> MeetingFacts:
    """The meeting, beside who was what on its day."""
    school = School.get()
    staff_review = review.staff_review
    people = {*meeting.present, *meeting.apologies, *meeting.withdrawn}
    names = {one.pk: one.display_name for one in Person.objects.filter(pk__in=people)}
    return MeetingFacts(
        met_on=meeting.met_on,
        today=standing.today,
        staff_reviewed_on=staff_review.held_on if staff_review else None,
        decision=meeting.decision,
        has_new_text=review.proposed_id is not None,
        has_text_in_force=text_in_force(review.policy, standing.today) is not None,
        quorum=school.quorum if school.quorum is not None else meeting.quorum,
        voting_members=meeting.voting_members or school.voting_members,
        voters=frozenset(voters_on(meeting.met_on)),
        principals=principals_on(meeting.met_on),
        present=meeting.present,
        proposer=meeting.proposer,
        seconder=meeting.seconder,
        votes_for=meeting.votes_for,
        votes_against=meeting.votes_against,
        votes_abstained=meeting.votes_abstained,
        apologies=meeting.apologies,
        withdrawn=meeting.withdrawn,
        principal=meeting.principal,
        explanation=meeting.explanation.strip(),
        names=names,
    )


def _keep_quorum(facts: MeetingFacts, by: Person, now: datetime) -> None:
    """The quorum is asked at the first meeting and kept in the school's settings."""
    if School.get().quorum is None:
        change_settings(by=by, now=now, quorum=facts.quorum)


def _written(review: Review, facts: MeetingFacts, once: UUID, by: Person, now: datetime) -> BoardMeeting:
    text = text_under_review(review, facts.today)
    if facts.decision == Decision.NO_CHANGE:
        text = text_in_force(review.policy, facts.today)
    if (
        text is None
        or facts.quorum is None
        or facts.staff_reviewed_on is None
        or not facts.proposer
        or not facts.seconder
    ):
        raise WrongState("There is no text before the board any more. Choose the text again.")
    return BoardMeeting.objects.create(
        review=review,
        met_on=facts.met_on,
        board_kind=School.get().board_kind,
        voting_members=facts.voting_members,
        quorum=facts.quorum,
        voting_present=len(facts.present),
        voting_withdrawn=len(facts.withdrawn),
        proposer_id=facts.proposer,
        seconder_id=facts.seconder,
        votes_for=facts.votes_for,
        votes_against=facts.votes_against,
        votes_abstained=facts.votes_abstained,
        decision=facts.decision,
        explanation=facts.explanation,
        fingerprint=text.fingerprint_now(),
        staff_reviewed_on=facts.staff_reviewed_on,
        recorded_on=facts.today,
        recorded_at=now,
        recorded_by=by,
        once=once,
    )


def _presences(row: BoardMeeting, facts: MeetingFacts) -> list[Presence]:
    offices = voters_on(row.met_on)
    rows = [
        Presence(
            meeting=row,
            person_id=person,
            capacity=Capacity.VOTING,
            office=offices[person],
            has_withdrawn=person in facts.withdrawn,
        )
        for person in facts.present
    ]
    if facts.principal:
        rows.append(
            Presence(meeting=row, person_id=facts.principal, capacity=Capacity.PRINCIPAL, office=Office.PRINCIPAL)
        )
    rows += [
        Presence(
            meeting=row, person_id=person, capacity=Capacity.APOLOGIES, office=offices.get(person, Office.GOVERNOR)
        )
        for person in facts.apologies
    ]
    return Presence.objects.bulk_create(rows)


def _settled(review: Review, row: BoardMeeting, by: Person, now: datetime) -> list[Return]:
    """Move the review to where the decision leads; a referral back is kept with its reason."""
    review.move_to(ReviewStatus(row.decision))
    if not row.is_approving:
        review.save(update_fields=["status"])
        return [
            Return.objects.create(
                review=review, kind=Return.Kind.BOARD, reason=row.explanation, person=by, returned_at=now
            )
        ]
    text = text_in_force(review.policy, row.recorded_on) if row.decision == Decision.NO_CHANGE else review.proposed
    review.signed_version = text
    review.approved_on = row.met_on
    review.fingerprint = row.fingerprint if is_binding_at_the_meeting(row.decision) else ""
    review.save(update_fields=["status", "signed_version", "approved_on", "fingerprint"])
    return []


@transaction.atomic
def record_minute(
    *, review_id: UUID, reference: str, confirmed_on: date | None = None, once: UUID, by: Person, now: datetime
) -> Minute:
    """Where the minutes have it, and when they were confirmed; a later entry stands in the place of an earlier."""
    review = locked(review_id)
    standing = standing_of(by.pk, now)
    demand(obstacle_to_keeping(standing))
    if found := Minute.objects.filter(once=once).first():
        return found
    meeting = review.board_meeting
    if meeting is None:
        raise WrongState("The board's meeting is recorded first; then its minute has a place.")
    if not reference.strip():
        raise ValidationError({"reference": "Enter the number or place of the minute, such as 2026/11, item 6."})
    if confirmed_on and confirmed_on > standing.today:
        raise ValidationError(
            {"confirmed_on": "The minutes cannot be confirmed in the future. Leave it empty until then."}
        )
    if confirmed_on and confirmed_on < meeting.met_on:
        raise ValidationError({"confirmed_on": "The minutes cannot be confirmed before the meeting took place."})
    row = Minute.objects.create(
        review=review,
        reference=reference.strip(),
        confirmed_on=confirmed_on,
        recorded_on=standing.today,
        recorded_at=now,
        recorded_by=by,
        once=once,
    )
    facts: dict[str, date] = {"confirmed_on": confirmed_on} if confirmed_on else {}
    record("review.minuted", review, row, by=by.pk, now=now, **facts)
    return row


@transaction.atomic
def send_back(*, review_id: UUID, reason: str, by: Person, now: datetime) -> Review:
    """A signatory refuses, or the review is set aside: it ends, and the reason is kept for good."""
    review = locked(review_id)
    standing = standing_of(by.pk, now)
    may_sign = review.awaits_signatures and signing_right(standing) is not None
    demand(obstacle_to_returning(standing, may_sign=may_sign, reason=reason))
    review.move_to(ReviewStatus.REFERRED_BACK)
    review.save(update_fields=["status"])
    kind = Return.Kind.SIGNATORY if may_sign else Return.Kind.SET_ASIDE
    row = Return.objects.create(review=review, kind=kind, reason=reason.strip(), person=by, returned_at=now)
    rows: list[Sealed] = [review, row]
    tell("review.returned", holder_ids(*RESPONSIBLE, on=standing.today) - {by.pk}, about=review, now=now)
    record("review.returned", *rows, by=by.pk, now=now, kind=kind)
    return review
