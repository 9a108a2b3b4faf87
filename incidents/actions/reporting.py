"""Filing a report and adding to it: what the first journey saves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction

from audit.actions import record
from audit.models import Sealed
from audit.prepared import Prepared, insert
from incidents import routes
from incidents.actions.asking import ask_at_once
from incidents.actions.conflicts import Holders, check_conflicts, leaders
from incidents.actions.intake import NOTHING, Intake, keep_intake
from incidents.actions.leading import goes_to_both
from incidents.actions.repeating import demand_same, first_of, obstacle_of_a_used_form
from incidents.actions.searching import begin_search, refresh_search
from incidents.actions.telling import Filed, say_at_once, tell_leaders
from incidents.models import (
    Incident,
    IncidentPerson,
    IncidentStep,
    Part,
    Report,
    ReportAddition,
    ReportClause,
    ReportPerson,
    ShutOut,
)
from incidents.permissions import obstacle_to_adding, obstacle_to_recording
from incidents.reading import versions_for
from incidents.routes import Route
from notices.actions import tell
from policy.models import ClauseVersion
from school.days import SchoolDaysFrom, counted_from, local_date
from school.models import Person, Target
from school.obstacles import demand
from school.standing import standing_of


@dataclass(frozen=True)
class Named:
    """Somebody in a report: picked, or in the reporter's own words."""

    part: str
    person_id: UUID | None = None
    as_described: str = ""
    role: str = ""


def record_report(*, once: UUID, by: UUID, now: datetime, **facts: object) -> Report:
    """File a report once, however often the form is sent; a repeat answers with the first result."""
    try:
        with transaction.atomic():
            return _filed_before(once, by, facts) or _file(once=once, by=by, now=now, **facts)  # type: ignore[arg-type]
    except IntegrityError:
        first = _filed_before(once, by, facts)
        if first is None:
            demand(obstacle_of_a_used_form(Report, once))
            raise
        return first


def _filed_before(once: UUID, by: UUID, facts: dict[str, object]) -> Report | None:
    """A repeat of the same answers; people and circumstances are as they were then."""
    same = {name: facts[name] for name in ("concerns", "words", "happened_on")}
    found: Report | None = demand_same(next(iter(_filed_by(None, by, once)), None), **same)
    return found


_filed_by = Prepared(lambda _, by, once: Report.objects.filter(reporter_id=by, once=once))
_names = Prepared(
    lambda _, ids: Person.objects.filter(pk__in=ids).order_by().only("given_name", "family_name", "known_as")
)


def _file(
    *,
    once: UUID,
    by: UUID,
    now: datetime,
    concerns: str,
    words: str,
    happened_on: date,
    happened_at_time: time | None = None,
    child_at_risk: bool = False,
    about: Iterable[str] = (),
    people: Sequence[Named] = (),
    clauses: Iterable[UUID] = (),
    intake: Intake = NOTHING,
) -> Report:
    """The report, the case that is led because of it, what is asked for at once, and who is told."""
    demand(obstacle_to_recording(standing_of(by, now)))
    flags = {Report.ABOUT[office]: True for office in about}
    suggested = _suggested(None, set(clauses))
    versions = versions_for(happened_on=happened_on, filed_at=now)
    report = Report(
        once=once,
        reporter_id=by,
        filed_at=now,
        concerns=concerns,
        words=words,
        happened_on=happened_on,
        happened_at_time=happened_at_time,
        child_at_risk=child_at_risk,
        version=next((one.version for one in suggested if one.version in versions), versions[0] if versions else None),
        **flags,
    )
    people, intake = _with_reporter(by, people, intake)
    incident, holders, kept = _open_case(report, people, suggested, intake, now)
    filed_with = Filed(
        is_told_at_once=say_at_once(incident, suggested),
        has_look=any(isinstance(one, IncidentStep) and one.is_open and one.for_office == routes.DT for one in kept),
        shut={one.person_id for one in kept if isinstance(one, ShutOut)},
    )
    tell_leaders(incident, holders=holders, now=now, filed_with=filed_with)
    record("report.filed", report, incident, *kept, by=by, now=now, concerns=concerns, at_risk=child_at_risk)
    return report


