"""What rings at any hour: a child at risk, child protection, and what the clause itself wants told without delay."""

from datetime import date
from uuid import uuid4

import pytest

from incidents import actions
from incidents.actions import SplitOff
from incidents.models import IncidentStep
from notices.models import Notice
from notices.register import kinds
from notices.states import Pace
from tests.factories.incidents import THEN, PolicyFactory, ReportFactory, clause
from tests.factories.school import PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db


def contact_rules(how_fast):
    codes = {"7.1a": ("pupil", ["INFORM_PARENTS"]), "9.2": ("staff", ["INVESTIGATE"])}
    return PolicyFactory(codes, speeds={"9.2": ("principal", how_fast)})


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_id", flat=True))


def test_only_child_protection_at_risk_and_the_immediate_clause_go_at_once():
    urgent = {code for code, kind in kinds.items() if kind.pace == Pace.AT_ONCE and not code.startswith("test")}

    assert urgent == {"case.urgent", "case.told_at_once"}


@pytest.mark.parametrize("how_fast", ["immediately", "unstated", "as_soon_as_it_happens"])
def test_a_case_travels_as_fast_as_the_clause_itself_says(how_fast, offices):
    """A pupil's attempt to reach an employee: the clause that binds the employee is a row of the policy of that day."""
    version = contact_rules(how_fast)

    ReportFactory(clauses=[clause(version, "7.1a").pk])

    is_fast = how_fast == "immediately"
    assert told("case.urgent") == ({offices["principal"].pk} if is_fast else set())
    assert told("case.waiting") == (set() if is_fast else {offices["principal"].pk})
    assert told("case.look") == {offices["designated_teacher"].pk}


def test_what_the_leader_confirms_as_immediate_is_told_to_the_office_at_once(offices):
    version = contact_rules("immediately")
    case, helper = ReportFactory().incidents.get(), StaffFactory()
    actions.name_assignee(pk=case.pk, person=helper.pk, role="lead", by=offices["principal"].pk, now=THEN)

    actions.confirm(pk=case.pk, clauses=[clause(version, "7.1a").pk], by=helper.pk, now=THEN)

    assert told("case.told_at_once") == {offices["principal"].pk}
    assert not case.steps.filter(step="INVESTIGATE").exists(), "the employee who reports is not investigated"


def test_taking_a_case_to_child_protection_rings_the_other_teacher_and_not_oneself(offices, received):
    actions.take_to_child_protection(pk=received.pk, by=offices["designated_teacher"].pk, now=THEN)

    assert told("case.urgent") == {offices["deputy_designated_teacher"].pk}


def test_a_child_protection_step_asked_for_by_the_leader_rings_the_designated_teacher(offices, received):
    actions.confirm(pk=received.pk, clauses=[], kinds=["improper_contact"], by=offices["principal"].pk, now=THEN)

    step = IncidentStep.objects.get(incident=received, step="CP_ROUTE")
    assert told("case.urgent") == {offices["designated_teacher"].pk}
    assert step.due_on == date(2026, 11, 9)


def test_a_case_that_was_split_off_travels_as_fast_as_its_own_clauses(offices):
    """The report's immediate clause stays with the first case; the part is about something else."""
    version, pupil, other = contact_rules("immediately"), PupilFactory(), PupilFactory()
    at_once = clause(version, "7.1a").pk
    case = ReportFactory(concerned=[pupil.person, other.person], clauses=[at_once]).incidents.get()
    moved = [case.people.get(person=other.person).pk]
    parts = [
        SplitOff(concerns="pupil", words="She has an account.", moved=moved),
        SplitOff(concerns="pupil", words="He wrote to his teacher.", described="a boy in P7", clauses=[at_once]),
    ]
    slow, fast = actions.split(pk=case.pk, once=uuid4(), into=parts, by=offices["principal"].pk, now=THEN)

    mine = Notice.objects.filter(recipient_id=offices["principal"].pk, about_id__in=[slow.pk, fast.pk])
    heard = dict(mine.values_list("about_id", "kind"))
    assert heard == {slow.pk: "case.waiting", fast.pk: "case.urgent"}
