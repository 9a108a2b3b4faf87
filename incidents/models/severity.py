"""How serious a case is: what a person says, never what a clause says (gap G12). Saying it anew is a row of its own."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from audit.models import Sealed


class Severity(models.TextChoices):
    """The policy's own words are no measure: it forbids harmless things and advises against malicious ones."""

    MINOR = "minor", "Minor"
    MODERATE = "moderate", "Moderate"
    SERIOUS = "serious", "Serious"


class SeverityNote(Sealed):
    """Who said when, and why, how serious a case is. The newest is what the case shows."""

    SEALED: ClassVar[tuple[str, ...]] = ("incident", "severity", "reason", "by", "at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True)
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="severity_notes")
    severity = models.CharField(max_length=10, choices=Severity)
    reason = models.TextField(blank=True)
    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.CheckConstraint(name="severity_is_one_of_the_choices", condition=Q(severity__in=Severity.values))
        ]

    def __str__(self) -> str:
        return str(self.get_severity_display())
