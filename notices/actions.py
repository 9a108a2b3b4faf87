"""Telling people: a row each, in the transaction of what happened; mail follows from the row."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from audit.prepared import Prepared, insert
from notices.models import Notice
from notices.register import UnknownKind, kinds, subjects
from notices.states import Pace

_told_of = Prepared(
    lambda kind, about_id: (
        Notice.objects.filter(kind=kind, about_id=about_id).order_by().values_list("recipient_id", "about_kind", "key")
    )
)


def tell(
    kind: str, to: Iterable[UUID], *, about: models.Model, now: datetime, key: str = "", is_new: bool = False
) -> int:
    """Tell each person in `to`, once; returns how many rows were new. `is_new`: made in this very transaction.

    A repeat of (kind, person, about, key) is ignored. Raises UnknownKind for a kind or a sort of record
    that nobody registered.
    """
    label = about._meta.label
    if kind not in kinds or label not in subjects:
        raise UnknownKind(f"{kind} about {label}")
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("tell() belongs inside the action's transaction.")
    people = set(to)
    told = [] if is_new else _told_of(kind, about.pk)
    known = {person for person, known_label, known_key in told if (known_label, known_key) == (label, key)}
    rows = [
        Notice(recipient_id=person, kind=kind, about_kind=label, about_id=about.pk, key=key, created_at=now)
        for person in sorted(people - known)
    ]
    insert(rows, ignore_conflicts=True)
    if rows and kinds[kind].pace != Pace.DAILY:
        from notices.tasks import send_owed

        send_owed.enqueue()
    return len(rows)


def mark_read(*, person_id: UUID, now: datetime) -> int:
    """The person has seen the inbox; returns how many lines were new to them."""
    return Notice.objects.to(person_id).unread().filter(created_at__lte=now).update(read_at=now)
