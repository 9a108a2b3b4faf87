"""The record of a case as sentences. Events whose record is of another case are never shown here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from audit.models import Entry as AuditEntry
from audit.register import facts_of, sentence
from files.states import Scan
from incidents.models import DisclosureAnswer, Incident, Severity
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
    about_case = AuditEntry.objects.of(incident).exclude(name__in=READINGS)
    if incident.is_split_off:  # its readers may not know of the report
        return _lines(about_case.newest_first()[:most])
    about_report = AuditEntry.objects.of(incident.report).filter(name__in=["report.filed", "report.added"])
    return _lines((about_report | about_case).newest_first()[:most])


def readings_of(incident: Incident, most: int) -> list[Line]:
    return _lines(AuditEntry.objects.of(incident).named(*READINGS).newest_first()[:most])


def _lines(rows: Any) -> list[Line]:
    entries = list(rows)
    ids = {one.actor for one in entries if one.actor}
    ids |= {UUID(person) for one in entries if (person := facts_of(one).get("person"))}
    names: dict[Any, str] = dict(names_of(ids))
    codes = {facts_of(one).get("step") for one in entries} - {None}
    names |= dict(Step.objects.filter(pk__in=codes).values_list("code", "text")) if codes else {}
    names |= {office: f"the {office_words(office)}" for office in LEADING_OFFICES} | {"": "nobody yet"}
    names |= {scan.value: scan.label.lower() for scan in Scan}
    names |= {finding.value: finding.label.lower() for finding in Finding}
    names |= {one.value: one.label.lower() for one in (*Severity, *DisclosureAnswer.Outcome)}
    return [Line(one.at, sentence(one, names).replace("..", ".")) for one in entries]
