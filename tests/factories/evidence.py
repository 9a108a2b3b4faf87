"""Evidence and its files, made by the actions that people use."""

import io
import uuid
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from audit.verify import verify_records
from files.actions import keep, keeping
from files.models import StoredFile
from files.states import Scan
from incidents import actions
from incidents.actions import Noted
from incidents.models import Evidence, Incident
from school.models import Person
from tests.factories.incidents import THEN


def EvidenceFactory(incident: Incident, *, by: Person, now: datetime = THEN, **facts: Any) -> Evidence:
    noted = Noted(**{"description": "A message in the class chat.", "holder": "Her mother, on her phone"} | facts)
    return actions.note_evidence(pk=incident.pk, noted=noted, once=uuid.uuid4(), by=by.pk, now=now)


def a_png(shade: int = 0) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, 0, 0)).save(held, "PNG")
    return held.getvalue()


def upload(content: bytes = b"", name: str = "screen.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or a_png())


def FileFactory(
    evidence: Evidence, *, by: Person, now: datetime = THEN, content: bytes = b"", **facts: Any
) -> StoredFile:
    """A picture with a note, unless `content` says otherwise."""
    uploads = [upload(content, **facts)]
    (kept,) = actions.send_files(pk=evidence.incident_id, evidence=evidence.pk, uploads=uploads, by=by.pk, now=now)
    return kept


def KeptFactory(evidence: Evidence, *, now: datetime = THEN, scan: str = Scan.NOT_SCANNED) -> StoredFile:
    """A kept file in any state, without the cleaning that takes its time."""
    with keeping():
        facts = {"owner": evidence, "by": evidence.author_id, "now": now, "limit_bytes": 1000}
        return keep(upload(), **facts, allowed={"image/png"}, scan=scan)


def faults_of_the_seal() -> list[str]:
    """What `audit verify --records` says of evidence and files; other rows of a test are made without entries."""
    sentences = [found.sentence for found in verify_records()]
    return [sentence for sentence in sentences if sentence.startswith(("incidents.Evidence", "files.StoredFile"))]
