"""What people write into a case. A mistake is corrected by a new entry; the first stays (decision 14)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from audit.models import Sealed
from incidents.models.cases import Incident


class Entry(Sealed):
    """One dated piece of writing by one person."""

    SEALED: ClassVar[tuple[str, ...]] = ("incident", "author", "at", "text", "corrects")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="entries")
    author = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction")

    class Meta:
        ordering = ("at", "id")
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(name="an_entry_has_words", condition=~Q(text="")),
            models.CheckConstraint(name="an_entry_corrects_another", condition=~Q(corrects=models.F("id"))),
        ]

    def __str__(self) -> str:
        return f"Entry of {self.at:%d/%m/%Y}"
