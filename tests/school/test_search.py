"""Looking somebody up while recording: any staff, two letters, ten rows, and no more than tells two of a name apart."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from school.models import Office
from school.people_search import KINDS, find, is_of_kind
from school.standing import standing_of
from tests.factories.school import (
    AppointmentFactory,
    FamilyLinkFactory,
    OfficeHolderFactory,
    PersonFactory,
    PupilFactory,
    SchoolClassFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 10)


@pytest.fixture
def standing(now):
    return standing_of(StaffFactory().pk, now)


def named(name, **more):
    given, family = name.split(maxsplit=1)
    return PersonFactory(given_name=given, family_name=family, **more)


def test_each_kind_says_no_more_than_it_must(standing):
    pupil = PupilFactory(person=named("Aoife Boyd"), school_class=SchoolClassFactory(name="P6 Rowan"))
    FamilyLinkFactory(adult=named("Orla Boyd"), pupil=pupil)
    StaffFactory("supply", person=UserFactory(person=named("Rory Boyd")).person)
    AppointmentFactory(person=named("Nuala Boyd"), office=Office.GOVERNOR)
    OfficeHolderFactory("dpo", person=UserFactory(person=named("Paul Boyd")).person)
    AppointmentFactory(person=named("Ann Boyd"), office=Office.SLT)

    found = {row.name: (row.note, row.kinds) for row in find("boyd", standing)}

    assert found == {
        "Aoife Boyd": ("P6 Rowan", ("pupil",)),
        "Ann Boyd": ("Staff", ("staff",)),
        "Orla Boyd": ("Parent or carer", ("parent",)),
        "Rory Boyd": ("Supply staff", ("staff",)),
        "Nuala Boyd": ("Governor", ("governor",)),
    }


def test_two_pupils_of_one_name_are_told_apart_by_class_and_month(standing):
    for born, name in ((date(2016, 3, 14), "P6 Rowan"), (date(2018, 6, 2), "P4 Hazel")):
        PupilFactory(person=named("Conor Magee"), born_on=born, school_class=SchoolClassFactory(name=name))

    assert {row.label for row in find("conor", standing)} == {
        "Conor Magee (P6 Rowan, born in March 2016)",
        "Conor Magee (P4 Hazel, born in June 2018)",
    }


def test_former_pupils_are_found_until_they_are_eighteen(standing):
    young = {"joined_on": date(2012, 9, 1), "left_on": date(2019, 6, 30)}
    PupilFactory(person=named("Conor Young"), born_on=date(2008, 12, 1), **young)
    PupilFactory(person=named("Conor Grown"), born_on=date(2008, 11, 1), **young)
    PupilFactory(person=named("Conor Fresh"), school_class=None)

    assert {row.label for row in find("conor", standing)} == {
        "Conor Young (Former pupil)",
        "Conor Fresh (Pupil, no class yet)",
    }


def test_somebody_who_is_several_things_stands_once(standing):
    person = StaffFactory(person=UserFactory(person=named("Séamus Ó Néill")).person)
    FamilyLinkFactory(adult=person)
    AppointmentFactory(person=person, office=Office.GOVERNOR)

    (row,) = find("oneill", standing)

    assert row.note == "Teacher; Parent or carer; Governor"
    assert (row.id, row.person_id) == (str(person.pk), person.pk)
    assert [kind for kind in KINDS if is_of_kind(person.pk, kind, TODAY)] == ["staff", "parent", "governor"]


def test_kinds_narrow_the_search(standing):
    StaffFactory(person=UserFactory(person=named("Rory Boyd")).person)
    FamilyLinkFactory(adult=named("Orla Boyd"))

    assert [row.name for row in find("boyd", standing, kinds=("parent",))] == ["Orla Boyd"]
    with pytest.raises(ValueError, match="aunt"):
        find("boyd", standing, kinds=("aunt",))


@pytest.mark.parametrize("text", ["", "b", " b ", "'b", "%", "__", "b%"])
def test_one_letter_finds_nobody(text, standing):
    PupilFactory(person=named("Aoife Boyd"))

    assert find(text, standing) == []


def test_at_most_ten_are_shown_however_many_are_asked_for(standing):
    for number in range(12):
        PupilFactory(person=named(f"Aoife Boyd{chr(97 + number)}"))

    assert len(find("aoife", standing, limit=500)) == 10
    assert len(find("aoife", standing, limit=3)) == 3


@pytest.mark.parametrize("office", ["administrator", "clerk", "dpo"])
def test_who_does_not_record_looks_nobody_up(office, now):
    PupilFactory(person=named("Aoife Boyd"))

    assert find("aoife", standing_of(OfficeHolderFactory(office).pk, now)) == []
    assert find("aoife", None) == []
    assert find("aoife", standing_of(UserFactory().person_id, now)) == []
    assert find("aoife", standing_of(PersonFactory().pk, now)) == []


def test_it_asks_as_much_for_ten_as_for_one(standing):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            rows = find("aoife", standing)
        return len(rows), len(seen)

    PupilFactory(person=named("Aoife Boyd"))
    one = asked()
    for _ in range(20):
        person = named("Aoife Boyd")
        PupilFactory(person=person)
        FamilyLinkFactory(adult=named("Aoife Adult"))
    ten = asked()

    assert (one[0], ten[0]) == (1, 10)
    assert one[1] == ten[1]
