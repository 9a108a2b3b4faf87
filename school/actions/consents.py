"""Keeping the answers of families: added by a form for one child, or for many from a file, and never changed."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from school.consent_changes import consent_changed
from school.consent_permissions import is_own_family, obstacle_to_keeping_consents
from school.days import local_date
from school.models import Consent, FamilyLink, Person, Pupil, Verdict
from school.models.consents import YES
from school.obstacles import demand
from school.standing import standing_of
from school.states import WrongState

Key = tuple[str, str]  # codes of a medium and a purpose


class CannotAnswer(Exception):
    """An answer that cannot stand as it was given. The sentence is for the screen."""


@dataclass(frozen=True)
class Said:
    """What a family answered, and how the school knows: verdicts by medium and purpose, all of one day."""

    verdicts: Mapping[Key, str]
    starts_on: date
    evidence: str
    ends_on: date | None = None
    given_by_id: UUID | None = None
    evidence_note: str = ""


@transaction.atomic
def record_consents(*, pupil_id: UUID, said: Said, once: UUID, by: Person, now: datetime) -> list[Consent]:
    """Enter what the family of one child answered; a form sent twice answers with the first rows.

    Raises CannotAnswer for an answer older than the one it would replace, or one of an adult who is no family.
    """
    pupil = _locked([pupil_id])[pupil_id]
    demand(obstacle_to_keeping_consents(standing_of(by.pk, now), is_family=is_own_family(by.pk, pupil)))
    if known := list(Consent.objects.filter(once=once, pupil=pupil)):
        return known
    rows = _rows_of(pupil, said, _latest([pupil_id]), once, by, now)
    Consent.objects.bulk_create(rows)
    consent_changed({pupil.pk} if rows else (), now)
    if rows:
        record("consent.recorded", pupil, *rows, by=by.pk, now=now, answers=len(rows))
    return rows


@transaction.atomic
def withdraw_consents(
    *,
    pupil_id: UUID,
    keys: Collection[Key],
    starts_on: date,
    evidence: str,
    given_by_id: UUID | None = None,
    evidence_note: str = "",
    once: UUID,
    by: Person,
    now: datetime,
) -> list[Consent]:
    """The family takes back what it allowed. It holds at once, and whoever listens holds what is not out yet."""
    pupil = _locked([pupil_id])[pupil_id]
    demand(obstacle_to_keeping_consents(standing_of(by.pk, now), is_family=is_own_family(by.pk, pupil)))
    if known := list(Consent.objects.filter(once=once, pupil=pupil)):
        return known
    latest = _latest([pupil_id])
    given = [key for key in keys if (row := latest.get((pupil_id, key))) and row.is_yes]
    if not given:
        raise WrongState("Nothing of this is allowed any longer, so there was nothing to withdraw.")
    said = Said(dict.fromkeys(given, Verdict.WITHDRAWN), starts_on, evidence, None, given_by_id, evidence_note)
    rows = _rows_of(pupil, said, latest, once, by, now)
    Consent.objects.bulk_create(rows)
    consent_changed({pupil.pk}, now)
    record("consent.withdrawn", pupil, *rows, by=by.pk, now=now, answers=len(rows))
    return rows


@transaction.atomic
def bring_in_consents(*, answers: Mapping[UUID, Said], once: UUID, by: Person, now: datetime) -> list[Consent]:
    """Enter the answers of many children, by Pupil id, all or none; what stands already is left out.

    Raises CannotAnswer as `record_consents` does.
    """
    standing = standing_of(by.pk, now)
    demand(obstacle_to_keeping_consents(standing))
    pupils = _locked(answers)
    own = FamilyLink.objects.filter(pupil__in=pupils, adult=by).exists()
    demand(obstacle_to_keeping_consents(standing, is_family=own))
    if known := list(Consent.objects.filter(once=once)):
        return known
    latest = _latest(pupils)
    rows = [
        row for pupil_id, pupil in pupils.items() for row in _rows_of(pupil, answers[pupil_id], latest, once, by, now)
    ]
    Consent.objects.bulk_create(rows)
    consent_changed({row.pupil_id for row in rows}, now)
    if rows:
        record("consent.brought_in", *rows, by=by.pk, now=now, answers=len(rows))
    return rows


def _locked(pupil_ids: Iterable[UUID]) -> dict[UUID, Pupil]:
    """The children, their rows locked in the order of their ids, so that two who enter at once wait for each other.

    Not in the way of whoever copies a picture with the child in it: a foreign key asks for no more than the row's key,
    and such an action holds the post that a listener waits for.
    """
    rows = Pupil.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=set(pupil_ids)).order_by("pk")
    return {row.pk: row for row in rows.select_related("school_class", "person")}


def _latest(pupil_ids: Iterable[UUID]) -> dict[tuple[UUID, Key], Consent]:
    rows = Consent.objects.current().filter(pupil_id__in=set(pupil_ids))
    return {(row.pupil_id, (row.medium_id, row.purpose_id)): row for row in rows}


def _rows_of(
    pupil: Pupil, said: Said, latest: Mapping[tuple[UUID, Key], Consent], once: UUID, by: Person, now: datetime
) -> list[Consent]:
    """The new rows of one child: the answers that say something else than what stands."""
    if said.starts_on > local_date(now):
        raise CannotAnswer("An answer cannot be dated in the future. Enter it on the day from which it counts.")
    if said.given_by_id and not FamilyLink.objects.filter(pupil=pupil, adult_id=said.given_by_id).exists():
        raise CannotAnswer("Only a parent or carer who is linked to this child answers. Link the adult first.")
    rows = []
    for key, verdict in said.verdicts.items():
        row = latest.get((pupil.pk, key))
        if row and row.is_repeated_by(verdict, said.starts_on, said.ends_on, said.given_by_id):
            continue
        if row and row.is_newer_than(verdict, said.starts_on):
            raise CannotAnswer(
                f"An answer of {row.starts_on:%-d %B %Y} stands already, and this yes is older. "
                "Put its date right, or leave it out."
            )
        rows.append(
            Consent(
                id=uuid.uuid4(), pupil=pupil, medium_id=key[0], purpose_id=key[1], n=row.n + 1 if row else 1,
                verdict=verdict, given_by_id=said.given_by_id, evidence=said.evidence, evidence_note=said.evidence_note,
                starts_on=said.starts_on, ends_on=said.ends_on if verdict in YES else None, stage=pupil.school_class.stage if pupil.school_class else "",
                once=once, entered_by=by, entered_at=now,
            )
        )  # fmt: skip
    return rows
