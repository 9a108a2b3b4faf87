"""The lines of cases on home: what, why, by when, and one button."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from incidents import waiting
from incidents.actions.reminding import remind
from incidents.models import Incident
from school.standing import standing_of
from tests.factories.incidents import THEN, IncidentFactory, ReportFactory, clause, do_all, settle_all
from tests.factories.school import PupilFactory, StaffFactory
from tests.incidents.clockwork import morning, settle_look

pytestmark = pytest.mark.django_db


def lines(person, now=THEN):
    return waiting.waiting(standing_of(person.pk, now), now)


def test_the_designated_teachers_line_says_what_why_and_by_when(offices, received):
    (line,) = lines(offices["designated_teacher"])

    assert line.sentence.startswith(f"Case {received.reference}: look at it for child protection")
    assert line.why == "A pupil is concerned or affected, so the Designated Teacher looks first."
    assert (line.due, line.set_by, line.button) == (date(2026, 11, 9), "the school's own target", "Do this step")


def test_nobody_sets_aside_unread_that_a_child_may_be_at_risk(offices):
    ReportFactory(concerned=[PupilFactory().person], child_at_risk=True)

    (line,) = (one for one in lines(offices["designated_teacher"]) if "look at it" in one.sentence)
    assert not line.press_url
    assert line.button == "Do this step"


def test_a_step_that_waits_for_another_is_no_line_yet(offices, rules):
    case = IncidentFactory("being_handled", lead=offices["principal"], clauses=[clause(rules, "7.0b")])
    assert lines(offices["principal"]) == []

    settle_look(case, offices)

    (line,) = lines(offices["principal"])
    assert line.why == "Rule 7.0b asks for it, and you lead this case."


def test_what_is_overdue_with_another_stands_before_whoever_it_came_to(offices, received):
    remind(morning(date(2026, 11, 10)))

    whys = [line.why for line in lines(offices["principal"], morning(date(2026, 11, 10)))]

    assert "It is overdue with the Designated Teacher, so it has come to you." in whys
    settle_look(received, offices)
    assert not any("overdue" in line.why for line in lines(offices["principal"], morning(date(2026, 11, 10))))


def test_what_the_leader_left_stands_before_the_next_office(offices, received):
    settle_look(received, offices)
    day = morning(date(2026, 11, 11))
    assert lines(offices["vice_principal"], day) == []

    remind(day)

    (line,) = lines(offices["vice_principal"], day)
    assert line.why == "It is overdue with the Principal, so it has come to you."


def test_a_case_with_nothing_left_to_do_asks_to_be_brought_to_its_end(offices, rules):
    case = IncidentFactory("being_handled", lead=offices["principal"], clauses=[clause(rules, "7.0a")])
    settle_look(case, offices)
    do_all(case, by=offices["principal"])
    assert [line.button for line in lines(offices["principal"])] == ["Settle it"]

    settle_all(case, by=offices["principal"])

    (line,) = lines(offices["principal"])
    assert (line.button, line.url) == ("Close it", reverse("incidents:close", args=[case.pk]))


def test_a_child_at_risk_stands_first_whatever_is_late(offices):
    ReportFactory(now=THEN - timedelta(days=20))
    urgent = ReportFactory(child_at_risk=True).incidents.get()

    first = lines(offices["principal"])[0]

    assert first.is_urgent
    assert urgent.reference in first.sentence


def test_every_line_has_a_button_and_a_reason(offices, received, rules):
    IncidentFactory("being_handled", lead=offices["principal"], clauses=[clause(rules, "9.1")], concerns="staff", concerned=[StaffFactory()])  # fmt: skip
    for person in offices.values():
        assert all(line.button and line.why for line in lines(person))


def test_the_case_page_says_whose_target_it_is(offices, received, client_of):
    page = client_of(offices["designated_teacher"]).get(reverse("incidents:case", args=[received.pk]))

    assert "by 9 November, the school&#x27;s own target" in page.content.decode()
    assert Incident.objects.count() == 1


def test_the_usual_look_is_one_press_from_home(offices, received, client_of):
    line = next(one for one in lines(offices["designated_teacher"]) if received.reference in one.sentence)
    assert line.press_label == "Nothing for child protection"

    client_of(offices["designated_teacher"]).post(line.press_url)

    step = received.steps.get(step="DT_TRIAGE")
    assert (step.status, step.how) == ("done", "Nothing for child protection.")


def test_nobody_else_is_offered_that_press(offices, received):
    for office in ("principal", "vice_principal"):
        assert not any(line.press_url for line in lines(offices[office]))
