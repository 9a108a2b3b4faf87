"""Somebody at work says that what they said was a disclosure in the public interest (gap G11).

Public Interest Disclosure (Northern Ireland) Order 1998. While it is not answered, nothing is found about that person's
clauses and the case does not end: see Allegation.is_paused and Incident.is_paused, which the database holds.
"""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from audit.models import Sealed
from incidents.models.cases import Incident, IncidentPerson
from incidents.models.intake import How
from incidents.models.records.base import answered


class ClaimQuerySet(models.QuerySet["DisclosureClaim"]):
    def unanswered(self) -> Self:
        return self.filter(answer=None)


class DisclosureClaim(Sealed):
    """What a person concerned claims, as whoever leads wrote it down. Never changed."""

    SEALED: ClassVar[tuple[str, ...]] = ("incident", "subject", "claimed_on", "how", "words", "by", "at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="disclosure_claims")
    subject = models.ForeignKey(IncidentPerson, models.PROTECT, related_name="+")
    claimed_on = models.DateField()
    how = models.CharField(max_length=20, choices=How)
    words = models.TextField()
    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")
        constraints = [models.CheckConstraint(name="a_claim_says_what_is_claimed", condition=answered("words"))]

    def __str__(self) -> str:
        return f"Claim of {self.claimed_on:%d/%m/%Y}"


class DisclosureAnswer(Sealed):
    """How a claim was answered, after advice from somebody who can give it."""

    class Outcome(models.TextChoices):
        GOES_ON = "goes_on", "The case goes on: it was no such disclosure"
        IS_DISCLOSURE = "is_disclosure", "It is a disclosure: nobody is found at fault for having made it"

    SEALED: ClassVar[tuple[str, ...]] = ("claim", "outcome", "advice_from", "advised_on", "reason", "by", "at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True)
    claim = models.OneToOneField(DisclosureClaim, models.PROTECT, related_name="answer")
    outcome = models.CharField(max_length=20, choices=Outcome)
    advice_from = models.CharField(max_length=200)
    advised_on = models.DateField()
    reason = models.TextField()
    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_claim_is_answered_on_advice", condition=answered("advice_from", "reason")),
            models.CheckConstraint(
                name="a_claim_is_answered_one_way_or_the_other",
                condition=Q(outcome__in=["goes_on", "is_disclosure"]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_outcome_display())
