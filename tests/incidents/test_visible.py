"""Who can see which case: rows 3.2 and 3.3 of the domain rules, written out by hand against every office."""

from datetime import timedelta

import pytest

from incidents.models import Access, Incident
from incidents.states import IncidentStatus
from school.standing import standing_of
from tests.factories.incidents import THEN, Offices, ReportFactory
from tests.factories.school import OfficeHolderFactory, ParentFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db

P, VP, DT, DDT, CH, VCH = (
    "principal",
    "vice_principal",
    "designated_teacher",
    "deputy_designated_teacher",
    "chair",
    "vice_chair",
)
NEVER = {"slt", "governor", "designated_governor", "clerk", "dpo", "ict_coordinator", "administrator"}

# What the case is: how it is reported -> the offices that see it; every other office does not.
ROWS = {
    "pupil": ({"concerns": "pupil", "concerned": ["pupil"]}, {P, VP, DT, DDT}),
    "pupil unknown": ({"concerns": "pupil"}, {P, VP, DT, DDT}),
    "parent": ({"concerns": "parent", "concerned": ["parent"]}, {P, VP}),
    "parent, child affected": (
        {"concerns": "parent", "concerned": ["parent"], "affected": ["pupil"]},
        {P, VP, DT, DDT},
    ),
    "parent, child at risk": ({"concerns": "parent", "child_at_risk": True}, {P, VP, DT, DDT}),
    "outsider": ({"concerns": "outsider"}, {P, VP}),
    "outsider, child affected": ({"concerns": "outsider", "affected": ["pupil"]}, {P, VP, DT, DDT}),
    "staff": ({"concerns": "staff", "concerned": ["teacher"]}, {P}),
    "staff, child affected": ({"concerns": "staff", "concerned": ["teacher"], "affected": ["pupil"]}, {P, DT, DDT}),
    "Principal, ticked": ({"concerns": "staff", "about": [P]}, {CH}),
    "Principal, picked": ({"concerns": "staff", "concerned": [P]}, {CH}),
    "Principal, reported as a parent": ({"concerns": "parent", "concerned": [P]}, {CH}),
    "Principal, child affected": ({"concerns": "staff", "about": [P], "affected": ["pupil"]}, {CH, DT, DDT}),
    "Vice-Principal, ticked": ({"concerns": "staff", "about": [VP]}, {P}),
    "Vice-Principal, picked": ({"concerns": "staff", "concerned": [VP]}, {P}),
    "both": ({"concerns": "staff", "concerned": [P, VP]}, {CH}),
    "Principal and Chair": ({"concerns": "staff", "about": [P, CH]}, {VCH}),
    "Designated Teacher, ticked": ({"concerns": "staff", "about": [DT]}, {P}),
    "Designated Teacher, picked": ({"concerns": "staff", "concerned": [DT]}, {P}),
    "Designated Teacher, child affected": ({"concerns": "staff", "concerned": [DT], "affected": ["pupil"]}, {P, DDT}),
    "Deputy, child affected": ({"concerns": "staff", "concerned": [DDT], "affected": ["pupil"]}, {P, DT}),
    "Chair, ticked": ({"concerns": "staff", "about": [CH]}, {VCH, P}),
    "Chair, picked": ({"concerns": "staff", "concerned": [CH]}, {VCH, P}),
    "Vice-Chair, picked": ({"concerns": "staff", "concerned": [VCH]}, {CH}),
    "governor, ticked": ({"concerns": "staff", "about": ["governor"]}, {CH}),
    "governor, picked": ({"concerns": "staff", "concerned": ["governor"]}, {CH}),
    "SLT member": ({"concerns": "staff", "concerned": ["slt"]}, {P}),
}


def _people(names, offices, extra):
    return [offices.get(name) or extra[name] for name in names]


def seen_by(incident, offices):
    return {
        office
        for office, person in offices.items()
        if Incident.objects.visible_to(standing_of(person.pk, THEN)).filter(pk=incident.pk).exists()
    }


@pytest.fixture
def extra():
    pupil = PupilFactory()
    return {"pupil": pupil.person, "teacher": StaffFactory(), "parent": ParentFactory(PupilFactory())}


@pytest.mark.parametrize("row", ROWS)
def test_each_case_is_seen_by_the_offices_of_its_row_and_no_other(row, offices, extra):
    given, expected = ROWS[row]
    facts = {
        key: _people(value, offices, extra) if key in ("concerned", "affected") else value
        for key, value in given.items()
    }

    incident = ReportFactory(**facts).incidents.get()

    assert seen_by(incident, offices) == expected
    assert incident.lead_office in expected
    assert not expected & NEVER


