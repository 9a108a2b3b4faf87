"""Cases opened in an emergency, each for a limited time, by whoever was named for it."""

from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from incidents import actions
from incidents.models import EmergencyOpening, EmergencyReader, Incident
from school.models import Person
from tests.proofs.casework_afterwards import Afterwards
from tests.proofs.casework_facts import once_of, text_of
from tests.proofs.casework_promises import PEOPLE
from tests.proofs.trying import ANY

KEEPERS = ["principal", "chair"]


class Emergency(Afterwards):
    """Who may open cases is named by one of two and confirmed by the other; what they open runs out or is ended."""

    @precondition(lambda self: self.order)
    @rule(what=st.sampled_from(["name", "open", "open", "open", "end"]), who=PEOPLE, which=ANY, seed=ANY)
    def in_emergency(self, what: str, who: int, which: int, seed: int) -> None:
        chance = Random(f"{seed} {self.tried}")  # each form has a number of its own
        if what == "name":
            self.name_reader(self.somebody(who), *chance.sample(KEEPERS, 2))
        elif what == "open":
            self.open(who, which, chance)
        else:
            self.end_reader(who, chance.choice(KEEPERS))
        self.holds()

    def name_reader(self, person: Person, first: str, second: str) -> None:
        named = self.try_to("name_emergency_reader", lambda: actions.name_emergency_reader(
            person=person.pk, by=self.holder_of(first).pk, now=self.now))  # fmt: skip
        if named is not None:
            self.try_to("confirm_emergency_reader", lambda: actions.confirm_emergency_reader(
                pk=named.pk, by=self.holder_of(second).pk, now=self.now))  # fmt: skip

    def open(self, who: int, which: int, chance: Random) -> None:
        """Mostly by somebody named for it; then the case opens if and only if the rules say so."""
        able = sorted(EmergencyReader.objects.effective().values_list("person_id", flat=True))
        person = able[who % len(able)] if able and chance.random() < 0.9 else self.somebody(who).pk
        pk, now = self.case(which), self.now
        case, incident = self.cases[pk], Incident.objects.get(pk=pk)
        reads = person in case.readers(self.school, incident.lead_office, now)
        opened = self.try_to("open_in_emergency", lambda: actions.open_in_emergency(
            once=once_of(chance), reference=incident.reference, reason=text_of(chance), by=person, now=self.now))  # fmt: skip
        is_theirs = person in able and person in self.school.active and case.may_be_opened_by(person, self.school)
        assert isinstance(opened, EmergencyOpening) == (is_theirs and not reads), f"{person}, {opened}: {case}"
        if isinstance(opened, EmergencyOpening):
            case.lose(person)
            case.opened[person] = opened.until

    def end_reader(self, who: int, by: str) -> None:
        rows = list(EmergencyReader.objects.standing())
        if not rows:
            return
        row = rows[who % len(rows)]
        ended = self.try_to("end_emergency_reader", lambda: actions.end_emergency_reader(
            pk=row.pk, by=self.holder_of(by).pk, now=self.now))  # fmt: skip
        if ended is not None:
            for case in self.cases.values():
                case.opened.pop(row.person_id, None)
