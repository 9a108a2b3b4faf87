"""Who may change who is who, asked as plain functions: the table below is decision 10 written out by hand."""

from datetime import date
from itertools import product
from uuid import uuid4

import pytest

from school.models import AddressChange, Appointment, Office, StaffKind, User
from school.models.offices import NEEDS_CONFIRMATION, READS_CASES
from school.permissions import (
    address_confirmers,
    needs_second_person_to_open,
    obstacle_to_appointing,
    obstacle_to_asking_for_address,
    obstacle_to_changing_account,
    obstacle_to_changing_settings,
    obstacle_to_confirming,
    obstacle_to_confirming_address,
    obstacle_to_ending,
    obstacle_to_holding,
    obstacle_to_keeping_families,
    obstacle_to_keeping_people,
    obstacle_to_looking_up,
    obstacle_to_opening_account,
    obstacle_to_opening_people,
    obstacle_to_seeing_pupils,
)
from school.standing import Standing

P, VP, DT, DDT = "principal", "vice_principal", "designated_teacher", "deputy_designated_teacher"
ICT, SLT, GOV, DG = "ict_coordinator", "slt", "governor", "designated_governor"
CHAIR, VCHAIR, CLERK, DPO, ADMIN = "chair", "vice_chair", "clerk", "dpo", "administrator"
ALL = (P, VP, DT, DDT, ICT, SLT, GOV, DG, CHAIR, VCHAIR, CLERK, DPO, ADMIN)
TODAY = date(2026, 11, 10)

# office: who appoints, who appoints somebody acting, who confirms
APPOINTING = {
    P: ({CHAIR}, {CHAIR}, {VCHAIR, DG}),
    VP: ({CHAIR}, {CHAIR}, {P, VCHAIR}),
    DT: ({P}, {CHAIR}, {CHAIR, VCHAIR}),
    DDT: ({P}, {CHAIR}, {CHAIR, VCHAIR}),
    ICT: ({P}, {CHAIR}, set()),
    SLT: ({P}, {CHAIR}, set()),
    GOV: ({CLERK}, {CLERK}, {CHAIR, VCHAIR}),
    DG: ({CLERK}, {CLERK}, {CHAIR, VCHAIR}),
    CHAIR: ({CLERK}, {CLERK}, {CHAIR, VCHAIR, P}),
    VCHAIR: ({CLERK}, {CLERK}, {CHAIR, P}),
    CLERK: ({CHAIR}, {CHAIR}, set()),
    DPO: ({P}, {CHAIR}, set()),
    ADMIN: ({P}, {CHAIR}, set()),
}


def holder(*offices, kinds=(), is_active=True):
    return Standing(uuid4(), frozenset(offices), frozenset(kinds), TODAY, is_active)


def appointment(office, **more):
    return Appointment(person_id=uuid4(), office=office, starts_on=TODAY, appointed_by_id=uuid4(), **more)


def test_the_table_speaks_of_every_office():
    assert set(APPOINTING) == set(Office.values) == set(ALL)


@pytest.mark.parametrize(("office", "by"), list(product(ALL, (*ALL, None))))
def test_only_those_in_the_table_appoint(office, by):
    standing = holder(*([by] if by else []))
    plain, acting, _ = APPOINTING[office]

    assert (obstacle_to_appointing(standing, uuid4(), office) == "") is (by in plain)
    assert (obstacle_to_appointing(standing, uuid4(), office, acting=True) == "") is (by in acting)


@pytest.mark.parametrize(("office", "acting"), list(product(ALL, (False, True))))
def test_nobody_appoints_himself_whatever_he_holds(office, acting):
    everything = holder(*ALL)

    assert "himself" in obstacle_to_appointing(everything, everything.person_id, office, acting=acting)


@pytest.mark.parametrize(("office", "by"), list(product(ALL, (*ALL, None))))
def test_only_those_in_the_table_confirm(office, by):
    standing = holder(*([by] if by else []))

    assert (obstacle_to_confirming(standing, appointment(office)) == "") is (by in APPOINTING[office][2])


@pytest.mark.parametrize("office", NEEDS_CONFIRMATION)
def test_neither_the_appointed_nor_the_appointer_confirms(office):
    everything = holder(*ALL)
    row = appointment(office)

    row.person_id = everything.person_id
    assert "your own" in obstacle_to_confirming(everything, row)
    row.person_id, row.appointed_by_id = uuid4(), everything.person_id
    assert "second person" in obstacle_to_confirming(everything, row)


def test_every_office_that_reads_cases_needs_a_second_person():
    assert {office for office, row in APPOINTING.items() if row[2]} == set(NEEDS_CONFIRMATION)
    assert set(READS_CASES) <= set(NEEDS_CONFIRMATION)


@pytest.mark.parametrize(("office", "by"), list(product(ALL, ALL)))
def test_an_office_is_ended_by_its_appointers_and_the_chair(office, by):
    may = APPOINTING[office][0] | {CHAIR}

    assert (obstacle_to_ending(holder(by), appointment(office)) == "") is (by in may)


def test_anybody_lays_down_an_office_of_their_own_but_not_from_an_ended_account():
    mine, gone = holder(SLT), holder(is_active=False)

    assert obstacle_to_ending(mine, Appointment(person_id=mine.person_id, office=SLT)) == ""
    assert obstacle_to_ending(gone, Appointment(person_id=gone.person_id, office=SLT)) != ""


