"""Where a case, a step and a finding stand, what may follow, and whose turn it is."""

from django.db import models


class WrongState(Exception):
    """The case has moved on since the page was shown; the sentence says what to do now."""


class IncidentStatus(models.TextChoices):
    RECEIVED = "received", "Received"
    BEING_HANDLED = "being_handled", "Being handled"
    CLOSED = "closed", "Closed"
    RECORDED_IN_ERROR = "recorded_in_error", "Recorded in error"


MOVES: dict[str, frozenset[str]] = {
    IncidentStatus.RECEIVED: frozenset({IncidentStatus.BEING_HANDLED, IncidentStatus.RECORDED_IN_ERROR}),
    IncidentStatus.BEING_HANDLED: frozenset({IncidentStatus.CLOSED, IncidentStatus.RECORDED_IN_ERROR}),
    IncidentStatus.CLOSED: frozenset({IncidentStatus.BEING_HANDLED}),
    IncidentStatus.RECORDED_IN_ERROR: frozenset({IncidentStatus.RECEIVED}),
}
# Nothing is final for ever: a case may be reopened, and keeps its history.
TERMINAL: frozenset[str] = frozenset()
ENDED: frozenset[str] = frozenset({IncidentStatus.CLOSED, IncidentStatus.RECORDED_IN_ERROR})
TURN: dict[str, str] = {
    IncidentStatus.RECEIVED: "the leader confirms what kind of case it is",
    IncidentStatus.BEING_HANDLED: "the leader and whoever a step is waiting for",
    IncidentStatus.CLOSED: "nobody",
    IncidentStatus.RECORDED_IN_ERROR: "nobody",
}


class StepStatus(models.TextChoices):
    OPEN = "open", "To do"
    DONE = "done", "Done"
    EXCUSED = "excused", "Not needed"


STEP_MOVES: dict[str, frozenset[str]] = {
    StepStatus.OPEN: frozenset({StepStatus.DONE, StepStatus.EXCUSED}),
    StepStatus.DONE: frozenset({StepStatus.OPEN}),
    StepStatus.EXCUSED: frozenset({StepStatus.OPEN}),
}
STEP_TERMINAL: frozenset[str] = frozenset()
STEP_TURN: dict[str, str] = {
    StepStatus.OPEN: "whoever the step names",
    StepStatus.DONE: "nobody",
    StepStatus.EXCUSED: "nobody",
}


class Finding(models.TextChoices):
    ALLEGED = "alleged", "Alleged"
    FOUND = "found", "Found"
    NOT_FOUND = "not_found", "Not found"
    AS_WRITTEN = "as_written_no_fault", "As written, but no fault"


FINDING_MOVES: dict[str, frozenset[str]] = {
    Finding.ALLEGED: frozenset({Finding.FOUND, Finding.NOT_FOUND, Finding.AS_WRITTEN}),
    Finding.FOUND: frozenset({Finding.ALLEGED}),
    Finding.NOT_FOUND: frozenset({Finding.ALLEGED}),
    Finding.AS_WRITTEN: frozenset({Finding.ALLEGED}),
}
FINDING_TERMINAL: frozenset[str] = frozenset()
FINDING_TURN: dict[str, str] = {
    Finding.ALLEGED: "the leader, once it has been looked into",
    Finding.FOUND: "nobody",
    Finding.NOT_FOUND: "nobody",
    Finding.AS_WRITTEN: "nobody",
}

WORKFLOWS = {
    "incident": (IncidentStatus, MOVES),
    "incident step": (StepStatus, STEP_MOVES),
    "finding": (Finding, FINDING_MOVES),
}


class ReportStatus(models.TextChoices):
    """All that a reporter learns: where their report stands, never how it is handled."""

    RECEIVED = "received", "Received"
    BEING_HANDLED = "being_handled", "Being handled"
    CLOSED = "closed", "Closed"


def status_for_reporter(statuses: list[str]) -> ReportStatus:
    """One word for all that came of a report, so that nobody can count cases from it."""
    if statuses and all(status in ENDED for status in statuses):
        return ReportStatus.CLOSED
    if any(status == IncidentStatus.BEING_HANDLED or status in ENDED for status in statuses):
        return ReportStatus.BEING_HANDLED
    return ReportStatus.RECEIVED
