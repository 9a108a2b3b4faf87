"""Everything that a reader may know of one person, by school year; and how often the same rule came up (domain P1)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch

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


def repeats_in(incident: Incident, standing: Standing) -> list[str]:
    """For the Designated Teacher alone: the same rule and person again this school year, in what she may see."""
    if not standing.holds(*routes.SAFEGUARDING):
        return []
    here = incident.allegations.exclude(subject__person=None).exclude(subject__moved_at__isnull=False)
    pairs: dict[tuple[Any, Any], Allegation] = {
        (one.clause_version.clause_id, one.subject.person_id): one
        for one in here.select_related("clause_version", "subject__person")
        if one.subject
    }
    found = []
    for (clause, person), count in _counts(incident, pairs, standing).items():
        row = pairs[clause, person]
        nth = NTH.get(count, f"{count}th")
        found.append(f"{row.subject}: {nth} record this school year under rule {row.clause_version.number}.")
    return found


def _counts(
    incident: Incident, pairs: dict[tuple[Any, Any], Allegation], standing: Standing
) -> dict[tuple[Any, Any], int]:
    """How many cases of this school year hold each pair of rule and person; only what comes up again."""
    first = school_year(incident.report.happened_on)
    rows = (
        Allegation.objects.filter(
            incident__in=Incident.objects.visible_to(standing).exclude(status=IncidentStatus.RECORDED_IN_ERROR),
            incident__report__happened_on__gte=date(first, SEPTEMBER, 1),
            incident__report__happened_on__lt=date(first + 1, SEPTEMBER, 1),
            clause_version__clause__in={clause for clause, _ in pairs},
            subject__person__in={person for _, person in pairs},
            subject__moved_at=None,
        )
        .exclude(finding=Finding.NOT_FOUND)
        .order_by()
        .values_list("clause_version__clause", "subject__person")
        .annotate(cases=Count("incident", distinct=True))
    )
    return {(clause, person): cases for clause, person, cases in rows if cases > 1 and (clause, person) in pairs}