APART = {(P, CHAIR), (P, VCHAIR), (VP, CHAIR), (VP, VCHAIR)} | {(ADMIN, office) for office in READS_CASES}


@pytest.mark.parametrize(("office", "held"), list(product(ALL, ALL)))
def test_offices_that_judge_each_other_are_kept_apart(office, held):
    clash = (office, held) in APART or (held, office) in APART

    assert (obstacle_to_holding(office, [held], is_pupil=False) != "") is clash


def test_a_pupil_holds_no_office():
    assert "pupil" in obstacle_to_holding(SLT, [], is_pupil=True)


MAY = {
    obstacle_to_keeping_people: {P, VP, CLERK, ADMIN},
    obstacle_to_opening_people: {P, VP, DT, DDT, CLERK, ADMIN, CHAIR, VCHAIR, DG},
    obstacle_to_seeing_pupils: {P, VP, DT, DDT},
    obstacle_to_keeping_families: {P, VP},
    obstacle_to_changing_settings: {P, CLERK},
    obstacle_to_looking_up: {P, VP, DT, DDT, ICT, SLT, GOV, DG, CHAIR, VCHAIR},
}


@pytest.mark.parametrize(
    ("ask", "by"), list(product(MAY, (*ALL, None))), ids=lambda value: getattr(value, "__name__", value)
)
def test_who_may_keep_and_see_what(ask, by):
    assert (ask(holder(*([by] if by else []))) == "") is (by in MAY[ask])


@pytest.mark.parametrize("kind", StaffKind.values)
def test_all_staff_in_the_wide_sense_look_people_up_and_nobody_whose_account_ended(kind):
    assert obstacle_to_looking_up(holder(kinds=[kind])) == ""
    assert obstacle_to_looking_up(holder(kinds=[kind], is_active=False)) != ""


def test_nobody_changes_the_links_of_their_own_family():
    principal = holder(P)

    assert obstacle_to_keeping_families(principal, uuid4()) == ""
    assert "own family" in obstacle_to_keeping_families(principal, uuid4(), principal.person_id)


@pytest.mark.parametrize("by", ALL)
def test_accounts_are_opened_for_staff_and_governors_only(by):
    may = by in (P, VP, CLERK, ADMIN)

    assert (obstacle_to_opening_account(holder(by), uuid4(), has_part=True) == "") is may
    assert obstacle_to_opening_account(holder(by), uuid4(), has_part=False) != ""


# Who ends and reopens the account of somebody with this office (None: a teacher).
ENDING = {
    None: {P, VP, CLERK, ADMIN},
    SLT: {P, VP, CLERK, ADMIN},
    VP: {P, CHAIR},
    DT: {P, CHAIR},
    DDT: {P, CHAIR},
    P: {CHAIR, VCHAIR},
    CHAIR: {CHAIR, VCHAIR, DG},
    VCHAIR: {CHAIR, VCHAIR, DG},
}


@pytest.mark.parametrize(("office", "by"), list(product(ENDING, ALL)))
def test_who_ends_an_account(office, by):
    user = User(person_id=uuid4())
    offices = frozenset([office] if office else [])

    assert (obstacle_to_changing_account(holder(by), user, offices) == "") is (by in ENDING[office])


@pytest.mark.parametrize("office", ENDING)
def test_nobody_changes_their_own_account(office):
    everything = holder(*ALL)
    own = User(person_id=everything.person_id)

    assert obstacle_to_changing_account(everything, own, frozenset([office] if office else [])) != ""
    assert obstacle_to_asking_for_address(everything, own) != ""
    assert obstacle_to_confirming_address(everything, AddressChange(user=own, asked_by_id=uuid4()), frozenset()) != ""


@pytest.mark.parametrize("by", ALL)
def test_who_asks_for_another_address(by):
    may = by in (P, VP, CLERK, ADMIN, CHAIR)

    assert (obstacle_to_asking_for_address(holder(by), User(person_id=uuid4())) == "") is may


CONFIRMING = {
    None: {P, VP, CHAIR, VCHAIR},
    DT: {P, VP, CHAIR, VCHAIR},
    P: {CHAIR, VCHAIR},
    CHAIR: {CHAIR, VCHAIR, DG},
    VCHAIR: {CHAIR, VCHAIR, DG},
}


@pytest.mark.parametrize(("office", "by"), list(product(CONFIRMING, ALL)))
def test_who_confirms_an_address(office, by):
    offices = frozenset([office] if office else [])
    change = AddressChange(user=User(person_id=uuid4()), asked_by_id=uuid4())

    assert (obstacle_to_confirming_address(holder(by), change, offices) == "") is (by in CONFIRMING[office])
    assert set(address_confirmers(offices)) == CONFIRMING[office]


def test_whoever_asked_for_an_address_does_not_confirm_it():
    principal = holder(P)
    change = AddressChange(user=User(person_id=uuid4()), asked_by_id=principal.person_id)

    assert "second person" in obstacle_to_confirming_address(principal, change, frozenset())


@pytest.mark.parametrize("office", ALL)
def test_a_first_address_that_opens_cases_needs_a_second_person(office):
    assert needs_second_person_to_open(frozenset([office])) is (office in READS_CASES)
    assert not needs_second_person_to_open(frozenset())
