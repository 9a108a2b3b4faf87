"""Finding a person by typing part of a name, for whoever records something.

Any staff may look: two letters at least, ten rows at most, and no more about a person than tells two of a name apart.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from school.models import Appointment, FamilyLink, Person, Pupil, StaffRole
from school.models.offices import BOARD, STAFF_OFFICES
from school.names import search_words
from school.permissions import obstacle_to_looking_up
from school.standing import Standing

KINDS = ("pupil", "staff", "parent", "governor")
LEAST_LETTERS = 2
MOST_ROWS = 10


@dataclass(frozen=True)
class Found:
    """One row of a picker. `id` is the person's id as text, as forms send it back."""

    person_id: UUID
    name: str
    note: str
    kinds: tuple[str, ...]

    @property
    def id(self) -> str:
        return str(self.person_id)

    @property
    def label(self) -> str:
        return f"{self.name} ({self.note})" if self.note else self.name


def find(text: str, standing: Standing | None, kinds: Sequence[str] = KINDS, limit: int = MOST_ROWS) -> list[Found]:
    """People of these kinds whose names hold every word of `text`, by name; nobody for fewer than two letters.

    The same few queries for one row as for ten. A person who is several things stands once, with all of them.
    """
    letters = "".join(search_words(text))
    if standing is None or obstacle_to_looking_up(standing) or len(letters) < LEAST_LETTERS:
        return []
    wanted = Q(pk__in=[])
    for kind in kinds:
        wanted |= _of_kind(kind, standing.today)
    people = list(Person.objects.named(text).filter(wanted).order_by("sort_key", "id")[: min(limit, MOST_ROWS)])
    notes = _notes(people, kinds, standing.today)
    return [Found(one.pk, one.display_name, "; ".join(notes[one.pk].values()), tuple(notes[one.pk])) for one in people]


def is_of_kind(person_id: UUID, kind: str, today: date) -> bool:
    """Whether a person picked from the list is what the question asked for: a forged id is not."""
    return Person.objects.filter(_of_kind(kind, today), pk=person_id).exists()


def _of_kind(kind: str, today: date) -> Q:
    if kind == "pupil":
        pupils = Pupil.objects.at_school(today) | Pupil.objects.past_under_18(today)
        return Q(pk__in=pupils.values("person_id"))
    if kind == "staff":
        offices = Appointment.objects.effective(today).filter(office__in=STAFF_OFFICES)
        return Q(pk__in=StaffRole.objects.on(today).values("person_id")) | Q(pk__in=offices.values("person_id"))
    if kind == "parent":
        return Q(pk__in=FamilyLink.objects.on(today).values("adult_id"))
    if kind == "governor":
        return Q(pk__in=Appointment.objects.effective(today).filter(office__in=BOARD).values("person_id"))
    raise ValueError(f"There is no kind of person called {kind!r}.")


def _notes(people: list[Person], kinds: Sequence[str], today: date) -> dict[UUID, dict[str, str]]:
    notes: dict[UUID, dict[str, str]] = defaultdict(dict)
    ids = [person.pk for person in people]
    readers = {"pupil": _pupil_notes, "staff": _staff_notes, "parent": _parent_notes, "governor": _governor_notes}
    for kind in kinds:
        for person_id, note in readers[kind](people, ids, today).items():
            notes[person_id][kind] = note
    return notes


def _pupil_notes(people: list[Person], ids: list[UUID], today: date) -> dict[UUID, str]:
    """The class; the month of birth too where another child has the same name."""
    keys = {person.sort_key for person in people}
    rows = Pupil.objects.filter(person__sort_key__in=keys).order_by().values("person__sort_key").annotate(n=Count("id"))
    shared = {row["person__sort_key"] for row in rows if row["n"] > 1}
    notes = {}
    for pupil in Pupil.objects.filter(person_id__in=ids).select_related("person", "school_class"):
        gone = pupil.left_on is not None and pupil.left_on <= today
        note = "Former pupil" if gone else str(pupil.school_class or "Pupil, no class yet")
        born = f", born in {pupil.born_on:%B %Y}" if pupil.person.sort_key in shared else ""
        notes[pupil.person_id] = note + born
    return notes


def _staff_notes(people: list[Person], ids: list[UUID], today: date) -> dict[UUID, str]:
    """The kinds of work; for somebody who has only an office, that they are staff."""
    offices = Appointment.objects.effective(today).filter(person_id__in=ids, office__in=STAFF_OFFICES)
    notes = dict.fromkeys(offices.values_list("person_id", flat=True), "Staff")
    found: dict[UUID, list[str]] = defaultdict(list)
    for role in StaffRole.objects.on(today).filter(person_id__in=ids).order_by("starts_on", "id"):
        if role.get_kind_display() not in found[role.person_id]:
            found[role.person_id].append(role.get_kind_display())
    return notes | {person_id: ", ".join(kinds) for person_id, kinds in found.items()}


def _parent_notes(people: list[Person], ids: list[UUID], today: date) -> dict[UUID, str]:
    adults = FamilyLink.objects.on(today).filter(adult_id__in=ids).values_list("adult_id", flat=True)
    return dict.fromkeys(adults, "Parent or carer")


def _governor_notes(people: list[Person], ids: list[UUID], today: date) -> dict[UUID, str]:
    rows = Appointment.objects.effective(today).filter(person_id__in=ids, office__in=BOARD)
    return dict.fromkeys(rows.values_list("person_id", flat=True), "Governor")
