"""Reminders: before a day comes, and once it has passed one level up. Safe to run twice, and on any number of workers."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from incidents.clocks import Thing, Turns, things_due
from notices.actions import tell
from notices.models import Notice
from school.days import add_school_days, is_school_day, local_date

DUE, OVERDUE, ABOVE = "case.due", "case.overdue", "case.overdue_above"


@transaction.atomic
def remind(now: datetime) -> int:
    """Tell of what is due today or on the next school day, and of what is overdue; returns how many were told.

    Each person is told once of each thing. On days without school nobody is reminded of anything.
    """
    today = local_date(now)
    if not is_school_day(today):
        return 0
    # What was asked for today was told today.
    found = things_due(until=add_school_days(today + timedelta(days=1), 0))
    things = [one for one in found if local_date(one.asked_at) < today]
    turns = Turns([one.incident for one in things], now)
    known = set(
        Notice.objects.filter(kind__in=(DUE, OVERDUE, ABOVE), about_id__in=turns.ids).values_list(
            "recipient_id", "kind", "key"
        )
    )
    told = 0
    for one in things:
        for kind, people in _whom(one, turns, now):
            new = {person for person in people if (person, kind, one.key) not in known}
            told += tell(kind, new, about=one.incident, now=now, key=one.key) if new else 0
    return told


def _whom(one: Thing, turns: Turns, now: datetime) -> Iterable[tuple[str, set[UUID]]]:
    doers = turns.doers(one.incident, one.for_office)
    if one.due >= local_date(now):
        return [(DUE, doers)]
    return [(OVERDUE, doers), (ABOVE, turns.one_level_up(one.incident, one.for_office))]
