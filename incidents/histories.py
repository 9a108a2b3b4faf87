"""The record of a case as sentences. Events whose record is of another case are never shown here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from audit.models import Entry as AuditEntry
from audit.prepared import Prepared
from audit.register import facts_of, sentence
from files.states import Scan
from incidents.models import DisclosureAnswer, Incident, Report, Severity
from incidents.permissions import office_words
from incidents.reading import names_of
from incidents.routes import LEADING_OFFICES
from incidents.states import Finding
from policy.models import Step

READINGS = ("incident.read", "incident.file_read")


@dataclass(frozen=True)
class Line:
    at: datetime
    words: str


def history_of(incident: Incident, most: int) -> list[Line]:
    """What was done, newest first; readings stand apart."""
    return _lines(newest_entries(incident, most))


def _newest(shape: tuple[bool, int], incident: UUID, report: UUID) -> Any:
    is_split_off, most = shape
    rows = AuditEntry.objects.about(Incident.audit_kind(), incident).exclude(name__in=READINGS)
    if not is_split_off:  # else its readers may not know of the report
        about_report = AuditEntry.objects.about(Report.audit_kind(), report)
        rows = about_report.filter(name__in=["report.filed", "report.added"]) | rows
    return rows.newest_first()[:most]


_newest_entries = Prepared(_newest)


def newest_entries(incident: Incident, most: int) -> list[AuditEntry]:
    """The lines of the record that `history_of` puts into words."""
    return _newest_entries((incident.is_split_off, most), incident.pk, incident.report_id)


def people_in(entries: list[AuditEntry]) -> set[UUID]:
    """Whose names their sentences need."""
    ids = {one.actor for one in entries if one.actor}
    return ids | {UUID(person) for one in entries if (person := facts_of(one).get("person"))}


def readings_of(incident: Incident, most: int) -> list[Line]:
    return _lines(list(AuditEntry.objects.of(incident).named(*READINGS).newest_first()[:most]))


def _lines(entries: list[AuditEntry]) -> list[Line]:
    return lines_of(entries, names_of(people_in(entries)), {})


def lines_of(entries: list[AuditEntry], people: dict[UUID, str], steps: dict[str, str]) -> list[Line]:
    """Sentences; `people` by id and `steps` by code are the names in hand, other steps are looked up."""
    names: dict[Any, str] = {**people, **steps}
    codes = {facts_of(one).get("step") for one in entries} - {None, *steps}
    names |= dict(Step.objects.filter(pk__in=codes).values_list("code", "text")) if codes else {}
    names |= {office: f"the {office_words(office)}" for office in LEADING_OFFICES} | {"": "nobody yet"}
    names |= {scan.value: scan.label.lower() for scan in Scan}
    names |= {finding.value: finding.label.lower() for finding in Finding}
    names |= {one.value: one.label.lower() for one in (*Severity, *DisclosureAnswer.Outcome)}
    return [Line(one.at, sentence(one, names).replace("..", ".")) for one in entries]
