"""Where a review of a policy stands, what may follow, and whose turn it is.

One review is one decision of the board. A referral back ends it; the next review of the same text
follows it, so that every refusal stays as it was.
"""

from django.db import models


class ReviewStatus(models.TextChoices):
    OPENED = "opened", "Open"
    STAFF_REVIEWED = "staff_reviewed", "Reviewed by the staff"
    APPROVED = "decided_approved", "Approved by the board"
    APPROVED_WITH_CHANGES = "decided_with_changes", "Approved with changes"
    NO_CHANGE = "no_change", "Kept unchanged by the board"
    REFERRED_BACK = "referred_back", "Sent back"
    SIGNED = "signed", "Signed"


class Decision(models.TextChoices):
    """What a board can decide; each leads to the status of the same value."""

    APPROVE = ReviewStatus.APPROVED.value, "Approve the new text"
    APPROVE_WITH_CHANGES = ReviewStatus.APPROVED_WITH_CHANGES.value, "Approve it with changes"
    NO_CHANGE = ReviewStatus.NO_CHANGE.value, "No change: sign the text in force again"
    REFER_BACK = ReviewStatus.REFERRED_BACK.value, "Refer it back"


AWAITS_SIGNATURES = frozenset({ReviewStatus.APPROVED, ReviewStatus.APPROVED_WITH_CHANGES, ReviewStatus.NO_CHANGE})
AWAITS_THE_BOARD = frozenset({ReviewStatus.OPENED, ReviewStatus.STAFF_REVIEWED})

MOVES: dict[str, frozenset[str]] = {
    ReviewStatus.OPENED: frozenset({ReviewStatus.STAFF_REVIEWED, ReviewStatus.REFERRED_BACK}),
    ReviewStatus.STAFF_REVIEWED: AWAITS_SIGNATURES | {ReviewStatus.REFERRED_BACK},
    ReviewStatus.APPROVED: frozenset({ReviewStatus.SIGNED, ReviewStatus.REFERRED_BACK}),
    ReviewStatus.APPROVED_WITH_CHANGES: frozenset({ReviewStatus.SIGNED, ReviewStatus.REFERRED_BACK}),
    ReviewStatus.NO_CHANGE: frozenset({ReviewStatus.SIGNED, ReviewStatus.REFERRED_BACK}),
    ReviewStatus.REFERRED_BACK: frozenset(),
    ReviewStatus.SIGNED: frozenset(),
}
TERMINAL: frozenset[str] = frozenset({ReviewStatus.REFERRED_BACK, ReviewStatus.SIGNED})
TURN: dict[str, str] = {
    ReviewStatus.OPENED: "the clerk or the Principal records the staff review",
    ReviewStatus.STAFF_REVIEWED: "the clerk or the Principal records the board's meeting and its decision",
    ReviewStatus.APPROVED: "the Chair and the second signatory sign",
    ReviewStatus.APPROVED_WITH_CHANGES: "the changes are made, then the Chair and the second signatory sign",
    ReviewStatus.NO_CHANGE: "the Chair and the second signatory sign the text in force again",
    ReviewStatus.REFERRED_BACK: "the clerk or the Principal opens the next review",
    ReviewStatus.SIGNED: "nobody until the next review is due; the minute reference may still be added",
}

WORKFLOWS = {"policy review": (ReviewStatus, MOVES)}
