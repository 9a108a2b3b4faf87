"""Telling in time who runs out. The clock's duty; each is told once for each entry or appointment."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from approvals.lapsing import lapsing_accounts, short_of_approvers
from notices.actions import tell
from school.days import local_date
from school.offices import holder_ids


@transaction.atomic
def warn_of_lapses(now: datetime) -> None:
    """The Principal hears of an account's last official user, or the Vice-Principal when it is the Principal's own entry.

    Of the second approver the Chair hears too, who appoints.
    """
    today = local_date(now)
    principal = holder_ids("principal", on=today)
    for lapse in lapsing_accounts(today):
        if lapse.entry is not None:
            others = principal - {lapse.entry.person_id} or holder_ids("vice_principal", on=today)
            told = others - {lapse.entry.person_id}
            tell("official.lapses", told, about=lapse.entry, now=now, key=str(lapse.entry.ends_on))
    short = short_of_approvers(today)
    if short is not None and short.ends is not None:
        chair = holder_ids("chair", on=today)
        tell("approver.lapses", principal | chair, about=short.ends, now=now, key=str(short.since))
