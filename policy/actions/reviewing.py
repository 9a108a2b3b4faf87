"""Opening a review, choosing its text, entering the staff review, and what the document says of its past."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from notices.actions import tell
from policy.models import History, Policy, Review, StaffReview, Version
from policy.partial_dates import PartialDate
from policy.review_permissions import (
    RESPONSIBLE,
    obstacle_to_keeping,
    obstacles_to_staff_review,
)
from policy.review_states import AWAITS_THE_BOARD, ReviewStatus
from policy.reviewing import new_text_of, text_in_force
from policy.states import WrongState
from school.days import local_date
from school.models import Person
from school.obstacles import demand
from school.offices import holder_ids
from school.standing import Standing, standing_of

ONE_IS_OPEN = "A review of this policy is open already. Finish it, or set it aside, before the next."
NO_TEXT = "There is no text to review yet. Make a draft of the policy first."


def locked(review_id: UUID) -> Review:
    """The review under its row lock; every action begins with it."""
    return Review.objects.select_for_update().get(pk=review_id)


def demand_before_the_board(review: Review) -> None:
    if review.status not in AWAITS_THE_BOARD:
        raise WrongState("The board has decided already, so this stays as it was recorded.")


@transaction.atomic
def open_review(
    *, policy: Policy, reason: str, proposed: Version | None = None, once: UUID, by: Person, now: datetime
) -> Review:
    """Open the review of a policy, of a new text or of the text in force.

    Raises PermissionDenied or WrongState with the sentence; a repeat of `once` answers with the first review.
    """
    Policy.objects.select_for_update().get(pk=policy.pk)
    if found := Review.objects.filter(once=once).first():
        return found
    standing = standing_of(by.pk, now)
    demand(obstacle_to_keeping(standing))
    reviews = Review.objects.for_policy(policy)
    if reviews.open().exists():
        raise WrongState(ONE_IS_OPEN)
    if not (proposed or text_in_force(policy, standing.today)):
        raise WrongState(NO_TEXT)
    _demand_a_draft(proposed, policy)
    review = Review.objects.create(
        policy=policy,
        proposed=proposed,
        follows=reviews.filter(status=ReviewStatus.REFERRED_BACK).newest_first().first(),
        reason=reason,
        opened_at=now,
        opened_by=by,
        once=once,
    )
    tell("review.opened", holder_ids(*RESPONSIBLE, on=standing.today) - {by.pk}, about=review, now=now)
    record("review.opened", review, by=by.pk, now=now, reason=reason, new_text=proposed is not None)
    return review


def _demand_a_draft(proposed: Version | None, policy: Policy) -> None:
    if proposed is None:
        return
    if proposed.policy_id != policy.pk or not Version.objects.drafts().filter(pk=proposed.pk).exists():
        raise ValidationError({"text": "Only a draft of this policy can be put before the board. Choose it again."})


@transaction.atomic
def choose_text(*, review_id: UUID, proposed: Version | None, by: Person, now: datetime) -> Review:
    """Put another text before the board, until it decides."""
    review = locked(review_id)
    demand(obstacle_to_keeping(standing_of(by.pk, now)))
    demand_before_the_board(review)
    _demand_a_draft(proposed, review.policy)
    if review.proposed_id == (proposed.pk if proposed else None):
        return review
    review.proposed = proposed
    review.save(update_fields=["proposed"])
    record("review.text_chosen", review, by=by.pk, now=now, new_text=proposed is not None)
    return review


@transaction.atomic
def record_staff_review(
    *,
    review_id: UUID,
    held_on: date,
    form: str,
    took_part: int,
    comments: str = "",
    once: UUID,
    by: Person,
    now: datetime,
) -> StaffReview:
    """Enter that the staff reviewed the policy (10.2); until the board decides, a later entry corrects it."""
    review = locked(review_id)
    standing = standing_of(by.pk, now)
    demand(obstacle_to_keeping(standing))
    if found := StaffReview.objects.filter(once=once).first():
        return found
    demand_before_the_board(review)
    if wrong := obstacles_to_staff_review(held_on=held_on, took_part=took_part, today=standing.today):
        raise ValidationError(wrong)
    if review.status == ReviewStatus.OPENED:
        review.move_to(ReviewStatus.STAFF_REVIEWED)
        review.save(update_fields=["status"])
    row = StaffReview.objects.create(
        review=review,
        held_on=held_on,
        form=form,
        took_part=took_part,
        comments=comments,
        recorded_on=standing.today,
        recorded_at=now,
        recorded_by=by,
        once=once,
    )
    record("review.staff_reviewed", review, row, by=by.pk, now=now, held_on=held_on, took_part=took_part)
    return row


@transaction.atomic
def record_history(
    *,
    policy: Policy,
    version: Version,
    claimed: Mapping[str, str],
    written: str = "",
    staff_reviewed: str = "",
    approved: str = "",
    has_chair_signature: bool = False,
    has_second_signature: bool = False,
    by: Person,
    now: datetime,
) -> History:
    """Keep what a document says of its own past: partial dates (2020, 2020-11, 2020-12-05), nothing invented.

    It is never a complete sign-off, whatever it claims. Raises ValidationError for a date nobody can read.
    """
    demand(obstacle_to_keeping(standing_of(by.pk, now)))
    for name, text in (("written", written), ("staff_reviewed", staff_reviewed), ("approved", approved)):
        _demand_past(name, text, local_date(now))
    row = History.objects.create(
        policy=policy,
        version=version,
        claimed=dict(claimed),
        written=written,
        staff_reviewed=staff_reviewed,
        approved=approved,
        has_chair_signature=has_chair_signature,
        has_second_signature=has_second_signature,
        recorded_at=now,
        recorded_by=by,
    )
    record("review.history_recorded", row, by=by.pk, now=now, complete=False)
    return row


def _demand_past(name: str, text: str, today: date) -> None:
    try:
        first = PartialDate.read(text).code if text else ""
    except ValueError as wrong:
        raise ValidationError({name: str(wrong)}) from wrong
    if first > today.isoformat():
        raise ValidationError({name: "History cannot lie in the future."})


def texts_to_choose(policy: Policy, standing: Standing) -> dict[str, Version]:
    """Code -> text, for the form: the draft, and the text in force."""
    found = {"draft": new_text_of(policy), "in_force": text_in_force(policy, standing.today)}
    return {code: version for code, version in found.items() if version}
