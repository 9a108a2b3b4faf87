"""Reminders: before a day comes, and once it has passed one level up. Safe to run twice, and on any number of workers."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.actions.conflicts import Holders
from incidents.clocks import Thing, doers_of, one_level_up, things_due
from notices.actions import tell
from school.days import add_school_days, is_school_day, local_date


@transaction.atomic
def remind(now: datetime) -> int:
    """Tell of what is due today or on the next school day, and of what is overdue; returns how many were told.

    Each is told once: `tell` ignores a repeat. On days without school nobody is reminded of anything.
    """
    today = local_date(now)
    if not is_school_day(today):
        return 0
    holders = Holders.on(today)
    things = things_due(until=add_school_days(today + timedelta(days=1), 0))
    # What was asked for today was told today.
    return sum(_remind(one, holders, now) for one in things if local_date(one.asked_at) < today)


def _remind(one: Thing, holders: Holders, now: datetime) -> int:
    doers = doers_of(one.incident, one.for_office, holders)
    if one.due >= local_date(now):
        return tell("case.due", doers, about=one.incident, now=now, key=one.key)
    above = one_level_up(one.incident, one.for_office, holders, now)
    return tell("case.overdue", doers, about=one.incident, now=now, key=one.key) + tell(
        "case.overdue_above", above, about=one.incident, now=now, key=one.key
    )
