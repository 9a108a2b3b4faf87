"""The order in which the demo school came to be: founders, the old leaders, the change-over, today's people, pupils."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from notices.actions import mark_read
from school import actions
from school.days import local_date
from school.demo import parts
from school.demo.pupils import fill_classes
from school.demo.registers import Answers, Declared
from school.demo.scenes import Scene
from school.models import Appointment, Person, User

NAME = "Saints and Scholars Integrated Primary School and Nursery Unit"


def build(world: Any, now: datetime) -> None:
    """Fill the world; `now` is today, and the school's history ends there."""
    year = school_year(now)
    Founding(world, now, year).run()
    Handover(world, now, year).run()
    fill_classes(world, now, year, Random(2016))  # noqa: S311 - the same school every time
    Lately(world, now, year).run()
    Answers(world, now, year).run()
    Declared(world, now, year).run()


def school_year(now: datetime) -> int:
    """The year in which the current school year began."""
    today = local_date(now)
    return today.year if today.month >= 9 else today.year - 1


def parts_played() -> list[tuple[str, str]]:
    """The demo's accounts with what they are, for those that stand in this database."""
    known = set(User.objects.filter(email__endswith="@school.example").values_list("email", flat=True))
    return [(part.email, part.what) for part in parts.PARTS if part.email in known]


class Founding(Scene):
    """September, two years back: the first four people, and the leaders of that time."""

    def run(self) -> None:
        at = self.on(date(self.year - 2, 9, 2))
        self.world["staff"], self.world["governors"] = [], []
        self.start(at)
        former, chair = self.people[parts.FORMER_PRINCIPAL.role], self.people["chair"]
        deputy = self.enter(parts.FORMER_VP, former, at)
        self.appoint(deputy, "vice_principal", chair, at, former)
        self.appoint(deputy, "designated_teacher", former, at, chair)
        self.open(parts.FORMER_VP, self.people["sysadmin"], at, chair)
        for given, family, kind, post in parts.OTHER_STAFF:
            person = actions.add_person(given_name=given, family_name=family, by=former, now=at)
            self.employ(person, kind, post, former, at)
        for given, family in parts.OTHER_GOVERNORS:
            person = actions.add_person(given_name=given, family_name=family, by=former, now=at)
            self.appoint(person, "governor", former, at, chair)
            self.world["governors"].append(person)

    def start(self, at: datetime) -> None:
        first = [(part, part.office) for part in (parts.CHAIR, parts.VICE_CHAIR, parts.SYSADMIN)]
        first += [(part, "governor") for part in (parts.CHAIR, parts.VICE_CHAIR)]
        first += [(parts.FORMER_PRINCIPAL, office) for office in ("principal", "clerk")]
        founders = [actions.Founder(part.given_name, part.family_name, part.email, office) for part, office in first]
        actions.start_school(name=NAME, founders=founders, now=at)
        by_email = {user.email: user.person for user in User.objects.select_related("person")}
        for part, _ in first:
            self.people[part.role] = by_email[part.email]
        self.world["governors"] += [self.people["chair"], self.people["vice.chair"]]


class Handover(Scene):
    """The summer after: the old leaders go, today's come in."""

    def run(self) -> None:
        before = self.on(date(self.year - 1, 6, 3))
        self.former = self.people[parts.FORMER_PRINCIPAL.role]
        self.chair, self.vice_chair = self.people["chair"], self.people["vice.chair"]
        self.admin = self.people["sysadmin"]
        self.enter_everybody(before)
        self.end_old_offices(before)
        self.appoint_leaders(before, date(self.year - 1, 9, 1))
        after = self.on(date(self.year - 1, 9, 3))
        self.appoint_others(after)
        self.settings(after)
        self.employ(
            self.former, parts.FORMER_PRINCIPAL.kind, parts.FORMER_PRINCIPAL.post, self.people["principal"], after
        )

    def enter_everybody(self, at: datetime) -> None:
        for part in (parts.PRINCIPAL, parts.VICE_PRINCIPAL, parts.DESIGNATED_TEACHER, *parts.STAFF, *parts.OUTSIDE):
            self.enter(part, self.former, at)

    def end_old_offices(self, at: datetime) -> None:
        leaving = [self.former.pk, self.people[parts.FORMER_VP.role].pk]
        for row in Appointment.objects.filter(person__in=leaving).order_by("office", "id"):
            last = date(self.year - 1, 8, 31)
            actions.end_appointment(appointment_id=row.pk, ends_on=last, by=self.chair, now=at)

    def appoint_leaders(self, at: datetime, first: date) -> None:
        people = self.people
        for role, office, by, second in (
            ("principal", "principal", self.chair, self.vice_chair),
            ("vice.principal", "vice_principal", self.chair, self.former),
            ("designated.teacher", "designated_teacher", self.former, self.chair),
            ("clerk", "clerk", self.chair, None),
        ):
            self.appoint(people[role], office, by, at, second, starts_on=first, source="Board meeting in June")
        for part in (parts.PRINCIPAL, parts.VICE_PRINCIPAL, parts.DESIGNATED_TEACHER, parts.CLERK):
            self.open(part, self.admin, at, self.chair)

    def appoint_others(self, at: datetime) -> None:
        principal, clerk = self.people["principal"], self.people["clerk"]
        offices = {part.office: part for part in (*parts.STAFF, *parts.OUTSIDE) if part.office}
        for office in ("deputy_designated_teacher", "ict_coordinator", "slt", "dpo"):
            second = self.chair if office == "deputy_designated_teacher" else None
            self.appoint(self.people[offices[office].role], office, principal, at, second)
        for role in ("governor", "designated.governor", "teacher.parent.governor"):
            self.appoint(self.people[role], "governor", clerk, at, self.chair)
            self.world["governors"].append(self.people[role])
        self.appoint(self.people["designated.governor"], "designated_governor", clerk, at, self.chair)
        for part in (*parts.STAFF, *parts.OUTSIDE):
            if part is not parts.CLERK:
                self.open(part, self.admin, at, principal)

    def settings(self, at: datetime) -> None:
        actions.change_settings(
            by=self.people["clerk"],
            now=at,
            short_name="Saints and Scholars",
            voting_members=16,
            quorum=8,
            dt_phone="028 9649 6101",
            ddt_phone="028 9649 6102",
            gateway_phone="028 9649 6900",
            complaints_url="https://school.example/complaints",
            complaints_contact="School office, 028 9649 6100",
        )


