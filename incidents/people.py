"""Finding a person by typing: at least two letters, at most ten names, only the sort that is asked for (trust A6)."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.utils import timezone

from audit.prepared import Prepared
from incidents.models import IncidentPerson
from school.days import local_date
from school.models import Appointment, FamilyLink, Office, Person, Pupil, StaffRole
from school.models.families import eighteen_years_before
from school.names import folded

MOST = 10
LONGEST_NAME = 80


def found_people(text: str, group: str) -> list[dict[str, Any]]:
    """People of this sort whose names hold every word typed; of a long text its beginning is enough."""
    text = text[:LONGEST_NAME]
    if len(folded(text).replace(" ", "")) < 2 or "\x00" in text:
        return []
    today = local_date(timezone.now())
    people = _group(group, today, eighteen_years_before(today)).named(text)
    return _lines(list(people.select_related("pupil__school_class")[:MOST]), group, today)


def with_ids(ids: list[str], group: str) -> list[dict[str, Any]]:
    """The same lines for people picked before; anything that is not a known id is left out."""
    wanted, today = {found for one in ids if (found := _uuid(one))}, local_date(timezone.now())
    return _lines(_picked(group, today, eighteen_years_before(today), wanted), group, today)


def adults_of(one: IncidentPerson | None) -> list[str]:
    """The names of a pupil's parents and carers today, for whoever tells them."""
    if one is None or one.person_id is None:
        return []
    links = FamilyLink.objects.on(local_date(timezone.now())).filter(pupil__person_id=one.person_id)
    return [link.adult.display_name for link in links.select_related("adult").order_by("adult__sort_key", "pk")]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _group(group: str, today: date, born_after: date) -> Any:
    """People of this sort; whoever was born after that day is not eighteen yet."""
    staff = Q(pk__in=StaffRole.objects.on(today).values("person_id")) | Q(
        pk__in=Appointment.objects.effective(today).values("person_id")
    )
    children = Pupil.objects.at_school(today) | Pupil.objects.past_under_18(today, born_after)
    pupils = Q(pk__in=children.values("person_id"))
    families = Q(pk__in=FamilyLink.objects.values("adult_id"))
    asked = {"pupil": pupils, "parent": families, "staff": staff, "anyone": pupils | families | staff}
    return Person.objects.filter(asked.get(group, Q(pk=None)))


_picked = Prepared(
    lambda group, today, born_after, ids: (
        _group(group, today, born_after).filter(pk__in=ids).select_related("pupil__school_class")[:MOST]
    )
)


def _lines(rows: list[Person], group: str, today: date) -> list[dict[str, Any]]:
    prefetch_related_objects(
        [one for one in rows if not hasattr(one, "pupil")],
        Prefetch("staff_roles", StaffRole.objects.on(today)),
        Prefetch("appointments", Appointment.objects.effective(today)),
        Prefetch("children_links", FamilyLink.objects.select_related("pupil__person", "pupil__school_class")),
    )
    same = Counter(person.display_name for person in rows)
    return [
        {
            "id": str(person.pk),
            "name": person.display_name,
            "note": _note(person, group, is_one_of_several=same[person.display_name] > 1),
        }
        for person in rows
    ]


def _note(person: Person, group: str, *, is_one_of_several: bool) -> str:
    """Enough to pick the right one of two people with one name, and no more."""
    if hasattr(person, "pupil"):
        place = str(person.pupil.school_class or "has left")
        return f"{place}, born {person.pupil.born_on:%B %Y}" if is_one_of_several else place
    if group != "parent":
        work = [role.post or role.get_kind_display() for role in person.staff_roles.all()]
        offices = [Office(one.office).label for one in person.appointments.all()]
        if work or offices:
            return ", ".join(dict.fromkeys([*offices, *work]))
    children = [f"{link.pupil.person.display_name} ({link.pupil.school_class})" for link in person.children_links.all()]
    return f"parent or carer of {', '.join(children)}" if children else ""
