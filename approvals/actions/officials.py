"""Official users: named in one form, acknowledged by the person, ended by either side.

The Principal's or Vice-Principal's form is nomination and approval at once, so the person's own
acknowledgement of the policy in force is what makes the entry active.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from approvals.delivery import hold_posts_of
from approvals.entrance import demand_own_form, enter
from approvals.models import EndReason, OfficialUser, Scope
from approvals.models.officials import RUNNING
from approvals.permissions import (
    obstacle_to_acknowledging,
    obstacle_to_ending,
    obstacle_to_naming,
    obstacle_to_suspending,
)
from approvals.policies import policy_to_acknowledge
from approvals.recording import record
from approvals.states import OfficialStatus, WrongState
from notices.actions import tell
from school.models import Person
from school.obstacles import demand
from school.offices import holder_ids
from school.standing import Standing, standing_of


def hold_entry(pk: UUID, by: UUID, now: datetime) -> tuple[OfficialUser, Standing]:
    """The entry, and every other open one of its person: in one order, since a new one may take an old one's place."""
    person_id = OfficialUser.objects.values_list("person_id", flat=True).get(pk=pk)
    rows = OfficialUser.objects.select_for_update(no_key=True, of=("self",))
    held = {row.pk: row for row in (rows.open() | rows.filter(pk=pk)).filter(person_id=person_id).order_by("pk")}
    return held[pk], enter(by, now)


def unanswered_of(person_id: UUID) -> list[OfficialUser]:
    """The person's entry that waits to be acknowledged, at most one. Callers hold the person's entries."""
    return list(OfficialUser.objects.unanswered().filter(person_id=person_id))


def end_entry(entry: OfficialUser, reason: str, on: date) -> None:
    entry.end_reason, entry.ended_on = reason, on
    entry.move_to(OfficialStatus.ENDED)


def hold_posts_of_entry(entry: OfficialUser, *, by: UUID | None, now: datetime) -> None:
    """What the person asked for is held with the entry that let them ask. The clock has no `by`."""
    reason = f"Its author's entry as an official user is {entry.get_status_display()}."
    for hold in hold_posts_of(entry.person_id, reason=reason, by=by, now=now):
        record("post.held", hold.request, hold, by=by, now=now, cause=hold.cause)


def _give_way(entry: OfficialUser, today: date, *, by: UUID, now: datetime) -> None:
    """The running entry, whose place the acknowledged one takes. A suspension is not shaken off by a new entry."""
    for running in OfficialUser.objects.running().filter(person_id=entry.person_id).exclude(pk=entry.pk):
        if running.status == OfficialStatus.SUSPENDED:
            raise WrongState("Your entry is suspended. You are asked again when it goes on.")
        end_entry(running, EndReason.REPLACED, today)
        record("official.ended", running, by=by, now=now, reason=running.end_reason)


def _make_room(person_id: UUID, by: UUID, now: datetime, today: date) -> None:
    """An entry whose last day has passed ends by itself; one still running is in the way."""
    for entry in OfficialUser.objects.select_for_update(no_key=True, of=("self",)).open().filter(person_id=person_id):
        if entry.ends_on >= today:
            raise WrongState(
                f"{entry.person} already has an entry ({entry.get_status_display()}). "
                "Open it to change its accounts or its last day: that makes the new entry."
            )
        end_entry(entry, EndReason.EXPIRED, today)
        record("official.ended", entry, by=by, now=now, reason=EndReason.EXPIRED)


@transaction.atomic
def name_official_user(
    *,
    once: UUID,
    person_id: UUID,
    account_ids: Iterable[UUID],
    may_pictures: bool,
    starts_on: date,
    ends_on: date,
    by: UUID,
    now: datetime,
    may_text: bool = True,
) -> OfficialUser:
    """Nominate and approve somebody in one step; the person is then asked to acknowledge."""
    standing = enter(by, now)
    if known := OfficialUser.objects.filter(once=once).first():
        demand_own_form(known.nominated_by_id, by)
        return known
    if person_id != by:
        Person.objects.select_for_update(no_key=True).get(pk=person_id)
    demand(obstacle_to_naming(standing, person_id, is_staff=standing_of(person_id, now).is_staff))
    _make_room(person_id, by, now, standing.today)
    accounts = sorted(set(account_ids))
    if not accounts:
        raise WrongState("Choose at least one account that this person may post on.")
    entry = OfficialUser.objects.create(
        once=once,
        person_id=person_id,
        may_text=may_text,
        may_pictures=may_pictures,
        starts_on=starts_on,
        ends_on=ends_on,
        nominated_by_id=by,
        nominated_at=now,
        approved_by_id=by,
        approved_at=now,
    )
    Scope.objects.bulk_create(Scope(official_user=entry, account_id=account) for account in accounts)
    tell("official.named", [person_id], about=entry, now=now)
    record("official.named", entry, by=by, now=now, person=person_id, accounts=accounts, until=ends_on)
    return entry


