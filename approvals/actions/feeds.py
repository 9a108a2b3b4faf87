"""A person's own calendar address: made anew with a press, which ends the one before."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from approvals.entrance import enter
from approvals.models import CalendarAddress
from approvals.permissions import obstacle_to_suggesting
from audit.actions import record
from school.obstacles import demand


def _end_open_ones(by: UUID, now: datetime) -> int:
    rows = CalendarAddress.objects.select_for_update(no_key=True).open().filter(person_id=by)
    for row in rows:
        row.ended_at = now
        row.save()
        record("calendar.ended", row, by=by, now=now)
    return len(rows)


@transaction.atomic
def make_calendar_address(*, by: UUID, now: datetime) -> CalendarAddress:
    """A new address; the one before answers nobody from now on."""
    standing = enter(by, now)
    demand(obstacle_to_suggesting(standing))
    _end_open_ones(by, now)
    made = CalendarAddress.objects.create(person_id=by, made_at=now)
    record("calendar.made", made, by=by, now=now)
    return made


@transaction.atomic
def end_calendar_address(*, by: UUID, now: datetime) -> int:
    """End one's own address. Returns how many were open."""
    enter(by, now)
    return _end_open_ones(by, now)
