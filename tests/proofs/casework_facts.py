"""The school of the casework proof, and what each action of a case takes: one line in FACTS for a new action."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from audit.verify import verify_records
from incidents.actions.dealing import Word, plan_of
from incidents.demo.records import what_was_done
from incidents.models import (
    RECORDS,
    DisclosureAnswer,
    DisclosureClaim,
    Entry,
    Incident,
    IncidentStep,
    Restriction,
    RestrictionSupervisor,
    Severity,
)
from incidents.reading import clauses_of_case
from incidents.states import Finding
from school.days import LONDON
from school.models import FamilyLink, Office, Person, Pupil, School
from tests.factories.incidents import PolicyFactory, clause
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

Facts = Callable[[Any, UUID, Random], "dict[str, Any] | None"]


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


def text_of(chance: Random) -> str:
    return f"Words {chance.randrange(10**6)}."


def _step(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
    steps = sorted(IncidentStep.objects.filter(incident=pk).values_list("pk", flat=True))
    return {"step": chance.choice(steps)} if steps else None


def _with(make: Facts, **more: Callable[[Random], Any]) -> Facts:
    def facts(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
        found = make(machine, pk, chance)
        return None if found is None else found | {name: value(chance) for name, value in more.items()}

    return facts


def _nothing(machine: Any, pk: UUID, chance: Random) -> dict[str, Any]:
    return {}


def _entry(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
    entries = sorted(Entry.objects.filter(incident=pk).values_list("pk", flat=True))
    return {"entry": chance.choice(entries)} if entries else None


def _allegation(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
    rows = sorted(Incident.objects.get(pk=pk).allegations.values_list("pk", flat=True))
    return {"allegation": chance.choice(rows)} if rows else None


def _access(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
    rows = sorted(Incident.objects.get(pk=pk).accesses.values_list("pk", flat=True))
    return {"access": chance.choice(rows)} if rows else None


def _clauses(machine: Any, pk: UUID, chance: Random) -> dict[str, Any]:
    chosen = [number for number in RULES if chance.random() < 0.5]
    return {"clauses": [clause(machine.world.version, number).pk for number in chosen]}


def _somebody(machine: Any, pk: UUID, chance: Random) -> dict[str, Any]:
    return {"person": chance.choice(machine.world.people).pk, "role": chance.choice(["lead", "helper", "investigator"])}


def once_of(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _record(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
    """A step that is done with a record, mostly one that is still open, and what the record holds."""
    steps = [one for one in IncidentStep.objects.filter(incident=pk).in_order() if one.record]
    if not steps:
        return None
    step = chance.choice([one for one in steps if one.is_open] or steps)
    return {"step": step.pk, "once": once_of(chance), "at": machine.now, **what_was_done(step, machine.now)}


def _correction(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
    steps = IncidentStep.objects.filter(incident=pk).exclude(record="").in_order()
    kept = [(step, row) for step in steps for row in RECORDS[step.record].objects.filter(step=step).order_by("pk")]
    if not kept:
        return None
    step, row = chance.choice(kept)
    facts = what_was_done(step, machine.now)
    return {"step": step.pk, "first": row.pk, "once": once_of(chance), "at": machine.now, **facts}


def _word(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
    looks = IncidentStep.objects.filter(incident=pk).exclude(for_office="").in_order()
    who = chance.choice(
        [one for one in machine.world.people if machine.school.offices.get(one.pk, set()) & rules.SAFEGUARDING]
        or machine.world.people
    )
    return (
        {"step": looks[0].pk, "once": once_of(chance), "at": machine.now, "said_by": who.pk, "answer": "nothing"}
        if looks
        else None
    )


def _ordinary(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
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
        "clauses": [one.pk for one in chosen], "records": records, "finding": "found", "reason": "Seen.", "once": once_of(chance),
        "outcome": "A talk.", "calls_for_review": False, "at": machine.now,
        "word": Word((_word(machine, pk, chance) or {})["said_by"], machine.now) if plan.look else None,
    }  # fmt: skip


def _claim(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
    people = sorted(Incident.objects.get(pk=pk).people.values_list("pk", flat=True))
    return {"subject": chance.choice(people), "claimed_on": machine.now.date(), "how": "in_person"} if people else None


def _answer(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
    claims = sorted(DisclosureClaim.objects.filter(incident=pk).values_list("pk", flat=True))
    return {"claim": chance.choice(claims), "advised_on": machine.now.date()} if claims else None


def _restriction(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
    rows = sorted(Restriction.objects.filter(incident=pk).values_list("pk", flat=True))
    if not rows:
        return None
    return {"restriction": chance.choice(rows), "person": chance.choice(machine.world.people).pk}


def _supervisor(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
    named = RestrictionSupervisor.objects.filter(restriction__incident=pk).order_by("pk")
    rows = list(named.values_list("restriction", "pk"))
    return dict(zip(("restriction", "supervisor"), chance.choice(rows), strict=True)) if rows else None


FACTS: dict[str, Facts] = {
    "set_severity": _with(
        _nothing, severity=lambda chance: chance.choice(Severity.values), reason=text_of, once=once_of
    ),
    "claim_disclosure": _with(_claim, words=text_of, once=once_of),
    "answer_claim": _with(
        _answer,
        advice_from=text_of,
        reason=text_of,
        once=once_of,
        outcome=lambda chance: chance.choice(DisclosureAnswer.Outcome.values),
    ),
    "name_supervisor": _restriction,
    "end_supervisor": _supervisor,
    "keep_record": _record,
    "correct_record": _correction,
    "pass_on_word": _word,
    "take_back_word": _with(_step),
    "deal_with": _ordinary,
    "confirm": _clauses,
    "add_entry": _with(_nothing, text=text_of, once=once_of),
    "correct_entry": _with(_entry, text=text_of, once=once_of),
    "do_step": _with(_step, how=text_of),
    "excuse_step": _with(_step, reason=text_of),
    "reopen_step": _step,
    "settle_finding": _with(_allegation, reason=text_of, finding=lambda chance: chance.choice(Finding.values)),
    "name_assignee": _somebody,
    "end_access": _access,
    "take_to_child_protection": _nothing,
    "close": _with(_nothing, outcome=text_of, calls_for_review=lambda chance: chance.random() < 0.5),
    "record_in_error": _with(_nothing, reason=text_of),
    "reopen": _with(_nothing, reason=text_of),
}
# Steps and findings come often, because a case closes only when all of them are settled.
VERBS = [*FACTS, *["do_step", "keep_record", "settle_finding", "confirm", "close"] * 2]
NOT_TRIED = {
    "strike_evidence": "hides a note, and moves no reader",
    "undo_link": "hides a link, and moves no reader",
    "send_with_report": "it is the reporter's, and cleaning a file takes its time",
    "whose_word": "asks, and does nothing",
    "record_report": "a rule of its own: it makes the case",
    "add_to_report": "a rule of its own: it is the reporter's",
    "read_case": "writes that a case was read, and asks nobody",
    "read_restrictions": "writes what a supervisor read, and asks nobody",
    "read_list": "writes that a list was read, and asks nobody",
    "recompute_shut_outs": "part of every change of offices and families",
}
