"""Keeping pictures and PDFs with a note of evidence, whoever sends them; and what becomes of them later."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, time
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from audit.actions import record
from files.accepting import KEPT, MOST_BYTES_KEPT, Accepted, accepted
from files.actions import FileRefused, keep, obstacle_to_more_today
from files.models import StoredFile
from files.states import Scan
from incidents.actions.conflicts import Holders, leaders
from incidents.models import Evidence, Incident
from notices.actions import tell
from school.days import LONDON, local_date
from school.obstacles import demand

MOST_BYTES = 10 * 1024 * 1024


@contextmanager
def cleaned(uploads: Sequence[File[bytes]]) -> Iterator[list[Accepted]]:
    """What may be kept of these. Takes seconds, so it comes before anything is locked; raises FileRefused."""
    with ExitStack() as scratch:
        yield [_enter(scratch, one, is_one_of_many=len(uploads) > 1) for one in uploads]


def _enter(scratch: ExitStack, upload: File[bytes], *, is_one_of_many: bool) -> Accepted:
    """The clean file; where several were sent, a refusal says which one it means."""
    try:
        return scratch.enter_context(accepted(upload, limit_bytes=MOST_BYTES))
    except FileRefused as refused:
        raise FileRefused(f"{upload.name}: {refused}" if is_one_of_many else str(refused)) from refused


def keep_one(note: Evidence, clean: Accepted, *, by: UUID, now: datetime) -> StoredFile:
    """Inside files.actions.keeping; whoever calls this has asked for permission and room."""
    return keep(clean.content, owner=note, by=by, now=now, limit_bytes=MOST_BYTES_KEPT, allowed=KEPT, scan=clean.scan)


def demand_room_today(by: UUID, now: datetime) -> None:
    demand(obstacle_to_more_today(by, since=datetime.combine(local_date(now), time.min, tzinfo=LONDON)))


def record_kept(incident: Incident, new: Sequence[StoredFile], by: UUID, now: datetime) -> None:
    """Whoever leads hears of held files, once for all that came together; the entries come last."""
    held = [one for one in new if one.scan == Scan.HELD]
    if held:
        told = leaders(incident, holders=Holders.on(local_date(now))) - {by}
        tell("case.file_held", told, about=incident, now=now, key=str(held[0].pk))
    for stored in new:
        record("incident.file_kept", incident, stored, by=by, now=now, scan=stored.scan)


@transaction.atomic
def read_file(stored: StoredFile, by: UUID, now: datetime) -> None:
    """Somebody was handed a file of a case (trust A16)."""
    incident = Incident.objects.get(evidence=stored.owner_id)
    record("incident.file_read", incident, by=by, now=now, file=stored.pk)


@transaction.atomic
def settle_file(stored: StoredFile, was: str, now: datetime) -> None:
    """The scanner has seen a file that had waited: sealed, and told to whoever leads where it changes something."""
    incident = Incident.objects.select_related("report").get(evidence=stored.owner_id)
    told = {Scan.HARMFUL: "case.file_harmful"} | ({Scan.SCANNED: "case.file_released"} if was == Scan.HELD else {})
    if kind := told.get(Scan(stored.scan)):
        tell(kind, leaders(incident, holders=Holders.on(local_date(now))), about=incident, now=now, key=str(stored.pk))
    record("incident.file_scanned", incident, stored, by=None, now=now, scan=stored.scan)
