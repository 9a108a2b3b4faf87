"""What can be asked about reviews: who may sign today, who votes on a day, when the next is due, what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from policy.models import History, Line, Policy, Review, Version
from policy.models.board import capacity_words
from policy.models.history import last_possible_day
from policy.partial_dates import a_year_after
from policy.review_permissions import SigningFacts
from policy.review_states import Decision
from school.days import local_date
from school.models import Appointment, Office, Person, School
from school.models.offices import BOARD
from school.standing import Standing

# The office under which somebody counts when they hold several.
_FIRST = (Office.CHAIR, Office.VICE_CHAIR, Office.DESIGNATED_GOVERNOR, Office.GOVERNOR)


@dataclass(frozen=True)
class SigningRight:
    """The line that a person may sign today, and as what."""

    line: str
    office: str
    is_acting: bool

    @property
    def capacity(self) -> str:
        return capacity_words(self.line, self.office, is_acting=self.is_acting)


def signing_right(by: Standing) -> SigningRight | None:
    """The Chair's line goes before: whoever is entitled to both signs that one, and somebody else the second."""
    if not by.is_active:
        return None
    second = School.get().second_signatory
    mine = _effective_offices(by)
    if Office.CHAIR in mine:
        return SigningRight(Line.CHAIR, Office.CHAIR, mine[Office.CHAIR])
    if Office.VICE_CHAIR in mine and not _chairs(by.today).exists():
        return SigningRight(Line.CHAIR, Office.VICE_CHAIR, True)
    if second in mine:
        return SigningRight(Line.SECOND, second, mine[second])
    return None


def _effective_offices(by: Standing) -> dict[str, bool]:
    """Office -> whether it is held as acting only."""
    rows = Appointment.objects.effective(by.today).filter(person_id=by.person_id)
    held: dict[str, bool] = {}
    for office, acting in rows.values_list("office", "is_acting"):
        held[office] = held.get(office, True) and acting
    return held


def _chairs(on: date) -> QuerySet[Appointment]:
    return Appointment.objects.effective(on).filter(office=Office.CHAIR, person__user__is_active=True)


def signers(on: date) -> dict[str, list[Person]]:
    """Line -> the people who may sign it on the day."""
    second = School.get().second_signatory
    rows = Appointment.objects.effective(on).filter(
        office__in=[Office.CHAIR, Office.VICE_CHAIR, second], person__user__is_active=True
    )
    by_office: dict[str, list[Person]] = {}
    for row in rows.select_related("person"):
        by_office.setdefault(row.office, []).append(row.person)
    chair = by_office.get(Office.CHAIR) or by_office.get(Office.VICE_CHAIR, [])
    return {Line.CHAIR: chair, Line.SECOND: [one for one in by_office.get(second, []) if one not in chair]}


def voters_on(day: date) -> dict[UUID, str]:
    """The voting members in post that day, and the office each counts under. The Principal is none."""
    rows = (
        Appointment.objects.effective(day)
        .filter(office__in=(*BOARD, Office.PRINCIPAL))
        .values_list("person_id", "office")
    )
    offices: dict[UUID, set[str]] = {}
    for person_id, office in rows:
        offices.setdefault(person_id, set()).add(office)
    return {
        person_id: next(office for office in _FIRST if office in held)
        for person_id, held in offices.items()
        if Office.PRINCIPAL not in held
    }


def principals_on(day: date) -> frozenset[UUID]:
    rows = Appointment.objects.effective(day).filter(office=Office.PRINCIPAL)
    return frozenset(rows.values_list("person_id", flat=True))


def text_in_force(policy: Policy, on: date) -> Version | None:
    """What "no change" signs again."""
    return Version.objects.in_force(on).for_policy(policy).select_related("policy").first()


def text_under_review(review: Review, on: date) -> Version | None:
    """The exact text that is looked at now, and signed in the end."""
    return review.signed_version or review.proposed or text_in_force(review.policy, on)


def signing_facts(review: Review, by: Standing, *, shown: str = "") -> SigningFacts:
    """Everything a signature is held against, read fresh."""
    right = signing_right(by)
    signatures = list(review.signatures.all())
    meeting = review.board_meeting
    current = review.signed_version.fingerprint_now() if review.signed_version else ""
    return SigningFacts(
        status=review.status,
        decision=meeting.decision if meeting else "",
        line=right.line if right else "",
        may_sign=right is not None,
        has_signed_before=any(row.person_id == by.person_id for row in signatures),
        is_line_signed=right is not None and any(row.line == right.line for row in signatures),
        shown=shown,
        current=current,
        bound=review.fingerprint,
        before_the_board=meeting.fingerprint if meeting else "",
        unsure=review.signed_version.clause_versions.filter(is_unsure=True).count() if review.signed_version else 0,
    )


class ReviewStanding(NamedTuple):
    """How a policy stands with its yearly review (10.1a; decision 18)."""

    last_signed: date | None
    next_due: date | None
    is_overdue: bool


def standing_of_review(policy: Policy, on: date) -> ReviewStanding:
    """(last complete sign-off, next review due, whether that is overdue) for one policy on a day."""
    return standings_of_reviews([policy], on)[policy.pk]


def standings_of_reviews(policies: Iterable[Policy], on: date) -> dict[UUID, ReviewStanding]:
    """The same for many policies, in three queries.

    Overdue is counted from the last complete sign-off: a policy in force that was never signed by both is
    overdue, whatever its document claims; the claim only says since when.
    """
    keys = [policy.pk for policy in policies]
    signed: dict[UUID, tuple[date, date]] = {}
    for key, at, due in (
        Review.objects.signed()
        .filter(policy__in=keys)
        .order_by("signed_at")
        .values_list("policy_id", "signed_at", "next_due")
    ):
        if at and due and local_date(at) <= on:
            signed[key] = (local_date(at), due)
    in_force = set(Version.objects.in_force(on).filter(policy__in=keys).values_list("policy_id", flat=True))
    claimed: dict[UUID, date] = {}
    for row in History.objects.filter(policy__in=keys):
        if (day := last_possible_day(row)) and day >= claimed.get(row.policy_id, day):
            claimed[row.policy_id] = day
    return {key: _standing(signed.get(key), claimed.get(key), key in in_force, on) for key in keys}


def _standing(signed: tuple[date, date] | None, claimed: date | None, is_in_force: bool, on: date) -> ReviewStanding:
    if signed:
        last, due = signed
        return ReviewStanding(last, due, due < on)
    return ReviewStanding(None, a_year_after(claimed) if claimed else None, is_in_force)


def new_text_of(policy: Policy) -> Version | None:
    """The draft that can be put before the board."""
    return Version.objects.drafts().for_policy(policy).select_related("policy").first()


def is_binding_at_the_meeting(decision: str) -> bool:
    """Whether the text is settled when the board decides; with changes it is settled by the first signature."""
    return decision in (Decision.APPROVE, Decision.NO_CHANGE)
