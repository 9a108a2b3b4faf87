"""A pupil concerned who was too young for the service when it happened, by the service's own row of the school's list."""

from dataclasses import dataclass
from uuid import UUID

from audit.prepared import Prepared
from incidents.models import Circumstances, Incident
from incidents.register import under_age_codes
from policy.models import ClauseVersion
from school.models import Pupil


@dataclass(frozen=True)
class UnderAge:
    """One pupil: age in whole years on the day it happened, and the least that the service asks for."""

    name: str
    place: str  # the class of a pupil who is still at the school
    age: int
    service: str
    minimum: int

    @property
    def words(self) -> str:
        place = f"{self.place}, " if self.place else ""
        return f"{self.name}: {place}aged {self.age}; {self.service} asks for {self.minimum}"


_pupils = Prepared(lambda _, people: Pupil.objects.filter(person__in=people).select_related("person", "school_class"))


def under_age(incident: Incident, *, told: Circumstances | None = None) -> list[UnderAge]:
    """Nobody where no service of the list was picked, or the report is of another case; two queries at most.

    `told`: what the reporter told beside, where the caller has read it.
    """
    if incident.is_split_off:
        return []
    if told is None:
        rows = Circumstances.objects.filter(report=incident.report_id, service__isnull=False)
        told = rows.select_related("service").first()
    if told is None or told.service is None:
        return []
    service, day = told.service, incident.report.happened_on
    ids = [one.person_id for one in incident.concerned if one.person_id]
    pupils = _pupils(None, ids)
    return [
        UnderAge(one.person.display_name, _place(one), one.age_on(day), service.name, service.minimum_age)
        for one in pupils
        if one.age_on(day) < service.minimum_age
    ]


def _place(pupil: Pupil) -> str:
    return str(pupil.school_class) if pupil.school_class and not pupil.left_on else ""


def rules_for_under_age(found: list[UnderAge], offered: list[ClauseVersion]) -> list[UUID]:
    """Of the clauses offered, those of kinds that the register marks as being about it: a suggestion, never more."""
    codes = under_age_codes() if found else frozenset()
    return [one.pk for one in offered if one.clause.register_code in codes]
