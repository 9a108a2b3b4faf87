"""The review of a policy, from its opening to its two signatures."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from audit.models import Sealed
from policy.models.versions import Policy, Version
from policy.review_states import (
    AWAITS_SIGNATURES,
    AWAITS_THE_BOARD,
    MOVES,
    TERMINAL,
    TURN,
    ReviewStatus,
)
from policy.states import WrongState
from school.models import Office
from school.references import new_reference
from school.standing import Standing

if TYPE_CHECKING:
    from policy.models.board import BoardMeeting, Minute, Signature

# The doors of the governors' site (domain part 3.2, "Policy versions, reviews").
READS_REVIEWS = (
    Office.CHAIR,
    Office.VICE_CHAIR,
    Office.PRINCIPAL,
    Office.CLERK,
    Office.GOVERNOR,
    Office.DESIGNATED_GOVERNOR,
)


class Reason(models.TextChoices):
    """Why a policy is reviewed: every year (10.1a), or earlier (10.1b)."""

    YEARLY = "yearly", "The yearly review"
    NEW_TECHNOLOGY = "new_technology", "New technology"
    NEW_THREAT = "new_threat", "A new threat to safety online"
    INCIDENTS = "incidents", "Incidents that have taken place"
    LAW_OR_CIRCULAR = "law_or_circular", "A new law or circular"
    BOARD_REQUEST = "board_request", "The board asked for it"


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, standing: Standing) -> Self:
        """Whoever may open the governors' site sees every review; nobody else sees one."""
        return self.all() if standing.holds(*READS_REVIEWS) else self.none()

    def open(self) -> Self:
        return self.exclude(status__in=TERMINAL)

    def signed(self) -> Self:
        return self.filter(status=ReviewStatus.SIGNED)

    def for_policy(self, policy: Policy | uuid.UUID) -> Self:
        return self.filter(policy=policy)

    def newest_first(self) -> Self:
        return self.order_by("-opened_at", "-id")

    def whole(self) -> Self:
        """With everything that its page shows."""
        return self.select_related(
            "policy",
            "proposed__policy",
            "signed_version__policy",
            "opened_by",
            "follows",
            "meeting__proposer",
            "meeting__seconder",
        ).prefetch_related(
            "staff_reviews__recorded_by",
            "meeting__presences__person",
            "signatures__person",
            "minutes",
            "returns__person",
        )


class Review(Sealed):
    """One review of one policy, leading to one decision of the board and two signatures.

    `proposed` is the new text put before the board; none means that the text in force is looked at.
    `signed_version` is what the decision settles to be signed.
    """

    SEALED: ClassVar[tuple[str, ...]] = (
        "reference",
        "policy",
        "proposed",
        "signed_version",
        "follows",
        "reason",
        "status",
        "opened_at",
        "opened_by",
        "approved_on",
        "fingerprint",
        "next_due",
        "signed_at",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="reviews")
    proposed = models.ForeignKey(
        Version, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="new text"
    )
    signed_version = models.ForeignKey(Version, models.PROTECT, related_name="reviews", null=True, blank=True)
    follows = models.ForeignKey("self", models.PROTECT, related_name="followed_by", null=True, blank=True)
    reason = models.CharField(max_length=20, choices=Reason)
    status = models.CharField(max_length=24, choices=ReviewStatus, default=ReviewStatus.OPENED)
    opened_at = models.DateTimeField("opened")
    opened_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    approved_on = models.DateField("approved by the board", null=True, blank=True)
    # What every signature must be given over: the board's own text, or the first signature's after changes.
    fingerprint = models.CharField(max_length=64, blank=True)
    next_due = models.DateField(null=True, blank=True)
    signed_at = models.DateTimeField("signed", null=True, blank=True)
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_review_of_a_policy", fields=["policy"], condition=~Q(status__in=TERMINAL)
            ),
            models.CheckConstraint(
                name="a_review_to_be_signed_has_its_text_and_day",
                condition=~Q(status__in=AWAITS_SIGNATURES | {ReviewStatus.SIGNED})
                | Q(approved_on__isnull=False, signed_version__isnull=False),
            ),
            models.CheckConstraint(
                name="a_signed_review_is_bound_and_has_its_next_day",
                condition=~Q(fingerprint="")
                & Q(
                    status=ReviewStatus.SIGNED,
                    next_due__isnull=False,
                    signed_at__isnull=False,
                    next_due__gt=F("approved_on"),
                )
                | ~Q(status=ReviewStatus.SIGNED) & Q(next_due=None, signed_at=None),
            ),
            models.CheckConstraint(
                name="nothing_is_approved_before_the_board_decides",
                condition=~Q(status__in=AWAITS_THE_BOARD) | Q(approved_on=None, signed_version=None, fingerprint=""),
            ),
        ]
        indexes = [models.Index(fields=["policy", "status", "-signed_at"], name="policy_review_signed")]

    def __str__(self) -> str:
        return f"Review {self.reference} of {self.policy}"

    @property
    def turn(self) -> str:
        """Whose turn it is; once one line is signed, only the other's."""
        signed = {row.line for row in self.signatures.all()} if self.awaits_signatures else set()
        if not signed:
            return TURN[self.status]
        return "the second signatory signs" if "chair" in signed else "the Chair signs"

    @property
    def is_open(self) -> bool:
        return self.status not in TERMINAL

    @property
    def awaits_signatures(self) -> bool:
        return self.status in AWAITS_SIGNATURES

    @property
    def staff_review(self) -> "StaffReview | None":
        """The entry that stands: the latest."""
        return max(self.staff_reviews.all(), key=lambda row: row.recorded_at, default=None)

    @property
    def board_meeting(self) -> "BoardMeeting | None":
        return getattr(self, "meeting", None)

    @property
    def minute(self) -> "Minute | None":
        """The minute reference that stands: the latest."""
        return max(self.minutes.all(), key=lambda row: row.recorded_at, default=None)

    def signature_on(self, line: str) -> "Signature | None":
        return next((row for row in self.signatures.all() if row.line == line), None)

    def move_to(self, target: str) -> None:
        """Take one legal step. Callers hold the row's lock: see actions."""
        if target not in MOVES[self.status]:
            label = self.get_status_display().lower()
            raise WrongState(f"This review has moved on: it is {label}. Look at its page to see what is next.")
        self.status = target


class StaffReviewForm(models.TextChoices):
    MEETING = "meeting", "A staff meeting"
    TRAINING_DAY = "training_day", "A training day"
    IN_WRITING = "in_writing", "Comments in writing"
    SEVERAL = "several", "In several ways"


class StaffReview(Sealed):
    """All staff looked at the text (10.2). A later entry corrects an earlier one until the board decides."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "review",
        "held_on",
        "form",
        "took_part",
        "comments",
        "recorded_at",
        "recorded_by",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="staff_reviews")
    held_on = models.DateField()
    form = models.CharField(max_length=20, choices=StaffReviewForm)
    took_part = models.PositiveSmallIntegerField()
    comments = models.TextField(blank=True)
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_staff_review_is_not_in_the_future", condition=Q(held_on__lte=F("recorded_on"))
            ),
            models.CheckConstraint(name="somebody_took_part_in_a_staff_review", condition=Q(took_part__gte=1)),
        ]

    def __str__(self) -> str:
        return f"Staff review of {self.held_on}"