_suggested = Prepared(
    lambda _, ids: ClauseVersion.objects.filter(pk__in=ids, version__status="approved").select_related(
        "clause", "version"
    )
)


def _with_reporter(by: UUID, people: Sequence[Named], intake: Intake) -> tuple[Sequence[Named], Intake]:
    """Who reports something of their own is the person concerned, whichever way the form says so (domain 3.3)."""
    is_named = any(one.person_id == by and one.part == Part.CONCERNED for one in people)
    if intake.is_about_reporter and not is_named:
        people = [Named(Part.CONCERNED, by), *people]
    return people, replace(intake, is_about_reporter=intake.is_about_reporter or is_named)


def _open_case(
    report: Report, people: Sequence[Named], suggested: list[ClauseVersion], intake: Intake, now: datetime
) -> tuple[Incident, Holders, list[Sealed]]:
    """The conflict check comes before the case is saved. Also returns every row of the case."""
    days = SchoolDaysFrom(counted_from(now))
    incident = Incident(
        reference=report.reference,
        report=report,
        concerns=report.concerns,
        route=Route.ORDINARY,
        is_urgent=report.child_at_risk,
        reaches_both=goes_to_both(suggested),
        has_child=intake.has_child,
        opened_at=now,
        confirm_by=days.after(Target.value_of("acknowledge_school_days")),
    )
    holders = Holders.on(local_date(now))
    insert([report])
    kept = keep_intake(report, intake)  # who spoke is a source, of whom the conflict check asks
    has_more = bool(kept)
    unique = list({(one.part, one.person_id, one.as_described): one for one in people}.values())
    in_it = [
        IncidentPerson(
            incident=incident, part=one.part, person_id=one.person_id, as_described=one.as_described, position=position
        )
        for position, one in enumerate(unique)
    ]
    shut_out = check_conflicts(incident, holders=holders, now=now, filed_with=in_it)
    incident.sent_to = incident.lead_office
    insert([incident])
    insert([ReportPerson(report=report, **vars(one)) for one in unique])
    insert([ReportClause(report=report, clause_version=one) for one in suggested])
    insert(in_it)
    insert(shut_out)
    kept += [*in_it, *ask_at_once(incident, now=now, days=days, is_new=True), *shut_out]
    begin_search(incident, _with_names(in_it), has_more=has_more)
    return incident, holders, kept


def _with_names(people: list[IncidentPerson]) -> list[IncidentPerson]:
    """Each with the person it is of, in one question."""
    found = {one.pk: one for one in _names(None, {one.person_id for one in people if one.person_id})}
    for one in people:
        one.person = found.get(one.person_id)
    return people


@transaction.atomic
def add_to_report(*, pk: UUID, text: str, once: UUID, by: UUID, now: datetime) -> ReportAddition:
    """The reporter remembers more: it goes to the case that holds the report; its leader sees to the others."""
    report = Report.objects.select_for_update(of=("self",)).visible_to(standing_of(by, now)).get(pk=pk)
    first: ReportAddition | None = first_of(report.additions, once, text=text)
    if first:
        return first
    demand(obstacle_to_adding(standing_of(by, now), report) or obstacle_of_a_used_form(ReportAddition, once))
    addition = ReportAddition.objects.create(report=report, once=once, at=now, text=text)
    holders = Holders.on(local_date(now))
    for incident in report.incidents.filter(opened_by=None):
        refresh_search(incident)
        # Told also when this case has ended and only a part that was split off goes on: its leader sees to that.
        tell("case.added", leaders(incident, holders=holders), about=incident, now=now, key=str(addition.pk))
    record("report.added", report, addition, by=by, now=now)
    return addition