class Lately(Scene):
    """This school year: small changes, and two things that wait for a second person."""

    def run(self) -> None:
        principal, clerk = self.people["principal"], self.people["clerk"]
        self.calendar(clerk, self.on(date(self.year, 9, 2)))
        self.comings_and_goings(principal, self.on(date(self.year, 9, 3)))
        self.families(self.people["vice.principal"], self.on(date(self.year, 9, 4)))
        at = self.world.at(6, 11)
        self.accounts(self.people["sysadmin"], at)
        new = actions.add_person(given_name="Rahel", family_name="Tesfaye", by=clerk, now=at)
        self.appoint(new, "governor", clerk, at, source="Elected by parents")
        for role in ("principal", "chair", "vice.chair"):
            mark_read(person_id=self.people[role].pk, now=self.world.at(20))

    def colleague(self, family_name: str) -> Person:
        return next(person for person in self.world["staff"] if person.family_name == family_name)

    def calendar(self, clerk: Person, at: datetime) -> None:
        actions.change_target(code="acknowledge_school_days", value=1, by=clerk, now=at)
        wrong = date(self.year + 1, 6, 4)
        row = actions.add_closure(name="Staff training", starts_on=wrong, ends_on=wrong, by=clerk, now=at)
        actions.remove_closure(closure_id=row.pk, by=clerk, now=at)
        right = date(self.year + 1, 6, 11)
        actions.add_closure(name="Staff training", starts_on=right, ends_on=right, by=clerk, now=at)

    def comings_and_goings(self, principal: Person, at: datetime) -> None:
        left = self.colleague("Crothers")
        role = left.staff_roles.get()
        actions.end_staff_role(role_id=role.pk, ends_on=local_date(at), by=principal, now=at)
        married = self.colleague("Gormley")
        actions.rename_person(
            person_id=married.pk,
            given_name=married.given_name,
            family_name=f"{married.family_name}-Boyd",
            by=principal,
            now=at,
        )
        row = actions.assign_teacher(
            person=left, school_class=self.world["classes"]["p3"], starts_on=date(self.year, 9, 1), by=principal, now=at
        )
        actions.end_teaching(row_id=row.pk, ends_on=local_date(at), by=principal, now=at)
        self.world["staff"].remove(left)

    def families(self, vice_principal: Person, at: datetime) -> None:
        """One birth date put right, one link entered for the wrong child and ended."""
        first, second = self.world["pupils"]["p2"][:2]
        actions.change_pupil(
            pupil_id=first.pk,
            born_on=first.born_on + timedelta(days=1),
            school_class=first.school_class,
            by=vice_principal,
            now=at,
        )
        adult = self.world["parents"][first.pk][0]
        link = actions.link_family(adult=adult, pupil=second, starts_on=local_date(at), by=vice_principal, now=at)
        actions.end_family_link(link_id=link.pk, ends_on=local_date(at), by=vice_principal, now=at)

    def accounts(self, admin: Person, at: datetime) -> None:
        """A teacher who left, whose account was ended too early; and an address that waits for a second person."""
        principal = self.people["principal"]
        colleague = self.colleague("Toner")
        user = actions.open_account(person=colleague, email="deirdre.toner@school.example", by=admin, now=at)
        actions.end_account(user_id=user.pk, by=principal, now=at)
        actions.reopen_account(user_id=user.pk, by=principal, now=at)
        deputy = self.people["deputy.dt"].user
        slip = actions.ask_for_address(user_id=deputy.pk, email="deputydt@school.example", by=admin, now=at)
        actions.withdraw_address(change_id=slip.pk, by=principal, now=at)
        actions.ask_for_address(user_id=deputy.pk, email="heather.wylie@school.example", by=admin, now=at)