LEADERS = {
    "pupil": P,
    "parent": P,
    "staff": P,
    "Principal, ticked": CH,
    "Vice-Principal, picked": P,
    "both": CH,
    "Principal and Chair": VCH,
    "Designated Teacher, picked": P,
    "Chair, picked": VCH,
    "governor, ticked": CH,
}


@pytest.mark.parametrize("row", LEADERS)
def test_each_case_is_led_by_the_office_of_its_row(row, offices, extra):
    given, _ = ROWS[row]
    facts = {
        key: _people(value, offices, extra) if key in ("concerned", "affected") else value
        for key, value in given.items()
    }

    assert ReportFactory(**facts).incidents.get().lead_office == LEADERS[row]


def test_child_protection_is_the_safeguarding_teams_and_the_principals(offices, extra):
    from incidents import actions

    incident = ReportFactory(concerned=[extra["pupil"]]).incidents.get()
    actions.take_to_child_protection(pk=incident.pk, by=offices[DT].pk, now=THEN)

    incident.refresh_from_db()
    assert seen_by(incident, offices) == {DT, DDT, P}
    assert incident.lead_office == DT


def test_being_shut_out_beats_every_other_office_held(school):
    both = OfficeHolderFactory(VP)
    OfficeHolderFactory(DT, person=both)
    offices = {**{office: OfficeHolderFactory(office) for office in (P, DDT, CH)}, "both": both}

    incident = ReportFactory(concerns="staff", about=[P], affected=[PupilFactory().person]).incidents.get()

    assert seen_by(incident, offices) == {DDT, CH}


def test_a_designated_teacher_in_the_senior_team_is_shut_out_with_it(offices):
    OfficeHolderFactory("slt", person=offices[DT])

    incident = ReportFactory(concerns="staff", about=[P], affected=[PupilFactory().person]).incidents.get()

    assert seen_by(incident, offices) == {DDT, CH}


@pytest.mark.parametrize("office", [P, VP, "slt"])
def test_laying_down_an_office_opens_no_case_that_was_shut_to_it(office, offices):
    from school.actions import end_appointment
    from school.models import Appointment

    holder = offices[office]
    Appointment.objects.filter(office=DDT).delete()
    OfficeHolderFactory(DDT, person=holder)
    incident = ReportFactory(concerns="staff", about=[P], affected=[PupilFactory().person]).incidents.get()
    row = Appointment.objects.get(person=holder, office=office)
    yesterday = THEN.date() - timedelta(days=1)

    end_appointment(appointment_id=row.pk, ends_on=yesterday, by=holder, now=THEN)

    assert office not in standing_of(holder.pk, THEN).offices
    assert not Incident.objects.visible_to(standing_of(holder.pk, THEN)).exists()
    assert incident.pk


def test_a_case_about_an_office_is_shut_to_whoever_held_it_that_day(offices):
    from school.models import Appointment

    was = Appointment.objects.get(person=offices[P])
    day = THEN.date() - timedelta(days=30)
    Appointment.objects.filter(pk=was.pk).update(starts_on=day, ends_on=day + timedelta(days=10))
    Appointment.objects.filter(office=DT).delete()
    OfficeHolderFactory(DT, person=offices[P])
    OfficeHolderFactory(P)

    ReportFactory(concerns="staff", about=[P], affected=[PupilFactory().person], happened_on=day)

    assert not Incident.objects.visible_to(standing_of(offices[P].pk, THEN)).exists()


@pytest.mark.parametrize("part", ["concerned", "affected"])
@pytest.mark.parametrize("office", [P, VP, DT, DDT])
def test_the_parent_of_a_child_in_the_case_is_a_parent_only(part, office, offices):
    pupil = PupilFactory()
    ParentFactory(pupil, person=offices[office])

    incident = ReportFactory(concerns="pupil", **{part: [pupil.person]}).incidents.get()

    assert seen_by(incident, offices) == {P, VP, DT, DDT} - {office} | ({VP} if office == P else set())


def test_named_access_opens_one_case_and_ends_when_it_is_taken_back(offices):
    helper, one = StaffFactory(), ReportFactory(concerns="staff").incidents.get()
    other = ReportFactory(concerns="staff").incidents.get()
    access = Access.objects.create(incident=one, person=helper, role="helper", given_at=THEN, given_by=offices[P])

    assert list(Incident.objects.visible_to(standing_of(helper.pk, THEN))) == [one]
    Access.objects.filter(pk=access.pk).update(ended_at=THEN, ended_by=offices[P])
    assert not Incident.objects.visible_to(standing_of(helper.pk, THEN)).exists()
    assert other.pk


