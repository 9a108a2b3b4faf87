"""Reviews as the tests need them, in any state in one call, made by the actions that people use."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import uuid4

from policy.actions import reviewing, reviewing_board, reviewing_signatures
from policy.models import Policy, Review, Version
from policy.review_states import Decision, ReviewStatus
from school.days import local_date
from school.models import Person
from tests.factories.policy import PolicyFactory, VersionFactory
from tests.factories.school import OfficeHolderFactory


@dataclass
class Board:
    """A board that can meet: a Chair, a Vice-Chair, eight more voting members, the Principal and the clerk."""

    chair: Person = field(default_factory=lambda: OfficeHolderFactory("chair"))
    vice_chair: Person = field(default_factory=lambda: OfficeHolderFactory("vice_chair"))
    principal: Person = field(default_factory=lambda: OfficeHolderFactory("principal"))
    clerk: Person = field(default_factory=lambda: OfficeHolderFactory("clerk"))
    governors: list[Person] = field(default_factory=lambda: [OfficeHolderFactory("governor") for _ in range(8)])

    @property
    def voters(self) -> list[Person]:
        return [self.chair, self.vice_chair, *self.governors]


def policy_in_force(board: Board, **fields: object) -> Version:
    """A policy with one approved text of one clause."""
    return VersionFactory(policy=PolicyFactory(), created_by=board.principal, is_approved=True, clauses=[{}], **fields)


def draft_of(policy: Policy, board: Board, **fields: object) -> Version:
    return VersionFactory(policy=policy, created_by=board.principal, clauses=[{"wording": "New words."}], **fields)


def meeting_of(board: Board, met_on: date, **changes: object) -> reviewing_board.Meeting:
    """A quorate meeting that leaves the text as it is."""
    facts: dict[str, object] = {
        "met_on": met_on,
        "present": tuple(person.pk for person in board.voters),
        "proposer": board.governors[0].pk,
        "seconder": board.governors[1].pk,
        "votes_for": 9,
        "votes_against": 1,
        "decision": Decision.NO_CHANGE,
        "principal": board.principal.pk,
    }
    return reviewing_board.Meeting(**{**facts, **changes})  # type: ignore[arg-type]


def opened(board: Board, now: datetime, policy: Policy | None = None, proposed: Version | None = None) -> Review:
    policy = policy or policy_in_force(board).policy
    return reviewing.open_review(
        policy=policy, reason="yearly", proposed=proposed, once=uuid4(), by=board.clerk, now=now
    )


def review_at(status: str, board: Board, now: datetime, **meeting: object) -> Review:
    """A review in that state."""
    policy = policy_in_force(board).policy
    with_draft = status in (ReviewStatus.APPROVED, ReviewStatus.APPROVED_WITH_CHANGES)
    review = opened(board, now, policy, draft_of(policy, board) if with_draft else None)
    if status == ReviewStatus.OPENED:
        return review
    held_on = local_date(now) - timedelta(days=10)
    reviewing.record_staff_review(
        review_id=review.pk, held_on=held_on, form="meeting", took_part=20, once=uuid4(), by=board.clerk, now=now
    )
    if status != ReviewStatus.STAFF_REVIEWED:
        decision = Decision.NO_CHANGE if status == ReviewStatus.SIGNED else status
        explanation = "" if decision in (Decision.NO_CHANGE, Decision.APPROVE) else "Clause 1 is not clear."
        facts = {"decision": decision, "explanation": explanation, **meeting}
        entered = meeting_of(board, held_on + timedelta(days=3), **facts)
        reviewing_board.record_meeting(review_id=review.pk, meeting=entered, once=uuid4(), by=board.clerk, now=now)
    if status == ReviewStatus.SIGNED:
        sign(review, board.chair, now)
        sign(review, board.principal, now)
    return Review.objects.get(pk=review.pk)


def sign(review: Review, person: Person, now: datetime) -> object:
    """Sign as a person who has just read the page."""
    version = Review.objects.get(pk=review.pk).signed_version
    shown = version.fingerprint_now() if version else ""
    return reviewing_signatures.sign(review_id=review.pk, fingerprint=shown, by=person, now=now)
