"""What shows that something happened: where it can be seen and who holds it, before any picture (domain 2.0, rule 5)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from audit.models import Sealed
from incidents.models.cases import Incident


class Evidence(Sealed):
    """One piece of evidence as somebody noted it. Never changed: a correction is a row of its own (decision 14)."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "incident",
        "author",
        "at",
        "description",
        "holder",
        "address",
        "posted_on",
        "shown_author",
        "corrects",
        "from_reporter",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="evidence")
    author = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    description = models.TextField()
    # Whoever still has the post or the message: the portal's copy, if there is one, is not the original.
    holder = models.CharField(max_length=200)
    # Noted so that it can be reported and asked to be removed; never a link, so that nobody is led to a pupil's page.
    address = models.TextField(blank=True)
    posted_on = models.DateField(null=True)
    shown_author = models.CharField(max_length=200, blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction")
    # Sent with a report by whoever filed it, who reads nothing of the case.
    from_reporter = models.BooleanField(default=False)

    class Meta:
        ordering = ("at", "id")
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(name="evidence_is_described", condition=~Q(description="")),
            models.CheckConstraint(name="evidence_says_who_holds_the_original", condition=~Q(holder="")),
            models.CheckConstraint(name="evidence_corrects_another", condition=~Q(corrects=models.F("id"))),
        ]

    def __str__(self) -> str:
        return f"Evidence of {self.at:%d/%m/%Y}"


class Strike(Sealed):
    """A note that stands in the wrong place, such as another case's. The note stays; this says that it does not count."""

    SEALED: ClassVar[tuple[str, ...]] = ("evidence", "by", "at", "reason")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="strike")
    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(name="a_strike_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.evidence}, struck"
