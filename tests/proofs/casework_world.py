"""The school of the casework proof: who is in it, and which rules its cases are recorded under."""

from datetime import datetime

from audit.verify import verify_records
from school.days import LONDON
from school.models import FamilyLink, Office, Person, Pupil, School
from tests.factories.incidents import PolicyFactory
from tests.factories.school import OfficeHolderFactory, ParentFactory, PupilFactory, StaffFactory
from tests.proofs import rules_of_casework as rules
from tests.proofs.seeded import seeded

HELD = (
    *("principal", "vice_principal", "designated_teacher", "deputy_designated_teacher", "chair", "vice_chair"),
    *("slt", "governor", "clerk"),
)
START = datetime(2026, 11, 10, 9, tzinfo=LONDON)
RULES = {
    "7.0a": ("pupil", ["INFORM_PARENTS"]),
    "7.3": ("pupil", ["RESTRICT_ICT"]),
    "8.1": ("parent", ["DECIDE_FURTHER_ACTION"]),
    "9.1": ("staff", ["INVESTIGATE"]),
}


class World:
    """The school of every example: built once, and put back after each."""

    def __init__(self) -> None:
        with seeded("the school of casework"):  # the same ids each time, or Hypothesis could not play an example again
            self._fill()
        self.unrecorded = set(verify_records())

    def _fill(self) -> None:
        School.objects.update_or_create(pk=School.THE_ONE, defaults={"name": "Lough View", "quorum": 8})
        self.version = PolicyFactory(RULES)
        self.holders = {office: OfficeHolderFactory(Office(office)) for office in HELD}
        self.staff = [StaffFactory() for _ in range(4)]
        self.pupils: list[Pupil] = [PupilFactory() for _ in range(3)]
        self.parents = [ParentFactory(pupil) for pupil in self.pupils]
        ParentFactory(self.pupils[0], person=self.staff[0])
        ParentFactory(self.pupils[1], person=self.holders["vice_principal"])
        self.people: list[Person] = [*self.holders.values(), *self.staff]
        self.children = {pupil.person_id for pupil in self.pupils}

    def school(self) -> rules.School:
        employed = {
            *self.staff,
            *(self.holders[one] for one in HELD if one not in ("chair", "vice_chair", "governor", "clerk")),
        }
        return rules.School(
            offices={person.pk: {office} for office, person in self.holders.items()},
            active={person.pk for person in self.people},
            employed={person.pk for person in employed},
            families={
                (link.adult_id, link.pupil.person_id): None for link in FamilyLink.objects.select_related("pupil")
            },
        )
