"""Who runs out: the last official user of an account, and the second person who may approve. Computed, never stored."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from approvals.models import Account, OfficialUser, PostRequest, Scope
from approvals.permissions import APPROVERS
from approvals.states import OfficialStatus, PostStatus
from school.models import Appointment
from school.models.offices import NEEDS_CONFIRMATION

# The design asks for a month: long enough to find somebody, short enough not to be forgotten.
WARNED = timedelta(days=30)


@dataclass
class Lapse:
    """The accounts on which nobody may post after `last`; `entry` is the last official user's, None when there is none."""

    entry: OfficialUser | None
    last: date | None
    accounts: list[Account] = field(default_factory=list)

    @property
    def names(self) -> str:
        return " and ".join(str(one) for one in self.accounts)


def lapsing_accounts(today: date) -> list[Lapse]:
    """Open accounts whose last official user lapses within thirty days and whose next one was not asked. Three queries.

    An entry that waits for the person's yes and lasts longer is on its way: the person has it on their first page.
    """
    accounts = list(Account.objects.enabled())
    rows = Scope.objects.filter(official_user__ends_on__gte=today, official_user__person__user__is_active=True)
    covered: dict[UUID, list[OfficialUser]] = defaultdict(list)
    asked: dict[UUID, list[date]] = defaultdict(list)
    for scope in rows.select_related("official_user__person"):
        entry = scope.official_user
        if entry.status == OfficialStatus.ACTIVE:
            covered[scope.account_id].append(entry)
        elif entry.status in (OfficialStatus.NOMINATED, OfficialStatus.ACKNOWLEDGED):
            asked[scope.account_id].append(entry.ends_on)
    found: dict[UUID | None, Lapse] = {}
    for account in accounts:
        last = max(covered[account.pk], key=lambda one: (one.ends_on, one.pk), default=None)
        until = last.ends_on if last else today
        if until > today + WARNED or any(day > until for day in asked[account.pk]):
            continue
        key = last.pk if last else None
        found.setdefault(key, Lapse(last, last.ends_on if last else None)).accounts.append(account)
    return list(found.values())


@dataclass(frozen=True)
class Short:
    """From `since` fewer than two people may approve; `ends` is the appointment that ends before it, if one does."""

    since: date
    people: int
    ends: Appointment | None


def short_of_approvers(today: date) -> Short | None:
    """The first day within thirty on which fewer than two people hold one of the two offices. One query."""
    rows = Appointment.objects.not_over(today).filter(office__in=APPROVERS, person__user__is_active=True)
    rows = rows.filter(confirmed_at__isnull=False) if set(APPROVERS) <= set(NEEDS_CONFIRMATION) else rows
    held = list(rows.select_related("person"))
    ending = {one.ends_on + timedelta(days=1): one for one in held if one.ends_on and one.ends_on < today + WARNED}
    for day in sorted({today, *ending}):
        people = {one.person_id for one in held if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)}
        if len(people) < 2:
            return Short(day, len(people), ending.get(day))
    return None


def late_decisions(today: date) -> int:
    """How many posts still wait for a decision after the day on which it was due."""
    return PostRequest.objects.filter(status=PostStatus.SUBMITTED, due_on__lt=today).count()
