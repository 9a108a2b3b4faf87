"""The list of services: begun, added to, looked at again and ended by the Principal; nothing of it is ever lost."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.actions import Intake
from incidents.intake_page import intake_facts
from incidents.models import Service
from incidents.states import WrongState
from tests.factories.incidents import THEN, ReportFactory
from tests.factories.school import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def who(offices):
    return {"by": offices["principal"].pk, "now": THEN}


def add(who, name="Chatter", **facts):
    return actions.add_service(
        **{"name": name, "kind": "messages", "minimum_age": 13, "once": uuid.uuid4()} | facts | who
    )


def test_it_begins_with_the_usual_services_that_nobody_has_looked_at(who):
    actions.begin_services(**who)

    assert Service.objects.live().count() >= 10
    assert set(Service.objects.values_list("minimum_age", "looked_at_on")) == {(13, None)}
    assert AuditEntry.objects.named("service.added").count() == 1


def test_a_list_with_anything_in_it_is_not_begun_again(who):
    actions.end_service(pk=add(who).pk, **who)

    assert actions.begin_services(**who) == []
    assert not Service.objects.live().exists()


def test_a_service_is_added_as_looked_at_today(who):
    service = add(who, minimum_age=16)

    assert (service.minimum_age, service.looked_at_on) == (16, date(2026, 11, 9))
    assert AuditEntry.objects.of(service).get().name == "service.added"


def test_looking_again_moves_the_day(who):
    service = add(who)
    later = who | {"now": THEN + timedelta(days=30)}
    actions.change_service(pk=service.pk, name="Chatter", kind="video", minimum_age=13, **later)

    service.refresh_from_db()
    assert (service.kind, service.looked_at_on) == ("video", date(2026, 12, 9))
    assert [one.name for one in AuditEntry.objects.of(service)] == ["service.added", "service.changed"]


def test_one_service_is_not_on_the_list_under_two_spellings(who):
    add(who, "Chátter")
    other = add(who, "Other")

    with pytest.raises(WrongState, match="on the list already"):
        add(who, "CHATTER")
    with pytest.raises(WrongState, match="on the list already"):
        actions.change_service(pk=other.pk, name="chatter", kind="game", minimum_age=13, **who)

    assert Service.objects.count() == 2


def test_the_same_form_adds_once(who):
    once = uuid.uuid4()

    assert add(who, once=once) == add(who, once=once)
    assert Service.objects.count() == AuditEntry.objects.named("service.added").count() == 1


def test_the_form_of_another_service_is_refused_with_a_sentence(who):
    once = uuid.uuid4()
    add(who, once=once)

    with pytest.raises(PermissionDenied, match="open it again"):
        add(who, "Other", once=once)


def test_what_was_reported_keeps_the_name_of_a_service_that_left_the_list(who):
    service = add(who)
    report = ReportFactory(intake=Intake(service_id=service.pk))
    actions.end_service(pk=service.pk, **who)

    assert dict(intake_facts(report)["intake_rows"])["Service"] == "Chatter"
    assert not Service.objects.live().exists()
    with pytest.raises(WrongState, match="taken off"):
        actions.end_service(pk=service.pk, **who)
    assert add(who).pk != service.pk, "it can come back as an entry of its own"


@pytest.mark.parametrize("office", ["vice_principal", "chair", "designated_teacher", "administrator", "clerk"])
def test_nobody_but_the_principal_keeps_it(offices, who, office):
    service = add(who)
    other = {"by": offices[office].pk, "now": THEN}

    for act in (
        lambda: actions.begin_services(**other),
        lambda: add(other, "Other"),
        lambda: actions.change_service(pk=service.pk, name="Mine", kind="game", minimum_age=3, **other),
        lambda: actions.end_service(pk=service.pk, **other),
    ):
        with pytest.raises(PermissionDenied, match="Principal"):
            act()
    service.refresh_from_db()
    assert (service.name, service.ended_on, Service.objects.count()) == ("Chatter", None, 1)


def test_the_page_offers_the_acts_to_the_principal_alone(offices, client_of):
    principal, teacher = client_of(offices["principal"]), client_of(StaffFactory())
    url = reverse("incidents:services")
    assert "Begin with the usual services" in principal.get(url).content.decode()
    assert "Begin" not in teacher.get(url).content.decode()

    principal.post(reverse("incidents:begin_services"))
    shown = teacher.get(url).content.decode()

    assert Service.objects.live().first().name in shown
    assert "Not yet" in shown
    assert "take off" not in shown
    assert "Add a service" not in shown


def test_the_pages_add_look_again_and_take_off(offices, client_of):
    principal = client_of(offices["principal"])
    given = {"once": str(uuid.uuid4()), "name": "Chatter", "kind": "game", "minimum_age": "abc"}
    wrong = principal.post(reverse("incidents:add_service"), given).content.decode()
    assert "Write the age as a number" in wrong
    assert "Chatter" in wrong

    principal.post(reverse("incidents:add_service"), given | {"minimum_age": "16"})
    service = Service.objects.get()
    assert service.minimum_age == 16
    again = principal.post(reverse("incidents:add_service"), given | {"minimum_age": "16", "once": str(uuid.uuid4())})
    assert "on the list already" in again.content.decode()

    principal.post(
        reverse("incidents:change_service", args=[service.pk]), {"name": "Chat", "kind": "game", "minimum_age": "13"}
    )
    principal.post(reverse("incidents:end_service", args=[service.pk]))
    service.refresh_from_db()
    assert (service.name, service.ended_on is None) == ("Chat", False)
    assert principal.get(reverse("incidents:change_service", args=[service.pk])).status_code == 404
