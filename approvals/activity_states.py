"""The states of a curriculum activity, and whose turn it is. Imports nothing of ours.

That an activity is running or over is no state: its days say so, and no job has to write it.
"""

from __future__ import annotations

from django.db import models


class ActivityStatus(models.TextChoices):
    SUBMITTED = "submitted", "waiting for a decision"
    CHANGES_REQUESTED = "changes_requested", "changes asked for"
    APPROVED = "approved", "approved"
    REFUSED = "refused", "refused"
    SUSPENDED = "suspended", "suspended"
    CANCELLED = "cancelled", "called off"
    COMPLETED = "completed", "completed"


_IS = ActivityStatus
ACTIVITY_MOVES: dict[str, frozenset[str]] = {
    _IS.SUBMITTED: frozenset({_IS.APPROVED, _IS.CHANGES_REQUESTED, _IS.REFUSED, _IS.CANCELLED, _IS.SUSPENDED}),
    _IS.CHANGES_REQUESTED: frozenset({_IS.SUBMITTED, _IS.CANCELLED, _IS.SUSPENDED}),
    _IS.APPROVED: frozenset({_IS.SUBMITTED, _IS.SUSPENDED, _IS.CANCELLED, _IS.COMPLETED}),
    _IS.SUSPENDED: frozenset({_IS.APPROVED, _IS.CANCELLED, _IS.COMPLETED}),
    _IS.REFUSED: frozenset(),
    _IS.CANCELLED: frozenset(),
    _IS.COMPLETED: frozenset(),
}
ACTIVITY_TURN: dict[str, str] = {
    _IS.SUBMITTED: "the Principal or the Vice-Principal",
    _IS.CHANGES_REQUESTED: "the teacher in charge",
    _IS.APPROVED: "nobody",
    _IS.SUSPENDED: "the Principal or the Vice-Principal",
    _IS.REFUSED: "nobody",
    _IS.CANCELLED: "nobody",
    _IS.COMPLETED: "nobody",
}
# What was approved holds in these: also while a wider version waits.
HOLDS = frozenset({_IS.APPROVED, _IS.SUBMITTED, _IS.CHANGES_REQUESTED})
