"""Everything that a reader may know of one person, by school year; and how often the same rule came up (domain P1)."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from audit.prepared import Prepared
from incidents import routes
from incidents.models import Allegation, Incident, IncidentPerson
from incidents.routes import Route
from incidents.states import Finding, IncidentStatus
from school.standing import Standing

MOST = 200
NTH = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth"}
SEPTEMBER = 9


@dataclass(frozen=True)
class Line:
    """One case as the chronology shows it; of a case under child protection only that it is one."""

    incident: Incident
    part: IncidentPerson
    is_pointer: bool


@dataclass
class Year:
    first: int
    lines: list[Line] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.first} to {self.first + 1}"


def school_year(day: date) -> int:
    """The year in which the day's school year began."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


def chronology_of(person_id: UUID, standing: Standing) -> list[Year]:
    """The parts that this reader may see, newest first; what is hidden leaves no gap. Nothing means: not theirs to know."""
    mine = IncidentPerson.objects.filter(person_id=person_id, moved_at=None).order_by("part")
    alleged = Allegation.objects.filter(subject__person_id=person_id).select_related("clause_version")
    rows = (
        Incident.objects.visible_to(standing)
        .filter(pk__in=mine.values("incident"))
        .select_related("report")
        .prefetch_related(
            "kinds", Prefetch("people", mine, "parts_of_person"), Prefetch("allegations", alleged, "of_person")
        )
        .order_by("-report__happened_on", "-opened_at", "-id")[:MOST]
    )
    years: list[Year] = []
    for one in rows:
        first = school_year(one.report.happened_on)
        if not years or years[-1].first != first:
            years.append(Year(first))
        years[-1].lines.append(Line(one, one.parts_of_person[0], one.route == Route.CHILD_PROTECTION))  # type: ignore[attr-defined]
    return years


def repeats_in(incident: Incident, here: list[Allegation], standing: Standing, now: datetime) -> list[str]:
    """For the Designated Teacher alone: the same rule and person again this school year, in what she may see.

    `here`: the allegations of this case whose subjects are in it now.
    """
    if not standing.holds(*routes.SAFEGUARDING):
        return []
    pairs: dict[tuple[Any, Any], Allegation] = {
        (one.clause_version.clause_id, one.subject.person_id): one
        for one in here
        if one.subject and one.subject.person_id
    }
    found = []
    for (clause, person), count in _counts(incident, pairs, standing, now).items():
        row = pairs[clause, person]
        nth = NTH.get(count, f"{count}th")
        found.append(f"{row.subject}: {nth} record this school year under rule {row.clause_version.number}.")
    return found


_said_of_them = Prepared(
    lambda _, people, clauses, first, last: (
        Allegation.objects.filter(
            subject__person__in=people, subject__moved_at=None, clause_version__clause__in=clauses
        )
        .filter(incident__report__happened_on__range=(first, last))
        .exclude(finding=Finding.NOT_FOUND)
        .order_by()
        .values_list("clause_version__clause", "subject__person", "incident")
    )
)


def _that_count(shape: Standing, ids: list[UUID], person_id: UUID, today: date, now: datetime) -> Any:
    standing = replace(shape, person_id=person_id, today=today)
    rows = Incident.objects.visible_to(standing, now).exclude(status=IncidentStatus.RECORDED_IN_ERROR)
    return rows.filter(pk__in=ids).order_by().values_list("pk")


_counted = Prepared(_that_count)


def _counts(
    incident: Incident, pairs: dict[tuple[Any, Any], Allegation], standing: Standing, now: datetime
) -> dict[tuple[Any, Any], int]:
    """How many cases of this school year hold each pair of rule and person; only what comes up again.

    First what was said of these people, then which of those cases count: the other way round looks at every case.
    """
    first = school_year(incident.report.happened_on)
    year = date(first, SEPTEMBER, 1), date(first + 1, SEPTEMBER, 1) - timedelta(days=1)
    cases: dict[tuple[Any, Any], set[UUID]] = defaultdict(set)
    for clause, person, case in _said_of_them(None, {one for _, one in pairs}, {one for one, _ in pairs}, *year):
        cases[clause, person].add(case)
    again = {pair: its for pair, its in cases.items() if pair in pairs and len(its) > 1}
    ids: set[UUID] = set().union(*again.values())
    seen = {case for (case,) in _counted(standing.shape, ids, standing.person_id, standing.today, now)}
    counts = {pair: len(its & seen) for pair, its in again.items()}
    return {pair: count for pair, count in counts.items() if count > 1}
