"""How often each gate stopped something: for the figures of a term, without a post, a person or a word."""

import uuid

from django.db import models

from approvals.models.talking import Stage


class GateRefusal(models.Model):
    """One gate said no at one stage. Written by itself after the refused act was rolled back, and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gate = models.CharField(max_length=30)
    stage = models.CharField(max_length=20, choices=Stage)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["at"], name="gate_refusal_by_time")]

    def __str__(self) -> str:
        return f"{self.gate} at {self.stage}"
