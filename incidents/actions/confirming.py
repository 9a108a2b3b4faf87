"""The lead says what kind of case this is, and under which clauses: one press makes the steps due."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from incidents import routes
from incidents.actions.asking import ALLEGED, ask, ask_at_once, kinds_of
from incidents.actions.conflicts import Holders, check_conflicts
from incidents.actions.disclosures import who_claims
from incidents.actions.leading import goes_to_both
from incidents.actions.locking import locked
from incidents.actions.searching import refresh_search
from incidents.actions.telling import tell_doers, tell_leaders, tell_rules
from incidents.models import Allegation, Incident, IncidentPerson, IncidentStep, Kind
from incidents.permissions import ENDED_CASE, obstacle_to_leading
from incidents.reading import clauses_of_case
from incidents.routes import SAFEGUARDING
from incidents.states import IncidentStatus, WrongState
from notices.actions import tell
from policy.models import ClauseVersion
from school.days import local_date
from school.obstacles import demand
from school.offices import holders
from school.standing import standing_of


@transaction.atomic
def confirm(
    *,
    pk: UUID,
    clauses: Iterable[UUID],
    kinds: Iterable[str] = (),
    is_harm_alleged: bool = False,
    by: UUID,
    now: datetime,
) -> Incident:
    """Confirm kind and clauses as alleged; also used later, when another clause comes to light.

    `is_harm_alleged`: somebody says that an adult harmed a child. That is never taken back by a later confirmation.
    """
    incident, standing = locked(pk, by=by, now=now)
    demand(obstacle_to_leading(standing, incident))
    if not incident.is_live:
        raise WrongState(ENDED_CASE)
    asked_for = set(clauses)
    chosen = [one for one in clauses_of_case(incident) if one.pk in asked_for]
    its_kinds = _kinds(incident, chosen, kinds)
    first_time = incident.status == IncidentStatus.RECEIVED
    if first_time:
        incident.move_to(IncidentStatus.BEING_HANDLED)
        incident.confirmed_at, incident.confirmed_by_id = now, by
    incident.is_harm_alleged |= is_harm_alleged
    incident.reaches_both = incident.reaches_both or goes_to_both(chosen)
    incident.save()
    incident.kinds.add(*its_kinds)
    alleged = _allege(incident, chosen, by, now)
    steps = ask(
        incident, clause_versions=chosen, kinds=its_kinds, moment=ALLEGED, subjects=incident.concerned, by=by, now=now
    )
    steps += _bring_in_safeguarding(incident, now)
    _tell_those_the_clauses_name(incident, chosen, by, now)
    tell_doers(incident, steps, by=by, now=now)
    refresh_search(incident)
    record(
        "incident.confirmed", incident, *alleged, *steps, by=by, now=now,
        kinds=[kind.code for kind in its_kinds], clauses=[one.number for one in chosen],
    )  # fmt: skip
    return incident


def _bring_in_safeguarding(incident: Incident, now: datetime) -> list[IncidentStep]:
    """Harm alleged, or a step for the Designated Teacher, makes it a case with a child in it: she reads it, and looks first."""
    is_hers = incident.is_harm_alleged or incident.steps.filter(for_office__in=SAFEGUARDING).exists()
    if incident.has_child or not is_hers:
        return []
    incident.has_child = True
    people = Holders.on(local_date(now))
    check_conflicts(incident, holders=people, now=now)
    incident.save()
    looks = ask_at_once(incident, now=now)
    tell_leaders(incident, holders=people, now=now, key="child")
    return looks


def _kinds(incident: Incident, chosen: list[ClauseVersion], codes: Iterable[str]) -> list[Kind]:
    """Kinds of the clauses and those picked without a clause; never none: then the general one."""
    found = {kind for kinds in kinds_of(chosen, incident.concerns).values() for kind in kinds}
    found |= set(Kind.objects.filter(code__in=set(codes), is_offered=True).prefetch_related("clauses"))
    if not found and not incident.kinds.exists():
        found = set(Kind.objects.filter(is_general=True, audience=incident.concerns))
    return sorted(found, key=lambda kind: kind.position)


def _allege(incident: Incident, chosen: list[ClauseVersion], by: UUID, now: datetime) -> list[Allegation]:
    """Each clause of each person concerned; of nobody yet, when nobody is known at all."""
    there: set[tuple[UUID, UUID | None]] = set(incident.allegations.values_list("clause_version_id", "subject_id"))
    subjects: list[IncidentPerson | None] = [*incident.concerned] or [None]
    paused = who_claims(incident)
    rows = [
        Allegation(
            incident=incident,
            clause_version=clause,
            subject=subject,
            by_id=by,
            at=now,
            is_paused=subject is not None and subject.pk in paused,
        )
        for clause in chosen
        for subject in subjects
        if (clause.pk, subject.pk if subject else None) not in there
    ]
    return Allegation.objects.bulk_create(rows)


def _tell_those_the_clauses_name(incident: Incident, chosen: list[ClauseVersion], by: UUID, now: datetime) -> None:
    """A clause may want an office told, and at once: its holders are, when the case exists for them."""
    rules = tell_rules(incident, chosen)
    at_once = set(rules.at_once().values_list("whom", flat=True))
    calm = set(rules.values_list("whom", flat=True)) - at_once
    told = {by}
    if routes.SENT_TO_BOTH in calm:
        calm |= routes.BOTH - at_once
    if routes.SENT_TO_BOTH in at_once:
        at_once |= routes.BOTH
    for kind, offices in (("case.told_at_once", at_once), ("case.told", calm)):
        for person in holders(*offices, on=local_date(now)) if offices else []:
            known = Incident.objects.visible_to(standing_of(person.pk, now)).filter(pk=incident.pk)
            if person.pk not in told and known.exists():
                told.add(person.pk)
                tell(kind, [person.pk], about=incident, now=now)
