"""Every reading of a case is on record (trust A16). Nothing of its content is."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from audit.prepared import insert
from incidents.models import Incident, Reading


@transaction.atomic
def read_case(incident: Incident, *, by: UUID, now: datetime) -> None:
    """Somebody opened the page of this case: one row says when first and last, one entry that it was now."""
    row = Reading(incident=incident, person_id=by, first_opened_at=now, last_opened_at=now)
    insert([row], on=("incident_id", "person_id"), update=("last_opened_at",))
    record("incident.read", incident, by=by, now=now)


@transaction.atomic
def read_list(shown: int, *, by: UUID, now: datetime, searched: bool) -> None:
    """Somebody saw a page of cases, or found some by searching: one entry for the page."""
    if shown:
        record("incidents.searched" if searched else "incidents.listed", by=by, now=now, shown=shown)


@transaction.atomic
def read_chronology(cases: list[UUID], *, by: UUID, now: datetime) -> None:
    """Somebody saw what there is of one person: one entry, with the cases that it showed."""
    record("incidents.chronology_read", by=by, now=now, shown=len(cases), cases=cases)
