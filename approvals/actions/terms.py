"""The life of an official user's entry: another scope or term is a new entry, and the clock ends what is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from approvals.acknowledging import owed_by
from approvals.actions.officials import end_entry, hold_entry, hold_posts_of_entry, unanswered_of
from approvals.entrance import demand_own_form
from approvals.models import EndReason, OfficialUser, Reacknowledgement, Scope
from approvals.models.officials import LONGEST, RUNNING
from approvals.permissions import APPROVERS, obstacle_to_acknowledging, obstacle_to_naming
from approvals.policies import policy_to_acknowledge
from approvals.recording import record
from approvals.states import OfficialStatus, WrongState
from notices.actions import tell
from school.days import local_date
from school.obstacles import demand
from school.offices import holder_ids
from school.standing import standing_of

YEAR = timedelta(days=365)


@transaction.atomic
def change_official_user(
    *,
    pk: UUID,
    once: UUID,
    account_ids: Iterable[UUID],
    may_text: bool,
    may_pictures: bool,
    ends_on: date,
    by: UUID,
    now: datetime,
) -> OfficialUser:
    """Another scope or term, as a new entry; the old one is closed and never edited.

    What only narrows holds at once. What widens, or lasts longer, waits until the person has acknowledged the policy;
    until then the old entry holds.
    """
    entry, standing = hold_entry(pk, by, now)
    demand(obstacle_to_naming(standing, entry.person_id, is_staff=standing_of(entry.person_id, now).is_staff))
    if known := OfficialUser.objects.filter(once=once).first():
        demand_own_form(known.nominated_by_id, by)
        return known
    accounts = sorted(set(account_ids))
    starts_on = max(standing.today, entry.starts_on)  # what has not begun begins no sooner because it is changed
    _refuse(entry, accounts, may_text or may_pictures, ends_on, standing.today)
    had = set(entry.scopes.values_list("account_id", flat=True))
    is_same = (set(accounts), may_text, may_pictures) == (had, entry.may_text, entry.may_pictures)
    if is_same and ends_on == entry.ends_on:
        raise WrongState("This is what the entry says already, so nothing was changed.")
    for waiting in unanswered_of(entry.person_id):
        end_entry(waiting, EndReason.REPLACED, standing.today)
        record("official.ended", waiting, by=by, now=now, reason=waiting.end_reason)
    new = OfficialUser.objects.create(
        once=once,
        person_id=entry.person_id,
        replaces=entry,
        may_text=may_text,
        may_pictures=may_pictures,
        starts_on=starts_on,
        ends_on=ends_on,
        nominated_by_id=by,
        nominated_at=now,
        approved_by_id=by,
        approved_at=now,
    )
    Scope.objects.bulk_create(Scope(official_user=new, account_id=account) for account in accounts)
    widens = not had.issuperset(accounts) or may_text > entry.may_text or may_pictures > entry.may_pictures
    is_at_once = not widens and ends_on <= entry.ends_on
    taken_over = _take_over(new, entry, standing.today) if is_at_once else []
    tell("official.narrowed" if is_at_once else "official.named", [new.person_id], about=new, now=now)
    sealed = (new, entry, *taken_over)
    record("official.changed", *sealed, by=by, now=now, accounts=accounts, until=ends_on, at_once=is_at_once)
    return new


def _refuse(entry: OfficialUser, accounts: list[UUID], may_any: bool, ends_on: date, today: date) -> None:
    if entry.status not in RUNNING:
        raise WrongState(f"This entry is {entry.get_status_display()}. Name the person anew instead.")
    if not accounts or not may_any:
        raise WrongState("Choose at least one account, and text or pictures; or end the entry.")
    if not today <= ends_on <= today + LONGEST:
        raise WrongState("Choose a last day within twelve months from today.")
    if ends_on < entry.starts_on:
        begins = f"{entry.starts_on:%-d %B %Y}"
        raise WrongState(f"This entry begins on {begins}. Choose a last day from then on, or end the entry.")


def _take_over(new: OfficialUser, old: OfficialUser, today: date) -> list[Reacknowledgement]:
    """The narrower entry stands on what the person acknowledged for the wider one; a suspension stays.

    Returns what was acknowledged again since, as it now stands with the new entry.
    """
    reason, was = old.suspend_reason, old.status
    end_entry(old, EndReason.REPLACED, today)
    new.acknowledged_at, new.policy_version = old.acknowledged_at, old.policy_version
    new.policy_fingerprint, new.suspend_reason = old.policy_fingerprint, reason
    new.move_to(OfficialStatus.ACKNOWLEDGED)
    new.move_to(OfficialStatus.ACTIVE)
    if was == OfficialStatus.SUSPENDED:
        new.move_to(OfficialStatus.SUSPENDED)
    return [
        Reacknowledgement.objects.create(
            official_user=new,
            policy_version=again.policy_version,
            policy_fingerprint=again.policy_fingerprint,
            at=again.at,
        )
        for again in old.reacknowledgements.all()
    ]


@transaction.atomic
def renew_official_user(*, pk: UUID, by: UUID, now: datetime) -> OfficialUser:
    """The same accounts for another twelve months, in one press; it counts once the person has acknowledged the policy.

    A second press answers with the entry that waits already.
    """
    entry, standing = hold_entry(pk, by, now)
    demand(obstacle_to_naming(standing, entry.person_id, is_staff=standing_of(entry.person_id, now).is_staff))
    until = standing.today + YEAR
    if known := OfficialUser.objects.unanswered().filter(replaces=entry, ends_on__gte=until).first():
        return known
    return change_official_user(
        pk=pk,
        once=_once_of(entry, until),
        account_ids=list(entry.scopes.values_list("account_id", flat=True)),
        may_text=entry.may_text,
        may_pictures=entry.may_pictures,
        ends_on=until,
        by=by,
        now=now,
    )


def _once_of(entry: OfficialUser, until: date) -> UUID:
    """A press without a form of its own: each state of the entry asks once for each new term."""
    return uuid5(entry.pk, f"{until.isoformat()} {entry.row_version}")


@transaction.atomic
def acknowledge_again(*, pk: UUID, version_id: UUID, by: UUID, now: datetime) -> OfficialUser:
    """The official user signs the text in force again: a year has passed, or it is another text. Twice is once."""
    entry, standing = hold_entry(pk, by, now)
    demand(obstacle_to_acknowledging(standing, entry.person_id))
    if entry.status not in RUNNING:
        raise WrongState(f"This entry is {entry.get_status_display()}, so there is nothing to acknowledge for it.")
    version = policy_to_acknowledge(standing.today)
    if version is None or version.pk != version_id:
        raise WrongState("The policy changed while you were reading. Read the new version, then acknowledge it.")
    if owed_by(entry, standing.today) is None:
        return entry
    made = Reacknowledgement.objects.create(
        official_user=entry, policy_version=version, policy_fingerprint=version.fingerprint or "", at=now
    )
    record("official.acknowledged_again", entry, made, by=by, now=now, version=version.pk)
    return entry


@transaction.atomic
def expire_entries(*, person_id: UUID, now: datetime) -> None:
    """One person's entries whose last day has passed, read again under their lock.

    A renewal that waits outlives the entry, but never a suspension: with a suspended entry it ends, too.
    """
    today = local_date(now)
    rows = OfficialUser.objects.select_for_update(no_key=True, of=("self",)).open().filter(person_id=person_id)
    entries = list(rows.order_by("pk"))
    over = [one for one in entries if one.ends_on < today]
    if any(one.status == OfficialStatus.SUSPENDED for one in over):
        over = entries
    for entry in over:
        was_running = entry.status in RUNNING
        end_entry(entry, EndReason.EXPIRED, today)
        if was_running:
            hold_posts_of_entry(entry, by=None, now=now)
        told = {entry.person_id} | holder_ids(*APPROVERS, on=today)
        tell("official.ended", told, about=entry, now=now)
        record("official.ended", entry, by=None, now=now, reason=entry.end_reason)


def end_what_is_over(now: datetime) -> None:
    """The clock's duty: an entry whose last day has passed is ended, and what its person asked for waits. Once each.

    Each person's entries in a transaction of their own.
    """
    over = OfficialUser.objects.open().filter(ends_on__lt=local_date(now)).order_by("person_id")
    for person_id in list(over.values_list("person_id", flat=True).distinct()):
        expire_entries(person_id=person_id, now=now)
