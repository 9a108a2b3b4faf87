"""Alleged, found, not found, or as written but no fault: for each clause and person."""

import pytest
from django.core.exceptions import PermissionDenied

from incidents import actions
from incidents.states import Finding, WrongState
from tests.factories.incidents import THEN, IncidentFactory, clause, do_all
from tests.factories.school import PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(offices, rules):
    return IncidentFactory(
        "being_handled",
        lead=offices["principal"],
        concerned=[PupilFactory().person, PupilFactory().person],
        clauses=[clause(rules, "7.0a"), clause(rules, "unknown")],
    )


def settle(case, row, finding, by):
    return actions.settle_finding(
        pk=case.pk, allegation=row.pk, finding=finding, reason="On these grounds.", by=by.pk, now=THEN
    )


def alleged(case, number):
    return list(case.allegations.filter(clause_version__number=number))


@pytest.mark.parametrize("finding", Finding.values[1:])
def test_a_finding_says_who_when_and_on_what_grounds(finding, case, offices):
    row = settle(case, alleged(case, "7.0a")[0], finding, offices["principal"])

    assert (row.finding, row.by, row.at, row.reason) == (finding, offices["principal"], THEN, "On these grounds.")


def test_not_found_for_everybody_settles_what_the_clause_alone_asked_for(case, offices):
    for row in alleged(case, "unknown"):
        settle(case, row, "not_found", offices["principal"])

    steps = {step.step_id: step for step in case.steps.all()}
    assert steps["CONSIDER_REDRESS"].status == "excused"
    assert "not found broken" in steps["CONSIDER_REDRESS"].reason
    assert steps["DT_TRIAGE"].status == "open"
    assert steps["DECIDE_FURTHER_ACTION"].status == "open"


def test_not_found_for_one_pupil_leaves_the_others_steps(case, offices):
    first, second = alleged(case, "7.0a")
    settle(case, first, "not_found", offices["principal"])

    parents = {step.subject_id: step.status for step in case.steps.filter(step="INFORM_PARENTS")}
    assert parents == {first.subject_id: "excused", second.subject_id: "open"}
    assert case.steps.get(step="DECIDE_FURTHER_ACTION").status == "open"


def test_a_restriction_is_for_the_one_found_and_falls_with_the_finding(offices, rules):
    case = IncidentFactory(
        "being_handled",
        lead=offices["principal"],
        concerned=[PupilFactory().person, PupilFactory().person],
        clauses=[clause(rules, "7.3")],
    )
    first, _ = alleged(case, "7.3")

    settle(case, first, "found", offices["principal"])
    assert [step.subject_id for step in case.steps.filter(step="RESTRICT_ICT")] == [first.subject_id]

    settle(case, first, "alleged", offices["principal"])
    assert case.steps.get(step="RESTRICT_ICT").status == "excused"


def test_as_written_but_no_fault_brings_no_penalty_and_the_case_closes(offices, rules):
    """Gap G9: the rule knows no exception for one's own child, and a person does."""
    case = IncidentFactory(
        "being_handled",
        lead=offices["principal"],
        concerns="staff",
        concerned=[StaffFactory()],
        clauses=[clause(rules, "9.1")],
    )
    row = settle(case, case.allegations.get(), "as_written_no_fault", offices["principal"])

    do_all(case, by=offices["principal"])
    actions.close(pk=case.pk, outcome="His own son.", calls_for_review=True, by=offices["principal"].pk, now=THEN)

    assert row.get_finding_display() == "As written, but no fault"
    asked = set(case.steps.values_list("step_id", flat=True))
    assert {"INVESTIGATE", "HEAR_SUBJECT"} <= asked
    assert not asked & {"EMPLOYER_PROCEDURE", "RECORD_ACTION"}
    case.refresh_from_db()
    assert case.status == "closed"


def test_a_settled_finding_is_set_back_before_it_is_changed(case, offices):
    row = settle(case, alleged(case, "7.0a")[0], "found", offices["principal"])

    with pytest.raises(WrongState, match="found already"):
        settle(case, row, "not_found", offices["principal"])


def test_only_the_leader_settles(case, offices):
    with pytest.raises(PermissionDenied):
        settle(case, alleged(case, "7.0a")[0], "found", offices["vice_principal"])


def test_a_closed_case_has_no_new_findings(offices, rules):
    case = IncidentFactory(
        "closed", lead=offices["principal"], concerned=[PupilFactory().person], clauses=[clause(rules, "7.0a")]
    )

    with pytest.raises(WrongState, match="while a case is being handled"):
        settle(case, case.allegations.get(), "alleged", offices["principal"])
