"""No case is called an error while the Designated Teacher's look for child protection is open (domain 2.0, rule 3)."""

import pytest
from django.urls import reverse

from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.actions.closing import LOOK_FIRST
from incidents.states import WrongState
from school.models import Appointment
from tests.factories.incidents import THEN, ReportFactory, look
from tests.factories.school import PupilFactory

pytestmark = pytest.mark.django_db
WHY = "Her class teacher reported the same this morning."


def in_error(case, by):
    return actions.record_in_error(pk=case.pk, reason=WHY, by=by.pk, now=THEN)


def test_the_leader_waits_for_her_look_and_may_after_it(received, offices):
    before = AuditEntry.objects.count()
    with pytest.raises(WrongState) as refused:
        in_error(received, offices["principal"])

    received.refresh_from_db()
    assert (str(refused.value), received.status, received.outcome) == (LOOK_FIRST, "received", "")
    assert AuditEntry.objects.count() == before

    look(received)
    assert in_error(received, offices["principal"]).status == "recorded_in_error"


def test_the_page_says_so_above_the_form_and_leads_to_her_word(received, offices, client_of):
    client = client_of(offices["principal"])
    address = reverse("incidents:record_in_error", args=[received.pk])
    way_on = reverse("incidents:pass_on_word", args=[received.pk, received.steps.get().pk])

    text = client.get(address).content.decode()
    assert text.index(LOOK_FIRST) < text.index(f'href="{way_on}"') < text.index('name="reason"')

    text = client.post(address, {"reason": WHY}).content.decode()
    assert text.count(LOOK_FIRST) == 1
    assert f'href="{way_on}"' in text
    assert WHY in text
    received.refresh_from_db()
    assert received.status == "received"

    assert client.get(way_on).status_code == 200
    look(received)
    assert LOOK_FIRST not in client.get(address).content.decode()
    client.post(address, {"reason": WHY})
    received.refresh_from_db()
    assert received.status == "recorded_in_error"


def test_a_leader_who_is_the_designated_teacher_may(received, offices, client_of):
    Appointment.objects.filter(office="designated_teacher").update(person=offices["principal"])

    page = client_of(offices["principal"]).get(reverse("incidents:record_in_error", args=[received.pk]))

    assert LOOK_FIRST not in page.content.decode()
    assert in_error(received, offices["principal"]).status == "recorded_in_error"


def test_a_case_that_nobody_can_look_at_waits_for_nobody(offices):
    both = [offices["designated_teacher"], offices["deputy_designated_teacher"]]
    case = ReportFactory(concerns="staff", concerned=both, affected=[PupilFactory().person]).incidents.get()
    assert case.steps.open().filter(for_office="designated_teacher").exists()

    assert in_error(case, offices["principal"]).status == "recorded_in_error"


def test_the_deputy_is_waited_for_where_the_designated_teacher_is_shut_out(offices):
    shut = [offices["designated_teacher"]]
    case = ReportFactory(concerns="staff", concerned=shut, affected=[PupilFactory().person]).incidents.get()

    with pytest.raises(WrongState, match="has not looked"):
        in_error(case, offices["principal"])

    Appointment.objects.filter(office="deputy_designated_teacher").delete()
    assert in_error(case, offices["principal"]).status == "recorded_in_error"
