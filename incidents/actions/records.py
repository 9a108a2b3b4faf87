"""Doing a step by keeping its record, correcting a record, and writing down the Designated Teacher's word."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.actions import record
from audit.models import Sealed
from incidents.actions.conflicts import Holders, safeguarding
from incidents.actions.locking import locked
from incidents.actions.repeating import first_of, obstacle_of_a_used_form
from incidents.actions.restrictions import follow_records
from incidents.actions.searching import refresh_search
from incidents.actions.settling import demand_turn, safeguarding_can_act, settle_done, step_of
from incidents.models import RECORDS, Incident, IncidentStep, Record
from incidents.models.records import SafeguardingLook
from incidents.permissions import (
    obstacle_to_correcting_a_record,
    obstacle_to_doing,
    obstacle_to_passing_on_a_word,
    obstacle_to_taking_back_a_word,
)
from incidents.states import StepStatus, WrongState
from notices.actions import tell
from school.days import local_date
from school.obstacles import demand


@transaction.atomic
def keep_record(*, pk: UUID, step: UUID, once: UUID, at: datetime, by: UUID, now: datetime, **facts: object) -> Record:
    """Write down what was done; the step is done with it, unless the record itself leaves it open (a chase).

    `facts` are the record's own fields (see incidents.models.records). A repeat of the form answers with the first.
    Raises WrongState when something comes first or the step is settled, IncidentStep.DoesNotExist for another case's.
    """
    incident, standing = locked(pk, by=by, now=now)
    row = step_of(incident, step)
    model = RECORDS[row.record] if row.record else None
    if model is None:
        raise WrongState("This step is done with a sentence. Go back to the case and tick it there.")
    if first := _kept_before(model, incident, once, by, facts):
        return first
    is_named = incident.accesses.at_work().filter(person_id=by).exists()
    can_act = safeguarding_can_act(incident, now)
    demand(
        obstacle_to_doing(standing, incident, row, is_named=is_named, safeguarding_can_act=can_act)
        or obstacle_of_a_used_form(model, once)
    )
    demand_turn(incident, row)
    if not row.is_open:
        raise WrongState("This step is done already. Correct its record instead, if something was wrong.")
    kept = model.objects.create(
        incident=incident, step=row, once=once, at=at, written_by_id=by, written_at=now, **facts
    )
    new = _settle_with(incident, row, kept, by=by, now=now)
    record("incident.record_kept", incident, kept, row, *new, by=by, now=now, step=row.step_id)
    return kept


def _kept_before(
    model: type[Record], incident: Incident, once: UUID, by: UUID, facts: dict[str, object]
) -> Record | None:
    found: Record | None = first_of(model.objects.filter(incident=incident), once, written_by_id=by, **facts)
    return found


def _settle_with(incident: Incident, row: IncidentStep, kept: Record, *, by: UUID, now: datetime) -> list[Sealed]:
    if kept.settles:
        new = settle_done(incident, row, kept.summary(), by=by, now=now)
        return _once_each([*new, *follow_records(incident, row, now=now)])
    row.how, row.due_on = kept.summary(), kept.next_due or row.due_on
    row.save()
    refresh_search(incident)
    return [one for one in follow_records(incident, row, now=now) if one.pk != row.pk]


def _once_each(rows: list[Sealed]) -> list[Sealed]:
    """Of a row that was saved twice, as it was saved last."""
    return list({one.pk: one for one in rows}.values())


@transaction.atomic
def correct_record(
    *, pk: UUID, step: UUID, first: UUID, once: UUID, at: datetime, by: UUID, now: datetime, **facts: object
) -> Record:
    """A correction is shown in the place of the first; the first stays for those who may see history (decision 14)."""
    incident, standing = locked(pk, by=by, now=now)
    row = step_of(incident, step)
    model: Any = RECORDS[row.record]
    if repeat := _kept_before(model, incident, once, by, facts):
        return repeat
    before: Record = model.objects.get(pk=first, step=row)
    can_act = safeguarding_can_act(incident, now)
    demand(
        obstacle_to_correcting_a_record(standing, incident, before, safeguarding_can_act=can_act)
        or obstacle_of_a_used_form(model, once)
    )
    if row.is_open:  # it settles the step, as keeping a record would
        demand_turn(incident, row)
    if model.objects.filter(corrects=before).exists():
        raise WrongState("This record has been corrected already. Correct the newer one instead.")
    kept: Record = model.objects.create(
        incident=incident, step=row, once=once, at=at, written_by_id=by, written_at=now, corrects=before, **facts
    )
    new: list[Sealed] = []
    if row.is_open:
        new = _settle_with(incident, row, kept, by=by, now=now)
    else:
        row.how = kept.summary()
        row.save()
        refresh_search(incident)
        new = follow_records(incident, row, now=now)
    record("incident.record_corrected", incident, kept, row, *new, by=by, now=now, step=row.step_id)
    return kept


@transaction.atomic
def pass_on_word(
    *, pk: UUID, step: UUID, once: UUID, at: datetime, by: UUID, now: datetime, said_by: UUID, **facts: object
) -> Record:
    """The leader spoke with the Designated Teacher: her word settles the look, is told to her, and is hers to take back."""
    incident, standing = locked(pk, by=by, now=now)
    row = step_of(incident, step)
    if first := _kept_before(SafeguardingLook, incident, once, by, facts | {"said_by_id": said_by}):
        return first
    lookers = safeguarding(incident, holders=Holders.on(local_date(now)))
    demand(obstacle_to_passing_on_a_word(standing, incident, row, said_by=said_by, lookers=lookers))
    kept = SafeguardingLook.objects.create(
        incident=incident, step=row, once=once, at=at, written_by_id=by, written_at=now, said_by_id=said_by, **facts
    )
    new = settle_done(incident, row, kept.summary(), by=by, now=now)
    tell("case.word_passed_on", [said_by], about=incident, now=now, key=str(kept.pk))
    record("incident.word_passed_on", incident, kept, row, *new, by=by, now=now, step=row.step_id, person=said_by)
    return kept


@transaction.atomic
def take_back_word(*, pk: UUID, step: UUID, by: UUID, now: datetime) -> IncidentStep:
    """ "I did not say that": the look is open again, and a case that had closed on it is opened again with it."""
    from incidents.actions.closing import open_again

    incident, standing = locked(pk, by=by, now=now)
    row = step_of(incident, step)
    demand(obstacle_to_taking_back_a_word(standing, row, said_by=whose_word(row)))
    row.move_to(StepStatus.OPEN)
    row.settled_by, row.settled_at, row.how = None, None, ""
    row.save()
    if not incident.is_live:
        open_again(incident, "The Designated Teacher took back the word on which it was closed.", by=by, now=now)
    refresh_search(incident)
    record("incident.word_taken_back", incident, row, by=by, now=now, step=row.step_id)
    return row


def whose_word(row: IncidentStep) -> UUID | None:
    """Whose word this settled step stands on, when somebody else wrote it down; none for every other step."""
    if row.status != StepStatus.DONE or row.settled_at is None:
        return None
    words = SafeguardingLook.objects.filter(step=row, written_at=row.settled_at)
    said_by: UUID | None = words.values_list("said_by_id", flat=True).first()
    return said_by
