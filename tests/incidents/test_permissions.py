"""Who may do what, as plain functions without a database: a second gate is tested where the first cannot hide it."""

import uuid
from datetime import date
from types import SimpleNamespace

import pytest

from incidents.models import Entry, Incident, IncidentStep, Report
from incidents.permissions import (
    leader_words,
    leads,
    obstacle_to_adding,
    obstacle_to_correcting,
    obstacle_to_doing,
    obstacle_to_ending,
    obstacle_to_excusing,
    obstacle_to_leading,
    obstacle_to_naming,
    obstacle_to_recording,
    obstacle_to_taking_to_child_protection,
    obstacle_to_writing,
    office_words,
)
from incidents.states import ENDED, IncidentStatus
from school.standing import Standing

ME, OTHER = uuid.uuid4(), uuid.uuid4()


def standing(*offices, kinds=("teacher",), is_active=True, person=ME):
    return Standing(person, frozenset(offices), frozenset(kinds), date(2026, 11, 10), is_active)


def case(**facts):
    report = Report(reporter_id=facts.pop("reporter_id", OTHER))
    Report.speaker.related.set_cached_value(report, None)  # nobody spoke for them
    given = {"route": "ordinary", "lead_office": "principal", "status": "being_handled", "concerns": "pupil"}
    return Incident(report=report, **given | facts)


def step(**facts):
    return IncidentStep(**facts)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (standing(), True),
        (standing(kinds=["volunteer"]), True),
        (standing("governor", kinds=[]), True),
        (standing("chair", kinds=[]), True),
        (standing("clerk", kinds=[]), False),
        (standing("administrator", kinds=[]), False),
        (standing(is_active=False), False),
        (standing("administrator"), True),
    ],
)
def test_staff_in_the_wide_sense_record(who, may):
    assert (obstacle_to_recording(who) == "") is may


LEADS = [
    ("principal", {}, True),
    ("vice_principal", {}, False),
    ("chair", {"route": "principal", "lead_office": "chair"}, True),
    ("vice_chair", {"route": "principal", "lead_office": "chair"}, False),
    ("principal", {"route": "chair", "lead_office": "vice_chair"}, True),
    ("vice_chair", {"route": "chair", "lead_office": "vice_chair"}, True),
    ("principal", {"route": "chair", "lead_office": "vice_chair", "lead_id": OTHER}, False),
    ("deputy_designated_teacher", {"route": "child_protection", "lead_office": "designated_teacher"}, True),
    ("principal", {"lead_office": ""}, False),
    ("slt", {"lead_id": ME}, True),
]


@pytest.mark.parametrize(("office", "facts", "may"), LEADS)
def test_who_decides(office, facts, may):
    assert leads(standing(office), case(**facts)) is may
    assert (obstacle_to_leading(standing(office), case(**facts)) == "") is may


def test_a_refusal_names_the_office_and_never_a_person():
    assert leader_words(case(lead_id=OTHER)) == "the person named to lead it"
    assert leader_words(case()) == "the Principal"
    assert leader_words(case(lead_office="chair")) == "the Chair"
    assert leader_words(case(lead_office="")) == "nobody yet"
    assert office_words("") == ""


@pytest.mark.parametrize("status", IncidentStatus)
def test_an_ended_case_takes_no_writing(status):
    assert (obstacle_to_writing(standing("principal"), case(status=status)) == "") is (status not in ENDED)


def test_only_the_writer_corrects():
    assert obstacle_to_correcting(standing(), case(), Entry(author_id=ME)) == ""
    assert obstacle_to_correcting(standing(), case(), Entry(author_id=OTHER))
    assert obstacle_to_correcting(standing(), case(status="closed"), Entry(author_id=ME))


def test_only_the_reporter_adds():
    mine = SimpleNamespace(reporter_id=ME, status="received")
    other = SimpleNamespace(reporter_id=OTHER, status="received")

    assert obstacle_to_adding(standing(), mine) == ""
    assert "Only the person who reported" in obstacle_to_adding(standing(), other)
    assert "record a new incident" in obstacle_to_adding(standing(), SimpleNamespace(reporter_id=ME, status="closed"))


