"""The demo school: everybody who must be there, made by the actions that people use, and nobody real."""

import pytest

from audit.models import Entry
from audit.verify import verify
from school.days import is_school_day, local_date
from school.models import AddressChange, Appointment, FamilyLink, Office, Person, Pupil, School, StaffRole, User
from school.names import folded
from school.offices import holders
from school.standing import standing_of

pytestmark = pytest.mark.django_db
OFFICES = {
    "principal": {"principal"},
    "vice.principal": {"vice_principal"},
    "designated.teacher": {"designated_teacher"},
    "deputy.dt": {"deputy_designated_teacher"},
    "ict": {"ict_coordinator"},
    "slt": {"slt"},
    "governor": {"governor"},
    "designated.governor": {"governor", "designated_governor"},
    "chair": {"governor", "chair"},
    "vice.chair": {"governor", "vice_chair"},
    "clerk": {"clerk"},
    "dpo": {"dpo"},
    "sysadmin": {"administrator"},
    "teacher.parent.governor": {"governor"},
    "teacher": set(),
    "assistant": set(),
    "supply": set(),
    "volunteer": set(),
    "student": set(),
    "official.user": set(),
    "vp.dt": set(),
    "principal.secretary": set(),
}
KINDS = {
    "teacher": {"teacher"},
    "assistant": {"support"},
    "supply": {"supply"},
    "volunteer": {"volunteer"},
    "student": {"teaching_practice"},
    "teacher.parent.governor": {"teacher"},
    "governor": set(),
}


def test_every_role_is_there_and_stands_for_what_it_is_called(demo):
    assert set(demo.people) == set(OFFICES)
    for role, offices in OFFICES.items():
        person = demo.people[role]
        standing = standing_of(person.pk, demo.now)
        assert (role, standing.offices) == (role, offices)
        assert standing.staff_kinds == KINDS.get(role, standing.staff_kinds)
        assert person.user.email == f"{role}@school.example"
    assert demo.people["vice_principal"] is demo.people["vice.principal"]
    assert demo.people.get("deputy_dt") is demo.people["deputy.dt"]
    assert "deputy_dt" in demo.people


def test_every_office_is_held_and_what_was_at_an_earlier_date_is_over(demo):
    today = local_date(demo.now)
    assert all(holders(office, on=today) for office in Office.values)
    before = {
        role: set(Appointment.objects.filter(person=demo.people[role]).values_list("office", flat=True))
        for role in ("vp.dt", "principal.secretary")
    }

    assert before == {"vp.dt": {"vice_principal", "designated_teacher"}, "principal.secretary": {"principal", "clerk"}}


def test_it_is_a_whole_school(demo):
    today = local_date(demo.now)

    assert StaffRole.objects.on(today).values("person").distinct().count() >= 30
    assert Pupil.objects.at_school(today).count() == 210
    assert set(demo["classes"]) == set(demo["pupils"]) == {"nursery", "p1", "p2", "p3", "p4", "p5", "p6", "p7"}
    assert Pupil.objects.past_under_18(today).count() == len(demo["former_pupils"]) == 6
    assert 130 <= FamilyLink.objects.values("adult").distinct().count() <= 320
    assert not Pupil.objects.filter(family_links=None).exists()
    assert len(demo["governors"]) == 10
    assert (School.get().voting_members, School.get().quorum) == (16, 8)


def test_ages_are_those_of_a_northern_irish_primary_school(demo):
    today = local_date(demo.now)
    for stage, youngest in zip(("nursery", "p1", "p4", "p7"), (2, 3, 6, 9), strict=True):
        ages = {pupil.age_on(today) for pupil in demo["pupils"][stage]}
        assert ages <= {youngest + 1, youngest + 2, youngest + 3}


def test_one_teacher_is_parent_and_governor(demo):
    person = demo.people["teacher.parent.governor"]

    assert person.children_links.count() == 2
    assert person.staff_roles.count() == 1


def test_telephone_numbers_are_kept_for_fiction(demo):
    school = School.get()
    for number in (school.dt_phone, school.ddt_phone, school.gateway_phone):
        assert number.startswith("028 9649 6")
    assert "028 9649 6" in school.complaints_contact
    assert school.complaints_url.startswith("https://school.example/")


def test_one_name_is_kept_for_the_free_words_of_a_case(demo):
    reserved = folded("Quill" + "feather")

    assert not Person.objects.named(reserved).exists()
    assert not User.objects.filter(email__icontains=reserved).exists()


def test_something_waits_for_a_second_person(demo):
    today = local_date(demo.now)

    assert Appointment.objects.unconfirmed(today).exists()
    assert AddressChange.objects.waiting().exists()


def test_the_record_of_it_holds(demo):
    assert verify(Entry.objects.all()) == []


def test_times_of_the_demo_are_school_days_and_never_to_come(demo):
    for days_ago in range(0, 400, 7):
        moment = demo.at(days_ago, 15)
        assert moment <= demo.now
        assert moment == demo.now or is_school_day(local_date(moment))
