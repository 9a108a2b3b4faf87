"""Writing something into a case and correcting it: entries and notes of evidence go the same way.

Nothing written is ever changed: a correction is a row of its own, which is shown in the place of the first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from audit.actions import record
from incidents.actions.locking import locked
from incidents.actions.repeating import obstacle_of_a_used_form
from incidents.actions.searching import refresh_search
from incidents.models import Entry, Evidence, Incident
from incidents.permissions import obstacle_to_writing
from incidents.states import WrongState
from school.obstacles import demand
from school.standing import Standing

Row = TypeVar("Row", Entry, Evidence)


@dataclass(frozen=True)
class Sort(Generic[Row]):
    """One sort of writing: its model, which knows its case and what it `corrects`, and what is said of it."""

    model: type[Row]
    added: str
    corrected: str
    key: str  # under which the record names the row that was corrected
    twice: str  # for whoever corrects what was corrected already
    obstacle_to_correcting: Callable[[Standing, Incident, Row], str]


def write(sort: Sort[Row], *, pk: UUID, once: UUID, by: UUID, now: datetime, **words: Any) -> Row:
    """Add a row, once however often the form is sent. The caller holds the transaction."""
    incident, standing = locked(pk, by=by, now=now)
    if first := sort.model.objects.filter(incident=incident, once=once).first():
        return first
    demand(obstacle_to_writing(standing, incident) or obstacle_of_a_used_form(sort.model, once))
    row = sort.model.objects.create(incident=incident, author_id=by, at=now, once=once, **words)
    refresh_search(incident)
    record(sort.added, incident, row, by=by, now=now)
    return row


def correct(sort: Sort[Row], *, pk: UUID, first: UUID, once: UUID, by: UUID, now: datetime, **words: Any) -> Row:
    """Add the row that corrects `first`, which stays. Raises the model's DoesNotExist for a row of another case."""
    incident, standing = locked(pk, by=by, now=now)
    rows = sort.model.objects.filter(incident=incident)
    if repeat := rows.filter(once=once).first():
        return repeat
    old = rows.get(pk=first)
    demand(sort.obstacle_to_correcting(standing, incident, old))
    if sort.model.objects.filter(corrects=old).exists():
        raise WrongState(sort.twice)
    demand(obstacle_of_a_used_form(sort.model, once))
    facts = {"incident": incident, "author_id": by, "at": now, "once": once, "corrects": old}
    new = sort.model.objects.create(**facts, **words)
    refresh_search(incident)
    record(sort.corrected, incident, new, by=by, now=now, **{sort.key: old.pk})
    return new
