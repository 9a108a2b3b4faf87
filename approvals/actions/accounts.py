"""Keeping the register of official accounts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from approvals.entrance import demand_own_form, enter
from approvals.models import Account
from approvals.permissions import obstacle_to_keeping_registers
from approvals.states import WrongState
from audit.actions import record
from school.obstacles import demand
from school.unmoved import demand_unmoved, mark_of

WHO_GETS_IN = ("holder", "second_holder", "recovery_contact")


@transaction.atomic
def add_account(
    *,
    once: UUID,
    platform: str,
    handle: str,
    url: str,
    holder_id: UUID,
    second_holder_id: UUID,
    recovery_contact: str,
    by: UUID,
    now: datetime,
) -> Account:
    """Enter an account that speaks for the school, with the two people who can get in."""
    standing = enter(by, now)
    demand(obstacle_to_keeping_registers(standing))
    if known := Account.objects.filter(once=once).first():
        demand_own_form(known.added_by_id, by)
        return known
    if Account.objects.filter(platform=platform, handle=handle).exists():
        raise WrongState("This account is in the register already. You find it in the list below.")
    account = Account.objects.create(
        once=once,
        platform=platform,
        handle=handle,
        url=url,
        holder_id=holder_id,
        second_holder_id=second_holder_id,
        recovery_contact=recovery_contact,
        added_by_id=by,
        added_at=now,
    )
    record("official_account.added", account, by=by, now=now, platform=platform)
    return account


@transaction.atomic
def change_account(
    *,
    pk: UUID,
    holder_id: UUID,
    second_holder_id: UUID,
    recovery_contact: str,
    by: UUID,
    now: datetime,
    seen: str = "",
) -> Account:
    """Other people who can get in, or another recovery contact. Raises Moved when it is not as the page showed it."""
    account = Account.objects.select_for_update(no_key=True).get(pk=pk)
    demand(obstacle_to_keeping_registers(enter(by, now)))
    demand_unmoved(seen, mark_of(account, *WHO_GETS_IN))
    if holder_id == second_holder_id:
        raise WrongState("Choose a different person: two people must be able to get in.")
    account.holder_id, account.second_holder_id = holder_id, second_holder_id
    account.recovery_contact = recovery_contact
    account.save()
    record("official_account.changed", account, by=by, now=now)
    return account


@transaction.atomic
def set_account_enabled(*, pk: UUID, is_enabled: bool, by: UUID, now: datetime) -> Account:
    """Switch an account on or off; while it is off nothing is published there."""
    account = Account.objects.select_for_update(no_key=True).get(pk=pk)
    demand(obstacle_to_keeping_registers(enter(by, now)))
    if account.is_enabled == is_enabled:
        raise WrongState(f"This account is already switched {'on' if is_enabled else 'off'}.")
    account.is_enabled = is_enabled
    account.save()
    record("official_account.switched", account, by=by, now=now, is_enabled=is_enabled)
    return account
