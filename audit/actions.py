"""Writing the record. Every action calls `record` last, inside its own transaction."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import hashlib
import re
import secrets
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model

from audit import canonical, register
from audit.models import Disposal, Entry, Sealed
from audit.prepared import Prepared, insert

LOCK = 0x61756469  # one number for all writers of the record ("audi")
CLOCK_TOLERANCE = dt.timedelta(minutes=5)
CODE = re.compile(r"[A-Za-z0-9_.:+/-]{0,80}")

Scalar = str | int | bool | uuid.UUID | dt.date | decimal.Decimal | enum.Enum | None
Fact = Scalar | Sequence[Scalar]


class OutsideTransaction(RuntimeError):
    """The change and its entry must stand or fall together."""


class NotACode(ValueError):
    """Words about people have no place in a record that can never be changed."""


def record(name: str, /, *records: Sealed, by: uuid.UUID | None, now: dt.datetime, **facts: Fact) -> Entry:
    """Add one entry, sealing the given records as the database now holds them.

    The first record is what the entry is about. Facts are codes, ids, numbers,
    dates and booleans. Call it last: it holds the one lock of all writers until
    the transaction ends.
    """
    register.demand_known(name)
    connection = connections[DEFAULT_DB_ALIAS]
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{name} must be recorded inside the change's transaction.")
    seals = _seals(records)
    checked = {key: _checked(key, value) for key, value in facts.items()}

    _take_lock()
    number, previous, last = next(iter(_head()), None) or (0, secrets.token_hex(32), now)
    body = {
        "number": number + 1,
        "at": canonical.moment(now),
        "name": name,
        "actor": canonical.plain(by),
        "records": seals,
        "facts": checked,
    }
    if now < last - CLOCK_TOLERANCE:
        body["clock"] = "back"
    text = canonical.dump(body)
    entry = Entry(
        number=number + 1,
        at=now,
        name=name,
        actor=by,
        about_kind=records[0].audit_kind() if records else "",
        about_id=records[0].pk if records else None,
        body=text,
        previous=previous,
        digest=digest_of(previous, text),
    )
    insert([entry])
    return entry


def digest_of(previous: str, body: str) -> str:
    """SHA-256 over the previous digest (as 64 hex letters) followed by the body."""
    return hashlib.sha256((previous + body).encode()).hexdigest()


@transaction.atomic
def agree_disposal(item: Model, *, by: uuid.UUID, now: dt.datetime, retention_class: str) -> Disposal:
    """Write down that one record may be destroyed; only then does the database let it go."""
    agreed = Disposal.objects.create(
        table=item._meta.db_table,
        record_id=item.pk,
        agreed_by=by,
        agreed_at=now,
        retention_class=retention_class,
    )
    record("disposal.agreed", agreed, by=by, now=now, retention_class=retention_class)
    return agreed


def _seals(records: tuple[Sealed, ...]) -> list[dict[str, Any]]:
    """Seal the rows as stored: a conditional UPDATE leaves the instance in hand out of date."""
    stored: dict[tuple[type[Sealed], uuid.UUID], Sealed] = {}
    for model in {type(one) for one in records}:
        keys = [one.pk for one in records if type(one) is model]
        stored |= {(model, row.pk): row for row in _stored(model, keys)}
    missing = [one for one in records if (type(one), one.pk) not in stored]
    if missing:
        raise ValueError(f"Save the {missing[0].audit_kind()} before recording it.")
    return [
        {
            "kind": one.audit_kind(),
            "id": str(one.pk),
            "seal": stored[type(one), one.pk].seal(),
            "sealed": len(one.SEALED),
        }
        for one in records
    ]


_head = Prepared(lambda _: Entry.objects.newest_first().values_list("number", "digest", "at")[:1])


def _stored(model: type[Sealed], keys: list[uuid.UUID]) -> list[Sealed]:
    """The rows of one sort with the fields that are sealed, read anew."""
    rows: list[Sealed] = _fresh(model, keys)
    return rows


_fresh = Prepared(
    lambda model, keys: model._base_manager.only("pk", "audit_key", *model.SEALED).filter(pk__in=keys).order_by()
)


def _checked(key: str, value: Any) -> Any:
    if key in ("actor", "about") or not register.FACT_NAME.fullmatch(key):
        raise NotACode(f"A fact cannot be called {key!r}.")
    if isinstance(value, list | tuple):
        return [_scalar(key, item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(_scalar(key, item) for item in value)
    return _scalar(key, value)


def _scalar(key: str, value: Any) -> Any:
    if isinstance(value, float):
        raise NotACode(f"The fact {key} is a fraction: give a whole number or a Decimal.")
    try:
        value = canonical.plain(value)
    except TypeError as wrong:
        raise NotACode(f"The fact {key} is not a code, id, number, date or boolean.") from wrong
    if isinstance(value, str) and not CODE.fullmatch(value):
        raise NotACode(f"The fact {key} holds words: record a code, an id or a number instead.")
    return value


def _take_lock() -> None:
    """One writer at a time. On SQLite the transaction itself (IMMEDIATE) is the lock."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
