"""How serious a case is: a person's choice, with its history, that moves nothing (gap G12)."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from audit.verify import verify_records
from incidents import actions
from incidents.models import SeverityNote
from incidents.states import WrongState
from tests.factories.incidents import THEN, IncidentFactory, clause, look
from tests.factories.school import PupilFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(offices, rules):
    return IncidentFactory(
        "being_handled",
        lead=offices["principal"],
        concerned=[PupilFactory().person],
        clauses=[clause(rules, "7.0a")],
    )


def say(case, severity, by, **facts):
    given = {"once": uuid.uuid4(), "now": THEN} | facts
    return actions.set_severity(pk=case.pk, severity=severity, by=by.pk, **given)


def test_nobody_has_said_until_a_person_does(case, offices):
    assert case.severity == ""

    note = say(case, "serious", offices["principal"], reason="The child stayed away from school.")

    case.refresh_from_db()
    assert (case.severity, note.by, note.at) == ("serious", offices["principal"], THEN)


def test_saying_it_anew_keeps_what_was_said_before(case, offices):
    say(case, "serious", offices["principal"])
    say(case, "minor", offices["principal"])

    case.refresh_from_db()
    assert case.severity == "minor"
    assert [one.severity for one in case.severity_notes.all()] in (["serious", "minor"], ["minor", "serious"])
    with pytest.raises(DatabaseError), transaction.atomic():
        SeverityNote.objects.update(severity="moderate")


def test_no_step_no_day_and_no_finding_depends_on_it(case, offices):
    def standing():
        case.refresh_from_db()
        return (
            list(case.steps.order_by("pk").values_list("step", "status", "force", "due_on", "due_at", "for_office")),
            list(case.allegations.order_by("pk").values_list("finding", "is_paused")),
            (case.status, case.route, case.confirm_by, case.lead_office, case.is_urgent),
        )

    before = standing()
    for severity in ("serious", "minor"):
        say(case, severity, offices["principal"])
        assert standing() == before


def test_a_repeat_of_the_form_is_one_note(case, offices):
    once = uuid.uuid4()
    first = say(case, "minor", offices["principal"], once=once)

    assert say(case, "minor", offices["principal"], once=once) == first
    assert case.severity_notes.count() == 1


def test_only_the_leader_says_it_and_only_while_the_case_is_open(case, offices):
    with pytest.raises(PermissionDenied):
        say(case, "minor", offices["vice_principal"])
    with pytest.raises(WrongState):
        say(case, "catastrophic", offices["principal"])
    look(case)
    actions.record_in_error(pk=case.pk, reason="Told twice.", by=offices["principal"].pk, now=THEN)
    with pytest.raises(PermissionDenied, match="Reopen it first"):
        say(case, "minor", offices["principal"])

    case.refresh_from_db()
    assert case.severity == ""
    assert not case.severity_notes.exists()


def test_its_entry_holds_the_word_and_not_the_reason(case, offices):
    from audit.models import Entry

    say(case, "moderate", offices["principal"], reason="Quillfeather was in tears.")

    entry = Entry.objects.filter(name="incident.severity_set").get()
    assert "moderate" in entry.body
    assert "Quillfeather" not in entry.body
    assert not [one for one in verify_records() if "incidents." in one.sentence]


def test_the_page_shows_it_and_the_list_is_narrowed_by_it(case, offices, client):
    other = IncidentFactory(lead=offices["principal"])
    client.force_login(offices["principal"].user)
    page = client.post(
        reverse("incidents:set_severity", args=[case.pk]),
        {"severity": "serious", "reason": "Two nights without sleep.", "once": uuid.uuid4()},
        follow=True,
    )
    assert "Two nights without sleep." in page.content.decode()

    listed = client.get(reverse("incidents:cases"), {"severity": "serious"}).content.decode()
    assert case.reference in listed
    assert other.reference not in listed
    assert "How serious: Serious" in listed


def test_whoever_does_not_see_the_case_is_not_led_to_it_by_the_filter(case, offices, client):
    say(case, "serious", offices["principal"])
    client.force_login(offices["chair"].user)

    assert case.reference not in client.get(reverse("incidents:cases"), {"severity": "serious"}).content.decode()
