"""The appointing form sent again: the same once more is one appointment, other words are refused, another's id is as new."""

import uuid

import pytest
from django.urls import reverse

from school import actions
from school.actions import CannotHold
from school.models import Appointment
from tests.factories.school import OfficeHolderFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def principal(school):
    return OfficeHolderFactory("principal")


def appoint(person, by, once, now, office="ict_coordinator"):
    return actions.appoint(person=person, office=office, starts_on=now.date(), once=once, by=by, now=now)


def test_the_same_again_is_one_appointment(principal, now):
    teacher, once = StaffFactory(), uuid.uuid4()

    assert appoint(teacher, principal, once, now) == appoint(teacher, principal, once, now)
    assert Appointment.objects.filter(person=teacher).count() == 1


def test_other_contents_are_refused_with_what_was_entered_and_stay_in_the_form(principal, now, client_of):
    first, second, once = StaffFactory(), StaffFactory(), uuid.uuid4()
    appoint(first, principal, once, now)

    with pytest.raises(CannotHold, match=f"entered {first} as ICT"):
        appoint(second, principal, once, now)

    address = reverse("school:appoint", args=[second.pk])
    given = {"office": "ict_coordinator", "starts_on": str(now.date()), "source": "Board, 3 November", "once": once}
    page = client_of(principal).post(address, given).content.decode()
    assert "This form was sent before" in page
    assert "Board, 3 November" in page
    assert not Appointment.objects.filter(person=second).exists()


def test_the_id_of_somebody_elses_form_is_as_good_as_a_new_one(principal, now):
    chair, once, first, second = OfficeHolderFactory("chair"), uuid.uuid4(), StaffFactory(), StaffFactory()
    appoint(first, principal, once, now, office="slt")

    facts = {"person": second, "office": "ict_coordinator", "starts_on": now.date(), "once": once}
    mine = actions.appoint(**facts, acting=True, ends_on=now.date().replace(month=12), by=chair, now=now)

    assert (mine.person, mine.once == once) == (second, False)
    assert Appointment.objects.get(once=once).person == first
