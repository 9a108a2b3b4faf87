"""What the board did with a review: the meeting, who was there, who signed what, and the minute."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from audit.models import Sealed
from policy.models.reviews import Review
from policy.models.versions import Version
from policy.review_states import Decision
from school.models import BoardKind, Office


class BoardMeeting(Sealed):
    """The meeting as it dealt with one review: quorum, votes and decision (domain part 5, step 8).

    The board as it was that day is copied here; later changes of the board change nothing. Copies of
    the staff review's day and of the number present let the database itself hold the order and the quorum.
    """

    SEALED: ClassVar[tuple[str, ...]] = (
        "review",
        "met_on",
        "board_kind",
        "voting_members",
        "quorum",
        "voting_present",
        "voting_withdrawn",
        "proposer",
        "seconder",
        "votes_for",
        "votes_against",
        "votes_abstained",
        "decision",
        "explanation",
        "fingerprint",
        "staff_reviewed_on",
        "recorded_at",
        "recorded_by",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.OneToOneField(Review, models.PROTECT, related_name="meeting")
    met_on = models.DateField()
    board_kind = models.CharField(max_length=20, choices=BoardKind)
    voting_members = models.PositiveSmallIntegerField()
    quorum = models.PositiveSmallIntegerField()
    voting_present = models.PositiveSmallIntegerField()
    voting_withdrawn = models.PositiveSmallIntegerField(default=0)
    proposer = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    seconder = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    votes_for = models.PositiveSmallIntegerField()
    votes_against = models.PositiveSmallIntegerField(default=0)
    votes_abstained = models.PositiveSmallIntegerField(default=0)
    decision = models.CharField(max_length=24, choices=Decision)
    # The reason of a referral, or the changes the board wants.
    explanation = models.TextField(blank=True)
    # The text as it lay before the board.
    fingerprint = models.CharField(max_length=64)
    staff_reviewed_on = models.DateField()
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_meeting_is_not_in_the_future", condition=Q(met_on__lte=F("recorded_on"))),
            models.CheckConstraint(
                name="staff_review_before_the_board", condition=Q(staff_reviewed_on__lte=F("met_on"))
            ),
            models.CheckConstraint(
                name="a_meeting_is_quorate",
                condition=Q(quorum__gte=1, voting_present__gte=F("quorum") + F("voting_withdrawn")),
            ),
            models.CheckConstraint(
                name="votes_are_at_most_the_voters_present",
                condition=Q(
                    voting_present__gte=F("votes_for")
                    + F("votes_against")
                    + F("votes_abstained")
                    + F("voting_withdrawn")
                ),
            ),
            models.CheckConstraint(name="a_decision_has_a_majority", condition=Q(votes_for__gt=F("votes_against"))),
            models.CheckConstraint(name="nobody_seconds_himself", condition=~Q(proposer=F("seconder"))),
            models.CheckConstraint(
                name="a_referral_or_change_is_explained",
                condition=~Q(decision__in=[Decision.REFER_BACK, Decision.APPROVE_WITH_CHANGES]) | ~Q(explanation=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Meeting of the board on {self.met_on}"

    @property
    def is_approving(self) -> bool:
        return self.decision != Decision.REFER_BACK


class Capacity(models.TextChoices):
    VOTING = "voting", "Present, with a vote"
    PRINCIPAL = "principal", "Principal, present without a vote"
    APOLOGIES = "apologies", "Sent apologies"


class Presence(Sealed):
    """One person at the meeting, once, as what they were that day."""

    SEALED: ClassVar[tuple[str, ...]] = ("meeting", "person", "capacity", "office", "has_withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(BoardMeeting, models.PROTECT, related_name="presences")
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=12, choices=Capacity)
    office = models.CharField(max_length=40, choices=Office)
    # Declared an interest and left for this item: neither counted for the quorum nor voting.
    has_withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ("person__sort_key", "person_id")
        constraints = [
            models.UniqueConstraint(name="nobody_is_at_a_meeting_twice", fields=["meeting", "person"]),
            models.CheckConstraint(
                name="only_a_voter_withdraws", condition=Q(has_withdrawn=False) | Q(capacity=Capacity.VOTING)
            ),
            models.CheckConstraint(
                name="the_principal_has_no_vote",
                condition=Q(capacity=Capacity.VOTING) & ~Q(office=Office.PRINCIPAL)
                | Q(capacity=Capacity.PRINCIPAL, office=Office.PRINCIPAL)
                | Q(capacity=Capacity.APOLOGIES),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_office_display()}"


class Line(models.TextChoices):
    CHAIR = "chair", "Chair's line"
    SECOND = "second", "Second line"


def capacity_words(line: str, office: str, *, is_acting: bool) -> str:
    """The office as it is printed under a signature."""
    label = Office(office).label
    if is_acting and line == Line.CHAIR and office == Office.VICE_CHAIR:
        return f"{label}, acting as Chair"
    return f"Acting {label}" if is_acting else label


class Signature(Sealed):
    """A person's signature, given that day in that office, over one exact text."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "review",
        "line",
        "person",
        "office",
        "is_acting",
        "version",
        "fingerprint",
        "signed_on",
        "signed_at",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="signatures")
    line = models.CharField(max_length=10, choices=Line)
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    office = models.CharField(max_length=40, choices=Office)
    # Appointed to act, or the Vice-Chair while there is no Chair.
    is_acting = models.BooleanField(default=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="signatures")
    fingerprint = models.CharField(max_length=64)
    signed_on = models.DateField()
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ("signed_at",)
        constraints = [
            models.UniqueConstraint(name="a_line_is_signed_once", fields=["review", "line"]),
            models.UniqueConstraint(name="one_person_never_signs_both_lines", fields=["review", "person"]),
            models.CheckConstraint(
                name="the_chairs_line_is_for_the_chair",
                condition=~Q(line=Line.CHAIR) | Q(office__in=[Office.CHAIR, Office.VICE_CHAIR]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.capacity}"

    @property
    def capacity(self) -> str:
        return capacity_words(self.line, self.office, is_acting=self.is_acting)


class Minute(Sealed):
    """Where the minutes record the decision, and when they were confirmed. The latest entry stands."""

    SEALED: ClassVar[tuple[str, ...]] = ("review", "reference", "confirmed_on", "recorded_at", "recorded_by")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="minutes")
    reference = models.CharField(max_length=80)
    confirmed_on = models.DateField(null=True, blank=True)
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="minutes_are_not_confirmed_in_the_future",
                condition=Q(confirmed_on=None) | Q(confirmed_on__lte=F("recorded_on")),
            ),
            models.CheckConstraint(name="a_minute_has_its_reference", condition=~Q(reference="")),
        ]

    def __str__(self) -> str:
        return self.reference


class Return(Sealed):
    """Why a review came back: the board referred it, a signatory refused, or it was set aside. Kept for good."""

    class Kind(models.TextChoices):
        BOARD = "board", "Referred back by the board"
        SIGNATORY = "signatory", "Signature refused"
        SET_ASIDE = "set_aside", "Set aside"

    SEALED: ClassVar[tuple[str, ...]] = ("review", "kind", "reason", "person", "returned_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="returns")
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.TextField()
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    returned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_review_comes_back_once", fields=["review"]),
            models.CheckConstraint(name="a_return_has_its_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason[:40]}"
