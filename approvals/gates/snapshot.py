"""Everything that gates judge, read once: so that each gate is a plain function, and all judge the same moment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from approvals.models import Freeze, PostVersion, leave_to_go_out
from approvals.models.officials import leave_of
from school.days import local_date
from school.standing import standing_of


@dataclass(frozen=True)
class Placed:
    """One account with the words as they would stand there."""

    account_id: UUID
    name: str
    platform: str
    text: str
    is_enabled: bool = True
    is_frozen: bool = False
    is_in_scope: bool = True


@dataclass(frozen=True)
class Pictured:
    """One picture as the digest holds it. What else gates need to know of it is added here."""

    order: int
    alt: str
    is_decorative: bool


@dataclass(frozen=True)
class Snapshot:
    """A version at one moment and stage, as the gates see it. `opens` and `closes` are as narrowed."""

    stage: str
    now: datetime
    placed: tuple[Placed, ...]
    opens: datetime | None = None
    closes: datetime | None = None
    has_official_author: bool = True
    other_policy: str = ""
    pictures: tuple[Pictured, ...] = field(default=())


def snapshot_of(
    version: PostVersion,
    *,
    stage: str,
    now: datetime,
    opens: datetime | None = None,
    closes: datetime | None = None,
    only: Collection[UUID] | None = None,
) -> Snapshot:
    """Read what the gates judge. `only`: the accounts that remain; opens and closes default to the version's.

    Seven queries at most, whatever the number of accounts.
    """
    decision = leave_to_go_out(version)
    author = version.request.author_id
    leave = leave_of(author, local_date(now))
    standing = standing_of(author, now)
    is_official = leave is not None and leave.may_text and standing.is_active and standing.is_staff
    frozen = set(Freeze.objects.in_force().values_list("account_id", flat=True))
    placed = []
    for one in version.placements.select_related("account"):
        if only is not None and one.account_id not in only:
            continue
        one.version = version
        account = one.account
        placed.append(
            Placed(
                account_id=account.pk,
                name=str(account),
                platform=account.platform,
                text=one.wording(),
                is_enabled=account.is_enabled,
                is_frozen=None in frozen or account.pk in frozen,
                is_in_scope=leave is not None and account.pk in leave.account_ids,
            )
        )
    return Snapshot(
        stage=stage,
        now=now,
        placed=tuple(placed),
        opens=opens or (decision.opens if decision else version.not_before),
        closes=closes or (decision.closes if decision else version.not_after),
        has_official_author=is_official,
        other_policy=version.request.other_policy,
        pictures=tuple(Pictured(one.order, one.alt, one.is_decorative) for one in version.pictures.all()),
    )
