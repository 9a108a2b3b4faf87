"""What each act does to readers, subjects and state, by the rules: told to the second writing once the portal has done it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from incidents.models import Incident, Part
from tests.proofs import rules_of_casework as rules
from tests.proofs.casework_promises import Promises
from tests.proofs.rules_of_casework import GOV


@dataclass(frozen=True)
class Act:
    """Something that was done in a case: by whom, with what, and what the portal answered."""

    pk: UUID
    by: UUID
    facts: dict[str, Any]
    answer: Any


class Afterwards(Promises):
    """`after_<name of the action>`, where the action does anything of this sort."""

    # Who is named -----------------------------------------------------------------------------------

    def after_name_assignee(self, act: Act) -> None:
        case, person = self.cases[act.pk], act.facts["person"]
        self._name(case, person, act.facts["role"])
        if act.facts["role"] != "lead" and case.may_be_let_in(person, self.school):
            case.let_in.add(person)
        assert not case.is_shut_to(person, self.school), "Somebody shut out was named."

    def _name(self, case: rules.Case, person: UUID, role: str) -> None:
        case.lose(person)
        case.lead_by_name(person) if role == "lead" else case.named.update({person: role})

    def after_end_access(self, act: Act) -> None:
        self.cases[act.pk].lose(act.answer.person_id)

    def after_take_case(self, act: Act) -> None:
        self._name(self.cases[act.pk], act.by, "lead")

    def after_hand_over(self, act: Act) -> None:
        """To a person by name, or back to the office that the case belongs to."""
        case, person = self.cases[act.pk], act.facts["to"]
        assert person in case.possible_leaders(self.school), "It was handed to somebody who cannot lead it."
        if act.answer.lead_id:
            self._name(case, person, "lead")
        else:
            assert act.answer.lead_office in self.school.offices[person]
            case.lead_by_name(None)

    def after_declare_conflict(self, act: Act) -> None:
        case = self.cases[act.pk]
        case.declared.add(act.by)
        case.lose(act.by)
        assert case.possible_leaders(self.school) or any(role == "lead" for role in case.named.values())

    # Who is in it -----------------------------------------------------------------------------------

    def after_confirm(self, act: Act) -> None:
        """A kind may say that a child is in the case: which kinds do is data, so what was kept is taken over."""
        self.cases[act.pk].has_child |= Incident.objects.get(pk=act.pk).has_child

    def after_take_to_child_protection(self, act: Act) -> None:
        case = self.cases[act.pk]
        case.is_child_protection = case.has_child = True
        case.named, case.opened, case.let_in = {}, {}, set()

    def after_name_author(self, act: Act) -> None:
        case, person = self.cases[act.pk], act.facts["person"]
        assert case.concerns == "outsider", "The author was known already."
        case.concerns = act.facts["concerns"]
        case.subjects.add(person)
        case.people.add(person)
        case.has_child |= self.has_child(case.concerns, {person})

    def has_child(self, concerns: str, people: set[UUID]) -> bool:
        return concerns == "pupil" or bool(people & self.world.children)

    def after_split(self, act: Act) -> None:
        """Who is moved stays shut out of the first case; the new one has the conflicts of its own people."""
        first, part, made = self.cases[act.pk], act.facts["into"][0], act.answer[0]
        there = list(made.people.exclude(person=None).values_list("person_id", "part"))
        subjects = {person for person, its in there if its == Part.CONCERNED}
        people = {person for person, _ in there}
        assert people <= first.people | set(part.picked)
        assert set(part.picked) <= subjects
        offices = set(made.offices_concerned)
        self._follow_their_holders(first, subjects, part.described, offices)
        meant = {GOV} if not part.described and not self._held_by(subjects) & {GOV} else set()
        is_carried = bool(offices & first.offices - meant)  # whoever was shut out with an office stays so where it goes
        self.order.append(made.pk)
        self.cases[made.pk] = rules.Case(
            reporter=first.reporter, concerns=part.concerns, subjects=subjects, people=people, offices=offices,
            has_child=self.has_child(part.concerns, people), is_child_protection=first.route == "child_protection",
            shut_by_office=set(first.shut_by_office) if is_carried else set(), declared=set(first.declared),
        )  # fmt: skip

    def _follow_their_holders(self, first: rules.Case, subjects: set[UUID], described: str, kept: set[str]) -> None:
        """Offices that the first case is about follow their holders, also those of the day it happened, which only the
        portal remembers: what it kept is taken over, within what the rules allow."""
        assert self._held_by(subjects) & first.offices <= kept, (
            "An office that a person concerned holds was left behind."
        )
        assert not described or first.offices <= kept, "Somebody described may hold any of these offices."

    def _held_by(self, people: set[UUID]) -> set[str]:
        return set().union(*(self.school.offices.get(one, set()) for one in people))

    # Whether it is open -----------------------------------------------------------------------------

    def after_close(self, act: Act) -> None:
        self.after_confirm(act)  # dealing with a case on one page confirms it first
        self.cases[act.pk].is_live, self.cases[act.pk].has_ended = False, True

    after_record_in_error = after_deal_with = after_close

    def after_reopen(self, act: Act) -> None:
        self.cases[act.pk].is_live = True

    after_take_back_word = after_reopen  # what was closed on her word is open again
