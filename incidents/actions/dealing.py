"""The ordinary case on one page: confirmed, done, found and closed with one press, by the same actions as step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from incidents.actions.asking import ALLEGED, FOUND, kinds_of, rows_for, steps_wanted
from incidents.actions.closing import close
from incidents.actions.confirming import confirm
from incidents.actions.findings import settle_finding
from incidents.actions.locking import locked
from incidents.actions.records import keep_record, pass_on_word
from incidents.actions.steps import do_step
from incidents.models import RECORDS, Incident, IncidentStep, Record
from incidents.models.records import SafeguardingLook
from incidents.permissions import ENDED_CASE
from incidents.states import Finding, IncidentStatus, WrongState
from policy.models import ClauseVersion

# Step code and the id of the person in the case that it is for.
Key = tuple[str, UUID | None]
NOTHING = "Nothing for child protection."
WORD = "word"
HANDLED = "This case is being handled already. Go on step by step."
NOT_ORDINARY = "This case asks for more than one page. Confirm it and go step by step."


@dataclass(frozen=True)
class Plan:
    """What the ordinary case of these clauses asks for, before anything is saved."""

    clauses: Sequence[ClauseVersion]
    look: IncidentStep | None  # the Designated Teacher's, if it is still open
    steps: Sequence[IncidentStep]  # asked for when alleged
    found: Sequence[IncidentStep]  # asked for only when a clause is found broken

    @property
    def is_about_fault(self) -> bool:
        """Whether somebody has to be heard first, so that the finding is asked for rather than taken as read."""
        return any(one.before_finding for one in self.steps)


def plan_of(incident: Incident, clauses: Sequence[ClauseVersion], *, now: datetime) -> Plan | None:
    """The steps that confirming these clauses would ask for; None when the case is not of an ordinary kind."""
    kinds = kinds_of(clauses, incident.concerns)
    if not clauses or incident.status != IncidentStatus.RECEIVED:
        return None
    if any(not kind.is_ordinary for its in kinds.values() for kind in its):
        return None
    there = list(incident.steps.open().obligatory().select_related("step", "subject__person"))
    look = next((one for one in there if not one.record and one.for_office), None)
    alleged = _rows(incident, clauses, ALLEGED, now)
    found = _rows(incident, clauses, FOUND, now)
    return Plan(clauses, look, [*(one for one in there if one != look), *alleged], found)


def _rows(incident: Incident, clauses: Sequence[ClauseVersion], moment: str, now: datetime) -> list[IncidentStep]:
    wanted = [one for one in steps_wanted(incident, clauses, [], moment) if not one.step.at_once.startswith("leader")]
    rows = rows_for(incident, wanted, subjects=incident.concerned, now=now)
    return [one for one in rows if one.is_obligatory]


@dataclass(frozen=True)
class Word:
    """The Designated Teacher's word, as the leader heard it."""

    said_by: UUID
    at: datetime


def was_dealt_with(incident: Incident, once: UUID) -> bool:
    """Whether this very form has been taken before: what it kept then carries a number made from its own."""
    steps = list(incident.steps.all())
    keys = {_key(once, WORD), *(_key(once, row) for row in steps)}
    kept: set[type[Record]] = {SafeguardingLook, *(RECORDS[row.record] for row in steps if row.record)}
    return any(model.objects.filter(incident=incident, once__in=keys).exists() for model in kept)


def _key(once: UUID, part: IncidentStep | str) -> UUID:
    """The number of one record of the form: the same each time that the form is sent."""
    return uuid5(once, part if isinstance(part, str) else f"{part.step_id} {part.subject_id}")


def moved_on(incident: Incident) -> str:
    """Why the page no longer serves, once somebody has taken the case up or closed it in another way."""
    return HANDLED if incident.is_live else ENDED_CASE


@transaction.atomic
def deal_with(
    *,
    pk: UUID,
    clauses: Sequence[UUID],
    records: Mapping[Key, Mapping[str, object]],
    finding: str,
    reason: str,
    outcome: str,
    calls_for_review: bool,
    at: datetime,
    once: UUID,
    word: Word | None = None,
    by: UUID,
    now: datetime,
) -> Incident:
    """Confirm, do every obligatory step, settle every finding and close: all of it or nothing.

    `records` gives for each step its record's fields, or {"how": sentence} for a step without a record.
    Raises WrongState when the case asks for anything that was not given; a repeat of the form changes nothing.
    """
    incident, _ = locked(pk, by=by, now=now)
    if was_dealt_with(incident, once):
        return incident
    if incident.status != IncidentStatus.RECEIVED:
        raise WrongState(moved_on(incident))
    look = incident.steps.open().filter(record="").exclude(for_office="").first()
    confirm(pk=pk, clauses=clauses, by=by, now=now)
    if look and word:
        pass_on_word(
            pk=pk,
            step=look.pk,
            once=_key(once, WORD),
            at=word.at,
            said_by=word.said_by,
            answer="nothing",
            by=by,
            now=now,
        )
    elif look:
        do_step(pk=pk, step=look.pk, how=NOTHING, by=by, now=now)
    _do_all(incident, records, once=once, at=at, by=by, now=now)
    for row in incident.allegations.filter(finding=Finding.ALLEGED):
        settle_finding(pk=pk, allegation=row.pk, finding=finding, reason=reason, by=by, now=now)
    _do_all(incident, records, once=once, at=at, by=by, now=now)
    return close(pk=pk, outcome=outcome, calls_for_review=calls_for_review, by=by, now=now)


def _do_all(
    incident: Incident,
    records: Mapping[Key, Mapping[str, object]],
    *,
    once: UUID,
    at: datetime,
    by: UUID,
    now: datetime,
) -> None:
    """Every open obligatory step that an answer was given for, in working order."""
    for row in incident.steps.open().obligatory().in_order():
        given = records.get((row.step_id, row.subject_id))
        if given is None:
            continue
        if row.record:
            key = _key(once, row)
            keep_record(pk=incident.pk, step=row.pk, once=key, at=at, by=by, now=now, **given)
        else:
            do_step(pk=incident.pk, step=row.pk, how=str(given.get("how", "")), by=by, now=now)
