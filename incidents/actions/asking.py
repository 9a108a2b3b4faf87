"""Which steps a case asks for, and when (decision 7). Everything here is read from rows (decision 6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from audit.prepared import Prepared, insert
from incidents.models import Each, Incident, IncidentPerson, IncidentStep, Kind, KindStep, StepShape
from incidents.states import StepStatus
from policy.models import ClauseStep, ClauseVersion, Step, StepForce, StepMoment, Version
from school.days import SchoolDaysFrom, counted_from, local_date
from school.models import Pupil, StaffKind, StaffRole, Target

BY_PORTAL = "The portal told whoever leads the case when the report was saved."
USUAL_TARGET = "step_school_days"


@dataclass(frozen=True)
class Wanted:
    """A step that something asks for: the clause it follows from, or none."""

    step: Step
    force: str
    clause_version: ClauseVersion | None


_at_once = Prepared(lambda _: Step.objects.filter(at_once="pupil"))
_there = Prepared(
    lambda _, incident: (
        IncidentStep.objects.filter(incident=incident).order_by().values_list("step_id", "subject_id", "status")
    )
)
_shapes = Prepared(lambda _: StepShape.objects.all())
_targets = Prepared(lambda _: Target.objects.values_list("code", "unit", "value"))


def ask_at_once(
    incident: Incident, *, now: datetime, days: SchoolDaysFrom | None = None, is_new: bool = False
) -> list[IncidentStep]:
    """What an allegation alone asks for: with a child in it, the Designated Teacher's look before all else.

    `is_new`: the case was made in this very transaction and has no step yet; `days` as for rows_for().
    """
    if not incident.has_child:
        return []
    wanted = [Wanted(step, step.force, None) for step in _at_once()]
    rows = rows_for(incident, wanted, subjects=[None], now=now, days=days, there=() if is_new else None)
    insert(rows)
    return rows


def kinds_of(clause_versions: Iterable[ClauseVersion], concerns: str) -> dict[ClauseVersion, list[Kind]]:
    """The kinds each clause falls into; one without a register entry, into the general kind of its audience."""
    clauses = list(clause_versions)
    codes = {one.clause.register_code for one in clauses}
    rows = Kind.objects.filter(clauses__register_code__in=codes - {""}, clauses__is_companion=False).distinct()
    by_code: dict[str, list[Kind]] = {}
    for kind in rows.prefetch_related("clauses"):
        for clause in kind.clauses.all():
            if not clause.is_companion:
                by_code.setdefault(clause.register_code, []).append(kind)
    general = Kind.objects.filter(is_general=True, audience=concerns)
    return {one: by_code.get(one.clause.register_code) or list(general) for one in clauses}


def steps_wanted(
    incident: Incident, clause_versions: Sequence[ClauseVersion], kinds: Iterable[Kind], moment: str
) -> list[Wanted]:
    """Steps of the clauses, of the clauses that speak beside them, and of the kinds; each step once."""
    found: dict[str, Wanted] = {}
    by_clause = kinds_of(clause_versions, incident.concerns)
    for clause_version, its_kinds in by_clause.items():
        for row in _clause_steps(clause_version, its_kinds, moment):
            _keep(found, Wanted(row.step, row.force, clause_version))
        _keep_all(found, _kind_steps(incident, its_kinds, moment, clause_version))
    alone = [kind for kind in kinds if not any(kind in its for its in by_clause.values())]
    version = incident.report.version
    for row in _companion_steps(version, alone, moment) if version else []:
        _keep(found, Wanted(row.step, row.force, None))
    _keep_all(found, _kind_steps(incident, alone, moment, None))
    return sorted(found.values(), key=lambda one: (one.step.order, one.step.code))


def ask(
    incident: Incident,
    *,
    clause_versions: Sequence[ClauseVersion],
    kinds: Iterable[Kind],
    moment: str,
    subjects: Sequence[IncidentPerson],
    by: UUID,
    now: datetime,
) -> list[IncidentStep]:
    """Add what is asked for at this moment and not yet there; returns the new steps."""
    wanted = steps_wanted(incident, clause_versions, kinds, moment)
    own = [one for one in wanted if not one.step.at_once.startswith("leader")]
    added = _add(incident, own, subjects=subjects, now=now)
    return added + _settled_by_portal(
        incident, [one for one in wanted if one.step.at_once.startswith("leader")], by, now
    )


def ask_what_follows(row: IncidentStep, *, now: datetime) -> list[IncidentStep]:
    """The step that a done one leads to, for the same person: seeing what became of a request, for one."""
    if row.then is None:
        return []
    wanted = Wanted(row.then, row.force, row.clause_version)
    return _add(row.incident, [wanted], subjects=[row.subject], now=now)


def _keep(found: dict[str, Wanted], one: Wanted) -> None:
    kept = found.setdefault(one.step.code, one)
    if kept.force != StepForce.OBLIGATORY and one.force == StepForce.OBLIGATORY:
        found[one.step.code] = one


def _keep_all(found: dict[str, Wanted], ones: Iterable[Wanted]) -> None:
    for one in ones:
        _keep(found, one)


def _clause_steps(clause_version: ClauseVersion, kinds: Iterable[Kind], moment: str) -> list[ClauseStep]:
    own = ClauseStep.objects.filter(clause_version=clause_version, step__moment=moment).select_related("step")
    return [*own, *_companion_steps(clause_version.version, kinds, moment)]


def _companion_steps(version: Version | None, kinds: Iterable[Kind], moment: str) -> list[ClauseStep]:
    codes = {clause.register_code for kind in kinds for clause in kind.clauses.all() if clause.is_companion}
    rows = ClauseStep.objects.filter(
        clause_version__version=version, clause_version__clause__register_code__in=codes, step__moment=moment
    )
    return list(rows.select_related("step"))


def _kind_steps(
    incident: Incident, kinds: Iterable[Kind], moment: str, clause_version: ClauseVersion | None
) -> list[Wanted]:
    rows = KindStep.objects.filter(kind__in=list(kinds), asked=moment).select_related("step")
    return [Wanted(row.step, row.force, clause_version) for row in rows if _holds(row.condition, incident)]


def _holds(condition: str, incident: Incident) -> bool:
    """The few facts on which a kind's own step may depend."""
    if condition == "harm":
        return incident.is_harm_alleged
    if condition == "child":
        return incident.has_child
    if condition == "staff":
        return incident.concerns == "staff"
    if condition == "sent_by_another":
        concerned = [one.person_id for one in incident.concerned if one.person_id]
        placed = (StaffKind.SUPPLY, StaffKind.WORK_EXPERIENCE, StaffKind.TEACHING_PRACTICE)
        day = incident.report.happened_on
        return StaffRole.objects.on(day).filter(person_id__in=concerned, kind__in=placed).exists()
    return not condition


