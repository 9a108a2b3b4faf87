"""What each action of a case takes beside `pk`, `by` and `now`: one line in FACTS for a new action."""

from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

from incidents.actions import Noted, SplitOff
from incidents.actions.dealing import Word, plan_of
from incidents.actions.leading import Relation
from incidents.demo.records import what_was_done
from incidents.models import (
    RECORDS,
    Access,
    Allegation,
    DisclosureAnswer,
    DisclosureClaim,
    Entry,
    Evidence,
    Incident,
    IncidentStep,
    Kind,
    Link,
    Restriction,
    RestrictionSupervisor,
    Severity,
)
from incidents.reading import clauses_of_case
from incidents.states import Finding
from school.models import Person
from tests.factories.incidents import clause
from tests.proofs import rules_of_casework as rules
from tests.proofs.casework_world import RULES

Facts = Callable[[Any, UUID, Random], "dict[str, Any] | None"]


def text_of(chance: Random) -> str:
    return f"Words {chance.randrange(10**6)}."


def once_of(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _with(make: Facts, **more: Callable[[Random], Any]) -> Facts:
    def facts(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
        found = make(machine, pk, chance)
        return None if found is None else found | {name: value(chance) for name, value in more.items()}

    return facts


def _nothing(machine: Any, pk: UUID, chance: Random) -> dict[str, Any]:
    return {}


def _one_of(name: str, model: Any) -> Facts:
    def facts(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
        rows = sorted(model.objects.filter(incident=pk).values_list("pk", flat=True))
        return {name: chance.choice(rows)} if rows else None

    return facts


def _noted(chance: Random) -> Noted:
    return Noted(text_of(chance), holder="The school office")


def _clauses(machine: Any, pk: UUID, chance: Random) -> dict[str, Any]:
    chosen = [number for number in RULES if chance.random() < 0.5]
    kinds = sorted(Kind.objects.filter(is_offered=True).values_list("code", flat=True))
    return {
        "clauses": [clause(machine.world.version, number).pk for number in chosen],
        "kinds": [one for one in kinds if chance.random() < 0.1],
        "is_harm_alleged": chance.random() < 0.05,
    }


def _somebody(machine: Any, pk: UUID, chance: Random) -> dict[str, Any]:
    return {"person": chance.choice(machine.world.people).pk, "role": chance.choice(["lead", "helper", "investigator"])}


def _hand_over(machine: Any, pk: UUID, chance: Random) -> dict[str, Any]:
    """Mostly to somebody who could lead, by the rules."""
    able = sorted(machine.cases[pk].possible_leaders(machine.school))
    everybody = [one.pk for one in machine.world.people]
    return {"to": chance.choice(able if able and chance.random() < 0.8 else everybody)}


def _author(machine: Any, pk: UUID, chance: Random) -> dict[str, Any]:
    concerns = chance.choice(["pupil", "parent", "staff", "staff"])
    return {"concerns": concerns, "person": chance.choice(people_who_are(concerns, machine.world)).pk}


def people_who_are(concerns: str, world: Any) -> list[Person]:
    """Whom a case of this sort may be about."""
    return {
        "pupil": [pupil.person for pupil in world.pupils],
        "parent": [*world.parents, world.staff[0]],
        "staff": world.people,
        "outsider": world.parents,
    }[concerns]


def _split(machine: Any, pk: UUID, chance: Random) -> dict[str, Any]:
    """One new case: for somebody who is in this one, somebody of the school who is not, or somebody described."""
    incident = Incident.objects.get(pk=pk)
    concerned = sorted(one.pk for one in incident.concerned)
    affected = sorted(one.pk for one in incident.affected)
    concerns = chance.choice(["pupil", "parent", "staff"])
    way = chance.choice(["moved", "moved", "picked", "described"])
    part = SplitOff(
        concerns=concerns,
        words=text_of(chance),
        moved=chance.sample(concerned, min(len(concerned), 1)) if way == "moved" else [],
        shared=[one for one in affected if chance.random() < 0.5],
        picked=[chance.choice(people_who_are(concerns, machine.world)).pk] if way == "picked" else [],
        described="Somebody who is not known." if way == "described" else "",
        clauses=_clauses(machine, pk, chance)["clauses"],
    )
    return {"once": once_of(chance), "into": [part]}


def _reference(machine: Any, pk: UUID, chance: Random) -> dict[str, Any]:
    return {"reference": Incident.objects.get(pk=chance.choice(machine.order)).reference}


def _linked(machine: Any, pk: UUID, chance: Random) -> dict[str, Any] | None:
    ends = Link.objects.filter(first=pk).values_list("second", flat=True)
    others = sorted({*ends, *Link.objects.filter(second=pk).values_list("first", flat=True)})
    return {"other": chance.choice(others), "reason": text_of(chance)} if others else None


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


_any_step, _any_entry, _any_evidence = (
    _one_of("step", IncidentStep),
    _one_of("entry", Entry),
    _one_of("evidence", Evidence),
)
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
    "take_back_word": _any_step,
    "deal_with": _ordinary,
    "confirm": _clauses,
    "name_author": _author,
    "split": _split,
    "link_cases": _reference,
    "undo_link": _linked,
    "add_entry": _with(_nothing, text=text_of, once=once_of),
    "correct_entry": _with(_any_entry, text=text_of, once=once_of),
    "note_evidence": _with(_nothing, noted=_noted, once=once_of),
    "correct_evidence": _with(_any_evidence, noted=_noted, once=once_of),
    "strike_evidence": _with(_any_evidence, reason=text_of),
    "do_step": _with(_any_step, how=text_of),
    "excuse_step": _with(_any_step, reason=text_of),
    "reopen_step": _any_step,
    "settle_finding": _with(
        _one_of("allegation", Allegation), reason=text_of, finding=lambda chance: chance.choice(Finding.values)
    ),
    "name_assignee": _somebody,
    "end_access": _one_of("access", Access),
    "take_case": _nothing,
    "hand_over": _hand_over,
    "declare_conflict": _with(_nothing, relation=lambda chance: chance.choice(Relation.values)),
    "take_to_child_protection": _nothing,
    "close": _with(_nothing, outcome=text_of, calls_for_review=lambda chance: chance.random() < 0.5),
    "record_in_error": _with(_nothing, reason=text_of),
    "reopen": _with(_nothing, reason=text_of),
}
# Steps and findings come often, because a case closes only when all of them are settled.
VERBS = [*FACTS, *["do_step", "keep_record", "settle_finding", "confirm", "close", "deal_with"] * 2]
USUAL = {
    "received": ["deal_with", "deal_with", "confirm"],
    "closed": ["reopen", "take_back_word", "declare_conflict"],
    "recorded_in_error": ["reopen", "declare_conflict"],
}
A_RULE_OF_ITS_OWN = {
    "record_report": "it makes the case",
    "add_to_report": "it is the reporter's",
    "name_emergency_reader": "it is of no case",
    "confirm_emergency_reader": "it is of no case",
    "end_emergency_reader": "it is of no case",
    "open_in_emergency": "it is for whoever does not read the case",
}
NOT_TRIED = {
    **dict.fromkeys(
        ["begin_services", "add_service", "change_service", "end_service"], "a list of the school's, of no case"
    ),
    **dict.fromkeys(["send_files", "send_with_report", "settle_file"], "files are cleaned and scanned: tests/files"),
    **dict.fromkeys(
        ["read_case", "read_chronology", "read_file", "read_list"], "write that it was read, and ask nobody"
    ),
    "whose_word": "asks, and does nothing",
    "read_restrictions": "writes what a supervisor read, and asks nobody",
    "recompute_shut_outs": "part of every change of offices and families",
}
