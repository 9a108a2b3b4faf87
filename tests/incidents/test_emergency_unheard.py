"""An opening that was told to an office does not tell a later, or a shut-out, holder that there is such a case."""

import uuid
from datetime import timedelta

import pytest
import time_machine

from incidents import actions
from incidents.actions import recompute_shut_outs
from notices.inbox import count_unread, lines_of
from school.models import Appointment
from tests.factories.incidents import THEN, ReportFactory
from tests.factories.school import AppointmentFactory, StaffFactory

pytestmark = pytest.mark.django_db
P, CH = "principal", "chair"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(THEN, tick=False):
        yield


@pytest.fixture
def reader(offices):
    person = StaffFactory()
    row = actions.name_emergency_reader(person=person.pk, by=offices[CH].pk, now=THEN)
    actions.confirm_emergency_reader(pk=row.pk, by=offices[P].pk, now=THEN)
    return person


def opened(case, reader):
    return actions.open_in_emergency(
        once=uuid.uuid4(), reference=case.reference, reason="The hospital rang.", by=reader.pk, now=THEN
    )


def test_its_subject_who_becomes_principal_does_not_read_of_it(offices, reader, client_of):
    subject = StaffFactory()
    opened(ReportFactory(concerns="staff", concerned=[subject]).incidents.get(), reader)
    Appointment.objects.filter(person=offices[P], office=P).update(ends_on=THEN.date() - timedelta(days=1))
    AppointmentFactory(person=subject, office=P)
    recompute_shut_outs([subject.pk, offices[P].pk], THEN)

    page = client_of(subject).get("/incidents/emergency/").content.decode()

    assert f"{reader.display_name} opened" not in page
    assert "Never" in page


def test_whoever_turns_out_to_be_concerned_loses_the_line_and_its_notice(offices, reader, client_of):
    """Told to the Principal, who does not lead it, about an outsider; the author was the Principal himself."""
    case = ReportFactory(concerns="outsider").incidents.get()
    actions.take_case(pk=case.pk, by=offices["vice_principal"].pk, now=THEN)
    opened(case, reader)
    before = count_unread(offices[P].pk, THEN)
    told = [one.sentence for one in lines_of(offices[P].pk, THEN)[0]]
    assert any("emergency" in one for one in told)

    actions.name_author(pk=case.pk, concerns="staff", person=offices[P].pk, by=offices["vice_principal"].pk, now=THEN)

    assert f"{reader.display_name} opened" not in client_of(offices[P]).get("/incidents/emergency/").content.decode()
    assert count_unread(offices[P].pk, THEN) < before
    left = [one.sentence for one in lines_of(offices[P].pk, THEN)[0]]
    assert not [one for one in left if "opened" in one]
