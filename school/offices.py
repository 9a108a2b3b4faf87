"""Who holds an office on a day."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from school.models import Appointment, Person


def holders(*offices: str, on: date) -> list[Person]:
    """The people who hold any of these offices on the day, each once, by name."""
    standing = Appointment.objects.effective(on).filter(office__in=offices, person__user__is_active=True)
    return list(Person.objects.filter(pk__in=standing.values("person_id")).order_by("sort_key", "id"))


def holder_ids(*offices: str, on: date) -> set[UUID]:
    """As `holders`, only their ids."""
    standing = Appointment.objects.effective(on).filter(office__in=offices, person__user__is_active=True)
    return set(standing.values_list("person_id", flat=True))


def offices_by_person(on: date) -> dict[UUID, set[str]]:
    """Every person's offices on the day, in one query."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for person_id, office in Appointment.objects.effective(on).values_list("person_id", "office"):
        found[person_id].add(office)
    return dict(found)


def offices_kept(person_id: UUID, today: date) -> frozenset[str]:
    """Offices somebody holds or is about to hold, confirmed or not, whether or not their account is open."""
    rows = Appointment.objects.not_over(today).filter(person_id=person_id)
    return frozenset(rows.values_list("office", flat=True))


def kept_by_person(today: date) -> dict[UUID, frozenset[str]]:
    """As `offices_kept`, of everybody, in one query."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for person_id, office in Appointment.objects.not_over(today).values_list("person_id", "office"):
        found[person_id].add(office)
    return {person_id: frozenset(offices) for person_id, offices in found.items()}