def _add(
    incident: Incident, wanted: Sequence[Wanted], *, subjects: Sequence[IncidentPerson | None], now: datetime
) -> list[IncidentStep]:
    rows = rows_for(incident, wanted, subjects=subjects, now=now)
    insert(rows)
    return rows


def rows_for(
    incident: Incident,
    wanted: Sequence[Wanted],
    *,
    subjects: Sequence[IncidentPerson | None],
    now: datetime,
    days: SchoolDaysFrom | None = None,
    there: Sequence[tuple[str, UUID | None, str]] | None = None,
) -> list[IncidentStep]:
    """The steps that are not in the case yet, one for each person they are for; nothing is saved.

    `days` from the day that time limits count from, and the steps `there`, where they are known.
    """
    rows_there = _there(None, incident.pk) if there is None else there
    known = {(step, subject) for step, subject, _ in rows_there}
    still_open = {step for step, _, status in rows_there if status == StepStatus.OPEN}
    still_open |= {one.step.code for one in wanted} - {step for step, _ in known}
    codes = {one.step.code for one in wanted}
    shapes = {shape.step_id: shape for shape in _shapes() if shape.step_id in codes}
    due = Due(incident, now, days)
    rows = []
    for one in wanted:
        shape = shapes.get(one.step.code) or StepShape(step=one.step)
        for subject in _for_each(incident, shape.each, subjects):
            if (one.step.code, subject.pk if subject else None) not in known:
                due_on = None if shape.after_id in still_open else due.of(shape)
                rows.append(_row(incident, one, shape, subject, due_on, due.moment(shape), now))
    return rows


