"""Noting evidence, correcting a note, and sending pictures or PDFs to one. What was noted is never changed."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from audit.actions import record
from files.accepting import KEPT, MOST_BYTES_KEPT, Accepted, accepted
from files.actions import FileRefused, keep, keeping, obstacle_to_more_today
from files.models import StoredFile
from files.states import Scan
from incidents.actions.conflicts import Holders, leaders
from incidents.actions.locking import locked
from incidents.actions.repeating import first_of, obstacle_of_a_used_form
from incidents.actions.searching import refresh_search
from incidents.models import Evidence, Incident
from incidents.permissions import obstacle_to_correcting_evidence, obstacle_to_sending_files, obstacle_to_writing
from incidents.states import WrongState
from notices.actions import tell
from school.days import LONDON, local_date
from school.obstacles import demand
from school.standing import Standing

MOST_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Noted:
    """What is known of one piece of evidence."""

    description: str
    holder: str
    address: str = ""
    posted_on: date | None = None
    shown_author: str = ""


@transaction.atomic
def note_evidence(*, pk: UUID, noted: Noted, once: UUID, by: UUID, now: datetime) -> Evidence:
    """Where it can be seen and who holds the original. Words first; a picture only if it is needed."""
    incident, standing = locked(pk, by=by, now=now)
    if first := first_of(incident.evidence, once, author_id=by, **asdict(noted)):
        return first
    demand(obstacle_to_writing(standing, incident) or obstacle_of_a_used_form(Evidence, once))
    evidence = Evidence.objects.create(incident=incident, author_id=by, at=now, once=once, **asdict(noted))
    refresh_search(incident)
    record("incident.evidence_noted", incident, evidence, by=by, now=now)
    return evidence


@transaction.atomic
def correct_evidence(*, pk: UUID, evidence: UUID, noted: Noted, once: UUID, by: UUID, now: datetime) -> Evidence:
    """The correction is shown in the place of the first; the first stays for those who may see history."""
    incident, standing = locked(pk, by=by, now=now)
    if repeat := first_of(incident.evidence, once, author_id=by, **asdict(noted)):
        return repeat
    first = incident.evidence.get(pk=evidence)
    demand(obstacle_to_correcting_evidence(standing, incident, first))
    if Evidence.objects.filter(corrects=first).exists():
        raise WrongState("This note has been corrected already. Correct the newer one instead.")
    demand(obstacle_of_a_used_form(Evidence, once))
    facts = {"incident": incident, "author_id": by, "at": now, "once": once, "corrects": first}
    new = Evidence.objects.create(**facts, **asdict(noted))
    refresh_search(incident)
    record("incident.evidence_corrected", incident, new, by=by, now=now, evidence=first.pk)
    return new


def send_files(
    *, pk: UUID, evidence: UUID, uploads: Sequence[File[bytes]], by: UUID, now: datetime
) -> list[StoredFile]:
    """Keep pictures or PDFs with a note: all of them, or none. The same file sent again is kept once.

    Cleaning and scanning take seconds, so they come before the case is locked; the permission is asked before and
    after. Raises files.actions.FileRefused with a sentence for the sender.
    """
    with transaction.atomic():
        incident, standing = locked(pk, by=by, now=now)
        _demand_room(incident, standing, evidence, now)
    with ExitStack() as scratch:
        clean = [_enter(scratch, one, is_one_of_many=len(uploads) > 1) for one in uploads]
        with keeping():
            return _keep_all(clean, pk=pk, evidence=evidence, by=by, now=now)


def _enter(scratch: ExitStack, upload: File[bytes], *, is_one_of_many: bool) -> Accepted:
    """The clean file; where several were sent, a refusal says which one it means."""
    try:
        return scratch.enter_context(accepted(upload, limit_bytes=MOST_BYTES))
    except FileRefused as refused:
        raise FileRefused(f"{upload.name}: {refused}" if is_one_of_many else str(refused)) from refused


def _keep_all(clean: Sequence[Accepted], *, pk: UUID, evidence: UUID, by: UUID, now: datetime) -> list[StoredFile]:
    """What is not there yet is kept; the entries come last, since they hold the one lock of all writers."""
    incident, standing = locked(pk, by=by, now=now)
    note = incident.evidence.get(pk=evidence)
    there = {one.sha256: one for one in StoredFile.objects.owned_by(note)}
    new = []
    for one in clean:
        if one.sha256 not in there:
            _demand_room(incident, standing, evidence, now)
            there[one.sha256] = keep(
                one.content, owner=note, by=by, now=now, limit_bytes=MOST_BYTES_KEPT, allowed=KEPT, scan=one.scan
            )
            new.append(there[one.sha256])
    _tell_of_held(incident, new, by, now)
    for stored in new:
        record("incident.file_kept", incident, stored, by=by, now=now, scan=stored.scan)
    return [there[one.sha256] for one in clean]


def _demand_room(incident: Incident, standing: Standing, evidence: UUID, now: datetime) -> None:
    """Raises Evidence.DoesNotExist for a note of another case (trust A10)."""
    note = incident.evidence.get(pk=evidence)
    is_corrected = Evidence.objects.filter(corrects=note).exists()
    sent_before = StoredFile.objects.owned_by(note).count()
    demand(obstacle_to_sending_files(standing, incident, is_corrected=is_corrected, sent_before=sent_before))
    morning = datetime.combine(local_date(now), time.min, tzinfo=LONDON)
    demand(obstacle_to_more_today(standing.person_id, since=morning))


def _tell_of_held(incident: Incident, new: Sequence[StoredFile], by: UUID, now: datetime) -> None:
    """Once for all that were sent together."""
    held = [one for one in new if one.scan == Scan.HELD]
    if held:
        told = leaders(incident, holders=Holders.on(local_date(now))) - {by}
        tell("case.file_held", told, about=incident, now=now, key=str(held[0].pk))


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
