"""Signing a review: two people, two lines, one exact text; with the second signature it comes into force."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from notices.actions import tell
from policy.actions.reviewing import locked
from policy.actions.versions import TOLD, seal
from policy.models import READS_REVIEWS, Review, Signature, Version
from policy.partial_dates import a_year_after
from policy.review_permissions import obstacle_to_signing
from policy.review_states import ReviewStatus
from policy.reviewing import SigningRight, signing_facts, signing_right
from policy.states import SignOff, WrongState
from school.models import Person
from school.obstacles import demand
from school.offices import holder_ids
from school.standing import Standing, standing_of


@transaction.atomic
def sign(*, review_id: UUID, fingerprint: str, by: Person, now: datetime) -> Signature:
    """Sign the line that is this person's today, over the text whose fingerprint the page showed.

    Raises PermissionDenied with the obstacle; WrongState for a second press.
    """
    review = locked(review_id)
    standing = standing_of(by.pk, now)
    if review.signatures.filter(person=by).exists():
        raise WrongState("You have signed this review already. One person never signs both lines.")
    facts = signing_facts(review, standing, shown=fingerprint)
    demand(obstacle_to_signing(facts))
    right = signing_right(standing)
    version = review.signed_version
    if right is None or version is None:
        raise WrongState("Nothing waits for your signature here.")
    row = _written(review, version, right, facts.current, standing, by, now)
    changed: list[Version] = []
    if not review.fingerprint:
        review.fingerprint = facts.current
        review.save(update_fields=["fingerprint"])
    if review.signatures.count() == len(("chair", "second")):
        changed = [_completed(review, version, standing, by, now)]
        told = holder_ids(*READS_REVIEWS, on=standing.today) - {by.pk}
        tell("review.completed", told, about=review, now=now)
    record(
        "review.signed", review, row, *changed,
        by=by.pk, now=now, line=row.line, office=row.office, acting=row.is_acting, complete=bool(changed),
    )  # fmt: skip
    return row


def _written(
    review: Review,
    version: Version,
    right: SigningRight,
    fingerprint: str,
    standing: Standing,
    by: Person,
    now: datetime,
) -> Signature:
    return Signature.objects.create(
        review=review,
        line=right.line,
        person=by,
        office=right.office,
        is_acting=right.is_acting,
        version=version,
        fingerprint=fingerprint,
        signed_on=standing.today,
        signed_at=now,
    )


def _completed(review: Review, version: Version, standing: Standing, by: Person, now: datetime) -> Version:
    """Both lines are signed: lock the review, set the next day, and let the text come into force."""
    if review.approved_on is None:
        raise WrongState("The day of the board's approval is missing.")
    review.move_to(ReviewStatus.SIGNED)
    review.signed_at = now
    review.next_due = a_year_after(review.approved_on)
    review.save(update_fields=["status", "signed_at", "next_due"])
    return _in_force(version, standing, by, now)


def _in_force(version: Version, standing: Standing, by: Person, now: datetime) -> Version:
    """A new text is in force from its effective day, never before both signatures (decision 19)."""
    if version.is_draft:
        starts = max(version.effective_from or standing.today, standing.today)
        seal(version, effective_from=starts, by=by, now=now)
        tell("policy.in_force", holder_ids(*TOLD, on=standing.today) - {by.pk}, about=version, now=now)
    if not version.is_signed_off:
        Version.objects.filter(pk=version.pk).update(sign_off=SignOff.COMPLETE)
    return version