@transaction.atomic
def acknowledge_official_user(*, pk: UUID, version_id: UUID, by: UUID, now: datetime) -> OfficialUser:
    """The person signs the very text in force; its fingerprint is kept with the entry."""
    entry, standing = hold_entry(pk, by, now)
    demand(obstacle_to_acknowledging(standing, entry.person_id))
    version = policy_to_acknowledge(standing.today)
    if version is None:
        raise WrongState("No policy is in force yet, so there is nothing to acknowledge. Ask the Principal.")
    if version.pk != version_id:
        raise WrongState("The policy changed while you were reading. Read the new version, then acknowledge it.")
    entry.acknowledged_at = now
    entry.policy_version = version
    entry.policy_fingerprint = version.fingerprint or ""
    entry.move_to(OfficialStatus.ACKNOWLEDGED)
    if entry.approved_by_id:
        _give_way(entry, standing.today, by=by, now=now)
        entry.move_to(OfficialStatus.ACTIVE)
    told = holder_ids("principal", "vice_principal", on=standing.today) - {by}
    tell("official.acknowledged", told, about=entry, now=now)
    record("official.acknowledged", entry, by=by, now=now, version=version.pk)
    return entry


@transaction.atomic
def decline_official_use(*, pk: UUID, by: UUID, now: datetime) -> OfficialUser:
    """Speaking for the school is nobody's duty: the person named may say no, without a reason."""
    entry, standing = hold_entry(pk, by, now)
    demand(obstacle_to_acknowledging(standing, entry.person_id))
    entry.move_to(OfficialStatus.DECLINED)
    tell("official.declined", [entry.nominated_by_id], about=entry, now=now)
    record("official.declined", entry, by=by, now=now)
    return entry


@transaction.atomic
def suspend_official_user(*, pk: UUID, reason: str, by: UUID, now: datetime) -> OfficialUser:
    """Stop an official user for the moment; nothing of theirs is published meanwhile."""
    entry, standing = hold_entry(pk, by, now)
    demand(obstacle_to_suspending(standing, entry.person_id))
    entry.suspend_reason = reason
    entry.move_to(OfficialStatus.SUSPENDED)
    hold_posts_of_entry(entry, by=by, now=now)
    tell("official.suspended", [entry.person_id], about=entry, now=now, key=str(entry.row_version))
    record("official.suspended", entry, by=by, now=now)
    return entry


@transaction.atomic
def resume_official_user(*, pk: UUID, by: UUID, now: datetime) -> OfficialUser:
    entry, standing = hold_entry(pk, by, now)
    demand(obstacle_to_suspending(standing, entry.person_id))
    entry.suspend_reason = ""
    entry.move_to(OfficialStatus.ACTIVE)
    tell("official.resumed", [entry.person_id], about=entry, now=now, key=str(entry.row_version))
    record("official.resumed", entry, by=by, now=now)
    return entry


@transaction.atomic
def end_official_user(*, pk: UUID, reason: str, by: UUID, now: datetime) -> OfficialUser:
    """End an entry for good. Whoever gives up their own resigns, whatever was chosen."""
    entry, standing = hold_entry(pk, by, now)
    demand(obstacle_to_ending(standing, entry.person_id))
    own, was_running = entry.person_id == by, entry.status in RUNNING
    end_entry(entry, EndReason.RESIGNED if own else reason, standing.today)
    if was_running:
        for waiting in unanswered_of(entry.person_id):
            end_entry(waiting, entry.end_reason, standing.today)
            record("official.ended", waiting, by=by, now=now, reason=waiting.end_reason)
    if not OfficialUser.objects.running().filter(person_id=entry.person_id).exists():
        hold_posts_of_entry(entry, by=by, now=now)
    told = {entry.person_id, entry.nominated_by_id} - {by}
    tell("official.ended", told, about=entry, now=now)
    record("official.ended", entry, by=by, now=now, reason=entry.end_reason)
    return entry
