"""Gates of the time: far enough ahead when asked for, never past, and a window that opens before it closes."""

from __future__ import annotations

from datetime import timedelta

from approvals.gates.results import Level, Result
from approvals.gates.snapshot import Snapshot
from approvals.models import Stage
from school.days import LONDON

AHEAD = timedelta(minutes=30)


def schedule(seen: Snapshot) -> Result:
    """The school's own rule (design, G7): half an hour is the least in which somebody can decide."""
    if seen.opens is None:
        return Result("schedule", Level.GREEN, "It goes out as soon as it is approved.")
    opens = seen.opens.astimezone(LONDON)
    when = f"{opens:%H:%M} on {opens.day} {opens:%B %Y}"
    if seen.stage == Stage.SUBMIT and seen.opens <= seen.now:
        return Result(
            "schedule",
            Level.RED,
            "The time you asked for has passed. Give it a new time, or none, and send it again.",
        )
    if seen.stage == Stage.SUBMIT and seen.opens < seen.now + AHEAD:
        return Result(
            "schedule", Level.RED, "Give a time at least 30 minutes from now, or none, so that somebody can decide."
        )
    if seen.stage == Stage.APPROVE and seen.opens <= seen.now:
        return Result(
            "schedule",
            Level.RED,
            "The time asked for has passed. Ask for changes, so that the author can give a new time.",
        )
    if seen.stage == Stage.PUBLISH and seen.opens > seen.now:
        return Result("schedule", Level.RED, f"This post goes out from {when}. Come back then.")
    return Result("schedule", Level.GREEN, f"It goes out from {when}.")


def window(seen: Snapshot) -> Result:
    if seen.closes is None:
        return Result("window", Level.GREEN, "It may go out until the approval lapses.")
    if seen.closes <= seen.now:
        hint = "Give it a new time, or none, and send it again."
        return Result("window", Level.RED, f"The last time at which it is of use has passed. {hint}")
    if seen.opens and seen.closes <= seen.opens:
        return Result("window", Level.RED, "It would close before it opens. Give a later end, or an earlier start.")
    closes = seen.closes.astimezone(LONDON)
    return Result("window", Level.GREEN, f"No use after {closes:%H:%M} on {closes.day} {closes:%B %Y}.")