def test_named_access_never_beats_a_shut_out(offices):
    subject = StaffFactory()
    incident = ReportFactory(concerns="staff", concerned=[subject]).incidents.get()
    Access.objects.create(incident=incident, person=subject, role="helper", given_at=THEN, given_by=offices[P])

    assert not Incident.objects.visible_to(standing_of(subject.pk, THEN)).exists()


@pytest.mark.parametrize("office", [VP, "slt", "governor"])
def test_a_reporter_sees_their_report_and_not_the_case(office, offices):
    report = ReportFactory(concerns="staff", about=[P], by=offices[office])
    standing = standing_of(offices[office].pk, THEN)

    assert not Incident.objects.visible_to(standing).exists()
    assert list(type(report).objects.visible_to(standing)) == [report]


def test_nobody_sees_the_report_of_another(offices):
    report = ReportFactory()

    for person in offices.values():
        assert not type(report).objects.visible_to(standing_of(person.pk, THEN)).exists()


def test_a_subject_who_becomes_principal_sees_nothing_of_it_and_the_chair_leads(offices):
    from school.changes import announce
    from school.models import Appointment

    teacher = StaffFactory()
    incident = ReportFactory(concerns="staff", concerned=[teacher]).incidents.get()
    Appointment.objects.filter(person=offices[P]).update(ends_on=THEN.date().replace(day=8))
    OfficeHolderFactory(P, person=teacher)
    announce([teacher.pk, offices[P].pk], THEN)

    incident.refresh_from_db()
    assert (incident.route, incident.lead_office) == (P, CH)
    assert seen_by(incident, {**offices, "subject": teacher}) == {CH}


def test_a_family_link_made_later_shuts_the_parent_out(offices):
    from school.changes import announce

    pupil = PupilFactory()
    incident = ReportFactory(concerned=[pupil.person]).incidents.get()
    ParentFactory(pupil, person=offices[P])
    announce([offices[P].pk, pupil.person_id], THEN)

    incident.refresh_from_db()
    assert incident.lead_office == VP
    assert P not in seen_by(incident, offices)


STAND_INS = [
    ("pupil", {}, P, VP),
    ("staff", {}, P, VP),
    ("staff", {"about": [P]}, CH, VCH),
    ("staff", {"about": [CH]}, VCH, P),
    ("staff", {"about": ["governor"]}, CH, VCH),
]


@pytest.mark.parametrize(("concerns", "facts", "vacant", "stand_in"), STAND_INS)
def test_the_next_in_line_leads_when_an_office_is_vacant(concerns, facts, vacant, stand_in, offices):
    from school.models import Appointment

    Appointment.objects.filter(office=vacant).delete()

    incident = ReportFactory(concerns=concerns, **facts).incidents.get()

    assert incident.lead_office == stand_in
    assert stand_in in seen_by(incident, offices)


def test_a_case_that_nobody_free_can_lead_is_kept_and_says_whom_to_telephone(school):
    principal = OfficeHolderFactory(P)

    report = ReportFactory(concerns="staff", concerned=[principal])

    assert report.went_to == ""
    assert not Incident.objects.visible_to(standing_of(principal.pk, THEN)).exists()


def test_the_leader_who_reported_a_staff_matter_hands_it_to_the_next(offices):
    incident = ReportFactory(concerns="staff", by=offices[P]).incidents.get()

    assert incident.lead_office == VP


def test_every_case_always_has_a_reader_whatever_is_ticked(school):
    from itertools import chain, combinations

    offices = Offices()
    ticks = [P, VP, DT, CH, "governor"]
    for about in chain.from_iterable(combinations(ticks, count) for count in range(len(ticks) + 1)):
        incident = ReportFactory(concerns="staff", about=list(about), affected=[PupilFactory().person]).incidents.get()
        readers = seen_by(incident, offices)
        assert readers, about
        assert incident.lead_office in readers
        assert not readers & set(about)
        assert incident.status == IncidentStatus.RECEIVED


@pytest.mark.parametrize("act", ["end", "reopen"])
def test_an_account_that_ends_or_opens_has_the_next_in_line_lead_at_once(act, offices):
    from school.actions import end_account, reopen_account

    incident = ReportFactory().incidents.get()
    principal = offices[P].user
    end_account(user_id=principal.pk, by=offices[CH], now=THEN)
    incident.refresh_from_db()
    assert incident.lead_office == VP

    if act == "reopen":
        reopen_account(user_id=principal.pk, by=offices[CH], now=THEN)
        incident.refresh_from_db()
        assert incident.lead_office == P
