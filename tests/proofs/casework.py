"""Anybody tries anything in any order, offices change hands, and what must hold holds: Hypothesis plays the people.

What is expected stands in rules_of_casework.py, a second writing of the rules that knows nothing of the portal's code.

A new action of a case needs one line in FACTS: its name, and a function that makes up what it takes beside `pk`, `by`
and `now` (from the machine, the case's id and a Random), or None where there is nothing to do it to. What it does to
readers, subjects or state is told to the rules in `after_<name>`, if it does anything. An action that has no line, and
is not named in NOT_TRIED with a reason, fails test_casework.py. A change of people, offices or accounts is a line in
`change_people`.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from incidents import actions
from incidents.actions import Named
from incidents.announcing import look_again
from incidents.models import Incident, Report
from incidents.states import WrongState
from school import actions as keeping
from school.actions.offices import CannotHold, OfficeTaken
from school.days import LONDON, local_date
from school.models import Appointment, FamilyLink, Person, User
from school.permissions import CONFIRMED_BY, appointers
from school.states import WrongState as NotNow
from tests.proofs import rules_of_casework as rules
from tests.proofs.casework_facts import FACTS, HELD, VERBS, once_of, text_of
from tests.proofs.casework_promises import Promises
from tests.proofs.seeded import seeded

REFUSALS = (PermissionDenied, WrongState, NotNow, ObjectDoesNotExist, OfficeTaken, CannotHold, ValidationError)
GOES_ROUND = (
    "principal",
    "vice_principal",
    "designated_teacher",
    "deputy_designated_teacher",
    "chair",
    "vice_chair",
    "slt",
)


PEOPLE = st.integers(0, len(HELD) + 3)
ANY = st.integers(0, 10**6)


class Casework(Promises):
    """One example: a school, its people, and a few dozen things that they try."""

    # Trying -----------------------------------------------------------------------------------------

    def try_to(self, name: str, act: Callable[[], Any]) -> Any:
        """Do it, or be refused; a refusal is None. Whatever happened, a minute passes and the rules are held."""
        type(self).steps += 1
        self.now += timedelta(minutes=1)
        self.tried += 1
        try:
            with seeded(f"try {self.tried}"), transaction.atomic():
                result = act()
        except REFUSALS:
            type(self).refused[name] += 1
            return None
        type(self).done[name] += 1
        return result if result is not None else True

    def somebody(self, index: int) -> Person:
        return self.world.people[index % len(self.world.people)]

    def case(self, index: int) -> UUID:
        return self.order[index % len(self.order)]

    def actor(self, index: int, pk: UUID, *, is_right: bool) -> UUID:
        """Mostly somebody who may know of the case, or nothing would ever get far."""
        readers = sorted(self.cases[pk].readers(self.school, Incident.objects.get(pk=pk).lead_office))
        return readers[index % len(readers)] if is_right and readers else self.somebody(index).pk

    # Reports ----------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.order) < 8)
    @rule(by=PEOPLE, concerns=st.sampled_from(["pupil", "staff", "staff", "parent"]), seed=ANY, about=st.sets(
        st.sampled_from(["principal", "vice_principal", "designated_teacher", "chair", "governor"]), max_size=1))  # fmt: skip
    def file(self, by: int, concerns: str, seed: int, about: set[str]) -> None:
        chance, reporter = Random(seed), self.somebody(by)
        subjects, affected = self._people(concerns, chance)
        facts = {
            "concerns": concerns,
            "words": text_of(chance),
            "happened_on": local_date(self.now),
            "child_at_risk": chance.random() < 0.2,
            "about": about if concerns == "staff" else (),
            "people": [Named("concerned", one) for one in subjects] + [Named("affected", one) for one in affected],
        }
        facts["people"] = facts["people"] or [Named("concerned", as_described="not known")]
        report = self.try_to(
            "record_report", lambda: actions.record_report(once=once_of(chance), by=reporter.pk, now=self.now, **facts)
        )
        if report is None:
            return
        children = {pupil.person_id for pupil in self.world.pupils}
        people = {*subjects, *affected}
        case = rules.Case(
            reporter=reporter.pk, concerns=concerns, subjects=set(subjects), people=people, offices=set(facts["about"]),
            has_child=concerns == "pupil" or facts["child_at_risk"] or bool(people & children),
        )  # fmt: skip
        pk = report.incidents.get().pk
        self.cases[pk] = case
        self.order.append(pk)
        self.never_moves["report", report.pk] = (report.filed_at, report.words, report.reporter_id)
        self.holds()

    def _people(self, concerns: str, chance: Random) -> tuple[list[UUID], list[UUID]]:
        pupils = [pupil.person_id for pupil in self.world.pupils]
        groups = {
            "pupil": pupils,
            "parent": [one.pk for one in (*self.world.parents, self.world.staff[0])],
            "staff": [one.pk for one in self.world.people],
        }
        subjects = chance.sample(groups[concerns], chance.choice([0, 1, 1, 1, 2]))
        affected = [] if chance.random() < 0.5 else chance.sample(pupils, 1)
        return subjects, [one for one in affected if one not in subjects]

    @precondition(lambda self: self.order)
    @rule(which=ANY, by=PEOPLE, is_right=st.booleans(), seed=ANY)
    def add_to_report(self, which: int, by: int, is_right: bool, seed: int) -> None:
        report = Report.objects.get(incidents=self.case(which))
        actor = report.reporter_id if is_right else self.somebody(by).pk
        chance = Random(seed)
        added = self.try_to("add_to_report", lambda: actions.add_to_report(
            pk=report.pk, text=text_of(chance), once=once_of(chance), by=actor, now=self.now))  # fmt: skip
        assert added is None or actor == report.reporter_id, "Somebody added to the report of another."
        self.holds()

    # Cases ------------------------------------------------------------------------------------------

    @precondition(lambda self: self.order)
    @rule(verb=st.sampled_from(VERBS), which=ANY, by=PEOPLE, is_right=st.integers(0, 3), seed=ANY)
    def take_part(self, verb: str, which: int, by: int, is_right: int, seed: int) -> None:
        self.act(verb, which, by, is_right, seed)

    @precondition(lambda self: self.order)
    @rule(which=ANY, seed=ANY, most=st.integers(1, 6))
    def work_through(self, which: int, seed: int, most: int) -> None:
        """What a leader does on a good day: several things after another, so that cases get to their end."""
        for number in range(most):
            self.act(Random(seed + number).choice(VERBS), which, 0, 1, seed + number)

    def act(self, verb: str, which: int, by: int, is_right: int, seed: int) -> None:
        pk, chance = self.case(which), Random(seed)
        facts = FACTS[verb](self, pk, chance)
        if facts is None:
            return
        actor, case = self.actor(by, pk, is_right=bool(is_right)), self.cases[pk]
        knew = case.readers(self.school, Incident.objects.get(pk=pk).lead_office)
        result = self.try_to(verb, lambda: getattr(actions, verb)(pk=pk, by=actor, now=self.now, **facts))
        if result is not None:
            assert actor in knew, f"{verb} by somebody to whom the case does not exist"
            getattr(self, f"after_{verb}", lambda *_: None)(pk, facts)
        self.holds()

    def after_name_assignee(self, pk: UUID, facts: dict[str, Any]) -> None:
        case, person = self.cases[pk], facts["person"]
        if case.may_let_in(person, self.school):
            case.let_in.add(person)
        assert not case.is_shut_to(person, self.school), "Somebody shut out was named."
        case.named.add(person)

    def after_end_access(self, pk: UUID, facts: dict[str, Any]) -> None:
        person = Incident.objects.get(pk=pk).accesses.get(pk=facts["access"]).person_id
        for people in (self.cases[pk].named, self.cases[pk].let_in):
            people.discard(person)

    def after_confirm(self, pk: UUID, facts: dict[str, Any]) -> None:
        """A kind may say that a child is in the case: which kinds do is data, so what was kept is taken over."""
        self.cases[pk].has_child |= Incident.objects.get(pk=pk).has_child

    def after_take_to_child_protection(self, pk: UUID, facts: dict[str, Any]) -> None:
        self.cases[pk].is_child_protection = self.cases[pk].has_child = True

    def after_close(self, pk: UUID, facts: dict[str, Any]) -> None:
        self.after_confirm(pk, facts)  # dealing with a case on one page confirms it first
        self.cases[pk].is_live, self.cases[pk].has_ended = False, True

    after_record_in_error = after_deal_with = after_close

    def after_reopen(self, pk: UUID, facts: dict[str, Any]) -> None:
        self.cases[pk].is_live = True

    after_take_back_word = after_reopen  # what was closed on her word is open again

    # People -----------------------------------------------------------------------------------------

    def holder_of(self, *offices: str) -> Person:
        able = [one for one in self.world.people if self.school.offices.get(one.pk, set()) & set(offices)]
        return next((one for one in able if one.pk in self.school.active), self.world.people[0])

    @rule(change=st.sampled_from(["hand_over", "hand_over", "end_account", "family", "next_day"]), who=PEOPLE, seed=ANY)
    def change_people(self, change: str, who: int, seed: int) -> None:
        """Somebody's office, account or family changes, or a day passes: one rule, so that cases are worked on meanwhile."""
        chance = Random(seed)
        if change == "hand_over":
            self.hand_over(chance.choice(GOES_ROUND), who, keeps=chance.random() < 0.5)
        elif change == "end_account":
            self.end_account(who, chance.choice(["principal", "chair", "vice_chair"]))
        elif change == "family":
            self.family(who, chance.randrange(3), chance.choice(["principal", "vice_principal"]))
        else:
            self.next_day()
        self.holds_for_everybody()

    def hand_over(self, office: str, to: int, *, keeps: bool) -> None:
        """An office is laid down, and somebody else gets it as the board and the Principal would give it."""
        if not keeps:
            self._lay_down(office)
        person = self.somebody(to)
        appointed = self.try_to("appoint", lambda: keeping.appoint(
            person=person, office=office, starts_on=local_date(self.now), acting=keeps,
            by=self.holder_of(*appointers(office, acting=keeps)), now=self.now))  # fmt: skip
        if appointed is None:
            return
        stands = True
        if office in CONFIRMED_BY:
            second = [
                one for one in self.world.people if self.school.offices.get(one.pk, set()) & set(CONFIRMED_BY[office])
            ]
            able = [one for one in second if one.pk not in (person.pk, appointed.appointed_by_id)]
            stands = bool(able) and self.try_to("confirm_appointment", lambda: keeping.confirm_appointment(
                appointment_id=appointed.pk, by=able[-1], now=self.now)) is not None  # fmt: skip
        if stands:
            self.school.offices.setdefault(person.pk, set()).add(office)

    def _lay_down(self, office: str) -> None:
        row = Appointment.objects.effective(local_date(self.now)).filter(office=office).order_by("pk").first()
        if row is None:
            return
        yesterday = local_date(self.now) - timedelta(days=1)
        ended = self.try_to("end_appointment", lambda: keeping.end_appointment(
            appointment_id=row.pk, ends_on=yesterday, by=row.person, now=self.now))  # fmt: skip
        if ended is not None:
            self.school.offices[row.person_id].discard(office)

    def end_account(self, who: int, by: str) -> None:
        user = User.objects.get(person=self.somebody(who))
        act = keeping.end_account if user.is_active else keeping.reopen_account
        changed = self.try_to(act.__name__, lambda: act(user_id=user.pk, by=self.holder_of(by), now=self.now))
        if changed is not None:
            (self.school.active.discard if user.is_active else self.school.active.add)(user.person_id)

    def family(self, adult: int, child: int, by: str) -> None:
        """A link is made, or the one that stands is ended."""
        person, pupil = self.somebody(adult), self.world.pupils[child]
        today, link = local_date(self.now), FamilyLink.objects.filter(adult=person, pupil=pupil, ends_on=None).first()
        who = {"by": self.holder_of(by), "now": self.now}
        if link is None:
            if self.try_to(
                "link_family", lambda: keeping.link_family(adult=person, pupil=pupil, starts_on=today, **who)
            ):
                self.school.families[person.pk, pupil.person_id] = None
        elif ended := self.try_to(
            "end_family_link", lambda: keeping.end_family_link(link_id=link.pk, ends_on=today, **who)
        ):
            self.school.families[person.pk, pupil.person_id] = ended.ends_on

    def next_day(self) -> None:
        """The portal's own daily look at who can lead."""
        self.now = datetime.combine(local_date(self.now) + timedelta(days=1), time(9), tzinfo=LONDON)
        self.try_to("look_again", lambda: look_again(self.now))
