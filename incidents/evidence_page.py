"""What the pages show of a case's evidence: each note in its newest words, with its files; what was struck, last."""

from collections import defaultdict
from dataclasses import dataclass, replace
from uuid import UUID

from audit.prepared import Prepared
from files.models import StoredFile
from files.states import Scan
from incidents.corrections import chains
from incidents.models import Evidence, Incident, Strike
from incidents.one_case import evidence_of
from incidents.permissions import (
    FILES_TO_A_NOTE,
    leads,
    may_see_struck,
    obstacle_to_sending_files,
    obstacle_to_striking,
    obstacle_to_writing,
)
from school.standing import Standing

TONES = {Scan.SCANNED: "done", Scan.NOT_SCANNED: "calm", Scan.HELD: "wait", Scan.HARMFUL: "stop"}


@dataclass(frozen=True)
class FileLine:
    """A file, how its state is shown, and whether this reader is handed it."""

    file: StoredFile
    tone: str
    is_served: bool


@dataclass(frozen=True)
class Line:
    """One piece of evidence: the newest note, those it corrects, and the files of all of them."""

    evidence: Evidence
    earlier: list[Evidence]
    files: list[FileLine]
    may_correct: bool
    may_send: bool
    may_strike: bool
    strike: Strike | None = None
    is_readable: bool = True  # the words of a struck note are not for everybody
    number: int = 0  # as noted: it stays the same when another note is struck


_files = Prepared(lambda _, notes: StoredFile.objects.of_all(Evidence, notes))


def evidence_lines(incident: Incident, standing: Standing) -> list[Line]:
    """A correction stands in the place of the first. Two queries, however many there are."""
    notes = evidence_of(None, incident.pk)
    files: dict[UUID, list[StoredFile]] = defaultdict(list)
    for stored in _files(None, [one.pk for one in notes]):
        files[stored.owner_id].append(stored)
    numbered = enumerate(chains(notes), 1)
    lines = [replace(_line(incident, standing, chain, files), number=number) for number, chain in numbered]
    return sorted(lines, key=lambda line: line.strike is not None)


def _line(incident: Incident, standing: Standing, chain: list[Evidence], files: dict[UUID, list[StoredFile]]) -> Line:
    newest, strike = chain[-1], getattr(chain[-1], "strike", None)
    is_open = strike is None and not obstacle_to_writing(standing, incident)
    is_served = strike is None or leads(standing, incident)
    return Line(
        evidence=newest,
        earlier=chain[:-1],
        files=[
            FileLine(stored, TONES[Scan(stored.scan)], stored.is_served and is_served)
            for one in chain
            for stored in files[one.pk]
        ],
        may_correct=is_open and newest.author_id == standing.person_id,
        may_send=is_open and len(files[newest.pk]) < FILES_TO_A_NOTE,
        may_strike=is_open and not obstacle_to_striking(standing, incident, newest),
        strike=strike,
        is_readable=strike is None or may_see_struck(standing, incident, newest),
    )


def obstacle_to_files(standing: Standing, incident: Incident, note: Evidence) -> str:
    """What the page of the upload asks before it shows anything."""
    return obstacle_to_sending_files(
        standing,
        incident,
        is_corrected=Evidence.objects.filter(corrects=note).exists(),
        is_struck=Strike.objects.filter(evidence=note).exists(),
        sent_before=StoredFile.objects.owned_by(note).count(),
    )


@dataclass(frozen=True)
class Sent:
    """What a reporter sent, as their own page lists it: never a way to open it, and nothing of what became of it."""

    note: Evidence
    files: list[StoredFile]


def sent_with(report_id: UUID, reporter_id: UUID) -> list[Sent]:
    """Only what they sent themselves with this report, oldest first."""
    notes = list(Evidence.objects.filter(incident__report=report_id, author=reporter_id, from_reporter=True))
    files: dict[UUID, list[StoredFile]] = defaultdict(list)
    for stored in StoredFile.objects.of_all(Evidence, [one.pk for one in notes]) if notes else []:
        files[stored.owner_id].append(stored)
    return [Sent(note, files[note.pk]) for note in notes]
