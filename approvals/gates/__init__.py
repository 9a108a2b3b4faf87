"""The gates that a post passes when it is sent for approval, approved, let go on, and published.

A gate is a plain function of a snapshot. To add one: write it beside its like, give the snapshot what
it needs to know, and put it into GATES; every page and action then asks it. Each names the register of
the policy that it rests on, and the clause beside it is found by data.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from approvals.gates.pictures import (
    consents,
    described,
    embargo,
    face_and_name,
    may_picture,
    people_declared,
    pictures_ready,
)
from approvals.gates.results import Judged, Level, Result, ambers, reds, stops_in_words
from approvals.gates.snapshot import Snapshot, snapshot_of
from approvals.gates.text import fits_the_platform, other_policy, text_given
from approvals.gates.voice import account_open, no_freeze, official_user
from approvals.gates.when import schedule, window
from approvals.models import GateRun, PostVersion
from approvals.policies import clauses_of_registers
from audit.prepared import insert
from school.days import local_date

Gate = Callable[[Snapshot], Result]
# In the order in which they are read.
GATES: tuple[Gate, ...] = (
    text_given,
    fits_the_platform,
    other_policy,
    may_picture,
    pictures_ready,
    described,
    people_declared,
    consents,
    face_and_name,
    embargo,
    schedule,
    window,
    account_open,
    no_freeze,
    official_user,
)


def judge(seen: Snapshot) -> list[Judged]:
    """Ask every gate, and put the clause in force beside each. One query."""
    clauses = clauses_of_registers(local_date(seen.now))
    results = [gate(seen) for gate in GATES]
    return [Judged(one.code, one.level, one.sentence, clauses.get(one.register, "")) for one in results]


def keep_run(
    version: PostVersion,
    results: list[Judged],
    *,
    stage: str,
    now: datetime,
    by: UUID | None,
    account_id: UUID | None = None,
) -> GateRun:
    """Keep what the gates said at this moment."""
    data = [one.as_data() for one in results]
    run = GateRun(version=version, account_id=account_id, stage=stage, results=data, by_id=by, at=now)
    insert([run])
    return run


__all__ = [
    "GATES",
    "Judged",
    "Level",
    "Result",
    "Snapshot",
    "ambers",
    "judge",
    "keep_run",
    "reds",
    "snapshot_of",
    "stops_in_words",
]
