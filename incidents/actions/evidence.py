"""Noting evidence, correcting or striking a note, and sending pictures or PDFs to one. What was noted is never changed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from audit.actions import record
from files.accepting import Accepted
from files.actions import keeping
from files.models import StoredFile
from incidents.actions.keeping import cleaned, demand_room_today, keep_one, record_kept
from incidents.actions.locking import locked
from incidents.actions.searching import refresh_search
from incidents.actions.writing import Sort, correct, write
from incidents.models import Evidence, Incident, Strike
from incidents.permissions import obstacle_to_correcting_evidence, obstacle_to_sending_files, obstacle_to_striking
from incidents.states import WrongState
from school.obstacles import demand
from school.standing import Standing


def _obstacle_to_correcting(standing: Standing, incident: Incident, note: Evidence) -> str:
    is_struck = Strike.objects.filter(evidence=note).exists()
    return obstacle_to_correcting_evidence(standing, incident, note, is_struck=is_struck)


NOTES = Sort(
    model=Evidence,
    added="incident.evidence_noted",
    corrected="incident.evidence_corrected",
    key="evidence",
    twice="This note has been corrected already. Correct the newer one instead.",
    obstacle_to_correcting=_obstacle_to_correcting,
)


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
    return write(NOTES, pk=pk, once=once, by=by, now=now, **asdict(noted))


@transaction.atomic
def correct_evidence(*, pk: UUID, evidence: UUID, noted: Noted, once: UUID, by: UUID, now: datetime) -> Evidence:
    """The correction is shown in the place of the first; the first stays for those who may see history."""
    return correct(NOTES, pk=pk, first=evidence, once=once, by=by, now=now, **asdict(noted))


@transaction.atomic
def strike_evidence(*, pk: UUID, evidence: UUID, reason: str, by: UUID, now: datetime) -> list[Strike]:
    """What was noted in the wrong place does not count: struck with all that it corrects, and kept (decision 0106).

    Its words are for whoever leads and whoever noted them from now on, its files for whoever leads.
    """
    incident, standing = locked(pk, by=by, now=now)
    newest = incident.evidence.get(pk=evidence)
    demand(obstacle_to_striking(standing, incident, newest))
    if Evidence.objects.filter(corrects=newest).exists():
        raise WrongState("This note has been corrected. Strike the newer one; the first is struck with it.")
    if Strike.objects.filter(evidence=newest).exists():
        raise WrongState("This note is struck already.")
    if not reason.strip():
        raise WrongState("Say why the note does not belong here. The reason stays with it.")
    struck: list[Strike] = []
    note: Evidence | None = newest
    while note:
        struck.append(Strike.objects.create(evidence=note, by_id=by, at=now, reason=reason))
        note = note.corrects
    refresh_search(incident)
    record("incident.evidence_struck", incident, *struck, by=by, now=now)
    return struck


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
    with cleaned(uploads) as clean, keeping():
        return _keep_all(clean, pk=pk, evidence=evidence, by=by, now=now)


def _keep_all(clean: Sequence[Accepted], *, pk: UUID, evidence: UUID, by: UUID, now: datetime) -> list[StoredFile]:
    """What is not there yet is kept; the entries come last, since they hold the one lock of all writers."""
    incident, standing = locked(pk, by=by, now=now)
    note = incident.evidence.get(pk=evidence)
    there = {one.sha256: one for one in StoredFile.objects.owned_by(note)}
    new = []
    for one in clean:
        if one.sha256 not in there:
            _demand_room(incident, standing, evidence, now)
            there[one.sha256] = keep_one(note, one, by=by, now=now)
            new.append(there[one.sha256])
    record_kept(incident, new, by, now)
    return [there[one.sha256] for one in clean]


def _demand_room(incident: Incident, standing: Standing, evidence: UUID, now: datetime) -> None:
    """Raises Evidence.DoesNotExist for a note of another case (trust A10)."""
    note = incident.evidence.get(pk=evidence)
    demand(
        obstacle_to_sending_files(
            standing,
            incident,
            is_corrected=Evidence.objects.filter(corrects=note).exists(),
            is_struck=Strike.objects.filter(evidence=note).exists(),
            sent_before=StoredFile.objects.owned_by(note).count(),
        )
    )
    demand_room_today(standing.person_id, now)