DOING = [
    # office, step's office, named, can the safeguarding team act -> may
    ("principal", "", False, True, True),
    ("vice_principal", "", False, True, True),
    ("designated_teacher", "", False, True, False),
    ("slt", "", True, True, True),
    ("slt", "", False, True, False),
    ("ict_coordinator", "ict_coordinator", False, True, True),
    ("designated_teacher", "designated_teacher", False, True, True),
    ("deputy_designated_teacher", "designated_teacher", False, True, True),
    ("principal", "designated_teacher", False, True, False),
    ("principal", "designated_teacher", False, False, True),
    ("vice_principal", "designated_teacher", True, False, False),
]


@pytest.mark.parametrize(("office", "whose", "named", "can_act", "may"), DOING)
def test_whose_a_step_is(office, whose, named, can_act, may):
    obstacle = obstacle_to_doing(
        standing(office), case(), step(for_office=whose), is_named=named, safeguarding_can_act=can_act
    )
    assert (obstacle == "") is may


EXCUSING = [
    ("principal", "", True, True),
    ("vice_principal", "", True, False),
    ("vice_principal", "principal", True, False),
    ("principal", "principal", True, True),
    ("dpo", "dpo", True, True),
    ("principal", "dpo", True, True),
    ("principal", "designated_teacher", True, False),
    ("principal", "designated_teacher", False, True),
    ("designated_teacher", "designated_teacher", True, True),
]


@pytest.mark.parametrize(("office", "by", "can_act", "may"), EXCUSING)
def test_who_excuses_a_step(office, by, can_act, may):
    obstacle = obstacle_to_excusing(standing(office), case(), step(excused_by_office=by), safeguarding_can_act=can_act)
    assert (obstacle == "") is may


@pytest.mark.parametrize("status", sorted(ENDED))
def test_nothing_is_ticked_or_excused_in_an_ended_case(status):
    ended = case(status=status)
    assert "Reopen" in obstacle_to_doing(standing("principal"), ended, step(), is_named=True, safeguarding_can_act=True)
    assert "Reopen" in obstacle_to_excusing(standing("principal"), ended, step(), safeguarding_can_act=True)
    assert "Reopen" in obstacle_to_taking_to_child_protection(standing("designated_teacher"), ended)


NAMING = [
    (standing(person=OTHER), {}, set(), True),
    (standing("governor", kinds=[], person=OTHER), {}, set(), False),
    (standing("governor", person=OTHER), {}, set(), True),
    (standing("vice_chair", kinds=[], person=OTHER), {}, set(), True),
    (standing("clerk", kinds=[], person=OTHER), {}, set(), False),
    (standing(is_active=False, person=OTHER), {}, set(), False),
    (standing(person=OTHER), {}, {OTHER}, False),
    (standing("slt", person=OTHER), {"shut_slt": True}, set(), False),
    (standing("slt", person=OTHER), {"shut_principal": True}, set(), True),
    (standing(person=OTHER), {"route": "staff", "reporter_id": OTHER}, set(), False),
    (standing(person=OTHER), {"reporter_id": OTHER}, set(), True),
    (standing(person=OTHER), {"status": "closed"}, set(), False),
]


@pytest.mark.parametrize(("named", "facts", "shut", "may"), NAMING)
def test_who_can_be_named(named, facts, shut, may):
    given = {"reporter_id": uuid.uuid4()} | facts
    assert (obstacle_to_naming(standing("principal"), case(**given), named, shut_out=shut) == "") is may


def test_somebody_who_does_not_lead_names_nobody():
    assert obstacle_to_naming(standing("vice_principal"), case(), standing(person=OTHER), shut_out=set())


@pytest.mark.parametrize(
    ("office", "facts", "may"),
    [
        ("principal", {}, True),
        ("vice_principal", {}, False),
        ("principal", {"reporter_id": ME}, True),
        ("principal", {"reporter_id": ME, "route": "staff"}, False),
        ("principal", {"reporter_id": ME, "concerns": "staff", "route": "child_protection"}, False),
    ],
)
def test_who_ends_a_case(office, facts, may):
    assert (obstacle_to_ending(standing(office), case(**facts)) == "") is may


@pytest.mark.parametrize(
    ("office", "facts", "may"),
    [
        ("designated_teacher", {}, True),
        ("deputy_designated_teacher", {}, True),
        ("principal", {}, False),
        ("designated_teacher", {"route": "child_protection"}, False),
    ],
)
def test_who_takes_a_case_to_child_protection(office, facts, may):
    assert (obstacle_to_taking_to_child_protection(standing(office), case(**facts)) == "") is may
