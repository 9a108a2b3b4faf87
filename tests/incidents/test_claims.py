"""Somebody at work says that it was a disclosure in the public interest: the case waits for the answer (gap G11)."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.verify import verify_records
from incidents import actions
from incidents.models import Allegation, DisclosureClaim, Incident
from incidents.states import Finding, WrongState
from incidents.waiting import waiting
from school.standing import standing_of
from tests.factories.incidents import THEN, IncidentFactory, clause, settle_all
from tests.factories.school import PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(offices, rules):
    return IncidentFactory(
        "being_handled",
        lead=offices["principal"],
        concerns="staff",
        concerned=[StaffFactory(), StaffFactory()],
        clauses=[clause(rules, "9.1")],
    )


def claim(case, offices, *, of=0, by=None, **facts):
    given = {
        "claimed_on": date(2026, 11, 9),
        "how": "in_person",
        "words": "I wrote it because the fire doors were locked.",
        "once": uuid.uuid4(),
        "now": THEN,
    } | facts
    return actions.claim_disclosure(
        pk=case.pk, subject=case.concerned[of].pk, by=(by or offices["principal"]).pk, **given
    )


def answer(case, row, offices, *, by=None, **facts):
    given = {
        "outcome": "goes_on",
        "advice_from": "The employing authority",
        "advised_on": date(2026, 11, 9),
        "reason": "It named no wrong.",
        "once": uuid.uuid4(),
        "now": THEN,
    } | facts
    return actions.answer_claim(pk=case.pk, claim=row.pk, by=(by or offices["principal"]).pk, **given)


def find(case, row, offices, finding="as_written_no_fault"):
    return actions.settle_finding(
        pk=case.pk, allegation=row.pk, finding=finding, reason="Seen.", by=offices["principal"].pk, now=THEN
    )


@pytest.mark.parametrize("finding", [one for one in Finding.values if one != "alleged"])
def test_nothing_is_found_about_whoever_claims_it_and_the_sentence_says_what_to_do(case, offices, finding):
    row = claim(case, offices)
    mine, others = (
        case.allegations.get(subject=row.subject),
        case.allegations.exclude(subject=row.subject).get(),
    )

    with pytest.raises(WrongState, match="Take advice and answer the claim first"):
        find(case, mine, offices, finding)

    find(case, others, offices)
    mine.refresh_from_db()
    assert mine.finding == "alleged"


def test_a_rule_alleged_later_waits_as_well_and_a_finding_set_back_too(case, offices, rules):
    found = find(case, case.allegations.get(subject=case.concerned[0]), offices)
    claim(case, offices)
    actions.confirm(pk=case.pk, clauses=[clause(rules, "9.17a").pk], by=offices["principal"].pk, now=THEN)
    find(case, found, offices, "alleged")

    waits = case.allegations.filter(subject=case.concerned[0])
    assert waits.count() == 2
    assert all(one.is_paused for one in waits)
    assert not any(one.is_paused for one in case.allegations.filter(subject=case.concerned[1]))


def test_the_case_does_not_end_while_it_is_open(case, offices):
    claim(case, offices)
    with pytest.raises(WrongState, match="claim of a disclosure"):
        actions.close(pk=case.pk, outcome="Done.", calls_for_review=False, by=offices["principal"].pk, now=THEN)
    with pytest.raises(WrongState, match="answer the claim"):
        actions.record_in_error(pk=case.pk, reason="A slip.", by=offices["principal"].pk, now=THEN)

    case.refresh_from_db()
    assert case.status == "being_handled"


def test_the_database_holds_it_below_the_actions(case, offices):
    row = claim(case, offices)
    with pytest.raises(IntegrityError), transaction.atomic():
        Allegation.objects.filter(subject=row.subject).update(finding="found")
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=case.pk).update(
            status="closed", closed_at=THEN, closed_by=offices["principal"], outcome="Done.", calls_for_review=False
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        DisclosureClaim.objects.update(words="Nothing.")


@pytest.mark.parametrize("outcome", ["goes_on", "is_disclosure"])
def test_an_answer_on_advice_lets_findings_be_made_and_the_case_close(case, offices, outcome):
    answered = answer(case, claim(case, offices), offices, outcome=outcome)
    settle_all(case, by=offices["principal"])
    actions.close(pk=case.pk, outcome="Done.", calls_for_review=False, by=offices["principal"].pk, now=THEN)

    case.refresh_from_db()
    assert case.status == "closed"
    assert (answered.advice_from, answered.by, answered.reason) == (
        "The employing authority",
        offices["principal"],
        "It named no wrong.",
    )
    assert not [one for one in verify_records() if "incidents." in one.sentence]


def test_no_answer_without_advice_and_reason(case, offices):
    row = claim(case, offices)
    for left_out in ("advice_from", "reason"):
        with pytest.raises(WrongState, match="Say who gave the advice"):
            answer(case, row, offices, **{left_out: " "})

    case.refresh_from_db()
    assert case.is_paused


def test_a_claim_is_answered_once_and_a_repeat_changes_nothing(case, offices):
    row, once = claim(case, offices), uuid.uuid4()
    first = answer(case, row, offices, once=once)

    assert answer(case, row, offices, once=once) == first
    with pytest.raises(WrongState, match="answered already"):
        answer(case, row, offices)


def test_one_open_claim_a_person_and_a_repeat_of_the_form_is_one(case, offices):
    once = uuid.uuid4()
    first = claim(case, offices, once=once)

    assert claim(case, offices, once=once) == first
    with pytest.raises(WrongState, match="waits for its answer already"):
        claim(case, offices)
    claim(case, offices, of=1)
    assert case.disclosure_claims.count() == 2


def test_only_the_leader_writes_it_down_and_answers_it(case, offices):
    actions.name_assignee(pk=case.pk, person=offices["slt"].pk, by=offices["principal"].pk, now=THEN)
    with pytest.raises(PermissionDenied):
        claim(case, offices, by=offices["slt"])
    row = claim(case, offices)
    with pytest.raises(PermissionDenied):
        answer(case, row, offices, by=offices["slt"])
    with pytest.raises(Incident.DoesNotExist):
        answer(case, row, offices, by=row.subject.person)


def test_it_is_for_somebody_at_work(offices, rules):
    about_pupil = IncidentFactory(lead=offices["principal"], concerned=[PupilFactory().person])

    with pytest.raises(PermissionDenied, match="Write an entry instead"):
        claim(about_pupil, offices)


def test_the_next_thing_for_the_leader_is_to_answer_it(case, offices, client):
    row = claim(case, offices)
    lines = waiting(standing_of(offices["principal"].pk, timezone.now()), timezone.now())
    assert any("disclosure in the public interest" in one.sentence for one in lines)

    client.force_login(offices["principal"].user)
    address = reverse("incidents:answer_claim", args=[case.pk, row.pk])
    assert address in client.get(reverse("incidents:case", args=[case.pk])).content.decode()
    finding = client.get(
        reverse("incidents:settle_finding", args=[case.pk, case.allegations.get(subject=row.subject).pk])
    )
    assert finding.status_code == 403
    assert "answer the claim first" in finding.content.decode()
    page = client.post(address, {"outcome": "goes_on", "reason": "", "once": uuid.uuid4()})
    assert "Take advice first" in page.content.decode()


def test_the_one_page_for_an_ordinary_case_waits_too(offices, rules, client):
    received = IncidentFactory(lead=offices["principal"], concerns="staff", concerned=[StaffFactory()])
    claim(received, offices)
    client.force_login(offices["principal"].user)

    page = client.get(reverse("incidents:deal_with", args=[received.pk]), follow=True).content.decode()
    assert "answer the claim before this case ends" in page
