"""Which e-mails are made, and when: at most one a person, case and hour; what can wait goes into one a day.

Making an e-mail only puts rows into a letter. Whether each of them is still so is asked when it is sent.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from notices.models import Beat, Letter, Notice
from notices.register import Hours, calendar, codes_of, kinds
from notices.states import CALM, Pace

HOUR = timedelta(hours=1)


def gather(now: datetime) -> int:
    """Put what is due at `now` into letters, person by person; returns how many letters were made."""
    hours = calendar().hours(now)
    due = Q(kind__in=codes_of(Pace.AT_ONCE, Pace.ACCOUNT))
    if hours.is_open:
        due |= Q(kind__in=codes_of(Pace.SOON))
        if hours.gathers_until:
            due |= Q(kind__in=codes_of(Pace.DAILY), created_at__lt=hours.gathers_until)
    people = Notice.objects.ungathered().filter(due).order_by("recipient_id").values_list("recipient_id", flat=True)
    return sum(_letters_for(person_id, hours, now) for person_id in list(people.distinct()))


@transaction.atomic
def _letters_for(person_id: UUID, hours: Hours, now: datetime) -> int:
    """One gatherer at a time, whichever worker it runs in, so that two never write one person twice."""
    Beat.objects.get_or_create(name="notices.gathering", defaults={"next_at": now})
    Beat.objects.select_for_update().get(name="notices.gathering")
    rows: dict[Pace, list[Notice]] = defaultdict(list)
    for row in Notice.objects.to(person_id).ungathered().filter(kind__in=kinds).order_by("created_at", "id"):
        rows[kinds[row.kind].pace].append(row)
    lately = list(Letter.objects.to(person_id).lately(now - HOUR))
    letters = [_letter([row], Pace.ACCOUNT, now, row.about_id) for row in rows[Pace.ACCOUNT]]
    urgent = {one.about_id for one in lately if one.pace == Pace.AT_ONCE}
    for about_id in dict.fromkeys(row.about_id for row in rows[Pace.AT_ONCE] if row.about_id not in urgent):
        its_rows = [row for row in rows[Pace.AT_ONCE] if row.about_id == about_id]
        letters.append(_letter(its_rows, Pace.AT_ONCE, now, about_id))
        urgent.add(about_id)
    if hours.is_open and not any(one.pace in CALM for one in lately):
        calm = {pace: [row for row in rows[pace] if row.about_id not in urgent] for pace in CALM}
        is_time = any(hours.gathers_until and row.created_at < hours.gathers_until for row in calm[Pace.DAILY])
        is_soon = any(_has_waited(row, now) for row in calm[Pace.SOON])
        if is_soon or is_time:
            pace = Pace.SOON if is_soon else Pace.DAILY
            letters.append(_letter(calm[Pace.SOON] + calm[Pace.DAILY], pace, now))
    return len(letters)


def _has_waited(row: Notice, now: datetime) -> bool:
    """Whether its e-mail has been kept back long enough; nothing waits past the hours of the day it came in."""
    waits = kinds[row.kind].waits
    until = row.created_at + waits
    return not waits or until <= now or not calendar().hours(until).is_open


def _letter(rows: Sequence[Notice], pace: Pace, now: datetime, about_id: UUID | None = None) -> Letter:
    """A letter with these rows; one that goes out anyway takes along whatever waits for the daily e-mail."""
    letter = Letter.objects.create(recipient_id=rows[0].recipient_id, pace=pace, about_id=about_id, created_at=now)
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(letter=letter)
    return letter
