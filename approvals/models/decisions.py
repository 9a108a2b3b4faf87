"""Decisions and publications: written once, kept for ever, guarded in the database itself."""

import uuid

from django.db import models
from django.db.models import F, Q

from approvals.models.posts import PostVersion
from approvals.states import Verdict
from audit.models import Sealed


class Decision(Sealed):
    """The one answer to one version, by somebody who neither wrote nor asked for it.

    The two copied columns let the database itself compare the people; a trigger holds the copies
    to the version, and refuses an editor as decider (decision record 0051).
    """

    SEALED = ("version", "digest", "actor", "office", "appointment", "verdict", "comment", "at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.OneToOneField(PostVersion, models.PROTECT, related_name="decision")
    digest = models.CharField(max_length=64)
    actor = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    office = models.CharField(max_length=40)
    appointment = models.ForeignKey("school.Appointment", models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    comment = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField()
    requested_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    created_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at"]
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
    def held_as(self) -> str:
        """The office as it was held that day, such as Acting Vice-Principal."""
        return f"Acting {self.appointment}" if self.appointment.is_acting else str(self.appointment)


class Publication(Sealed):
    """Where an approved version was put, by hand, and the address that proves it."""

    SEALED = ("version", "account", "digest", "permalink", "published_by", "published_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(PostVersion, models.PROTECT, related_name="publications")
    account = models.ForeignKey("Account", models.PROTECT, related_name="publications")
    digest = models.CharField(max_length=64)
    permalink = models.URLField(max_length=500)
    published_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_at"]
        constraints = [
            models.UniqueConstraint(name="a_version_is_published_once_per_account", fields=["version", "account"])
        ]

    def __str__(self) -> str:
        return self.permalink
