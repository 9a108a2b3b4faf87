"""Whoever leads a case and leaves by a date entered before is replaced that very day, not by the next daily look."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.announcing import stand_in
from incidents.models import Incident
from incidents.waiting import waiting
from notices.models import Notice
from school.models import Appointment, StaffRole
from school.standing import standing_of
from tests.factories.incidents import THEN, ReportFactory
from tests.factories.school import StaffFactory

pytestmark = pytest.mark.django_db
NEXT_DAY = THEN + timedelta(days=1)
P = "principal"


@pytest.fixture
def led(offices):
    """A case that somebody leads by name, whose work here ends with today."""
    case = ReportFactory(concerns="parent").incidents.get()
    lead = StaffFactory()
    actions.name_assignee(pk=case.pk, person=lead.pk, role="lead", by=offices[P].pk, now=THEN)
    StaffRole.objects.filter(person=lead).update(ends_on=THEN.date())
    case.refresh_from_db()
    return case


def is_led_by(person, now):
    return Incident.objects.led_by(standing_of(person.pk, now)).exists()


def test_on_the_last_day_they_lead_and_on_the_next_the_office_does(led, offices):
    assert (is_led_by(led.lead, THEN), is_led_by(offices[P], THEN)) == (True, False)
    assert is_led_by(offices[P], NEXT_DAY)
    assert not Incident.objects.visible_to(standing_of(led.lead_id, NEXT_DAY)).exists()


def test_before_any_duty_it_stands_on_home_opens_as_theirs_and_nothing_is_written_by_reading(led, offices, client_of):
    [line] = waiting(standing_of(offices[P].pk, NEXT_DAY), NEXT_DAY)
    assert led.reference in line.sentence

    with time_machine.travel(NEXT_DAY, tick=False):
        page = client_of(offices[P]).get(reverse("incidents:case", args=[led.pk])).content.decode()
        assert client_of(offices[P]).get(reverse("incidents:confirm", args=[led.pk])).status_code == 200
    assert reverse("incidents:hand_over", args=[led.pk]) in page
    assert Incident.objects.get(pk=led.pk).lead_id == led.lead_id


def test_the_next_action_puts_it_on_record_and_is_done(led, offices):
    actions.confirm(pk=led.pk, clauses=[], by=offices[P].pk, now=NEXT_DAY)

    case = Incident.objects.get(pk=led.pk)
    assert (case.lead, case.lead_office, case.status) == (None, P, "being_handled")
    assert AuditEntry.objects.named("incident.rerouted").of(case).count() == 1


def test_an_office_that_ends_by_its_date_is_followed_by_the_next_in_line_within_the_minute(offices):
    case = ReportFactory(concerns="parent").incidents.get()
    Appointment.objects.filter(office=P).update(ends_on=THEN.date())
    stand_in(THEN)
    case.refresh_from_db()
    assert case.lead_office == P

    stand_in(NEXT_DAY)

    case.refresh_from_db()
    assert case.lead_office == "vice_principal"
    assert Notice.objects.filter(kind="case.waiting", recipient_id=offices["vice_principal"].pk).exists()
    entries = AuditEntry.objects.count()
    stand_in(NEXT_DAY)
    assert AuditEntry.objects.count() == entries


def test_the_stand_in_acts_although_no_duty_has_run(offices):
    case = ReportFactory(concerns="parent").incidents.get()
    Appointment.objects.filter(office=P).update(ends_on=THEN.date())

    actions.confirm(pk=case.pk, clauses=[], by=offices["vice_principal"].pk, now=NEXT_DAY)

    case.refresh_from_db()
    assert (case.lead_office, case.status) == ("vice_principal", "being_handled")
