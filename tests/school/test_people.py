"""People and their work."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Entry
from audit.verify import verify
from school import actions
from school.models import Person, StaffRole
from school.states import WrongState
from tests.factories.school import OfficeHolderFactory, PersonFactory, StaffFactory, StaffRoleFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 10)


@pytest.mark.parametrize("office", ["principal", "vice_principal", "clerk", "administrator"])
def test_keepers_enter_a_person_once_with_work_and_another_name(office, school, now):
    by, once = OfficeHolderFactory(office), uuid.uuid4()
    names = {"given_name": "Margaret", "family_name": "Boyd", "known_as": "Peggy"}

    person, again = (actions.add_person(**names, once=once, by=by, now=now) for _ in range(2))
    work = {"person": person, "kind": "support", "starts_on": TODAY, "once": once, "by": by, "now": now}
    role, role_again = (actions.add_staff_role(**work) for _ in range(2))
    actions.rename_person(person_id=person.pk, given_name="Margaret", family_name="Orr", by=by, now=now)

    assert (person, role) == (again, role_again)
    assert Person.objects.named("orr").get().display_name == "Margaret Orr"
    assert str(role) == "Support staff"
    assert [entry.name for entry in Entry.objects.order_by("number")] == [
        "person.added",
        "staff.joined",
        "person.changed",
    ]
    assert verify() == []
    assert not any("argaret" in entry.body for entry in Entry.objects.all())


def test_work_ends_with_a_day_and_not_twice(school, now):
    by, role = OfficeHolderFactory("principal"), StaffRoleFactory()

    actions.end_staff_role(role_id=role.pk, ends_on=TODAY, by=by, now=now)

    assert role in StaffRole.objects.on(TODAY)
    assert role not in StaffRole.objects.on(TODAY + timedelta(days=1))
    with pytest.raises(WrongState):
        actions.end_staff_role(role_id=role.pk, ends_on=TODAY, by=by, now=now + timedelta(days=1))


def test_nobody_else_keeps_the_list(school, now):
    by, person, role = StaffFactory(), PersonFactory(), StaffRoleFactory()
    acts = [
        lambda: actions.add_person(given_name="A", family_name="B", by=by, now=now),
        lambda: actions.rename_person(person_id=person.pk, given_name="A", family_name="B", by=by, now=now),
        lambda: actions.add_staff_role(person=person, kind="teacher", starts_on=TODAY, by=by, now=now),
        lambda: actions.end_staff_role(role_id=role.pk, ends_on=TODAY, by=by, now=now),
        lambda: actions.open_account(person=role.person, email="x@school.example", by=by, now=now),
    ]

    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert not Entry.objects.exists()
