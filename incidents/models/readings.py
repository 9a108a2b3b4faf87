"""When each reader first and last opened a case: counted as it is read, so that no page walks the record for it."""

import uuid

from django.db import models

from incidents.models.cases import Incident


class Reading(models.Model):
    """One person and one case. The record keeps every opening; this row keeps the first and the last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="readings")
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    first_opened_at = models.DateTimeField()
    last_opened_at = models.DateTimeField()

    class Meta:
        ordering = ("first_opened_at", "id")
        constraints = [models.UniqueConstraint(name="a_reader_is_counted_once", fields=["incident", "person"])]

    def __str__(self) -> str:
        return f"{self.person}, last on {self.last_opened_at:%-d %B %Y}"
