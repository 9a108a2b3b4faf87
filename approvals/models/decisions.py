"""Decisions and publications: written once, kept for ever, guarded in the database itself."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from approvals.models.versions import PostVersion
from approvals.states import Verdict
from audit.models import Sealed


class RejectReason(models.TextChoices):
    """Why a post was turned down, for the figures; the words beside it are for the author."""

    NOT_NOW = "not_now", "It is not the time for it"
    REPEATED = "repeated", "It was posted already"
    NOT_OURS = "not_ours", "It is not for the school to post"
    PRIVACY = "privacy", "It tells too much about somebody"
    WRONG = "wrong", "Something in it is not right"
    OTHER = "other", "Another reason"


class Decision(Sealed):
    """The one answer to one version, by somebody who neither wrote nor asked for it.

    The two copied columns let the database itself compare the people; a trigger holds the copies
    to the version, and refuses an editor as decider (decision record 0051).
    """

    SEALED = (
        "version",
        "digest",
        "actor",
        "office",
        "appointment",
        "verdict",
        "comment",
        "at",
        "reason",
        "not_before",
        "not_after",
        "dropped",
        "accepted",
        "looked_at",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.OneToOneField(PostVersion, models.PROTECT, related_name="decision")
    digest = models.CharField(max_length=64)
    actor = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    office = models.CharField(max_length=40)
    appointment = models.ForeignKey("school.Appointment", models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    comment = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField()
    reason = models.CharField(max_length=20, choices=RejectReason, blank=True)
    # How the approver narrowed it: a later start, an earlier end, accounts left out; never wider.
    not_before = models.DateTimeField(null=True)
    not_after = models.DateTimeField(null=True)
    dropped = models.JSONField(default=list, blank=True)
    # What the approver said to each amber gate, by the gate's code.
    accepted = models.JSONField(default=dict, blank=True)
    # How many pictures the approver said that they had looked at, each at full size.
    looked_at = models.PositiveSmallIntegerField(default=0)
    requested_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    created_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["at"], name="decision_by_time")]
        constraints = [
            models.CheckConstraint(
                name="decision_not_by_requester",
                condition=~Q(actor=F("requested_by")) & ~Q(actor=F("created_by")),
            ),
            models.CheckConstraint(
                name="refusal_and_changes_have_a_reason",
                condition=Q(verdict=Verdict.APPROVE) | ~Q(comment=""),
            ),
            models.CheckConstraint(
                name="decision_is_taken_in_an_approving_office",
                condition=Q(office__in=["principal", "vice_principal"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.version_id}"

    @property
    def allows_out(self) -> bool:
        return self.verdict == Verdict.APPROVE

    @property
    def held_as(self) -> str:
        """The office as it was held that day, such as Acting Vice-Principal."""
        return f"Acting {self.appointment}" if self.appointment.is_acting else str(self.appointment)

    @property
    def opens(self) -> datetime | None:
        """The time from which it may go out: the author's, or the approver's if that is later."""
        return max((one for one in (self.version.not_before, self.not_before) if one), default=None)

    @property
    def closes(self) -> datetime | None:
        """The time after which it may not go out any more, if anybody set one."""
        return min((one for one in (self.version.not_after, self.not_after) if one), default=None)

    def expires_at(self, lasts: timedelta) -> datetime:
        """When the approval stops being good."""
        lapses = max(self.at, self.opens or self.at) + lasts
        return min(lapses, self.closes) if self.closes else lapses


class Publication(Sealed):
    """Where an approved version was put, by hand, and the address that proves it."""

    SEALED = ("version", "account", "digest", "permalink", "published_by", "published_at", "target")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(PostVersion, models.PROTECT, related_name="publications")
    account = models.ForeignKey("Account", models.PROTECT, related_name="publications")
    target = models.OneToOneField("PostTarget", models.PROTECT, null=True, related_name="publication")
    digest = models.CharField(max_length=64)
    permalink = models.URLField(max_length=500)
    published_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_at"]
        indexes = [models.Index(fields=["published_at"], name="publication_by_time")]
        constraints = [
            models.UniqueConstraint(name="a_version_is_published_once_per_account", fields=["version", "account"])
        ]

    def __str__(self) -> str:
        return self.permalink


class PublicationCheck(Sealed):
    """A second person who looked at the post where it stands, and found the approved words there."""

    SEALED = ("publication", "by", "at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.OneToOneField(Publication, models.PROTECT, related_name="check_by_another")
    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.publication_id} looked at by {self.by_id}"
