"""An office that a closed case is shut to leaves its mark on whoever comes to hold it, as it does in an open one."""

from datetime import timedelta

import pytest

from audit.models import Entry as AuditEntry
from incidents.actions import recompute_shut_outs
from incidents.models import Incident, ShutOut
from school.actions import end_appointment
from school.changes import announce
from school.models import Appointment
from school.standing import standing_of
from tests.factories.incidents import THEN, IncidentFactory
from tests.factories.school import OfficeHolderFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
NEXT_DAY = THEN + timedelta(days=1)


@pytest.fixture
def closed(offices):
    """A case about the Principal with a child in it, ended by the Chair."""
    return IncidentFactory(
        "recorded_in_error",
        lead=offices["chair"],
        concerns="staff",
        about=["principal"],
        affected=[PupilFactory().person],
    )


def marks(person):
    return set(ShutOut.objects.live().filter(person=person).values_list("reason", flat=True))


@pytest.mark.parametrize("office", ["vice_principal", "slt"])
def test_who_comes_to_hold_a_shut_office_later_is_shut_out_for_good(office, closed, offices):
    Appointment.objects.filter(office=office).update(ends_on=THEN.date() - timedelta(days=1))
    new = OfficeHolderFactory(office)
    announce([new.pk], THEN)
    assert marks(new) == {"office"}
    row = Appointment.objects.get(person=new, office=office)
    end_appointment(appointment_id=row.pk, ends_on=THEN.date(), by=new, now=THEN)
    Appointment.objects.filter(office="deputy_designated_teacher").delete()
    OfficeHolderFactory("deputy_designated_teacher", person=new)

    assert not Incident.objects.visible_to(standing_of(new.pk, NEXT_DAY)).filter(pk=closed.pk).exists()


def test_an_office_that_begins_by_its_date_is_seen_by_the_daily_look(closed, offices):
    Appointment.objects.filter(office="vice_principal").delete()
    new = OfficeHolderFactory("vice_principal", starts_on=NEXT_DAY.date())
    recompute_shut_outs([], THEN)
    assert not marks(new)

    recompute_shut_outs([], NEXT_DAY)

    assert marks(new) == {"office"}


def test_other_offices_leave_no_mark_and_a_second_look_changes_nothing(closed, offices):
    new = OfficeHolderFactory("ict_coordinator")
    announce([new.pk], THEN)
    assert not marks(new)
    before = ShutOut.objects.count()

    recompute_shut_outs([], NEXT_DAY)

    assert ShutOut.objects.count() == before


def test_who_is_concerned_in_an_ended_case_takes_it_along_into_an_office_that_begins_by_its_date(offices):
    """Nobody announces a date: the daily look finds it, so that a reopened case is not led by its own subject's deputy."""
    teacher = StaffFactory()
    case = IncidentFactory("recorded_in_error", lead=offices["principal"], concerns="staff", concerned=[teacher])
    Appointment.objects.filter(office="principal").update(ends_on=THEN.date())
    OfficeHolderFactory("principal", person=teacher, starts_on=NEXT_DAY.date())

    recompute_shut_outs([], NEXT_DAY)

    case.refresh_from_db()
    assert (case.route, case.lead_office, case.shut_vice_principal) == ("principal", "chair", True)
    for person in (teacher, offices["vice_principal"]):
        assert not Incident.objects.visible_to(standing_of(person.pk, NEXT_DAY)).filter(pk=case.pk).exists()


def test_a_second_look_at_it_writes_nothing(offices):
    governor = OfficeHolderFactory("governor")
    IncidentFactory("recorded_in_error", lead=offices["chair"], concerns="parent", concerned=[governor])
    recompute_shut_outs([], NEXT_DAY)
    before = AuditEntry.objects.count()

    recompute_shut_outs([], NEXT_DAY)

    assert AuditEntry.objects.count() == before
