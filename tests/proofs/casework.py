"""Anybody tries anything in any order, offices change hands, and what must hold holds: Hypothesis plays the people.

What is expected stands in rules_of_casework.py, a second writing of the rules that knows nothing of the portal's code.

A new action of a case needs one line in FACTS: its name, and a function that makes up what it takes beside `pk`, `by`
and `now` (from the machine, the case's id and a Random), or None where there is nothing to do it to. What it does to
readers, subjects or state is told to the rules in `after_<name>` (casework_afterwards.py), if it does anything. An action
that has no line, and is not named in NOT_TRIED with a reason, fails test_casework.py. A change of people, offices or
accounts is a line in `change_people`.
"""

from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from incidents import actions
from incidents.actions import Named
from incidents.announcing import look_again
from incidents.models import Incident, Report
from school import actions as keeping
from school.days import LONDON, local_date
from school.models import FamilyLink
from tests.proofs import rules_of_casework as rules
from tests.proofs.casework_afterwards import Act
from tests.proofs.casework_emergency import Emergency
from tests.proofs.casework_facts import FACTS, USUAL, VERBS, once_of, people_who_are, text_of
from tests.proofs.casework_promises import PEOPLE
from tests.proofs.trying import ANY, MINUTE

GOES_ROUND = (
    "principal",
    "vice_principal",
    "designated_teacher",
    "deputy_designated_teacher",
    "chair",
    "vice_chair",
    "slt",
)


class Casework(Emergency):
    """One example: a school, its people, and a few dozen things that they try."""

    # Reports ----------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.order) < 8)
    @rule(by=PEOPLE, concerns=st.sampled_from(["pupil", "staff", "staff", "parent", "outsider"]), seed=ANY, about=st.sets(
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
        pk = report.incidents.get(opened_by=None).pk
        if pk in self.cases:  # the very same form, played again: no retry makes a second record, or changes the first
            self.holds()
            return
        people = {*subjects, *affected}
        case = rules.Case(
            reporter=reporter.pk, concerns=concerns, subjects=set(subjects), people=people, offices=set(facts["about"]),
            has_child=facts["child_at_risk"] or self.has_child(concerns, people),
        )  # fmt: skip
        self.cases[pk] = case
        self.order.append(pk)
        self.never_moves["report", report.pk] = (report.filed_at, report.words, report.reporter_id)
        self.holds()

    def _people(self, concerns: str, chance: Random) -> tuple[list[UUID], list[UUID]]:
        could = [one.pk for one in people_who_are(concerns, self.world)]
        subjects = [] if concerns == "outsider" else chance.sample(could, chance.choice([0, 1, 1, 1, 2]))
        affected = [] if chance.random() < 0.5 else chance.sample(sorted(self.world.children), 1)
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
    @rule(seed=ANY, most=st.integers(3, 12))
    def work(self, seed: int, most: int) -> None:
        """Several things after another, so that cases get to their end, and come back from there."""
        for number in range(most):
            self.act(Random(f"{seed} {number} {self.tried}"))

    def act(self, chance: Random) -> None:
        pk = self.case_at_work(chance)
        status = Incident.objects.get(pk=pk).status
        verb = chance.choice(USUAL.get(status, VERBS) if chance.random() < 0.5 else VERBS)
        facts = FACTS[verb](self, pk, chance)
        if facts is None:
            return
        actor, case = self.actor(pk, chance), self.cases[pk]
        knew = case.readers(self.school, Incident.objects.get(pk=pk).lead_office, self.now + MINUTE)
        answer = self.try_to(verb, lambda: getattr(actions, verb)(pk=pk, by=actor, now=self.now, **facts))
        if answer is not None:
            assert actor in knew, f"{verb} by somebody to whom the case does not exist"
            getattr(self, f"after_{verb}", lambda _: None)(Act(pk, actor, facts, answer))
        self.holds()

    def case_at_work(self, chance: Random) -> UUID:
        """Mostly one that is open."""
        live = [pk for pk in self.order if self.cases[pk].is_live]
        return chance.choice(live if live and chance.random() < 0.8 else self.order)

    def actor(self, pk: UUID, chance: Random) -> UUID:
        """Mostly whoever leads the case, or somebody else who reads it, or nothing would ever get far."""
        case, incident = self.cases[pk], Incident.objects.get(pk=pk)
        leading = sorted({incident.lead_id} if incident.lead_id else case.free(incident.lead_office, self.school))
        readers = sorted(case.readers(self.school, incident.lead_office, self.now))
        wanted = chance.choice([leading, leading, readers, []])
        return chance.choice(wanted or [one.pk for one in self.world.people])

    # People -----------------------------------------------------------------------------------------

    @rule(change=st.sampled_from(["hand_over", "hand_over", "end_account", "family", "next_day"]), who=PEOPLE, seed=ANY)
    def change_people(self, change: str, who: int, seed: int) -> None:
        """Somebody's office, account or family changes, or a day passes."""
        chance = Random(seed)
        if change == "hand_over":
            self.hand_over(chance.choice(GOES_ROUND), who, keeps=chance.random() < 0.5)
        elif change == "end_account":
            self.end_account(who, chance.choice(["principal", "chair", "vice_chair"]))
        elif change == "family":
            self.family(who, chance.randrange(3), chance.choice(["principal", "vice_principal"]))
        else:
            self.next_day()
        self.holds(self.expected_standings())

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
        self.pass_time(datetime.combine(local_date(self.now) + timedelta(days=1), time(9), tzinfo=LONDON))
        self.try_to("look_again", lambda: look_again(self.now))
