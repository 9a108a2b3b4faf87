"""Writing into a case. Nothing written is ever changed: a correction is an entry of its own."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from incidents.actions.locking import locked
from incidents.actions.repeating import first_of, obstacle_of_a_used_form
from incidents.actions.searching import refresh_search
from incidents.models import Entry
from incidents.permissions import obstacle_to_correcting, obstacle_to_writing
from incidents.states import WrongState
from school.obstacles import demand


@transaction.atomic
def add_entry(*, pk: UUID, text: str, once: UUID, by: UUID, now: datetime) -> Entry:
    incident, standing = locked(pk, by=by, now=now)
    if first := first_of(incident.entries, once, author_id=by, text=text):
        return first
    demand(obstacle_to_writing(standing, incident) or obstacle_of_a_used_form(Entry, once))
    entry = Entry.objects.create(incident=incident, author_id=by, at=now, text=text, once=once)
    refresh_search(incident)
    record("incident.entry_added", incident, entry, by=by, now=now)
    return entry


@transaction.atomic
def correct_entry(*, pk: UUID, entry: UUID, text: str, once: UUID, by: UUID, now: datetime) -> Entry:
    """The correction is shown in the place of the first; the first stays for those who may see history."""
    incident, standing = locked(pk, by=by, now=now)
    if repeat := first_of(incident.entries, once, author_id=by, text=text):
        return repeat
    first = incident.entries.get(pk=entry)
    demand(obstacle_to_correcting(standing, incident, first))
    if Entry.objects.filter(corrects=first).exists():
        raise WrongState("This entry has been corrected already. Correct the newer one instead.")
    demand(obstacle_of_a_used_form(Entry, once))
    new = Entry.objects.create(incident=incident, author_id=by, at=now, text=text, once=once, corrects=first)
    refresh_search(incident)
    record("incident.entry_corrected", incident, new, by=by, now=now, entry=first.pk)
    return new
