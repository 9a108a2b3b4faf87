"""Everything that gates judge, read once: so that each gate is a plain function, and all judge the same moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from approvals.gates.people import Face, judged_people, pupils_in
from approvals.models import Freeze, PostVersion, Stage, VersionAccount, VersionPicture, leave_to_go_out
from approvals.models.officials import leave_of
from approvals.models.versions import pictures_of_version
from audit.prepared import Prepared
from school.consents import Answer
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
    """One picture as the digest holds it, and how far it is: ready, declared, refused."""

    order: int
    alt: str
    is_decorative: bool
    is_ready: bool = True
    is_served: bool = True
    is_declared: bool = True
    refused: str = ""
    file_name: str = ""


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
    may_pictures: bool = True
    children_back_at: datetime | None = None
    answers: tuple[Answer, ...] = field(default=())
    faces: tuple[Face, ...] = field(default=())


def snapshot_of(
    version: PostVersion,
    *,
    stage: str,
    now: datetime,
    opens: datetime | None = None,
    closes: datetime | None = None,
    only: Collection[UUID] | None = None,
    placements: Iterable[VersionAccount] | None = None,
    pictures: Iterable[VersionPicture] | None = None,
) -> Snapshot:
    """Read what the gates judge. `only`: the accounts that remain; opens and closes default to the version's.

    `placements` and `pictures`: those of the version with their accounts and files, where the caller has just read them. Eight
    queries at most, whatever the number of accounts; eight more where a child can be recognised in a picture.
    """
    # What is still to be approved has no decision that could have narrowed it.
    decision = None if stage == Stage.APPROVE else leave_to_go_out(version)
    author = version.request.author_id
    leave = leave_of(author, local_date(now))
    standing = standing_of(author, now)
    is_official = leave is not None and leave.may_text and standing.is_active and standing.is_staff
    frozen = {account for (account,) in _frozen()}
    placed = []
    for one in version.placements.select_related("account") if placements is None else placements:
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
    seen = pictures_of(version, pictures)
    shown = [one.alt for one in seen] + [one.file_name for one in seen]
    words: dict[str, list[str]] = {}
    for place in placed:
        words.setdefault(place.platform, list(shown)).append(place.text)
    answers, faces = judged_people(pupils_in(version) if seen else [], words, local_date(now))
    return Snapshot(
        stage=stage,
        now=now,
        placed=tuple(placed),
        opens=opens or (decision.opens if decision else version.not_before),
        closes=closes or (decision.closes if decision else version.not_after),
        has_official_author=is_official,
        other_policy=version.request.other_policy,
        pictures=seen,
        may_pictures=leave is not None and leave.may_pictures,
        children_back_at=version.request.children_back_at,
        answers=answers,
        faces=faces,
    )


_frozen = Prepared(lambda _: Freeze.objects.in_force().order_by().values_list("account_id"))


def pictures_of(version: PostVersion, rows: Iterable[VersionPicture] | None = None) -> tuple[Pictured, ...]:
    """One query, and none where the rows are given."""
    found = []
    for place in pictures_of_version(None, version.pk) if rows is None else rows:
        placed = getattr(place, "placed", None)
        made = placed.derivative if placed else None
        found.append(
            Pictured(
                order=place.order,
                alt=place.alt,
                is_decorative=place.is_decorative,
                is_ready=made is not None,
                is_served=made is not None and made.file.is_served,
                is_declared=placed is not None and placed.is_declared,
                refused=placed.refused if placed else "",
                file_name=made.file.original_name if made else "",
            )
        )
    return tuple(found)