class Due:
    """The school's own targets, read once, as days for the steps of a case that are asked for at `now`."""

    def __init__(self, incident: Incident, now: datetime, days: SchoolDaysFrom | None = None) -> None:
        self.incident, self.counted = incident, days or SchoolDaysFrom(counted_from(now))
        targets = _targets()
        self.days = {code: value for code, unit, value in targets if unit == "school days"}
        self.hours = {code: value for code, unit, value in targets if unit == "hours"}
        self.now = now

    def moment(self, shape: StepShape) -> datetime | None:
        """Where the law counts hours by the clock, weekends too: the hour; otherwise nothing."""
        hours = self.hours.get(shape.target)
        return self.now + timedelta(hours=hours) if hours else None

    def of(self, shape: StepShape) -> date:
        target = (self.incident.is_urgent and shape.target_at_risk) or shape.target
        return self.counted.after(self.days.get(target, self.days.get(USUAL_TARGET, 5)))


def start_clocks(incident: Incident, settled: IncidentStep, *, now: datetime) -> list[IncidentStep]:
    """The time of a step that waited for another runs from the moment that one is settled; returns those steps."""
    if incident.steps.open().filter(step=settled.step_id).exists():
        return []
    shapes = {shape.step_id: shape for shape in StepShape.objects.filter(after=settled.step_id)}
    due, started = Due(incident, now), []
    for step in incident.steps.open().filter(after=settled.step_id, due_on=None):
        step.due_on = due.of(shapes.get(step.step_id) or StepShape(step=step.step))
        step.save()
        started.append(step)
    return started


def _row(
    incident: Incident,
    one: Wanted,
    shape: StepShape,
    subject: IncidentPerson | None,
    due_on: date | None,
    due_at: datetime | None,
    now: datetime,
) -> IncidentStep:
    return IncidentStep(
        incident=incident,
        step=one.step,
        clause_version=one.clause_version,
        subject=subject,
        force=one.force,
        due_on=local_date(due_at) if due_at else due_on,
        due_at=due_at,
        for_office=shape.done_by,
        excused_by_office=one.step.excused_by,
        after_id=shape.after_id,
        then_id=shape.then_id,
        record=shape.record,
        before_finding=shape.before_finding,
        asked_at=now,
    )


def _for_each(
    incident: Incident, each: str, subjects: Sequence[IncidentPerson | None]
) -> Sequence[IncidentPerson | None]:
    """Whom a step is for. A pupil not known by name still counts in a case about pupils."""
    if each == Each.CASE:
        return [None]
    if each == Each.SUBJECT:
        return subjects or [None]
    known = set(Pupil.objects.filter(person__incidents_in__incident=incident).values_list("person_id", flat=True))
    by_case = incident.concerns == "pupil"
    concerned = [one for one in subjects if one and (one.person_id in known or (by_case and not one.person_id))]
    return concerned or [one for one in incident.affected if one.person_id in known] or [None]


def _settled_by_portal(incident: Incident, wanted: Sequence[Wanted], by: UUID, now: datetime) -> list[IncidentStep]:
    """Telling the leader is the portal's own work: the step stands in the case as done."""
    there = set(incident.steps.values_list("step_id", flat=True))
    return IncidentStep.objects.bulk_create(
        IncidentStep(
            incident=incident,
            step=one.step,
            clause_version=one.clause_version,
            force=one.force,
            status=StepStatus.DONE,
            asked_at=now,
            settled_by_id=by,
            settled_at=now,
            how=BY_PORTAL,
        )
        for one in wanted
        if one.step.code not in there and not incident.shut_principal
    )


ALLEGED, FOUND = StepMoment.ALLEGED, StepMoment.FOUND
