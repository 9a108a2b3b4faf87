"""Declaring, renewing, ending, and noting that one knows: every time is the server's, so nothing is dated back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from notices.actions import tell
from school.declaration_permissions import (
    obstacle_to_changing_declaration,
    obstacle_to_declaring,
    obstacle_to_noting,
)
from school.models import Declaration, DeclarationEnd, DeclarationKind, DeclarationNote, Person
from school.obstacles import demand
from school.offices import holder_ids
from school.standing import standing_of
from school.states import WrongState

OVER = "This declaration has been ended or renewed already, so nothing was changed."


@transaction.atomic
def declare(*, kind: str, whom: str = "", reason: str = "", once: UUID, by: Person, now: datetime) -> Declaration:
    """Somebody says so of themselves; whoever ought to know is told. A form sent twice answers with the first row."""
    demand(obstacle_to_declaring(standing_of(by.pk, now)))
    if known := Declaration.objects.filter(once=once, person=by).first():
        return known
    row = Declaration.objects.create(
        kind_id=kind, person=by, whom=whom, reason=reason, declared_at=now, first_declared_at=now, once=once
    )
    _tell(row, now)
    record("declaration.made", row, by=by.pk, now=now, kind=kind)
    return row


@transaction.atomic
def renew_declaration(*, pk: UUID, by: Person, now: datetime) -> Declaration:
    """It is still so: a new row in the place of the old, counting from the first time."""
    old = _held(pk, by, now)
    row = Declaration.objects.create(
        kind_id=old.kind_id,
        person=by,
        whom=old.whom,
        reason=old.reason,
        declared_at=now,
        first_declared_at=old.first_declared_at,
        renews=old,
    )
    _tell(row, now)
    record("declaration.renewed", row, by=by.pk, now=now, kind=old.kind_id)
    return row


@transaction.atomic
def end_declaration(*, pk: UUID, by: Person, now: datetime) -> DeclarationEnd:
    """It is no longer so."""
    row = _held(pk, by, now)
    ending = DeclarationEnd.objects.create(declaration=row, ended_at=now)
    record("declaration.ended", row, ending, by=by.pk, now=now, kind=row.kind_id)
    return ending


@transaction.atomic
def note_declaration(*, pk: UUID, by: Person, now: datetime) -> DeclarationNote:
    """Somebody who ought to know notes that they do. That is knowledge, and no approval."""
    row = _locked(pk)
    demand(obstacle_to_noting(standing_of(by.pk, now), row))
    if _is_over(row):
        raise WrongState(OVER)
    if DeclarationNote.objects.filter(declaration=row).exists():
        raise WrongState("Somebody has noted this already, so nothing was changed.")
    note = DeclarationNote.objects.create(declaration=row, noted_by=by, noted_at=now)
    record("declaration.noted", row, note, by=by.pk, now=now, kind=row.kind_id)
    return note


def _locked(pk: UUID) -> Declaration:
    """The person's row is locked: a declaration itself is never updated."""
    row = Declaration.objects.select_related("kind").get(pk=pk)
    Person.objects.select_for_update(no_key=True).get(pk=row.person_id)
    return row


def _held(pk: UUID, by: Person, now: datetime) -> Declaration:
    row = _locked(pk)
    standing = standing_of(by.pk, now)
    demand(obstacle_to_declaring(standing) or obstacle_to_changing_declaration(standing, row))
    if _is_over(row):
        raise WrongState(OVER)
    return row


def _is_over(row: Declaration) -> bool:
    return not Declaration.objects.standing().filter(pk=row.pk).exists()


def _tell(row: Declaration, now: datetime) -> None:
    offices = DeclarationKind.objects.get(pk=row.kind_id).noted_by
    if offices:
        people = holder_ids(*offices, on=standing_of(row.person_id, now).today) - {row.person_id}
        tell("declaration.note", people, about=row, now=now)
