"""Every pair of states is tried against its table of moves."""

from itertools import product

import pytest

from school.models import AddressChange, Appointment, Office
from school.states import ADDRESS_MOVES, APPOINTMENT_MOVES, AddressStatus, AppointmentStatus, WrongState
from tests.factories.school import AppointmentFactory, UserFactory


def appointment_in(status, now) -> Appointment:
    row = AppointmentFactory(office=Office.GOVERNOR, confirmed_at=None)
    if status == AppointmentStatus.STANDS:
        row.confirmed_at = now
    if status == AppointmentStatus.WITHDRAWN:
        row.withdrawn_at = now
    row.save()
    return row


def change_in(status, now) -> AddressChange:
    row = AddressChange(user=UserFactory(), new_email="new@school.example", asked_by=UserFactory().person, asked_at=now)
    if status == AddressStatus.CONFIRMED:
        row.confirmed_at, row.confirmed_by = now, UserFactory().person
    if status == AddressStatus.WITHDRAWN:
        row.withdrawn_at = now
    row.save()
    return row


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "target"), list(product(AppointmentStatus, AppointmentStatus)))
def test_an_appointment_takes_only_listed_moves(start, target, now):
    row = appointment_in(start, now)

    if target in APPOINTMENT_MOVES[start]:
        row.move_to(target, by=UserFactory().person, now=now)
    else:
        with pytest.raises(WrongState):
            row.move_to(target, by=UserFactory().person, now=now)

    row.refresh_from_db()
    assert row.status == (target if target in APPOINTMENT_MOVES[start] else start)


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "target"), list(product(AddressStatus, AddressStatus)))
def test_a_change_of_address_takes_only_listed_moves(start, target, now):
    row = change_in(start, now)

    if target in ADDRESS_MOVES[start]:
        row.move_to(target, by=UserFactory().person, now=now)
    else:
        with pytest.raises(WrongState):
            row.move_to(target, by=UserFactory().person, now=now)

    row.refresh_from_db()
    assert row.status == (target if target in ADDRESS_MOVES[start] else start)
