"""Where a version of a policy stands, and what may follow."""

from django.db import models


class WrongState(Exception):
    """The version has moved on since the page was shown; the sentence says where it stands."""


class VersionStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved"


MOVES: dict[str, frozenset[str]] = {
    VersionStatus.DRAFT: frozenset({VersionStatus.APPROVED}),
    VersionStatus.APPROVED: frozenset(),
}
TERMINAL: frozenset[str] = frozenset({VersionStatus.APPROVED})
TURN: dict[str, str] = {
    VersionStatus.DRAFT: "the Principal or the clerk confirms every clause",
    VersionStatus.APPROVED: "nobody: an approved version never changes",
}


class SignOff(models.TextChoices):
    COMPLETE = "complete", "Sign-off complete"
    INCOMPLETE = "incomplete", "Sign-off incomplete"


WORKFLOWS = {"policy version": (VersionStatus, MOVES)}
