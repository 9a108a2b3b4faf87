"""Anybody tries anything in any order, offices change hands, and what must hold holds: Hypothesis plays the people.

What is expected stands in rules_of_casework.py, a second writing of the rules that knows nothing of the portal's code.

A new action of a case needs one line in FACTS: its name, and a function that makes up what it takes beside `pk`, `by`
and `now` (from the machine, the case's id and a Random), or None where there is nothing to do it to. What it does to
readers, subjects or state is told to the rules in `after_<name>`, if it does anything. An action that has no line, and
is not named in NOT_TRIED with a reason, fails test_casework.py. A change of people, offices or accounts is a line in
`change_people`.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from audit.verify import verify, verify_records
from incidents import actions
from incidents.actions import Named
from incidents.actions.dealing import Word, plan_of
from incidents.announcing import look_again, may_hear_of_case, waiting
from incidents.demo.records import what_was_done
from incidents.models import RECORDS, Allegation, Entry, Incident, IncidentStep, Report, ReportAddition
from incidents.reading import clauses_of_case
from incidents.states import ENDED, Finding, StepStatus, WrongState
from school import actions as keeping
from school.actions.offices import CannotHold, OfficeTaken
from school.days import LONDON, local_date
from school.models import Appointment, FamilyLink, Office, Person, Pupil, School, User
from school.permissions import CONFIRMED_BY, appointers
from school.standing import Standing, standing_of
from school.states import WrongState as NotNow
from tests.factories.incidents import PolicyFactory, clause
from tests.factories.school import OfficeHolderFactory, ParentFactory, PupilFactory, StaffFactory
from tests.proofs import rules_of_casework as rules
from tests.proofs.paths import visible_models

REFUSALS = (PermissionDenied, WrongState, NotNow, ObjectDoesNotExist, OfficeTaken, CannotHold, ValidationError)
HELD = (
    *("principal", "vice_principal", "designated_teacher", "deputy_designated_teacher", "chair", "vice_chair"),
    *("slt", "governor", "clerk"),
)
GOES_ROUND = (
    "principal",
    "vice_principal",
    "designated_teacher",
    "deputy_designated_teacher",
    "chair",
    "vice_chair",
    "slt",
)
START = datetime(2026, 11, 10, 9, tzinfo=LONDON)
RULES = {
    "7.0a": ("pupil", ["INFORM_PARENTS"]),
    "7.3": ("pupil", ["RESTRICT_ICT"]),
    "8.1": ("parent", ["DECIDE_FURTHER_ACTION"]),
    "9.1": ("staff", ["INVESTIGATE"]),
}

Facts = Callable[["Casework", UUID, Random], "dict[str, Any] | None"]


class World:
    """The school of every example: built once, and put back after each."""

    def __init__(self) -> None:
        School.objects.update_or_create(pk=School.THE_ONE, defaults={"name": "Lough View", "quorum": 8})
        self.version = PolicyFactory(RULES)
        self.holders = {office: OfficeHolderFactory(Office(office)) for office in HELD}
        self.staff = [StaffFactory() for _ in range(4)]
        self.pupils: list[Pupil] = [PupilFactory() for _ in range(3)]
        self.parents = [ParentFactory(pupil) for pupil in self.pupils]
        ParentFactory(self.pupils[0], person=self.staff[0])
        ParentFactory(self.pupils[1], person=self.holders["vice_principal"])
        self.people: list[Person] = [*self.holders.values(), *self.staff]
        self.unrecorded = set(verify_records())

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


# What each action of a case takes beside pk, by and now ----------------------------------------------


def _text(chance: Random) -> str:
    return f"Words {chance.randrange(10**6)}."


def _step(machine: "Casework", pk: UUID, chance: Random) -> dict[str, Any] | None:
    steps = sorted(IncidentStep.objects.filter(incident=pk).values_list("pk", flat=True))
    return {"step": chance.choice(steps)} if steps else None


def _with(make: Facts, **more: Callable[[Random], Any]) -> Facts:
    def facts(machine: "Casework", pk: UUID, chance: Random) -> dict[str, Any] | None:
        found = make(machine, pk, chance)
        return None if found is None else found | {name: value(chance) for name, value in more.items()}

    return facts


def _nothing(machine: "Casework", pk: UUID, chance: Random) -> dict[str, Any]:
    return {}


def _entry(machine: "Casework", pk: UUID, chance: Random) -> dict[str, Any] | None:
    entries = sorted(Entry.objects.filter(incident=pk).values_list("pk", flat=True))
    return {"entry": chance.choice(entries)} if entries else None


def _allegation(machine: "Casework", pk: UUID, chance: Random) -> dict[str, Any] | None:
    rows = sorted(Incident.objects.get(pk=pk).allegations.values_list("pk", flat=True))
    return {"allegation": chance.choice(rows)} if rows else None


def _access(machine: "Casework", pk: UUID, chance: Random) -> dict[str, Any] | None:
    rows = sorted(Incident.objects.get(pk=pk).accesses.values_list("pk", flat=True))
    return {"access": chance.choice(rows)} if rows else None


def _clauses(machine: "Casework", pk: UUID, chance: Random) -> dict[str, Any]:
    chosen = [number for number in RULES if chance.random() < 0.5]
    return {"clauses": [clause(machine.world.version, number).pk for number in chosen]}


def _somebody(machine: "Casework", pk: UUID, chance: Random) -> dict[str, Any]:
    return {"person": chance.choice(machine.world.people).pk, "role": chance.choice(["lead", "helper", "investigator"])}


def _once(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _record(machine: "Casework", pk: UUID, chance: Random) -> dict[str, Any] | None:
    """A step that is done with a record, mostly one that is still open, and what the record holds."""
    steps = [one for one in IncidentStep.objects.filter(incident=pk).in_order() if one.record]
    if not steps:
        return None
    step = chance.choice([one for one in steps if one.is_open] or steps)
    return {"step": step.pk, "once": _once(chance), "at": machine.now, **what_was_done(step, machine.now)}


def _correction(machine: "Casework", pk: UUID, chance: Random) -> dict[str, Any] | None:
    steps = IncidentStep.objects.filter(incident=pk).exclude(record="").in_order()
    kept = [(step, row) for step in steps for row in RECORDS[step.record].objects.filter(step=step).order_by("pk")]
    if not kept:
        return None
    step, row = chance.choice(kept)
    facts = what_was_done(step, machine.now)
    return {"step": step.pk, "first": row.pk, "once": _once(chance), "at": machine.now, **facts}


def _word(machine: "Casework", pk: UUID, chance: Random) -> dict[str, Any] | None:
    looks = IncidentStep.objects.filter(incident=pk).exclude(for_office="").in_order()
    who = chance.choice(
        [one for one in machine.world.people if machine.school.offices.get(one.pk, set()) & rules.SAFEGUARDING]
        or machine.world.people
    )
    return (
        {"step": looks[0].pk, "once": _once(chance), "at": machine.now, "said_by": who.pk, "answer": "nothing"}
        if looks
        else None
    )


def _ordinary(machine: "Casework", pk: UUID, chance: Random) -> dict[str, Any] | None:
    """Everything that the ordinary case asks for, on one page."""
    incident = Incident.objects.get(pk=pk)
    chosen = [one for one in clauses_of_case(incident) if chance.random() < 0.5]
    plan = plan_of(incident, chosen, now=machine.now)
    if plan is None:
        return None
    steps = [*plan.steps, *plan.found]
    records = {
        (one.step_id, one.subject_id): what_was_done(one, machine.now) if one.record else {"how": "Done."}
        for one in steps
    }
    return {
        "clauses": [one.pk for one in chosen], "records": records, "finding": "found", "reason": "Seen.", "once": _once(chance),
        "outcome": "A talk.", "calls_for_review": False, "at": machine.now,
        "word": Word((_word(machine, pk, chance) or {})["said_by"], machine.now) if plan.look else None,
    }  # fmt: skip


FACTS: dict[str, Facts] = {
    "keep_record": _record,
    "correct_record": _correction,
    "pass_on_word": _word,
    "take_back_word": _with(_step),
    "deal_with": _ordinary,
    "confirm": _clauses,
    "add_entry": _with(_nothing, text=_text, once=_once),
    "correct_entry": _with(_entry, text=_text, once=_once),
    "do_step": _with(_step, how=_text),
    "excuse_step": _with(_step, reason=_text),
    "reopen_step": _step,
    "settle_finding": _with(_allegation, reason=_text, finding=lambda chance: chance.choice(Finding.values)),
    "name_assignee": _somebody,
    "end_access": _access,
    "take_to_child_protection": _nothing,
    "close": _with(_nothing, outcome=_text, calls_for_review=lambda chance: chance.random() < 0.5),
    "record_in_error": _with(_nothing, reason=_text),
    "reopen": _with(_nothing, reason=_text),
}
# Steps and findings come often, because a case closes only when all of them are settled.
VERBS = [*FACTS, *["do_step", "keep_record", "settle_finding", "confirm", "close"] * 2]
NOT_TRIED = {
    "whose_word": "asks, and does nothing",
    "record_report": "a rule of its own: it makes the case",
    "add_to_report": "a rule of its own: it is the reporter's",
    "read_case": "writes that a case was read, and asks nobody",
    "read_list": "writes that a list was read, and asks nobody",
    "recompute_shut_outs": "part of every change of offices and families",
}

PEOPLE = st.integers(0, len(HELD) + 3)
ANY = st.integers(0, 10**6)


class Casework(RuleBasedStateMachine):
    """One example: a school, its people, and a few dozen things that they try."""

    world: World
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.mark = transaction.savepoint()
        self.now = START
        self.school = self.world.school()
        self.cases: dict[UUID, rules.Case] = {}
        self.order: list[UUID] = []
        self.never_moves: dict[tuple[str, UUID], tuple[Any, ...]] = {}

    def teardown(self) -> None:
        try:
            self.everything_holds()
            assert verify() == []
            strange = set(verify_records()) - self.world.unrecorded
            assert not strange, strange
        finally:
            transaction.savepoint_rollback(self.mark)

    # Trying -----------------------------------------------------------------------------------------

    def try_to(self, name: str, act: Callable[[], Any]) -> Any:
        """Do it, or be refused; a refusal is None. Whatever happened, a minute passes and the rules are held."""
        type(self).steps += 1
        self.now += timedelta(minutes=1)
        try:
            with transaction.atomic():
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
            "words": _text(chance),
            "happened_on": local_date(self.now),
            "child_at_risk": chance.random() < 0.2,
            "about": about if concerns == "staff" else (),
            "people": [Named("concerned", one) for one in subjects] + [Named("affected", one) for one in affected],
        }
        facts["people"] = facts["people"] or [Named("concerned", as_described="not known")]
        report = self.try_to(
            "record_report", lambda: actions.record_report(once=_once(chance), by=reporter.pk, now=self.now, **facts)
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
            pk=report.pk, text=_text(chance), once=_once(chance), by=actor, now=self.now))  # fmt: skip
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
        assert not self.cases[pk].is_shut_to(facts["person"], self.school), "Somebody shut out was named."
        self.cases[pk].named.add(facts["person"])

    def after_end_access(self, pk: UUID, facts: dict[str, Any]) -> None:
        self.cases[pk].named.discard(Incident.objects.get(pk=pk).accesses.get(pk=facts["access"]).person_id)

    def after_take_to_child_protection(self, pk: UUID, facts: dict[str, Any]) -> None:
        self.cases[pk].is_child_protection = self.cases[pk].has_child = True

    def after_close(self, pk: UUID, facts: dict[str, Any]) -> None:
        self.cases[pk].is_live = False

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

    # What must hold ---------------------------------------------------------------------------------

    def grow(self) -> None:
        for case in self.cases.values():
            case.grow(self.school, local_date(self.now))

    def everything_holds(self) -> None:
        self.holds_for_everybody()
        self.nobody_shut_out_finds_it_anywhere()
        self.nothing_written_has_moved()

    def holds_for_everybody(self) -> None:
        self.holds({person.pk: standing_of(person.pk, self.now) for person in self.world.people})

    def holds(self, standings: dict[UUID, Standing] | None = None) -> None:
        """Every case is read by those who may and nobody else, is led by somebody, and is closed only when settled."""
        self.grow()
        seen = {
            person: set(Incident.objects.visible_to(standing).values_list("pk", flat=True))
            for person, standing in (standings or self.some_standings()).items()
        }
        for pk, incident in Incident.objects.in_bulk(self.order).items():
            case = self.cases[pk]
            assert incident.route == case.route
            assert case.is_live == (incident.status not in ENDED)
            readers = case.readers(self.school, incident.lead_office)
            assert {person for person, cases in seen.items() if pk in cases} == readers & seen.keys()
            assert not {one for one in readers if case.is_shut_to(one, self.school)}
            self.somebody_can_lead(incident, case, readers)
        closed = {"incident__in": self.order, "incident__status": "closed"}
        assert not IncidentStep.objects.filter(status=StepStatus.OPEN, force="obligatory", **closed).exists()
        assert not Allegation.objects.filter(finding=Finding.ALLEGED, **closed).exists()

    def some_standings(self) -> dict[UUID, Standing]:
        """Four of the people in turn: everybody is asked when offices change, and at the end."""
        everybody = list(self.expected_standings().items())
        first = 4 * self.steps % len(everybody)
        return dict((everybody + everybody)[first : first + 4])

    def expected_standings(self) -> dict[UUID, Standing]:
        """What the portal's own `standing_of` must say, without asking it."""
        today, nothing = local_date(self.now), frozenset[str]()
        return {
            one.pk: Standing(one.pk, frozenset(self.school.offices.get(one.pk, ())), frozenset({"teacher"}), today)
            if one.pk in self.school.active
            else Standing(one.pk, nothing, nothing, today, is_active=False)
            for one in self.world.people
        }

    def somebody_can_lead(self, incident: Incident, case: rules.Case, readers: set[UUID]) -> None:
        """Somebody who reads the case leads it; only when nobody at all is free does the page say whom to telephone."""
        if not case.is_live:
            return
        leading = case.free(incident.lead_office, self.school) | ({incident.lead_id} & self.school.active)
        if case.possible_leaders(self.school):
            assert leading & readers, f"{case.route}: somebody is free, and yet nobody leads"
        elif incident.lead_id is None:
            assert incident.lead_office == "", "nobody is free, and the page does not say whom to telephone"

    def nobody_shut_out_finds_it_anywhere(self) -> None:
        """By no queryset, no notice and no line of home."""
        for person in [one.pk for one in self.world.people]:
            hidden = {pk for pk, case in self.cases.items() if case.is_shut_to(person, self.school)}
            standing = standing_of(person, self.now)
            for model, path in visible_models():
                if model is not Report:  # a report stays its reporter's, whatever else they are
                    assert not model.objects.visible_to(standing).filter(**{f"{path}__in": hidden}).exists(), model
            assert not [pk for pk in hidden if may_hear_of_case(person, pk, self.now)]
            if hidden:
                lines = " ".join(f"{item.sentence} {item.url}" for item in waiting(standing, self.now))
                references = Incident.objects.filter(pk__in=hidden).values_list("reference", flat=True)
                assert not [one for one in [*references, *map(str, hidden)] if one in lines]

    def nothing_written_has_moved(self) -> None:
        for row in Entry.objects.filter(incident__in=self.order):
            kept = self.never_moves.setdefault(("entry", row.pk), (row.text, row.at, row.author_id, row.corrects_id))
            assert kept == (row.text, row.at, row.author_id, row.corrects_id)
        for model in RECORDS.values():
            for row in model.objects.filter(incident__in=self.order):
                facts = tuple(getattr(row, name) for name in ("at", "written_by_id", "corrects_id", *row.FACTS))
                assert self.never_moves.setdefault(("record", row.pk), facts) == facts
        for row in ReportAddition.objects.filter(report__incidents__in=self.order):
            assert self.never_moves.setdefault(("addition", row.pk), (row.text, row.at)) == (row.text, row.at)
        rows = {row.pk: (row.filed_at, row.words, row.reporter_id) for row in Report.objects.all()}
        assert rows == {pk: kept for (sort, pk), kept in self.never_moves.items() if sort == "report"}
        there = {("entry", pk) for pk in Entry.objects.values_list("pk", flat=True)}
        assert {key for key in self.never_moves if key[0] == "entry"} == there
