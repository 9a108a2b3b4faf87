"""Who leads and who may know of a case: domain rules 3.2 and 3.3 written a second time, apart from the portal's code.

Plain sets and dicts, so that a slip in the portal and a slip here are not the same slip. Offices are their codes.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

P, VP, SLT = "principal", "vice_principal", "slt"
DT, DDT = "designated_teacher", "deputy_designated_teacher"
CH, VCH, GOV, DGOV = "chair", "vice_chair", "governor", "designated_governor"

# What a subject's office shuts: whoever holds one of these does not know that the case exists.
SHUTS = {P: {P, VP, SLT}, VP: {VP}, DT: {DT}, DDT: {DDT}, CH: {CH}, VCH: {VCH}, GOV: set()}
# The first that is concerned decides the route.
FIRST = [(P, P), (CH, CH), (VP, VP), (VCH, GOV), (DT, DT), (GOV, GOV)]
LEADS = {
    "ordinary": [P, VP, CH, VCH],
    "staff": [P, VP, CH, VCH],
    "child_protection": [DT, DDT, P, CH, VCH],
    VP: [P, CH, VCH],
    P: [CH, VCH],
    DT: [P, CH, VCH],
    CH: [VCH, P],
    GOV: [CH, VCH],
}
READS = {
    "ordinary": {P, VP},
    "staff": {P},
    "child_protection": {DT, DDT, P},
    VP: {P},
    P: {CH},
    DT: {P},
    CH: {VCH, P},
    GOV: {CH},
}
READS_WHERE_A_CHILD_IS = {**{route: {DT, DDT} for route in LEADS}, DT: {DDT}, "child_protection": set()}
WHO_REPORTS_DOES_NOT_LEAD = set(LEADS) - {"ordinary", "child_protection"}
SAFEGUARDING = {DT, DDT}
GOVERNING = {GOV, DGOV, CH, VCH}


@dataclass
class School:
    """Who holds what, who can sign in, who is whose parent until when."""

    offices: dict[UUID, set[str]]
    active: set[UUID]
    employed: set[UUID]
    families: dict[tuple[UUID, UUID], date | None] = field(default_factory=dict)

    def parents_of(self, children: set[UUID], today: date) -> set[UUID]:
        return {
            adult
            for (adult, child), last in self.families.items()
            if child in children and (last is None or last >= today)
        }


@dataclass
class Case:
    """What a case is to the rules: all of it only ever grows, but who is named and the state."""

    reporter: UUID
    concerns: str
    subjects: set[UUID]
    people: set[UUID]
    offices: set[str]
    has_child: bool
    is_child_protection: bool = False
    is_live: bool = True
    has_ended: bool = False
    shut_in_it: set[UUID] = field(default_factory=set)  # people concerned, parents of a child in the case
    shut_by_office: set[UUID] = field(default_factory=set)  # who held an office that the case is shut to
    declared: set[UUID] = field(default_factory=set)  # a conflict of interest
    named: dict[UUID, str] = field(default_factory=dict)  # person: role
    let_in: set[UUID] = field(default_factory=set)  # of the named, those whom an office of theirs had kept out
    opened: dict[UUID, datetime] = field(default_factory=dict)  # in an emergency, until when

    @property
    def shut_people(self) -> set[UUID]:
        return self.shut_in_it | self.shut_by_office | self.declared

    @property
    def shut_offices(self) -> set[str]:
        return set().union(*(SHUTS[office] for office in self.offices))

    @property
    def route(self) -> str:
        for office, route in FIRST:
            if office in self.offices:
                return route
        if self.is_child_protection:
            return "child_protection"
        return "staff" if self.concerns == "staff" or DDT in self.offices else "ordinary"

    @property
    def is_about_staff(self) -> bool:
        return self.concerns == "staff" or self.route in WHO_REPORTS_DOES_NOT_LEAD

    def grow(self, school: School, today: date) -> None:
        """Look again at who is concerned and shut out."""
        for subject in self.subjects:
            held = school.offices.get(subject, set())
            self.offices |= held & (SHUTS.keys() - {GOV})
            if held & GOVERNING and subject not in school.employed:
                self.offices.add(GOV)
        self.shut_in_it |= self.subjects | school.parents_of(self.people, today)
        if self.is_live:
            self.shut_by_office |= {one for one, held in school.offices.items() if held & self.shut_offices}

    def may_be_let_in(self, person: UUID, school: School) -> bool:
        """About the Principal, the deputy who is not concerned may be named, although the office is shut."""
        return self.route == P and VP not in self.offices and VP in school.offices.get(person, set())

    def is_shut_to(self, person: UUID, school: School) -> bool:
        if person in self.let_in and self.may_be_let_in(person, school):
            others = school.offices[person] & self.shut_offices - {VP, SLT}
            return person in self.shut_in_it | self.declared or bool(others)
        return self.is_shut_by_office(person, school)

    def is_shut_by_office(self, person: UUID, school: School) -> bool:
        return person in self.shut_people or bool(school.offices.get(person, set()) & self.shut_offices)

    def free(self, office: str, school: School) -> set[UUID]:
        return {
            person
            for person, held in school.offices.items()
            if office in held and person in school.active and not self.is_shut_by_office(person, school)
        }

    @property
    def sources(self) -> set[UUID]:
        """Who may not lead, because they told of it."""
        return {self.reporter} if self.route in WHO_REPORTS_DOES_NOT_LEAD else set()

    def possible_leaders(self, school: School) -> set[UUID]:
        found = set().union(*(self.free(office, school) for office in LEADS[self.route]))
        return found - self.sources

    def lead_by_name(self, person: UUID | None) -> None:
        """One person at a time leads by name; None: nobody does, and the office leads again."""
        self.named = {one: role for one, role in self.named.items() if role != "lead"}
        if person:
            self.named[person] = "lead"

    def lose(self, person: UUID) -> None:
        """Whatever this person was named for or had opened has ended."""
        self.named.pop(person, None)
        self.opened.pop(person, None)
        self.let_in.discard(person)

    def readers(self, school: School, lead_office: str, now: datetime) -> set[UUID]:
        offices = READS[self.route] | ({lead_office} - {""})
        if self.has_child:
            offices = offices | READS_WHERE_A_CHILD_IS[self.route]
        held = set().union(*(self.free(office, school) for office in offices))
        by_name = self.named.keys() | {one for one, until in self.opened.items() if until > now}
        return held | {one for one in by_name & school.active if not self.is_shut_to(one, school)}

    def may_be_opened_by(self, person: UUID, school: School) -> bool:
        """In an emergency: never by somebody shut out, by whoever may be the governor meant, or by an accuser of staff."""
        may_be_meant = self.route == GOV and bool(school.offices.get(person, set()) & {GOV, DGOV})
        is_accuser = self.is_about_staff and person == self.reporter
        return not (self.is_shut_to(person, school) or may_be_meant or is_accuser)
