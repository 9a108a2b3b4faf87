"""Appointing, confirming and ending as acts: what is written, told and refused, and what the database refuses itself."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.models import Entry
from audit.verify import verify
from notices.models import Notice
from school import actions, changes
from school.models import Appointment, Office
from school.standing import standing_of
from school.states import WrongState
from tests.factories.school import AppointmentFactory, OfficeHolderFactory, PersonFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 10)


@pytest.fixture
def principal(school):
    return OfficeHolderFactory("principal")


@pytest.fixture
def chair(school):
    return OfficeHolderFactory("chair")


@pytest.fixture
def clerk(school):
    return OfficeHolderFactory("clerk")


@pytest.fixture
def teacher(school):
    return StaffFactory()


def appoint(person, office, by, now, **more):
    return actions.appoint(person=person, office=office, by=by, now=now, **{"starts_on": TODAY, **more})


def test_an_office_that_reads_no_cases_counts_at_once(principal, chair, teacher, now):
    row = appoint(teacher, Office.ICT_COORDINATOR, principal, now, source="Staff meeting")

    assert standing_of(teacher.pk, now).holds("ict_coordinator")
    assert (row.appointed_by, row.source) == (principal, "Staff meeting")
    assert Entry.objects.get(name="office.appointed").about_id == row.pk
    assert set(Notice.objects.values_list("recipient_id", "kind")) == {(chair.pk, "office.appointed")}
    assert verify() == []


def test_an_office_that_reads_cases_counts_when_a_second_person_confirms(principal, chair, teacher, now):
    vice_chair = OfficeHolderFactory("vice_chair")
    row = appoint(teacher, Office.DESIGNATED_TEACHER, principal, now)
    asked = Notice.objects.filter(kind="office.confirm").values_list("recipient_id", flat=True)

    assert not standing_of(teacher.pk, now).offices
    assert set(asked) == {chair.pk, vice_chair.pk}

    actions.confirm_appointment(appointment_id=row.pk, by=chair, now=now)
    again = actions.confirm_appointment(appointment_id=row.pk, by=chair, now=now)

    assert standing_of(teacher.pk, now).offices == {"designated_teacher"}
    assert (again.confirmed_by, again.confirmed_at) == (chair, now)
    assert Entry.objects.named("office.confirmed").count() == 1


def test_the_second_to_confirm_is_told_that_it_is_done(principal, chair, teacher, now):
    row = appoint(teacher, Office.DESIGNATED_TEACHER, principal, now)
    actions.confirm_appointment(appointment_id=row.pk, by=chair, now=now)

    with pytest.raises(WrongState):
        actions.confirm_appointment(appointment_id=row.pk, by=OfficeHolderFactory("vice_chair"), now=now)


@pytest.mark.parametrize("office", Office.values)
def test_nobody_appoints_himself_in_the_act(office, school, now):
    """Somebody who holds every office at once, which the acts would never allow."""
    person = StaffFactory()
    for one in Office.values:
        if one != office:
            AppointmentFactory(person=person, office=one)

    with pytest.raises(PermissionDenied, match="himself"):
        appoint(person, office, person, now)

    assert not Entry.objects.exists()
    assert not Notice.objects.exists()
    assert not Appointment.objects.filter(person=person, office=office).exists()


def test_the_database_itself_refuses_who_appoints_or_confirms_himself(school, now):
    person, other = StaffFactory(), StaffFactory()
    row = AppointmentFactory(person=person, office=Office.SLT, appointed_by=other, confirmed_at=now)
    wrong = [{"appointed_by": person}, {"confirmed_by": person}, {"confirmed_by": other}]
    wrong += [{"ends_on": row.starts_on - timedelta(days=1)}, {"confirmed_by": StaffFactory(), "confirmed_at": None}]

    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_taken"),
    [
        (date(2026, 9, 1), None, True),
        (date(2025, 9, 1), date(2026, 9, 1), True),
        (date(2025, 9, 1), date(2026, 8, 31), False),
        (date(2027, 7, 1), None, False),
        (date(2027, 6, 30), None, True),
        (date(2026, 10, 1), date(2026, 10, 2), True),
    ],
)
def test_two_people_never_hold_a_single_office_on_one_day(starts_on, ends_on, is_taken, principal, chair, teacher, now):
    AppointmentFactory(office=Office.DESIGNATED_TEACHER, starts_on=date(2026, 9, 1), ends_on=date(2027, 6, 30))
    before = Appointment.objects.count()

    if is_taken:
        with pytest.raises(actions.OfficeTaken):
            appoint(teacher, Office.DESIGNATED_TEACHER, principal, now, starts_on=starts_on, ends_on=ends_on)
    else:
        appoint(teacher, Office.DESIGNATED_TEACHER, principal, now, starts_on=starts_on, ends_on=ends_on)

    assert Appointment.objects.count() == before + (not is_taken)


def test_one_that_was_taken_back_leaves_the_office_free(principal, chair, teacher, now):
    AppointmentFactory(office=Office.DESIGNATED_TEACHER, withdrawn_at=now)

    assert appoint(teacher, Office.DESIGNATED_TEACHER, principal, now).pk


def test_the_database_itself_refuses_a_second_open_holder(school):
    AppointmentFactory(office=Office.DESIGNATED_TEACHER)

    with pytest.raises(IntegrityError):
        AppointmentFactory(office=Office.DESIGNATED_TEACHER)


def test_somebody_acting_stands_beside_the_holder(chair, teacher, now):
    OfficeHolderFactory("vice_principal")

    row = appoint(teacher, Office.VICE_PRINCIPAL, chair, now, acting=True, ends_on=TODAY + timedelta(days=30))

    assert row.is_acting
    with pytest.raises(actions.OfficeTaken, match="already"):
        appoint(teacher, Office.VICE_PRINCIPAL, chair, now, acting=True)


def test_a_form_sent_twice_makes_one_appointment(principal, chair, teacher, now):
    once = uuid.uuid4()

    first = appoint(teacher, Office.SLT, principal, now, once=once)
    second = appoint(teacher, Office.SLT, principal, now, once=once)

    assert first == second
    assert Entry.objects.named("office.appointed").count() == 1
    with pytest.raises(actions.OfficeTaken):
        appoint(teacher, Office.SLT, principal, now)


def test_offices_that_judge_each_other_are_refused_even_before_they_begin(chair, clerk, now):
    coming = StaffFactory()
    AppointmentFactory(
        person=coming, office=Office.VICE_PRINCIPAL, starts_on=TODAY + timedelta(days=90), confirmed_at=None
    )

    with pytest.raises(actions.CannotHold, match="Vice-Principal"):
        appoint(coming, Office.VICE_CHAIR, clerk, now)


def test_a_pupil_is_given_no_office(principal, now):
    with pytest.raises(actions.CannotHold, match="pupil"):
        appoint(PupilFactory().person, Office.SLT, principal, now)


@pytest.mark.parametrize("wrong", ["teacher", "clerk"])
def test_others_are_refused_and_nothing_is_written(wrong, request, teacher, principal, now):
    by = request.getfixturevalue(wrong)

    with pytest.raises(PermissionDenied):
        appoint(PersonFactory(), Office.SLT, by, now)

    assert not Entry.objects.exists()


def test_whoever_listens_hears_of_every_change_in_its_transaction(monkeypatch, principal, chair, teacher, now):
    heard = []
    monkeypatch.setattr(changes, "_listeners", [lambda people, moment: heard.append((people, moment))])

    row = appoint(teacher, Office.DESIGNATED_TEACHER, principal, now)
    actions.confirm_appointment(appointment_id=row.pk, by=chair, now=now)
    actions.end_appointment(appointment_id=row.pk, ends_on=TODAY, by=chair, now=now)

    assert heard == [({teacher.pk}, now)] * 3


def test_a_listener_is_added_once(monkeypatch):
    monkeypatch.setattr(changes, "_listeners", [])

    def listener(people, moment):
        raise AssertionError

    changes.on_change(listener)
    changes.on_change(listener)

    assert changes._listeners == [listener]


# Ending -------------------------------------------------------------------------------------------


def test_an_office_ends_with_a_day_or_at_once(principal, chair, teacher, now):
    row = AppointmentFactory(person=teacher, office=Office.SLT)

    actions.end_appointment(appointment_id=row.pk, ends_on=TODAY, by=principal, now=now)
    assert standing_of(teacher.pk, now).holds("slt")

    actions.end_appointment(appointment_id=row.pk, ends_on=TODAY - timedelta(days=300), by=principal, now=now)
    row.refresh_from_db()
    assert row.ends_on == TODAY - timedelta(days=1)
    assert not standing_of(teacher.pk, now).holds("slt")
    assert set(Notice.objects.values_list("recipient_id", flat=True)) == {chair.pk}


@pytest.mark.parametrize("starts_on", [TODAY, TODAY + timedelta(days=60)])
def test_one_that_began_today_or_later_is_taken_back_whole(starts_on, principal, teacher, now):
    row = AppointmentFactory(person=teacher, office=Office.ADMINISTRATOR, starts_on=starts_on)

    actions.end_appointment(appointment_id=row.pk, ends_on=TODAY - timedelta(days=1), by=principal, now=now)

    row.refresh_from_db()
    assert row.withdrawn_at == now
    assert not standing_of(teacher.pk, now).offices


def test_one_that_nobody_confirmed_is_taken_back_and_cannot_be_confirmed_after(principal, chair, teacher, now):
    row = appoint(teacher, Office.DESIGNATED_TEACHER, principal, now)

    actions.end_appointment(appointment_id=row.pk, ends_on=TODAY + timedelta(days=5), by=principal, now=now)

    with pytest.raises(WrongState):
        actions.confirm_appointment(appointment_id=row.pk, by=chair, now=now)


def test_an_end_is_never_put_off_nor_an_ended_office_revived(principal, teacher, now):
    row = AppointmentFactory(person=teacher, office=Office.SLT, ends_on=TODAY + timedelta(days=10))
    gone = AppointmentFactory(office=Office.SLT, ends_on=TODAY - timedelta(days=10))

    for one in (row, gone):
        with pytest.raises(WrongState):
            actions.end_appointment(appointment_id=one.pk, ends_on=TODAY + timedelta(days=11), by=principal, now=now)

    row.refresh_from_db()
    assert row.ends_on == TODAY + timedelta(days=10)


def test_anybody_lays_down_an_office_of_their_own(principal, chair, teacher, now):
    row = AppointmentFactory(person=teacher, office=Office.SLT)

    actions.end_appointment(appointment_id=row.pk, ends_on=TODAY, by=teacher, now=now)

    assert set(Notice.objects.values_list("recipient_id", flat=True)) == {principal.pk, chair.pk}
    assert Entry.objects.named("office.ended").get().actor == teacher.pk


def test_the_clerk_ends_no_office_of_the_staff(clerk, now):
    row = AppointmentFactory(office=Office.SLT)

    with pytest.raises(PermissionDenied):
        actions.end_appointment(appointment_id=row.pk, ends_on=TODAY, by=clerk, now=now)
