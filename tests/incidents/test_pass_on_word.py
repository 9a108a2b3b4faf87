"""The leader writes down the Designated Teacher's word: shown as hers, told to her, and hers to take back."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.models.records import SafeguardingLook
from incidents.states import WrongState
from notices.models import Notice
from tests.factories.incidents import THEN, IncidentFactory, ReportFactory, clause, settle_all
from tests.factories.school import PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(offices, rules):
    return IncidentFactory(
        "being_handled", lead=offices["principal"], concerned=[PupilFactory().person], clauses=[clause(rules, "7.0a")]
    )


def look(case):
    return case.steps.get(step="DT_TRIAGE")


def pass_on(case, by, said_by, **facts):
    given = {"once": uuid.uuid4(), "at": THEN, "answer": "nothing"} | facts
    return actions.pass_on_word(pk=case.pk, step=look(case).pk, said_by=said_by.pk, by=by.pk, now=THEN, **given)


def take_back(case, by):
    return actions.take_back_word(pk=case.pk, step=look(case).pk, by=by.pk, now=THEN)


def test_her_word_settles_the_look_and_she_is_told(case, offices):
    kept = pass_on(case, offices["principal"], offices["designated_teacher"])

    assert look(case).status == "done"
    assert offices["designated_teacher"].display_name in look(case).how
    assert kept.written_by == offices["principal"]
    assert Notice.objects.get(kind="case.word_passed_on").recipient_id == offices["designated_teacher"].pk
    assert AuditEntry.objects.named("incident.word_passed_on").of(case).count() == 1


@pytest.mark.parametrize("office", ["vice_principal", "deputy_designated_teacher"])
def test_only_the_leader_writes_it_down(office, case, offices):
    with pytest.raises(PermissionDenied):
        pass_on(case, offices[office], offices["designated_teacher"])
    assert look(case).is_open


@pytest.mark.parametrize("office", ["principal", "vice_principal", "deputy_designated_teacher", "chair"])
def test_nobody_elses_word_counts(office, case, offices):
    """The Deputy's counts only when the Designated Teacher is out of the case."""
    with pytest.raises(PermissionDenied, match="Choose the Designated Teacher"):
        pass_on(case, offices["principal"], offices[office])
    assert not SafeguardingLook.objects.exists()


def test_the_word_of_one_who_is_out_of_the_case_does_not_count(offices):
    case = ReportFactory(
        concerns="staff", concerned=[offices["designated_teacher"]], affected=[PupilFactory().person]
    ).incidents.get()

    with pytest.raises(PermissionDenied):
        pass_on(case, offices["principal"], offices["designated_teacher"])
    pass_on(case, offices["principal"], offices["deputy_designated_teacher"])
    assert look(case).status == "done"


def test_a_word_sent_twice_is_one(case, offices):
    once = uuid.uuid4()
    pass_on(case, offices["principal"], offices["designated_teacher"], once=once)
    pass_on(case, offices["principal"], offices["designated_teacher"], once=once)

    assert SafeguardingLook.objects.count() == Notice.objects.filter(kind="case.word_passed_on").count() == 1


def test_she_takes_it_back_and_the_look_is_open_again(case, offices):
    pass_on(case, offices["principal"], offices["designated_teacher"])

    take_back(case, offices["designated_teacher"])

    assert (look(case).status, look(case).how) == ("open", "")
    assert SafeguardingLook.objects.count() == 1, "what was written stays on record"
    assert AuditEntry.objects.named("incident.word_taken_back").of(case).count() == 1
    with pytest.raises(PermissionDenied):
        take_back(case, offices["designated_teacher"])


@pytest.mark.parametrize("office", ["principal", "deputy_designated_teacher"])
def test_nobody_else_takes_it_back(office, case, offices):
    pass_on(case, offices["principal"], offices["designated_teacher"])

    with pytest.raises(PermissionDenied, match="Only the person whose word it is"):
        take_back(case, offices[office])
    assert look(case).status == "done"


def test_her_own_look_is_no_word_to_take_back(case, offices):
    actions.do_step(pk=case.pk, step=look(case).pk, how="Mine.", by=offices["designated_teacher"].pk, now=THEN)

    with pytest.raises(PermissionDenied):
        take_back(case, offices["designated_teacher"])


def test_a_case_closed_on_her_word_is_open_again(case, offices):
    pass_on(case, offices["principal"], offices["designated_teacher"])
    settle_all(case, by=offices["principal"])
    actions.close(pk=case.pk, outcome="Done.", calls_for_review=False, by=offices["principal"].pk, now=THEN)

    take_back(case, offices["designated_teacher"])

    case.refresh_from_db()
    assert (case.status, case.closed_at) == ("being_handled", None)
    assert "took back the word" in case.entries.get().text
    assert look(case).is_open


def test_another_step_takes_no_word(case, offices):
    parents = case.steps.get(step="INFORM_PARENTS")

    with pytest.raises(PermissionDenied, match="not a look"):
        actions.pass_on_word(
            pk=case.pk, step=parents.pk, once=uuid.uuid4(), at=THEN, answer="nothing",
            said_by=offices["designated_teacher"].pk, by=offices["principal"].pk, now=THEN,
        )  # fmt: skip


def test_a_settled_look_takes_no_word(case, offices):
    actions.do_step(pk=case.pk, step=look(case).pk, how="Mine.", by=offices["designated_teacher"].pk, now=THEN)

    with pytest.raises(WrongState, match="settled already"):
        pass_on(case, offices["principal"], offices["designated_teacher"])


def test_the_database_refuses_a_word_of_ones_own(case, offices):
    with pytest.raises(IntegrityError), transaction.atomic():
        SafeguardingLook.objects.create(
            incident=case, step=look(case), once=uuid.uuid4(), at=THEN, written_at=THEN,
            written_by=offices["principal"], said_by=offices["principal"],
        )  # fmt: skip


def test_on_the_pages(case, offices, client_of):
    principal, designated = client_of(offices["principal"]), client_of(offices["designated_teacher"])
    case_url = reverse("incidents:case", args=[case.pk])
    step = look(case)

    assert "I spoke to her" in principal.get(case_url).content.decode()
    assert "I spoke to her" not in client_of(offices["vice_principal"]).get(case_url).content.decode()
    address = reverse("incidents:pass_on_word", args=[case.pk, step.pk])
    assert "There is a problem" in principal.post(address, {"once": str(uuid.uuid4()), "at": ""}).content.decode()
    given = {"once": str(uuid.uuid4()), "at": "2026-11-09T09:00", "said_by": str(offices["designated_teacher"].pk)}
    assert "Her word is on record." in principal.post(address, given, follow=True).content.decode()

    page = designated.get(case_url).content.decode()
    assert "This is your word" in page
    back = reverse("incidents:take_back_word", args=[case.pk, step.pk])
    assert "opens again" in designated.get(back).content.decode()
    assert "waits for you" in designated.post(back, {"sure": "yes"}, follow=True).content.decode()
    assert client_of(StaffFactory()).get(back).status_code == 404
