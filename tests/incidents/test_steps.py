"""Ticking and excusing: by whom, in which order, with which reason."""

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.models import Incident, IncidentStep
from incidents.states import WrongState
from policy.models import Step
from tests.factories.incidents import THEN, IncidentFactory, ReportFactory, clause
from tests.factories.incidents import do as do_one
from tests.factories.school import ParentFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupil():
    return PupilFactory()


@pytest.fixture
def case(offices, rules, pupil):
    return IncidentFactory(
        "being_handled", lead=offices["principal"], concerned=[pupil.person], clauses=[clause(rules, "7.0a")]
    )


def step(case, code):
    return case.steps.get(step=code)


def do(case, code, by, **facts):
    do_one(case, step(case, code), by=by, **facts)
    return step(case, code)


def excuse(case, code, by, reason="She knows already."):
    return actions.excuse_step(pk=case.pk, step=step(case, code).pk, reason=reason, by=by.pk, now=THEN)


def test_a_done_step_says_who_when_and_how(case, offices):
    row = actions.do_step(
        pk=case.pk,
        step=step(case, "DT_TRIAGE").pk,
        how="Nothing for child protection.",
        by=offices["designated_teacher"].pk,
        now=THEN,
    )

    assert (row.status, row.settled_by, row.settled_at) == ("done", offices["designated_teacher"], THEN)
    assert row.how == "Nothing for child protection."
    assert AuditEntry.objects.named("incident.step_done").of(case).count() == 1


@pytest.mark.parametrize("office", ["principal", "vice_principal"])
def test_the_look_for_child_protection_is_the_designated_teachers(office, case, offices):
    with pytest.raises(PermissionDenied, match="Designated Teacher or the Deputy"):
        do(case, "DT_TRIAGE", offices[office])


def test_the_look_for_child_protection_stands_before_every_other_step():
    """Gap G33: the child first, and the school's good name after."""
    first, *others = Step.objects.order_by("order")

    assert first.at_once == "pupil"
    assert all(first.order < step.order for step in others)


def test_the_deputy_looks_as_well(case, offices):
    assert do(case, "DT_TRIAGE", offices["deputy_designated_teacher"]).status == "done"


def test_the_leader_looks_when_both_are_out_of_the_case(case, offices, pupil):
    from school.changes import announce

    for office in ("designated_teacher", "deputy_designated_teacher"):
        ParentFactory(pupil, person=offices[office])
    announce([offices["designated_teacher"].pk], THEN)

    assert do(case, "DT_TRIAGE", offices["principal"]).status == "done"


def test_parents_are_told_only_after_the_look(case, offices):
    with pytest.raises(WrongState, match="comes first"):
        do(case, "INFORM_PARENTS", offices["principal"])

    do(case, "DT_TRIAGE", offices["designated_teacher"])
    assert do(case, "INFORM_PARENTS", offices["principal"]).status == "done"


def test_only_the_designated_teacher_leaves_parents_untold(case, offices):
    with pytest.raises(PermissionDenied):
        excuse(case, "INFORM_PARENTS", offices["principal"])

    assert excuse(case, "INFORM_PARENTS", offices["designated_teacher"]).status == "excused"


def test_an_excuse_needs_its_reason(case, offices):
    with pytest.raises(WrongState, match="Say why"):
        excuse(case, "DECIDE_FURTHER_ACTION", offices["principal"], reason="  ")


def test_readers_who_do_not_lead_tick_and_do_not_excuse(case, offices):
    assert do(case, "DECIDE_FURTHER_ACTION", offices["vice_principal"]).status == "done"
    actions.reopen_step(
        pk=case.pk, step=step(case, "DECIDE_FURTHER_ACTION").pk, by=offices["vice_principal"].pk, now=THEN
    )
    with pytest.raises(PermissionDenied, match="Only the leader"):
        excuse(case, "DECIDE_FURTHER_ACTION", offices["vice_principal"])


def test_somebody_named_ticks_and_somebody_else_sees_nothing(case, offices):
    helper, stranger = StaffFactory(), StaffFactory()
    actions.name_assignee(pk=case.pk, person=helper.pk, by=offices["principal"].pk, now=THEN)

    assert do(case, "DECIDE_FURTHER_ACTION", helper).settled_by == helper
    with pytest.raises(Incident.DoesNotExist):
        do(case, "DT_TRIAGE", stranger)


def test_a_second_tick_comes_too_late(case, offices):
    do(case, "DECIDE_FURTHER_ACTION", offices["principal"])

    with pytest.raises(WrongState, match="done already"):
        do(case, "DECIDE_FURTHER_ACTION", offices["principal"])
    assert AuditEntry.objects.named("incident.record_kept").of(case).count() == 1


def test_a_tick_is_taken_back_and_both_stay_on_record(case, offices):
    do(case, "DECIDE_FURTHER_ACTION", offices["principal"])

    row = actions.reopen_step(
        pk=case.pk, step=step(case, "DECIDE_FURTHER_ACTION").pk, by=offices["principal"].pk, now=THEN
    )

    assert (row.status, row.how, row.settled_at) == ("open", "", None)
    assert AuditEntry.objects.named("incident.record_kept", "incident.step_reopened").of(case).count() == 2


def test_a_step_of_another_case_is_unknown_here(case, offices):
    other = ReportFactory(concerned=[PupilFactory().person]).incidents.get()

    with pytest.raises(IncidentStep.DoesNotExist):
        actions.do_step(pk=case.pk, step=other.steps.get().pk, by=offices["designated_teacher"].pk, now=THEN)


def test_nothing_is_ticked_in_an_ended_case(offices, rules, pupil):
    case = IncidentFactory(
        "closed", lead=offices["principal"], concerned=[pupil.person], clauses=[clause(rules, "7.3")]
    )

    with pytest.raises(PermissionDenied, match="Reopen it first"):
        actions.reopen_step(pk=case.pk, step=case.steps.first().pk, by=offices["principal"].pk, now=THEN)


def test_a_step_with_a_record_is_not_done_without_it(case, offices):
    with pytest.raises(WrongState, match="a form of its own"):
        actions.do_step(
            pk=case.pk, step=step(case, "DECIDE_FURTHER_ACTION").pk, how="Yes.", by=offices["principal"].pk, now=THEN
        )

    assert step(case, "DECIDE_FURTHER_ACTION").is_open
