"""The People list: whom it shows, in what order, and what it says of each, in the same few queries for one as for fifty."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q

from school.models import Appointment, FamilyLink, Person, Pupil, StaffRole, User
from school.models.offices import BOARD
from school.models.people import PersonQuerySet
from school.permissions import obstacle_to_seeing_pupils
from school.standing import Standing

PAGE = 50
Filter = Callable[[date], Q]


def _staff(day: date) -> Q:
    return Q(pk__in=StaffRole.objects.not_over(day).values("person_id"))


def _board(day: date) -> Q:
    return Q(pk__in=Appointment.objects.not_over(day).filter(office__in=BOARD).values("person_id"))


def _pupils(day: date) -> Q:
    return Q(pk__in=Pupil.objects.at_school(day).values("person_id"))


def _parents(day: date) -> Q:
    return Q(pk__in=FamilyLink.objects.on(day).values("adult_id"))


def _everybody(day: date) -> Q:
    return Q()


KINDS: dict[str, tuple[str, Filter]] = {
    "staff": ("Staff", _staff),
    "governors": ("Board of Governors", _board),
    "pupils": ("Pupils", _pupils),
    "parents": ("Parents and carers", _parents),
    "everybody": ("Everybody, also from before", _everybody),
}
FAMILY_KINDS = ("pupils", "parents")


@dataclass(frozen=True)
class Row:
    person: Person
    parts: list[str]
    waits: bool
    account: str


def kinds_for(standing: Standing) -> list[tuple[str, str]]:
    """The lists this person may open: pupils and parents only where they may see pupils."""
    may_see_pupils = not obstacle_to_seeing_pupils(standing)
    return [(kind, label) for kind, (label, _) in KINDS.items() if may_see_pupils or kind not in FAMILY_KINDS]


def page_of(kind: str, text: str, after: str, standing: Standing) -> tuple[list[Row], str]:
    """One page of a list by name, and the address of the next (empty: there is none)."""
    people = Person.objects.visible_to(standing).filter(KINDS[kind][1](standing.today))
    if text.strip():
        people = people.named(text)
    if last := _last_seen(after, standing):
        people = people.filter(Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, id__gt=last.pk))
    found = list(_with_parts(people, standing)[: PAGE + 1])
    rows = [_row(person, standing) for person in found[:PAGE]]
    if len(found) <= PAGE:
        return rows, ""
    return rows, f"?{urlencode({'kind': kind, 'after': rows[-1].person.pk})}"


def _last_seen(after: str, standing: Standing) -> Person | None:
    """Whom the page before ended with. The address says only their number: names stay out of addresses (decision 0151)."""
    try:
        return Person.objects.visible_to(standing).filter(pk=UUID(after)).first() if after else None
    except ValueError:
        return None


def _with_parts(people: PersonQuerySet, standing: Standing) -> PersonQuerySet:
    day = standing.today
    links = FamilyLink.objects.on(day).filter(adult=OuterRef("pk"))
    return (
        people.annotate(is_parent=Exists(links))
        .prefetch_related(
            Prefetch("staff_roles", StaffRole.objects.not_over(day).order_by("starts_on", "id"), to_attr="work"),
            Prefetch("appointments", Appointment.objects.not_over(day).order_by("office", "id"), to_attr="offices"),
            Prefetch("user", User.objects.all()),
            Prefetch("pupil", Pupil.objects.select_related("school_class")),
        )
        .order_by("sort_key", "id")
    )


def _row(person: Person, standing: Standing) -> Row:
    work, offices = person.work, person.offices  # type: ignore[attr-defined]
    parts = [role.post or role.get_kind_display() for role in work]
    parts += [f"{row.get_office_display()}{', acting' if row.is_acting else ''}" for row in offices]
    if not obstacle_to_seeing_pupils(standing):
        parts += _family_parts(person, standing.today)
    user = getattr(person, "user", None)
    account = "" if user is None else ("open" if user.is_active else "ended")
    return Row(person, list(dict.fromkeys(parts)), any(row.status == "waiting" for row in offices), account)


def _family_parts(person: Person, day: date) -> list[str]:
    parts = []
    pupil = getattr(person, "pupil", None)
    if pupil:
        gone = pupil.left_on is not None and pupil.left_on <= day
        parts.append("Former pupil" if gone else str(pupil.school_class or "Pupil, no class yet"))
    if person.is_parent:  # type: ignore[attr-defined]
        parts.append("Parent or carer")
    return parts
