"""A case closes when everything obligatory is settled, by somebody who may; and can be opened again."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.models import Incident
from incidents.states import WrongState
from notices.models import Notice
from tests.factories.incidents import THEN, IncidentFactory, ReportFactory, clause, do, settle_all
from tests.factories.school import PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db


def close(case, by, outcome="A talk was enough.", review=False):
    return actions.close(pk=case.pk, outcome=outcome, calls_for_review=review, by=by.pk, now=THEN)


@pytest.fixture
def teacher():
    return StaffFactory()


@pytest.fixture
def case(offices, rules, teacher):
    return IncidentFactory(
        "being_handled",
        lead=offices["principal"],
        by=teacher,
        concerned=[PupilFactory().person],
        clauses=[clause(rules, "7.0a")],
    )


def test_an_open_obligatory_step_or_finding_keeps_it_open(case, offices):
    with pytest.raises(WrongState, match="3 steps have to be done or excused and one finding has to be settled"):
        close(case, offices["principal"])


def test_a_recommended_step_does_not(offices):
    case = ReportFactory(concerns="outsider").incidents.get()
    principal = offices["principal"]
    actions.confirm(pk=case.pk, clauses=[], kinds=["third_party"], by=principal.pk, now=THEN)
    for step in case.steps.obligatory():
        do(case, step, by=principal)

    assert close(case, principal).status == "closed"
    assert case.steps.open().exists()


def test_a_settled_case_closes_and_the_reporter_hears_that_and_no_more(case, offices, teacher):
    settle_all(case, by=offices["principal"])

    closed = close(case, offices["principal"], review=True)

    assert (closed.status, closed.closed_by, closed.calls_for_review) == ("closed", offices["principal"], True)
    told = Notice.objects.get(kind="report.closed")
    assert (told.recipient_id, told.about_id) == (teacher.pk, case.report_id)
    assert case.report.status == "closed"


def test_a_case_nobody_confirmed_does_not_close(offices):
    case = ReportFactory(concerns="parent").incidents.get()

    with pytest.raises(WrongState):
        close(case, offices["principal"])


def test_the_reporter_of_a_matter_about_staff_does_not_close_it(offices):
    case = ReportFactory(concerns="staff", by=offices["principal"]).incidents.get()
    actions.confirm(pk=case.pk, clauses=[], by=offices["vice_principal"].pk, now=THEN)

    with pytest.raises(PermissionDenied):
        close(case, offices["principal"])
    assert close(case, offices["vice_principal"]).status == "closed"


def test_a_leader_who_reported_a_pupil_closes_that_case(offices):
    case = ReportFactory(concerns="outsider", by=offices["principal"]).incidents.get()
    actions.confirm(pk=case.pk, clauses=[], by=offices["principal"].pk, now=THEN)

    assert close(case, offices["principal"]).status == "closed"
    assert not Notice.objects.filter(kind="report.closed").exists(), "nobody is told what they did themselves"


def test_closing_twice_is_a_kind_refusal(case, offices):
    settle_all(case, by=offices["principal"])
    close(case, offices["principal"])

    with pytest.raises(WrongState, match="closed already"):
        close(case, offices["principal"])
    assert AuditEntry.objects.named("incident.closed").of(case).count() == 1


def test_an_ending_needs_its_words(case, offices):
    settle_all(case, by=offices["principal"])

    with pytest.raises(WrongState, match="Write a sentence"):
        close(case, offices["principal"], outcome=" ")


def test_no_case_closes_without_an_answer_for_the_next_review(case, offices, client_of):
    """Gap G32: incidents call for an early review of the policy, so each closing says whether this one does."""
    settle_all(case, by=offices["principal"])
    url = reverse("incidents:close", args=[case.pk])

    page = client_of(offices["principal"]).post(url, {"outcome": "A talk was enough."}).content.decode()

    assert "Should the next policy review look at this?" in page
    assert "A talk was enough." in page
    case.refresh_from_db()
    assert case.status == "being_handled"
    with pytest.raises(IntegrityError, match="a_closed_case_answers_the_review_question"), transaction.atomic():
        Incident.objects.filter(pk=case.pk).update(
            status="closed", closed_at=THEN, closed_by=offices["principal"], outcome="A talk was enough."
        )


def test_only_the_leader_closes(case, offices):
    settle_all(case, by=offices["principal"])

    with pytest.raises(PermissionDenied, match="Only the leader"):
        close(case, offices["vice_principal"])


def test_opening_again_keeps_what_was_decided(case, offices):
    settle_all(case, by=offices["principal"])
    close(case, offices["principal"])

    again = actions.reopen(pk=case.pk, reason="It went on.", by=offices["principal"].pk, now=THEN)

    assert (again.status, again.closed_at, again.closed_by) == ("being_handled", None, None)
    assert "A talk was enough." in case.entries.get().text
    assert case.report.status == "being_handled"


def test_recorded_in_error_is_kept_with_its_reason_and_can_be_taken_back(offices):
    case = ReportFactory(concerns="parent").incidents.get()
    principal = offices["principal"].pk

    ended = actions.record_in_error(pk=case.pk, reason="Told twice.", by=principal, now=THEN)
    assert (ended.status, ended.outcome) == ("recorded_in_error", "Told twice.")

    assert actions.reopen(pk=case.pk, reason="It was not.", by=principal, now=THEN).status == "received"


def test_an_open_case_is_not_opened_again(case, offices):
    with pytest.raises(WrongState, match="open already"):
        actions.reopen(pk=case.pk, reason="Why not?", by=offices["principal"].pk, now=THEN)
