"""Holding the record against itself, against a line kept elsewhere, and against the rows it speaks of.

A chain alone proves little: whoever can edit it can hash it again. Against one
checkpoint line kept outside, every such change shows.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.functions import Cast

from audit.actions import CLOCK_TOLERANCE, digest_of
from audit.models import Disposal, Entry, EntryQuerySet, Sealed

# Ids as the database's own text: making 200,000 UUIDs would take half of the time.
ID = models.CharField()
COLUMNS = ("number", "at", "name", Cast("actor", ID), "about_kind", Cast("about_id", ID), "body", "previous", "digest")
CHUNK = 2000
ORIGIN_LETTERS = 16


class Finding(NamedTuple):
    """Something that does not hold, and the entry at which it shows (None: no entry at all)."""

    number: int | None
    sentence: str


class BadCheckpoint(ValueError):
    """The line given is no checkpoint; nothing can be held against it."""


class Checkpoint(NamedTuple):
    """What leaves the server: which record this is, how long it was, and its digest then."""

    origin: str
    size: int
    digest: str

    def __str__(self) -> str:
        return f"{self.origin} {self.size} {self.digest}"

    @classmethod
    def read(cls, line: str) -> Checkpoint:
        parts = line.split()
        try:
            origin, size, digest = parts
            found = cls(origin, int(size), digest)
            if found.size < 1 or len(bytes.fromhex(digest)) != 32 or len(origin) != ORIGIN_LETTERS:
                raise ValueError(line)
        except ValueError as wrong:
            raise BadCheckpoint(
                "This is no checkpoint line. Paste the whole line that `audit checkpoint` printed: "
                "a name, a number and a digest."
            ) from wrong
        return found


def take_checkpoint() -> Checkpoint | None:
    """The line to keep elsewhere today; None while nothing is recorded."""
    first = Entry.objects.order_by("number").values_list("previous", flat=True).first()
    head = Entry.objects.newest_first().values_list("number", "digest").first()
    if first is None or head is None:
        return None
    return Checkpoint(first[:ORIGIN_LETTERS], *head)


def verify(entries: EntryQuerySet | None = None, checkpoint: str | None = None) -> list[Finding]:
    """Every place where the record does not hold, first bad entry first; an empty list is good."""
    held = Checkpoint.read(checkpoint) if checkpoint else None
    rows = (Entry.objects.all() if entries is None else entries).order_by("number").values_list(*COLUMNS)
    walk = _Walk(held)
    for row in rows.iterator(chunk_size=CHUNK):
        walk.step(*row)
    return sorted(walk.findings + walk.against_checkpoint(), key=lambda found: found.number or 0)


class _Walk:
    """One pass over the chain, remembering only the entry before."""

    def __init__(self, held: Checkpoint | None) -> None:
        self.held = held
        self.findings: list[Finding] = []
        self.number = 0
        self.digest = self.origin = self.digest_at_checkpoint = ""
        self.at: dt.datetime | None = None

    def say(self, number: int, sentence: str) -> None:
        self.findings.append(Finding(number, sentence))

    def step(
        self,
        number: int,
        at: dt.datetime,
        name: str,
        actor: str | None,
        about_kind: str,
        about_id: str | None,
        body: str,
        previous: str,
        digest: str,
    ) -> None:
        if number != self.number + 1:
            self.say(self.number + 1, f"Entry {self.number + 1} is missing: the next one is {number}.")
        if self.number == 0:
            self.origin = previous[:ORIGIN_LETTERS]
        elif previous != self.digest:
            self.say(number, f"Entry {number} does not follow from the entry before it.")
        if digest_of(previous, body) != digest:
            self.say(number, f"Entry {number} has been edited: its digest does not fit its text.")
        self._columns(number, at, name, actor, about_kind, about_id, body)
        if self.held is not None and number == self.held.size:
            self.digest_at_checkpoint = digest
        self.number, self.digest, self.at = number, digest, at

    def _columns(
        self,
        number: int,
        at: dt.datetime,
        name: str,
        actor: str | None,
        about_kind: str,
        about_id: str | None,
        body: str,
    ) -> None:
        try:
            said = json.loads(body)
            about = said["records"][0] if said["records"] else {"kind": "", "id": None}
            agree = (
                said["number"] == number
                and dt.datetime.fromisoformat(said["at"]) == at
                and said["name"] == name
                and _same_id(said["actor"], actor)
                and about["kind"] == about_kind
                and _same_id(about["id"], about_id)
            )
            says_back = said.get("clock") == "back"
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            self.say(number, f"Entry {number} cannot be read: its text is not an entry.")
            return
        if not agree:
            self.say(number, f"Entry {number} says something else in its columns than in its text.")
        is_back = self.at is not None and at < self.at - CLOCK_TOLERANCE
        if is_back != says_back:
            self.say(number, f"Entry {number} is dated before the entry it follows.")

    def against_checkpoint(self) -> list[Finding]:
        held = self.held
        if held is None:
            return []
        if self.number < held.size:
            said = f"Entry {self.number + 1} is missing: the checkpoint saw {held.size}, so the end was cut off."
            return [Finding(self.number + 1, said)]
        if self.origin != held.origin:
            return [Finding(1, "This is not the record that the checkpoint was taken of: it was replaced.")]
        if self.digest_at_checkpoint != held.digest:
            said = f"Entries up to {held.size} are not those that the checkpoint saw: one was changed, all re-hashed."
            return [Finding(held.size, said)]
        return []


def _same_id(said: str | None, held: str | None) -> bool:
    """SQLite holds an id without its hyphens."""
    return said == held or (said is not None and held is not None and said.replace("-", "") == held)


class Seal(NamedTuple):
    number: int
    seal: str
    sealed: int


def verify_records() -> list[Finding]:
    """Hold every live sealed row against its latest seal: altered, gone without leave, or never recorded."""
    latest = _latest_seals()
    findings: list[Finding] = []
    for model in sealed_models():
        findings += _verify_model(model, latest.pop(model.audit_kind(), {}))
    for kind, seals in latest.items():
        first = min(seal.number for seal in seals.values())
        findings.append(Finding(first, f"The record speaks of {kind}, which this portal does not know."))
    return sorted(findings, key=lambda found: (found.number is None, found.number or 0))


def sealed_models() -> list[type[Sealed]]:
    return [model for model in apps.get_models() if issubclass(model, Sealed) and not model._meta.proxy]


def _latest_seals() -> dict[str, dict[str, Seal]]:
    latest: dict[str, dict[str, Seal]] = {}
    rows = Entry.objects.order_by("number").values_list("number", "body")
    for number, body in rows.iterator(chunk_size=CHUNK):
        try:
            for item in json.loads(body)["records"]:
                of_kind = latest.setdefault(item["kind"], {})
                of_kind[item["id"]] = Seal(number, item["seal"], item["sealed"])
        except (ValueError, KeyError, TypeError):
            continue  # `verify` says so
    return latest


def _verify_model(model: type[Sealed], seals: dict[str, Seal]) -> Iterator[Finding]:
    kind = model.audit_kind()
    rows = model._base_manager.only("pk", "audit_key", *model.SEALED)
    for row in rows.iterator(chunk_size=CHUNK):
        last = seals.pop(str(row.pk), None)
        if last is None:
            yield Finding(None, f"{kind} {row.pk} has no entry: it was not made through the portal.")
        elif _seal(row, last.sealed) != last.seal:
            yield Finding(last.number, f"{kind} {row.pk} was altered after entry {last.number}.")
    agreed = {str(one) for one in _disposed(model)} if seals else set()
    for key, last in seals.items():
        if key not in agreed:
            yield Finding(last.number, f"{kind} {key} of entry {last.number} is gone without an agreed disposal.")


def _seal(row: Sealed, first: int) -> str:
    try:
        return row.seal(first=first)
    except (ValueError, TypeError, FieldDoesNotExist):
        return ""


def _disposed(model: type[Sealed]) -> Any:
    return Disposal.objects.filter(table=model._meta.db_table).values_list("record_id", flat=True)


@contextmanager
def snapshot() -> Iterator[None]:
    """One moment for everything read inside, while others go on writing."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # atomic() would take the write lock
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
