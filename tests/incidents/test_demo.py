"""The demo's cases: every state and concern, nobody's home empty, and one name that stands in one case only."""

import pytest

from incidents.models import Concerns, Entry, Incident, Report
from incidents.states import IncidentStatus
from incidents.waiting import waiting
from school.standing import standing_of

pytestmark = pytest.mark.django_db


def test_every_state_and_every_concern_is_there(demo):
    assert Incident.objects.count() >= 20
    assert set(Incident.objects.values_list("status", flat=True)) == set(IncidentStatus.values)
    assert set(Incident.objects.values_list("concerns", flat=True)) == set(Concerns.values)


def test_whoever_leads_cases_has_something_waiting(demo):
    roles = ["principal", "vice.principal", "designated.teacher", "deputy.dt", "chair", "vice.chair", "ict", "slt"]
    for role in roles:
        assert waiting(standing_of(demo.people[role].pk, demo.now), demo.now), role


def test_one_case_is_about_the_principal_and_names_a_family_nobody_else_knows_of(demo):
    case = Incident.objects.get(report__words__contains="Quillfeather")

    assert (case.route, case.lead_office) == ("principal", "chair")
    assert case.report.reporter == demo.people["teacher"]
    assert not Entry.objects.filter(text__contains="Quillfeather").exists()
    readers = {
        role
        for role, person in demo.people.items()
        if Incident.objects.visible_to(standing_of(person.pk, demo.now)).filter(pk=case.pk).exists()
    }
    assert readers == {"chair"}


def test_nothing_lies_in_the_future(demo):
    assert not Report.objects.filter(filed_at__gt=demo.now).exists()
