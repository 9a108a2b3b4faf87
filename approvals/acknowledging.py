"""Which official users are asked to read the policy again, and from when nothing of theirs goes out until they have.

An acknowledgement is of one version and lasts a year: another version in force, or the same day of the next year, asks
for it anew. The days that the person then has are the school's own target. It is computed, never stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from approvals.models import OfficialUser
from approvals.policies import policy_to_acknowledge
from policy.models import Version
from school.days import local_date
from school.models import Target


@dataclass(frozen=True)
class Owed:
    """What is to be acknowledged, since when it is asked, and the last day on which the person may still publish."""

    version: Version
    since: date
    due: date

    def is_overdue(self, on: date) -> bool:
        return self.due < on


def owed_by(entry: OfficialUser, on: date) -> Owed | None:
    """What this official user is asked to acknowledge again on a day; None when nothing is owed. Three queries."""
    version = policy_to_acknowledge(on)
    if version is None or entry.acknowledged_at is None:
        return None
    again = entry.reacknowledgements.last()
    read_id = again.policy_version_id if again else entry.policy_version_id
    read_on = local_date(again.at if again else entry.acknowledged_at)
    since = _a_year_after(read_on)
    if read_id != version.pk:
        since = min(since, max(read_on, _in_force_since(version)))
    if since > on:
        return None
    return Owed(version, since, since + timedelta(days=Target.value_of("reacknowledge_days")))


def owed_of(person_id: UUID, on: date) -> tuple[OfficialUser, Owed] | None:
    """The person's entry in force and what is owed for it, if anything."""
    entry = OfficialUser.objects.in_force(on).filter(person_id=person_id).first()
    owed = owed_by(entry, on) if entry else None
    return (entry, owed) if entry and owed else None


def is_overdue(person_id: UUID, on: date) -> bool:
    """Whether this official user publishes nothing until they have acknowledged the policy again."""
    found = owed_of(person_id, on)
    return found is not None and found[1].is_overdue(on)


def _in_force_since(version: Version) -> date:
    """The day from which it could be read: a version may be entered after the day on which it took effect."""
    effective = version.effective_from or date.min
    return max(effective, local_date(version.approved_at)) if version.approved_at else effective


def _a_year_after(day: date) -> date:
    """29 February -> 28, as everywhere in the portal."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
