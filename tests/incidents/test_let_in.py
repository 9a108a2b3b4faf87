"""A case about the Principal does not exist for the Vice-Principal, unless whoever leads lets them in by name."""

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.actions.conflicts import Holders, leaders
from incidents.models import Incident
from incidents.permissions import leads
from incidents.states import WrongState
from notices.models import Notice
from school.actions import end_appointment
from school.changes import announce
from school.models import Appointment
from school.standing import standing_of
from tests.factories.incidents import THEN, ReportFactory
from tests.factories.school import FamilyLinkFactory, OfficeHolderFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
P, VP, CH, SLT = "principal", "vice_principal", "chair", "slt"


def about_principal(**facts):
    return ReportFactory(concerns="staff", **({"about": [P]} | facts)).incidents.get()


def sees(person, case):
    return Incident.objects.visible_to(standing_of(person.pk, THEN)).filter(pk=case.pk).exists()


def let_in(case, person, by, role="helper"):
    return actions.name_assignee(pk=case.pk, person=person.pk, role=role, by=by.pk, now=THEN)


def test_the_chair_lets_the_vice_principal_in_and_takes_it_back(offices, client_of):
    case = about_principal()
    assert not sees(offices[VP], case)

    access = let_in(case, offices[VP], offices[CH])

    assert sees(offices[VP], case)
    assert client_of(offices[VP]).get(f"/incidents/{case.pk}/").status_code == 200
    assert Notice.objects.filter(kind="case.named", recipient_id=offices[VP].pk).exists()
    entry = AuditEntry.objects.of(case).named("incident.let_in").get()
    assert entry.actor == offices[CH].pk
    actions.end_access(pk=case.pk, access=access.pk, by=offices[CH].pk, now=THEN)
    assert not sees(offices[VP], case)
    assert client_of(offices[VP]).get(f"/incidents/{case.pk}/").status_code == 404


def test_they_may_be_of_the_leadership_team_as_well(offices):
    vice = offices[VP]
    OfficeHolderFactory(SLT, person=vice)
    case = about_principal()

    let_in(case, vice, offices[CH])

    assert sees(vice, case)


def test_they_are_let_in_to_one_case_and_lead_none(offices):
    case, other = about_principal(), about_principal()

    with pytest.raises(WrongState, match="does not lead this case"):
        let_in(case, offices[VP], offices[CH], role="lead")
    let_in(case, offices[VP], offices[CH], role="investigator")

    assert not sees(offices[VP], other)
    assert not leads(standing_of(offices[VP].pk, THEN), case)
    assert leaders(case, holders=Holders.on(THEN.date())) == {offices[CH].pk}


def test_nobody_lets_in_the_principal_or_others_whom_their_office_keeps_out(offices):
    case = about_principal(concerned=[offices[P]])

    for office in (P, SLT):
        with pytest.raises(PermissionDenied, match="cannot take part"):
            let_in(case, offices[office], offices[CH])


@pytest.mark.parametrize("how", ["ticked", "picked", "reported", "parent", "declared"])
def test_a_vice_principal_with_a_part_in_it_is_never_let_in(how, offices):
    vice, pupil = offices[VP], PupilFactory()
    if how == "parent":
        FamilyLinkFactory(adult=vice, pupil=pupil)
    facts = {
        "ticked": {"about": [P, VP]},
        "picked": {"concerned": [vice]},
        "reported": {"by": vice},
        "parent": {"affected": [pupil.person]},
        "declared": {},
    }
    case = about_principal(**facts[how])
    if how == "declared":
        let_in(case, vice, offices[CH])
        actions.declare_conflict(pk=case.pk, relation="close_friend", by=vice.pk, now=THEN)

    with pytest.raises(PermissionDenied, match="cannot take part"):
        let_in(case, vice, offices[CH])
    assert not sees(vice, case)


def test_who_comes_to_be_concerned_is_let_in_no_more(offices):
    """Another Vice-Principal turns out to be concerned: the case is about that office now, and shut to it for good."""
    case = about_principal()
    let_in(case, offices[VP], offices[CH])
    second = StaffFactory()
    case.people.create(person=second, part="concerned")
    OfficeHolderFactory(VP, person=second, is_acting=True)

    announce([second.pk], THEN)

    assert not sees(offices[VP], case)
    assert not sees(second, case)


def test_an_office_that_is_concerned_shuts_it_whoever_was_let_in(offices):
    """The deputy acts as Principal: then the case about the Principal does not exist for them."""
    case = about_principal()
    let_in(case, offices[VP], offices[CH])

    OfficeHolderFactory(P, person=offices[VP], is_acting=True)
    announce([offices[VP].pk], THEN)

    assert not sees(offices[VP], case)


def test_being_let_in_ends_with_the_office_for_which_it_was_given(offices):
    case = about_principal()
    let_in(case, offices[VP], offices[CH])
    row = Appointment.objects.get(person=offices[VP], office=VP)

    end_appointment(appointment_id=row.pk, ends_on=THEN.date(), by=offices[CH], now=THEN)

    later = standing_of(offices[VP].pk, THEN.replace(day=THEN.day + 1))
    assert not Incident.objects.visible_to(later).filter(pk=case.pk).exists()


def test_other_routes_let_nobody_in(offices):
    case = ReportFactory(concerns="staff", about=[VP]).incidents.get()

    with pytest.raises(PermissionDenied, match="cannot take part"):
        let_in(case, offices[VP], offices[P])
