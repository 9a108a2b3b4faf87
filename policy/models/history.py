"""What a policy's document says of its own past, before the portal knew it."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from audit.models import Sealed
from policy.models.versions import Policy, Version
from policy.partial_dates import PartialDate


class History(Sealed):
    """What a document says of its own past, before the portal: claimed, incomplete, never filled in.

    Partial dates are kept as 2020, 2020-11 or 2020-12-05 (domain part 1b, G1-G4).
    """

    SEALED: ClassVar[tuple[str, ...]] = (
        "policy",
        "version",
        "claimed",
        "written",
        "staff_reviewed",
        "approved",
        "has_chair_signature",
        "has_second_signature",
        "recorded_at",
        "recorded_by",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="history")
    version = models.OneToOneField(Version, models.PROTECT, related_name="history")
    # Label -> the text exactly as the document has it.
    claimed = models.JSONField(default=dict)
    written = models.CharField(max_length=10, blank=True)
    staff_reviewed = models.CharField(max_length=10, blank=True)
    approved = models.CharField(max_length=10, blank=True)
    has_chair_signature = models.BooleanField(default=False)
    has_second_signature = models.BooleanField(default=False)
    is_complete = models.BooleanField(default=False, editable=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "history"
        constraints = [
            models.CheckConstraint(name="history_is_never_a_complete_sign_off", condition=Q(is_complete=False)),
        ]

    def __str__(self) -> str:
        return f"What {self.version} says of its own past"

    @property
    def approved_when(self) -> PartialDate | None:
        return PartialDate.read(self.approved) if self.approved else None

    @property
    def staff_reviewed_when(self) -> PartialDate | None:
        return PartialDate.read(self.staff_reviewed) if self.staff_reviewed else None

    @property
    def written_when(self) -> PartialDate | None:
        return PartialDate.read(self.written) if self.written else None

    @property
    def claims(self) -> list[tuple[str, str]]:
        """Each date in the document's own letters, with our reading of it where that differs."""
        readings = {
            "written": ("Written", self.written_when),
            "cover_review": ("Review dates on the cover", None),
            "staff_review": ("Staff review", self.staff_reviewed_when),
            "governors_approval": ("Governors' approval", self.approved_when),
        }
        found = []
        for key, words in self.claimed.items():
            label, reading = readings.get(key, (key, None))
            if words:
                differs = reading is not None and str(reading) != words
                found.append((label, f"{words} (read as {reading})" if differs else words))
        return found

    @property
    def gaps(self) -> list[str]:
        """What is missing or out of order, in sentences, for the review page."""
        found = []
        if not self.has_chair_signature:
            found.append("The Chair's signature line is empty.")
        if not self.has_second_signature:
            found.append("The second signature line is empty.")
        staff, approved = self.staff_reviewed_when, self.approved_when
        if approved and approved.day is None:
            found.append(f"The board's approval has no day: only {approved} is known.")
        if staff and approved and staff.last_day > approved.last_day:
            found.append(f"The staff review ({staff}) comes after the board's approval ({approved}).")
        if not approved:
            found.append("Nothing says when the board approved it.")
        return found


def last_possible_day(history: History) -> date | None:
    """The last day on which the board can have approved; what counts is never a kinder reading."""
    when = history.approved_when
    return when.last_day if when else None
