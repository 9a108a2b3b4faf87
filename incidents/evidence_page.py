"""What the pages show of a case's evidence: each note in its newest words, with its files."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from files.models import StoredFile
from files.states import Scan
from incidents.corrections import chains
from incidents.models import Evidence, Incident
from incidents.permissions import FILES_TO_A_NOTE, obstacle_to_sending_files, obstacle_to_writing
from school.standing import Standing

TONES = {Scan.SCANNED: "done", Scan.NOT_SCANNED: "calm", Scan.HELD: "wait", Scan.HARMFUL: "stop"}


@dataclass(frozen=True)
class FileLine:
    """A file and how its state is shown."""

    file: StoredFile
    tone: str


@dataclass(frozen=True)
class Line:
    """One piece of evidence: the newest note, those it corrects, and the files of all of them."""

    evidence: Evidence
    earlier: list[Evidence]
    files: list[FileLine]
    may_correct: bool
    may_send: bool


def evidence_lines(incident: Incident, standing: Standing) -> list[Line]:
    """A correction stands in the place of the first. Two queries, however many there are."""
    notes = list(incident.evidence.select_related("author"))
    files: dict[UUID, list[FileLine]] = defaultdict(list)
    for stored in StoredFile.objects.of_all(Evidence, [one.pk for one in notes]) if notes else []:
        files[stored.owner_id].append(FileLine(stored, TONES[Scan(stored.scan)]))
    may_write = not obstacle_to_writing(standing, incident)
    lines = []
    for chain in chains(notes):
        newest = chain[-1]
        lines.append(
            Line(
                evidence=newest,
                earlier=chain[:-1],
                files=[line for one in chain for line in files[one.pk]],
                may_correct=may_write and newest.author_id == standing.person_id,
                may_send=may_write and len(files[newest.pk]) < FILES_TO_A_NOTE,
            )
        )
    return lines


def obstacle_to_files(standing: Standing, incident: Incident, note: Evidence) -> str:
    """What the page of the upload asks before it shows anything."""
    return obstacle_to_sending_files(
        standing,
        incident,
        is_corrected=Evidence.objects.filter(corrects=note).exists(),
        sent_before=StoredFile.objects.owned_by(note).count(),
    )
