"""A reporter sends pictures or PDFs with what they reported: evidence of the case, of which they read nothing."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from audit.actions import record
from files.actions import keeping
from files.models import StoredFile
from incidents.actions.conflicts import Holders, leaders
from incidents.actions.evidence import Noted
from incidents.actions.keeping import cleaned, demand_room_today, keep_one, record_kept
from incidents.actions.repeating import obstacle_of_a_used_form
from incidents.actions.searching import refresh_search
from incidents.models import Evidence, Incident, Report
from incidents.permissions import obstacle_to_adding
from notices.actions import tell
from school.days import local_date
from school.obstacles import demand
from school.standing import standing_of


def send_with_report(
    *, pk: UUID, noted: Noted, uploads: Sequence[File[bytes]], once: UUID, by: UUID, now: datetime
) -> list[StoredFile]:
    """A note of evidence with its files, in the case that holds the report `pk`; a form sent again answers with the first.

    As in `send_files`, cleaning comes before anything is locked, and the permission is asked before and after.
    Raises Report.DoesNotExist for somebody else's report, files.actions.FileRefused with a sentence for the sender.
    """
    with transaction.atomic():
        if (before := _sent_before(_own_open_report(pk, by, now), once)) is not None:
            return before
        demand_room_today(by, now)
    with cleaned(uploads) as clean, keeping():
        report = _own_open_report(pk, by, now)
        if (before := _sent_before(report, once)) is not None:
            return before
        demand(obstacle_of_a_used_form(Evidence, once))
        incident = report.incidents.select_for_update(of=("self",)).get(opened_by=None)
        facts = {"incident": incident, "author_id": by, "at": now, "once": once, "from_reporter": True}
        note = Evidence.objects.create(**facts, **asdict(noted))
        unique = list({one.sha256: one for one in clean}.values())
        kept = []
        for one in unique:
            demand_room_today(by, now)
            kept.append(keep_one(note, one, by=by, now=now))
        refresh_search(incident)
        _tell_leaders(incident, note, by, now)
        record("incident.evidence_sent", incident, note, by=by, now=now)
        record_kept(incident, kept, by, now)
        return kept


def _own_open_report(pk: UUID, by: UUID, now: datetime) -> Report:
    standing = standing_of(by, now)
    report = Report.objects.select_for_update(of=("self",)).visible_to(standing).get(pk=pk)
    demand(obstacle_to_adding(standing, report))
    return report


def _sent_before(report: Report, once: UUID) -> list[StoredFile] | None:
    note = Evidence.objects.filter(once=once, incident__report=report, author=report.reporter_id).first()
    return list(StoredFile.objects.owned_by(note)) if note else None


def _tell_leaders(incident: Incident, note: Evidence, by: UUID, now: datetime) -> None:
    if incident.is_live:
        told = leaders(incident, holders=Holders.on(local_date(now))) - {by}
        tell("case.added", told, about=incident, now=now, key=str(note.pk))
