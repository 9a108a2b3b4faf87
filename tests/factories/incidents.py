"""Cases as the tests need them: made by the actions that people use, in any state in one call."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from incidents import actions
from incidents.actions import Named
from incidents.actions.closing import open_looks
from incidents.actions.conflicts import Holders, safeguarding
from incidents.demo.records import what_was_done
from incidents.models import Incident, IncidentStep, Report
from incidents.states import Finding, IncidentStatus
from policy.models import (
    Audience,
    Clause,
    ClauseRegister,
    ClauseStep,
    ClauseVersion,
    Force,
    Policy,
    Section,
    Step,
    TellRule,
    Version,
)
from policy.states import VersionStatus
from school.days import local_date
from school.models import Office, Person
from tests.factories.school import OfficeHolderFactory, StaffFactory

THEN = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
READERS = ("principal", "vice_principal", "designated_teacher", "deputy_designated_teacher", "chair", "vice_chair")


def Offices(*extra: str) -> dict[str, Person]:
    """Somebody in every office that reads cases, and in those that must not."""
    others = ("slt", "governor", "designated_governor", "clerk", "dpo", "ict_coordinator", "administrator", *extra)
    return {office: OfficeHolderFactory(Office(office)) for office in (*READERS, *others)}


def PolicyFactory(
    codes: dict[str, tuple[str, list[str]]],
    *,
    slug: str = "rules",
    label: str = "1",
    approved_at: datetime = datetime(2020, 11, 30, 9, tzinfo=UTC),
    tell: Iterable[str] = (),
    registers: Iterable[str] = (),
    force: str = Force.MUST_NOT,
    speeds: dict[str, tuple[str, str]] | None = None,
) -> Version:
    """A policy in force: {register code or made-up name: (audience, its steps)}; `speeds`: {code: (whom, how fast)}."""
    author = StaffFactory()
    policy, _ = Policy.objects.get_or_create(slug=slug, defaults={"title": slug.title()})
    version = Version.objects.create(policy=policy, label=label, created_at=THEN, created_by=author)
    section = Section.objects.create(version=version, number="1", title="Rules", position=1)
    for position, (code, (audience, steps)) in enumerate(codes.items(), 1):
        register_code = code if code[0].isdigit() else ""
        clause = Clause.objects.filter(policy=policy, register_code=register_code).exclude(register_code="").first()
        clause = clause or Clause.objects.create(policy=policy, register_code=register_code)
        row = ClauseVersion.objects.create(
            version=version,
            section=section,
            clause=clause,
            number=code,
            position=position,
            wording=f"Rule {code}.",
            restatement=f"Rule {code} in plain words.",
            audience=Audience(audience),
            force=force,
            breach=f"BREACH_{position}",
        )
        TellRule.objects.bulk_create(TellRule(clause_version=row, whom=office) for office in tell)
        ClauseRegister.objects.bulk_create(ClauseRegister(clause_version=row, register_id=one) for one in registers)
        if speeds and code in speeds:
            TellRule.objects.create(clause_version=row, whom=speeds[code][0], how_fast=speeds[code][1])
        for place, step in enumerate(steps):
            found = Step.objects.get(pk=step)
            ClauseStep.objects.create(clause_version=row, step=found, force=found.force, position=place)
    Version.objects.filter(pk=version.pk).update(
        status=VersionStatus.APPROVED,
        effective_from=approved_at.date(),
        approved_at=approved_at,
        approved_by=author,
        fingerprint="0" * 64,
    )
    version.refresh_from_db()
    return version


def clause(version: Version, number: str) -> ClauseVersion:
    return version.clause_versions.get(number=number)


def ReportFactory(
    *,
    concerns: str = "pupil",
    by: Person | None = None,
    concerned: list[Person] | None = None,
    affected: list[Person] | None = None,
    now: datetime = THEN,
    **facts: Any,
) -> Report:
    """A report as a member of staff files it."""
    people = [Named("concerned", one.pk) for one in concerned or []] or [Named("concerned", as_described="not known")]
    people += [Named("affected", one.pk) for one in affected or []]
    given = {"once": uuid.uuid4(), "words": "Something happened online.", "happened_on": now.date()} | facts
    return actions.record_report(concerns=concerns, people=people, by=(by or StaffFactory()).pk, now=now, **given)


def IncidentFactory(
    status: str = IncidentStatus.RECEIVED, *, lead: Person | None = None, clauses: list[Any] = (), **facts: Any
) -> Incident:
    """A case in any state. `lead` leads it; without one there is a new Principal."""
    lead = lead or OfficeHolderFactory("principal")
    incident = ReportFactory(**facts).incidents.get()
    now = facts.get("now", THEN)
    who = {"pk": incident.pk, "by": lead.pk, "now": now}
    if status == IncidentStatus.RECORDED_IN_ERROR:
        look(incident, now=now)
        actions.record_in_error(**who, reason="Told twice.")
    if status in (IncidentStatus.BEING_HANDLED, IncidentStatus.CLOSED):
        actions.confirm(**who, clauses=[one.pk for one in clauses])
    if status == IncidentStatus.CLOSED:
        settle_all(incident, by=lead, now=now)
        actions.close(**who, outcome="A talk was enough.", calls_for_review=False)
    incident.refresh_from_db()
    return incident


def look(incident: Incident, *, now: datetime = THEN) -> None:
    """Whoever looks for child protection has looked, in a school that has somebody who may."""
    can = sorted(safeguarding(incident, holders=Holders.on(local_date(now))))
    for step in open_looks(incident) if can else []:
        actions.do_step(pk=incident.pk, step=step.pk, how="Nothing for child protection.", by=can[0], now=now)


def settle_all(incident: Incident, *, by: Person, now: datetime = THEN) -> None:
    """Every step done with its record, every finding made, each by somebody who may."""
    do_all(incident, by=by, now=now)
    for row in incident.allegations.filter(finding=Finding.ALLEGED):
        actions.settle_finding(
            pk=incident.pk, allegation=row.pk, finding=Finding.AS_WRITTEN, reason="Seen.", by=by.pk, now=now
        )
    do_all(incident, by=by, now=now)


def do_all(incident: Incident, *, by: Person, now: datetime = THEN) -> None:
    """Step after step, with what one leads to after it."""
    while step := incident.steps.open().in_order().first():
        doer = by
        if step.for_office == "designated_teacher":
            doer = Person.objects.filter(appointments__office="designated_teacher").first() or by
        do(incident, step, by=doer, now=now)


def do(incident: Incident, step: IncidentStep, *, by: Person, now: datetime = THEN, **facts: Any) -> None:
    """One step, with the record it asks for."""
    who = {"pk": incident.pk, "step": step.pk, "by": by.pk, "now": now}
    if step.record:
        actions.keep_record(**who, once=uuid.uuid4(), at=now, **(what_was_done(step, now) | facts))
    else:
        actions.do_step(**who, how="By telephone.")
