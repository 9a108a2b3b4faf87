"""What somebody may act as follows from dates, from a second person's word, and from an open account; from nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest

from school.days import local_date
from school.models import Office, StaffKind
from school.offices import holder_ids, holders, kept_by_person, offices_by_person, offices_kept
from school.standing import standing_of
from tests.factories.school import AppointmentFactory, OfficeHolderFactory, PersonFactory, StaffRoleFactory, UserFactory

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 9, 1), date(2026, 11, 10)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (FIRST - timedelta(days=1), False),
        (FIRST, True),
        (LAST, True),
        (LAST + timedelta(days=1), False),
    ],
)
def test_an_office_counts_between_its_days_both_included(day, counts):
    row = AppointmentFactory(office=Office.ICT_COORDINATOR, starts_on=FIRST, ends_on=LAST)
    StaffRoleFactory(person=row.person, kind=StaffKind.SUPPLY, starts_on=FIRST, ends_on=LAST)

    standing = standing_of(row.person_id, at(day))

    assert standing.holds("ict_coordinator", "dpo") is counts
    assert ("supply" in standing.staff_kinds) is counts
    assert standing.is_staff is counts
    assert (row.person in holders("ict_coordinator", on=day)) is counts
    assert (row.person_id in offices_by_person(day)) is counts


def test_an_office_that_waits_or_was_taken_back_does_not_count(now):
    waiting = AppointmentFactory(office=Office.DESIGNATED_TEACHER, confirmed_at=None)
    gone = AppointmentFactory(office=Office.VICE_PRINCIPAL, withdrawn_at=now)

    assert not standing_of(waiting.person_id, now).offices
    assert not standing_of(gone.person_id, now).offices
    assert offices_kept(waiting.person_id, local_date(now)) == {"designated_teacher"}
    assert offices_kept(gone.person_id, local_date(now)) == frozenset()
    assert kept_by_person(local_date(now)) == {waiting.person_id: {"designated_teacher"}}


def test_somebody_whose_account_ended_stands_for_nothing_and_holds_nothing(now):
    person = OfficeHolderFactory("principal")
    person.user.is_active = False
    person.user.save()

    standing = standing_of(person.pk, now)

    assert not standing.is_active
    assert not standing.is_staff
    assert not standing.offices | standing.staff_kinds
    assert holders("principal", on=standing.today) == []
    assert holder_ids("principal", on=standing.today) == set()
    assert offices_kept(person.pk, standing.today) == {"principal"}


def test_a_person_without_an_account_stands_for_nothing(now):
    person = PersonFactory()
    AppointmentFactory(person=person, office=Office.SLT)

    assert not standing_of(person.pk, now).is_active


def test_one_person_may_teach_govern_and_lead(now):
    person = OfficeHolderFactory("slt")
    AppointmentFactory(person=person, office=Office.GOVERNOR)

    standing = standing_of(person.pk, now)

    assert standing.offices == {"slt", "governor"}
    assert standing.staff_kinds == {"teacher"}


def test_the_day_is_the_schools_and_not_the_servers():
    summer_midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    row = AppointmentFactory(office=Office.SLT, starts_on=date(2026, 7, 1))

    assert standing_of(row.person_id, summer_midnight).holds("slt")


def test_holders_stand_once_by_name():
    second = OfficeHolderFactory("slt", person=UserFactory(person__family_name="Zebedee").person)
    first = OfficeHolderFactory("slt", person=UserFactory(person__family_name="Abernethy").person)
    AppointmentFactory(person=second, office=Office.DPO)

    assert holders("slt", "dpo", on=LAST) == [first, second]
    assert holder_ids("slt", "dpo", on=LAST) == {first.pk, second.pk}
