"""Children, their classes and their families: kept by two, seen by four, and never one's own."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.models import Entry
from audit.verify import verify
from school import actions, changes
from school.models import ClassTeacher, FamilyLink, Person, Pupil, Relation
from school.states import WrongState
from tests.factories.school import (
    FamilyLinkFactory,
    OfficeHolderFactory,
    PersonFactory,
    PupilFactory,
    SchoolClassFactory,
    StaffFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 10)


@pytest.fixture
def principal(school):
    return OfficeHolderFactory("principal")


def add_pupil(by, now, **more):
    values = {
        "given_name": "Aoife",
        "family_name": "Boyd",
        "born_on": date(2018, 3, 14),
        "school_class": SchoolClassFactory(),
        "joined_on": date(2022, 9, 1),
    }
    return actions.add_pupil(**values | more, by=by, now=now)


def test_a_child_is_entered_with_the_adults_who_care_for_them(principal, now, monkeypatch):
    heard = []
    monkeypatch.setattr(changes, "_listeners", [lambda people, moment: heard.append(people)])
    teacher = StaffFactory()

    pupil = add_pupil(
        principal,
        now,
        adults=[
            actions.Adult("Orla", "Boyd"),
            actions.Adult(person=teacher, relation=Relation.CARER, has_responsibility=False),
        ],
    )

    links = {link.adult: link for link in pupil.family_links.all()}
    assert set(links) == {teacher, Person.objects.get(given_name="Orla")}
    assert (links[teacher].relation, links[teacher].has_responsibility) == ("carer", False)
    assert heard == [{pupil.person_id, *[adult.pk for adult in links]}]
    assert Entry.objects.get().about_id == pupil.pk
    assert verify() == []


def test_a_form_sent_twice_enters_one_child(principal, now):
    once = uuid.uuid4()

    first, second = (add_pupil(principal, now, once=once, adults=[actions.Adult("Orla", "Boyd")]) for _ in range(2))

    assert first == second
    assert Person.objects.filter(family_name="Boyd").count() == 2
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("office", ["clerk", "administrator", "designated_teacher", "chair"])
def test_others_enter_no_children(office, school, now):
    by = OfficeHolderFactory(office)
    pupil, link = PupilFactory(), FamilyLinkFactory()
    acts = [
        lambda: add_pupil(by, now),
        lambda: actions.add_class(name="P1", stage="p1", by=by, now=now),
        lambda: actions.change_pupil(pupil_id=pupil.pk, born_on=TODAY, school_class=None, by=by, now=now),
        lambda: actions.pupil_left(pupil_id=pupil.pk, left_on=TODAY, by=by, now=now),
        lambda: actions.link_family(adult=PersonFactory(), pupil=pupil, starts_on=TODAY, by=by, now=now),
        lambda: actions.end_family_link(link_id=link.pk, ends_on=TODAY, by=by, now=now),
    ]

    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert not Entry.objects.exists()


def test_nobody_changes_who_their_own_children_are(principal, now):
    """A family link shuts its adult out of cases; ending it would let them in."""
    own = FamilyLinkFactory(adult=principal)
    acts = [
        lambda: add_pupil(principal, now, adults=[actions.Adult(person=principal)]),
        lambda: actions.link_family(adult=principal, pupil=PupilFactory(), starts_on=TODAY, by=principal, now=now),
        lambda: actions.end_family_link(link_id=own.pk, ends_on=TODAY, by=principal, now=now),
    ]

    for act in acts:
        with pytest.raises(PermissionDenied, match="own family"):
            act()
    assert FamilyLink.objects.on(TODAY).get() == own


def test_an_adult_is_linked_once_and_the_link_ends_once(principal, now):
    adult, pupil = PersonFactory(), PupilFactory()
    args = {"adult": adult, "pupil": pupil, "starts_on": TODAY, "by": principal, "now": now}

    link = actions.link_family(**args)
    assert actions.link_family(**args) == link
    actions.end_family_link(link_id=link.pk, ends_on=TODAY - timedelta(days=9), by=principal, now=now)
    link.refresh_from_db()
    assert link.ends_on == TODAY
    with pytest.raises(WrongState):
        actions.end_family_link(link_id=link.pk, ends_on=TODAY, by=principal, now=now)
    assert actions.link_family(**args) != link
    assert str(link) == f"{adult}, parent of {pupil.person}"


def test_a_pupil_is_nobodys_parent(principal, now):
    pupil = PupilFactory()

    for adult in (pupil.person, PupilFactory().person):
        with pytest.raises(WrongState, match="pupil"):
            actions.link_family(adult=adult, pupil=pupil, starts_on=TODAY, by=principal, now=now)


def test_a_child_changes_class_and_leaves_once(principal, now):
    pupil, other = PupilFactory(), SchoolClassFactory()

    actions.change_pupil(pupil_id=pupil.pk, born_on=date(2017, 1, 1), school_class=other, by=principal, now=now)
    actions.pupil_left(pupil_id=pupil.pk, left_on=TODAY, by=principal, now=now)

    pupil.refresh_from_db()
    assert (pupil.school_class, pupil.left_on, pupil.born_on) == (other, TODAY, date(2017, 1, 1))
    assert str(pupil).endswith("(left)")
    assert pupil not in Pupil.objects.at_school(TODAY)
    assert pupil in Pupil.objects.at_school(TODAY - timedelta(days=1))
    with pytest.raises(WrongState):
        actions.pupil_left(pupil_id=pupil.pk, left_on=TODAY, by=principal, now=now)


@pytest.mark.parametrize(
    ("born_on", "day", "is_protected"),
    [
        (date(2008, 11, 29), date(2026, 11, 28), True),
        (date(2008, 11, 29), date(2026, 11, 29), False),
        (date(2008, 11, 29), date(2026, 11, 30), False),
        (date(2008, 12, 31), date(2026, 12, 30), True),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (date(2010, 2, 28), date(2028, 2, 29), False),
        (date(2010, 3, 1), date(2028, 2, 29), True),
    ],
)
def test_former_pupils_are_protected_until_the_day_they_are_eighteen(born_on, day, is_protected):
    pupil = PupilFactory(born_on=born_on, joined_on=date(2012, 9, 1), left_on=date(2019, 6, 30))

    assert (pupil in Pupil.objects.past_under_18(day)) is is_protected
    assert (pupil.age_on(day) < 18) is is_protected


def test_the_database_refuses_dates_out_of_order(school):
    pupil, link = PupilFactory(), FamilyLinkFactory()
    teaching = ClassTeacher.objects.create(person=StaffFactory(), school_class=SchoolClassFactory(), starts_on=TODAY)
    before = date(2010, 1, 1)

    for row, values in (
        (pupil, {"left_on": before}),
        (pupil, {"born_on": date(2025, 1, 1)}),
        (link, {"ends_on": before}),
        (teaching, {"ends_on": before}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**values)


def test_a_teacher_is_given_a_class_once_until_it_ends(principal, now):
    teacher, row = StaffFactory(), actions.add_class(name="P6 Rowan", stage="p6", by=principal, now=now)
    args = {"person": teacher, "school_class": row, "starts_on": TODAY, "by": principal, "now": now}

    teaching = actions.assign_teacher(**args)
    assert actions.assign_teacher(**args) == teaching
    assert str(teaching) == f"{teacher} of P6 Rowan"
    actions.end_teaching(row_id=teaching.pk, ends_on=TODAY, by=principal, now=now)
    with pytest.raises(WrongState):
        actions.end_teaching(row_id=teaching.pk, ends_on=TODAY, by=principal, now=now)
    assert Entry.objects.named("class.teacher_assigned").count() == 1
    assert ClassTeacher.objects.on(TODAY).count() == 1
    assert not ClassTeacher.objects.on(TODAY + timedelta(days=1)).exists()
