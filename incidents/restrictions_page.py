"""What the page of a case shows of its restrictions, and what whoever supervises them is shown: far less."""

from dataclasses import dataclass
from datetime import date

from incidents.models import Incident, Restriction, RestrictionSupervisor
from school.models import ClassTeacher, Person
from school.standing import Standing


@dataclass(frozen=True)
class Supervised:
    """All that a supervisor is shown. Nothing here leads to a case, and nothing else is handed to the page."""

    pupil: str
    supervision: str
    adjustment: str
    starts_on: date
    ends_on: date


def supervised_by(standing: Standing) -> tuple[list[Supervised], list[Restriction]]:
    """The lines, and the rows behind them, for the entry that they were read."""
    rows = list(Restriction.objects.visible_to(standing).select_related("subject__person", "record"))
    lines = [
        Supervised(
            str(one.subject or "A pupil"), one.record.supervision, one.record.adjustment, one.starts_on, one.ends_on
        )
        for one in rows
    ]
    return sorted(lines, key=lambda one: (one.ends_on, one.pupil)), rows


@dataclass(frozen=True)
class RestrictionLine:
    """A restriction as readers of the case see it."""

    row: Restriction
    state: str
    is_running: bool
    supervisors: list[RestrictionSupervisor]


def restriction_lines(incident: Incident, today: date) -> list[RestrictionLine]:
    rows = (
        incident.restrictions.select_related("subject__person")
        .prefetch_related("supervisors__person")
        .order_by("starts_on", "subject__position", "id")
    )
    return [
        RestrictionLine(
            one,
            _state(one, today),
            one.is_running(today),
            [who for who in one.supervisors.all() if who.ended_at is None],
        )
        for one in rows
    ]


def _state(one: Restriction, today: date) -> str:
    if one.fell_at:
        return "Fell with the finding"
    if one.ends_on < today:
        return "Ended"
    return "Begins later" if one.starts_on > today else "In force"


def teachers_of(one: Restriction, today: date) -> list[Person]:
    """Who teaches the pupil's class today: usually whoever supervises."""
    if one.subject is None or one.subject.person_id is None:
        return []
    teaching = ClassTeacher.objects.on(today).filter(school_class__pupils__person_id=one.subject.person_id)
    named = one.supervisors.live().values("person_id")
    return list(Person.objects.filter(pk__in=teaching.values("person_id")).exclude(pk__in=named).order_by("sort_key"))
