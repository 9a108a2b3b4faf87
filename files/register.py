"""Whose a file is says who may read it. Upper apps add their rules in AppConfig.ready()."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from files.models import StoredFile


@dataclass(frozen=True)
class Owner:
    """What the record that a file belongs to decides about it.

    `may_read` takes a standing and the record's id. `note_reading` writes the entry
    that somebody was handed the file. `settled` takes the file, what it was before
    (files.states) and the time, inside the transaction in which the scanner's late
    answer was kept, and writes the entry that seals it. `counts` says whether its files
    count towards what one person may send on one day.
    """

    may_read: Callable[[Any, uuid.UUID], bool]
    note_reading: Callable[[StoredFile, uuid.UUID, dt.datetime], None]
    settled: Callable[[StoredFile, str, dt.datetime], None]
    counts: bool = True


_owners: dict[str, Owner] = {}


def add_owner(kind: str, owner: Owner) -> None:
    """Files of "app.Model" follow these rules; giving the very same twice is harmless."""
    if _owners.get(kind, owner) != owner:
        raise ValueError(f"The owner {kind} is already registered.")
    _owners[kind] = owner


def owner_of(kind: str) -> Owner:
    """Raises LookupError for a kind without rules: its files are read by nobody."""
    return _owners[kind]


def uncounted() -> list[str]:
    """Kinds of owners whose files take nobody's room of the day."""
    return sorted(kind for kind, owner in _owners.items() if not owner.counts)


def may_read(standing: Any, kind: str, owner_id: uuid.UUID) -> bool:
    """No standing, or an owner without a rule: nobody reads."""
    owner = _owners.get(kind)
    return bool(standing is not None and owner is not None and owner.may_read(standing, owner_id))
