"""Who reported a matter about staff, and on whose behalf it was reported, are sources: they never look into it."""

import pytest
from django.core.exceptions import PermissionDenied

from incidents import actions
from incidents.actions import Intake, Spoke
from incidents.actions.conflicts import Holders, leaders
from incidents.actions.leading import possible_leaders
from incidents.clocks import Turns
from incidents.models import Incident
from incidents.permissions import leads
from incidents.states import WrongState
from incidents.waiting import waiting
from school.standing import standing_of
from tests.factories.incidents import THEN, ReportFactory
from tests.factories.school import StaffFactory

pytestmark = pytest.mark.django_db
P, VP, DT, VCH = "principal", "vice_principal", "designated_teacher", "vice_chair"
TODAY = Holders.on


def told_by(person):
    return Intake(spoke=Spoke(kind="parent", words="He shouted at her.", person_id=person.pk))


def about_the_chair(offices, source, how):
    facts = {"by": offices[source]} if how == "reported" else {"intake": told_by(offices[source])}
    return ReportFactory(concerns="staff", about=["chair"], **facts).incidents.get()


@pytest.mark.parametrize("how", ["reported", "spoke"])
@pytest.mark.parametrize(("source", "leader"), [(P, VCH), (VCH, P)])
def test_a_source_does_not_lead_beside_the_leading_office(source, leader, how, offices):
    case = about_the_chair(offices, source, how)
    mine = standing_of(offices[source].pk, THEN)

    assert case.lead_office == leader
    assert leaders(case, holders=Holders.on(THEN.date())) == {offices[leader].pk}
    assert Turns([case], THEN).leaders(case) == {offices[leader].pk}
    assert Turns([case], THEN).one_level_up(case, "") == set()
    assert not leads(mine, case)
    assert not Incident.objects.led_by(mine).filter(pk=case.pk).exists()
    assert not [item for item in waiting(mine, THEN) if case.reference in item.text and "confirm" in item.text]
    with pytest.raises(PermissionDenied, match="leader of this case"):
        actions.confirm(pk=case.pk, clauses=[], by=offices[source].pk, now=THEN)


def test_both_lead_where_neither_is_a_source(offices):
    case = ReportFactory(concerns="staff", about=["chair"]).incidents.get()

    assert leaders(case, holders=Holders.on(THEN.date())) == {offices[P].pk, offices[VCH].pk}
    assert all(leads(standing_of(offices[one].pk, THEN), case) for one in (P, VCH))


def test_in_other_matters_a_source_leads_as_always(offices):
    case = ReportFactory(concerns="pupil", by=offices[P], intake=told_by(offices[P])).incidents.get()

    assert leads(standing_of(offices[P].pk, THEN), case)


def test_nobody_hands_a_matter_about_staff_to_whoever_spoke(offices):
    case = ReportFactory(concerns="staff", concerned=[StaffFactory()], intake=told_by(offices[VP])).incidents.get()

    assert offices[VP].pk not in possible_leaders(case, holders=Holders.on(THEN.date()))
    with pytest.raises(WrongState, match="cannot lead"):
        actions.hand_over(pk=case.pk, to=offices[VP].pk, by=offices[P].pk, now=THEN)


def test_whoever_spoke_does_not_take_it_either(offices):
    case = ReportFactory(concerns="staff", concerned=[StaffFactory()], intake=told_by(offices[VP])).incidents.get()
    case.reaches_both = True
    case.save()

    with pytest.raises(PermissionDenied, match="somebody else looks into it"):
        actions.take_case(pk=case.pk, by=offices[VP].pk, now=THEN)


def test_a_leader_by_name_who_turns_out_to_be_a_source_leads_no_longer(offices):
    """An outsider turns out to be a member of staff: whoever spoke may have been named meanwhile."""
    helper, teacher = StaffFactory(), StaffFactory()
    case = ReportFactory(concerns="outsider", intake=told_by(helper)).incidents.get()
    actions.name_assignee(pk=case.pk, person=helper.pk, role="lead", by=offices[P].pk, now=THEN)

    actions.name_author(pk=case.pk, concerns="staff", person=teacher.pk, by=offices[P].pk, now=THEN)

    case.refresh_from_db()
    assert (case.lead_id, case.lead_office) == (None, P)
