"""Two hundred and ten children, their classes and the adults who care for them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from school import actions
from school.days import LONDON, add_school_days, local_date
from school.demo.names import LOCAL, Register, Tradition
from school.demo.parts import CLASSES
from school.models import Pupil, Relation

AGE = {"nursery": 3, "p1": 4, "p2": 5, "p3": 6, "p4": 7, "p5": 8, "p6": 9, "p7": 10}


def fill_classes(world: Any, now: datetime, year: int, random: Random) -> None:
    """Every class with its teacher and its children; siblings stand in different classes."""
    principal = world.people["principal"]
    day = add_school_days(date(year - 1, 9, 4), 0)
    at = min(datetime(day.year, day.month, day.day, 14, tzinfo=LONDON), now)
    world["classes"], world["pupils"], world["parents"] = {}, {}, {}
    families = Families(world, random, year)
    for position, (stage, name, size, role) in enumerate(CLASSES):
        row = actions.add_class(name=name, stage=stage, position=position, by=principal, now=at)
        actions.assign_teacher(person=world.people[role], school_class=row, starts_on=day, by=principal, now=at)
        world["classes"][stage] = row
        world["pupils"][stage] = [families.child(stage, row, at) for _ in range(size)]
    world["former_pupils"] = leavers(families, now, year)


def leavers(families: "Families", now: datetime, year: int) -> list[Pupil]:
    """Last year's P7, or some of it: still under eighteen, and still in the staff code's care."""
    principal = families.world.people["principal"]
    at = min(datetime(year, 6, 30, 12, tzinfo=LONDON), now)
    found = []
    for _ in range(6):
        pupil = families.child("p7", None, at, years_older=1)
        found.append(actions.pupil_left(pupil_id=pupil.pk, left_on=local_date(at), by=principal, now=at))
    return found


@dataclass
class Home:
    """Adults and the children they care for, of whom no two are in one class."""

    surname: str
    tradition: Tradition
    adults: list[actions.Adult]
    taken: set[str] = field(default_factory=set)
    stages: set[str] = field(default_factory=set)


class Families:
    """Children come one by one; some have a brother or sister already at the school."""

    def __init__(self, world: Any, random: Random, year: int) -> None:
        self.world, self.random, self.year = world, random, year
        self.names = Register(random)
        self.homes: list[Home] = []
        teacher = world.people["teacher.parent.governor"]
        self.of_staff = Home(teacher.family_name, LOCAL, [actions.Adult(person=teacher)])

    def child(self, stage: str, row: Any, at: datetime, years_older: int = 0) -> Pupil:
        home = self.home(stage)
        home.stages.add(stage)
        pupil = actions.add_pupil(
            given_name=self.names.child(home.tradition, home.taken),
            family_name=home.surname,
            born_on=self.birthday(stage, years_older),
            school_class=row,
            joined_on=self.joined(stage, years_older),
            adults=home.adults,
            by=self.world.people["principal"],
            now=at,
        )
        links = pupil.family_links.select_related("adult").order_by("adult__sort_key")
        home.adults = [actions.Adult(person=link.adult, relation=link.relation) for link in links]
        self.world["parents"][pupil.pk] = [adult.person for adult in home.adults]
        return pupil

    def home(self, stage: str) -> Home:
        """The teacher's own for one child in the nursery and one in P4; otherwise a known one or a new one."""
        if stage in ("nursery", "p4") and stage not in self.of_staff.stages:
            return self.of_staff
        roomy = [home for home in self.homes if stage not in home.stages and len(home.stages) < 3]
        if roomy and self.random.random() < 0.3:
            return self.random.choice(roomy)
        surname, tradition = self.names.family()
        self.homes.append(Home(surname, tradition, self.adults(surname, tradition)))
        return self.homes[-1]

    def adults(self, surname: str, tradition: Tradition) -> list[actions.Adult]:
        """One or two; in some families a carer of another name."""
        count = self.random.choices((1, 2), (1, 2))[0]
        names = self.names.adults(tradition, count)
        found = [actions.Adult(given_name=name, family_name=surname) for name in names]
        if self.random.random() < 0.1:
            carer_name, _ = self.names.family()
            found[0] = actions.Adult(given_name=names[0], family_name=carer_name, relation=Relation.CARER)
        return found

    def birthday(self, stage: str, years_older: int) -> date:
        """Northern Ireland's school year: four by 1 July for P1."""
        last = date(self.year - AGE[stage] - years_older, 7, 1)
        return last - timedelta(days=self.random.randrange(365))

    def joined(self, stage: str, years_older: int) -> date:
        years = min(AGE[stage] - 3, self.random.choice((0, 1, 1, 2, 9, 9, 9)))
        return date(self.year - years - years_older, 9, 1)
