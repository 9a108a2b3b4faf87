"""Who leads and who may know of a case: domain rules 3.2 and 3.3 written a second time, apart from the portal's code.

Plain sets and dicts, so that a slip in the portal and a slip here are not the same slip. Offices are their codes.
"""

from dataclasses import dataclass, field
from datetime import date
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
# Whom the leader of such a case may let in by name, and what else of theirs then keeps them out no longer.
LETS_IN = {P: VP}
LET_IN_WITH = {VP, SLT}
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
    """What a case is to the rules: all of it only ever grows, but the named and the state."""

    reporter: UUID
    concerns: str
    subjects: set[UUID]
    people: set[UUID]
    offices: set[str]
    has_child: bool
    is_child_protection: bool = False
    is_live: bool = True
    has_ended: bool = False
    shut_people: set[UUID] = field(default_factory=set)
    shut_by_office: set[UUID] = field(default_factory=set)
    let_in: set[UUID] = field(default_factory=set)
    named: set[UUID] = field(default_factory=set)

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

    def grow(self, school: School, today: date) -> None:
        """Look again at who is concerned and shut out."""
        for subject in self.subjects:
            held = school.offices.get(subject, set())
            self.offices |= held & (SHUTS.keys() - {GOV})
            if held & GOVERNING and subject not in school.employed:
                self.offices.add(GOV)
        self.shut_people |= self.subjects | school.parents_of(self.people, today)
        if self.is_live:
            self.shut_by_office |= {one for one, held in school.offices.items() if held & self.shut_offices}

    def may_let_in(self, person: UUID, school: School) -> bool:
        office = LETS_IN.get(self.route)
        return office in school.offices.get(person, set()) and office not in self.offices

    def is_shut_to(self, person: UUID, school: School) -> bool:
        held, shut = school.offices.get(person, set()), self.shut_offices
        if person in self.let_in and self.may_let_in(person, school):
            return person in self.shut_people or bool(held & (shut - LET_IN_WITH))
        return person in self.shut_people | self.shut_by_office or bool(held & shut)

    def free(self, office: str, school: School) -> set[UUID]:
        return {
            person
            for person, held in school.offices.items()
            if office in held and person in school.active and not self.is_shut_to(person, school)
        }

    def possible_leaders(self, school: School) -> set[UUID]:
        found = set().union(*(self.free(office, school) for office in LEADS[self.route]))
        return found - {self.reporter} if self.route in WHO_REPORTS_DOES_NOT_LEAD else found

    def readers(self, school: School, lead_office: str) -> set[UUID]:
        offices = READS[self.route] | ({lead_office} - {""})
        if self.has_child:
            offices = offices | READS_WHERE_A_CHILD_IS[self.route]
        held = set().union(*(self.free(office, school) for office in offices))
        return held | {one for one in self.named & school.active if not self.is_shut_to(one, school)}
