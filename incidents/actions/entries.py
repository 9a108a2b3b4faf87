"""Writing into a case. Nothing written is ever changed: a correction is an entry of its own."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from incidents.actions.writing import Sort, correct, write
from incidents.models import Entry
from incidents.permissions import obstacle_to_correcting

ENTRIES = Sort(
    model=Entry,
    added="incident.entry_added",
    corrected="incident.entry_corrected",
    key="entry",
    twice="This entry has been corrected already. Correct the newer one instead.",
    obstacle_to_correcting=obstacle_to_correcting,
)


@transaction.atomic
def add_entry(*, pk: UUID, text: str, once: UUID, by: UUID, now: datetime) -> Entry:
    return write(ENTRIES, pk=pk, once=once, by=by, now=now, text=text)


@transaction.atomic
def correct_entry(*, pk: UUID, entry: UUID, text: str, once: UUID, by: UUID, now: datetime) -> Entry:
    """The correction is shown in the place of the first; the first stays for those who may see history."""
    return correct(ENTRIES, pk=pk, first=entry, once=once, by=by, now=now, text=text)
