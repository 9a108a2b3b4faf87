"""Each small page of a case: shown to who may, done once, and refused in words."""

import re
import uuid

import pytest
from django.urls import reverse

from incidents import actions
from school.changes import announce
from school.models import Appointment
from tests.factories.incidents import THEN, IncidentFactory, ReportFactory, clause, settle_all
from tests.factories.school import (
    OfficeHolderFactory,
    ParentFactory,
    PersonFactory,
    PupilFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(offices, rules):
    return IncidentFactory(
        "being_handled",
        lead=offices["principal"],
        concerned=[PupilFactory().person],
        clauses=[clause(rules, "7.0a"), clause(rules, "7.3")],
    )


@pytest.fixture
def principal(client_of, offices):
    return client_of(offices["principal"])


@pytest.fixture
def designated(client_of, offices):
    return client_of(offices["designated_teacher"])


def url(name, *args):
    return reverse(f"incidents:{name}", args=args)


def send(client, address, **data):
    return client.post(address, data, follow=True).content.decode()


def test_a_step_is_excused_with_its_reason_and_taken_back(case, designated):
    step = case.steps.get(step="INFORM_PARENTS")
    address = url("excuse_step", case.pk, step.pk)

    assert step.step.text in designated.get(address).content.decode()
    assert "There is a problem" in send(designated, address, reason="")
    assert "marked as not needed" in send(designated, address, reason="They told us themselves.")
    assert "Take it back" in designated.get(url("reopen_step", case.pk, step.pk)).content.decode()
    step.refresh_from_db()
    assert step.status == "excused"


def test_a_tick_is_taken_back_on_its_page(case, designated):
    step = case.steps.get(step="DT_TRIAGE")
    assert designated.get(url("do_step", case.pk, step.pk)).status_code == 200
    send(designated, url("do_step", case.pk, step.pk), how="")

    assert "is open again" in send(designated, url("reopen_step", case.pk, step.pk), sure="yes")
    assert "settled already" in send(designated, url("reopen_step", case.pk, step.pk), sure="yes")


def test_an_entry_is_written_and_corrected(case, principal, client_of, offices):
    once = str(uuid.uuid4())
    assert "There is a problem" in send(principal, url("add_entry", case.pk), text="", once=once)
    assert "I rang her." in send(principal, url("add_entry", case.pk), text="I rang her.", once=once)
    entry = case.entries.get()

    text = send(principal, url("correct_entry", case.pk, entry.pk), text="I rang him.", once=str(uuid.uuid4()))

    assert text.index("I rang him.") < text.index("Written first") < text.index("I rang her.")
    vice = client_of(offices["vice_principal"]).get(url("correct_entry", case.pk, entry.pk))
    assert vice.status_code == 403
    assert "Only the writer" in vice.content.decode()


def test_somebody_is_searched_for_chosen_and_named_without_script(case, principal, client_of):
    helper = StaffFactory(person=PersonFactory(given_name="Sorcha", family_name="Helper"))
    UserFactory(person=helper)
    address = url("name_assignee", case.pk)

    found = send(principal, address, person_search="sorcha", search="person_search", role="helper")
    assert str(helper.pk) in found
    assert "There is a problem" not in found
    assert "choose them from the list" in send(principal, address, role="helper")
    assert "have been told" in send(principal, address, person=str(helper.pk), role="helper")
    assert client_of(helper).get(url("case", case.pk)).status_code == 200

    access = case.accesses.get()
    assert "Sorcha Helper" in principal.get(url("end_access", case.pk, access.pk)).content.decode()
    assert "cannot read the case any more" in send(principal, url("end_access", case.pk, access.pk), sure="yes")
    assert "ended already" in send(principal, url("end_access", case.pk, access.pk), sure="yes")
    assert client_of(helper).get(url("case", case.pk)).status_code == 404


def test_the_child_protection_route_asks_before_it_is_taken(case, designated, client_of, offices):
    address = url("take_to_child_protection", case.pk)

    assert "Other readers lose the case" in designated.get(address).content.decode()
    assert "on the child-protection route" in send(designated, address, sure="yes")
    assert client_of(offices["vice_principal"]).get(url("case", case.pk)).status_code == 404


def test_closing_says_what_is_missing_in_the_form_and_then_closes(case, principal, offices):
    settle_all(case, by=offices["principal"])

    assert "There is a problem" in send(principal, url("close", case.pk), outcome="", calls_for_review="no")
    assert "The case is closed." in send(principal, url("close", case.pk), outcome="A talk.", calls_for_review="yes")
    case.refresh_from_db()
    assert case.calls_for_review is True


def test_an_ended_case_says_so_and_is_opened_again(principal, offices):
    case = ReportFactory(concerns="parent").incidents.get()

    assert "kept" in send(principal, url("record_in_error", case.pk), reason="Told twice.")
    text = principal.get(url("case", case.pk)).content.decode()
    assert "This case has ended." in text
    assert "Told twice." in text
    assert "open again" in send(principal, url("reopen", case.pk), reason="It was not.")


def test_a_finding_is_settled_and_set_back(case, principal):
    row = case.allegations.filter(clause_version__number="7.3").get()
    address = url("settle_finding", case.pk, row.pk)

    assert "There is a problem" in send(principal, address, finding="found", reason="")
    assert "The finding is kept." in send(principal, address, finding="found", reason="He showed me.")
    assert "Not settled after all" in principal.get(address).content.decode()
    send(principal, address, finding="alleged", reason="A mistake.")
    row.refresh_from_db()
    assert row.finding == "alleged"


def test_the_reporter_adds_on_the_page_of_the_report(client_of, offices):
    teacher = StaffFactory()
    report = ReportFactory(by=teacher, concerns="parent")
    client, address = client_of(teacher), url("own", report.pk)

    assert "Write what you would like to add" in send(client, address, text="", once=str(uuid.uuid4()))
    assert "She rang again." in send(client, address, text="She rang again.", once=str(uuid.uuid4()))
    assert report.reference in client.get(url("mine")).content.decode()
    assert client_of(offices["principal"]).get(address).status_code == 404


def test_the_top_of_the_page_says_what_is_asked_of_whoever_reads(case, principal, designated, client_of, offices):
    vice = client_of(offices["vice_principal"])

    def top(client):
        text = client.get(url("case", case.pk)).content.decode()
        return text[text.index('id="next"') : text.index('class="columns"')]

    assert "Look at it for child protection." in top(designated)
    assert "Decide whether anything further" in top(principal)
    assert re.search(r'href="[^"]*/keep/">Write it down<', top(principal)), "straight to the form of the step"
    settle_all(case, by=offices["principal"])
    assert "Close the case." in top(principal)
    assert "Nothing from you: the Principal decides" in top(vice)
    case = ReportFactory(concerns="parent").incidents.get()
    assert "waits for the Principal to confirm" in top(vice)


def test_a_case_without_a_possible_leader_says_what_to_do(client_of, offices, school):
    case = ReportFactory(concerns="staff", about=["chair"], affected=[PupilFactory().person]).incidents.get()
    Appointment.objects.filter(office__in=["principal", "vice_chair"]).delete()
    announce([], THEN)

    text = client_of(offices["designated_teacher"]).get(url("case", case.pk)).content.decode()

    assert "Nobody who is free of conflict can lead this case today." in text


def test_a_leader_who_gets_a_conflict_hands_over_and_the_next_is_told(case, offices):
    from notices.models import Notice

    actions.name_assignee(
        pk=case.pk, person=offices["vice_principal"].pk, role="lead", by=offices["principal"].pk, now=THEN
    )
    child = case.people.get().person.pupil
    ParentFactory(child, person=offices["vice_principal"])
    Notice.objects.all().delete()
    announce([offices["vice_principal"].pk], THEN)

    case.refresh_from_db()
    assert case.lead is None
    assert offices["principal"].pk in set(Notice.objects.values_list("recipient_id", flat=True))


def test_somebody_given_an_office_that_is_shut_out_leads_no_longer(offices):
    case = ReportFactory(concerns="staff", about=["principal"]).incidents.get()
    slt = StaffFactory()
    actions.name_assignee(pk=case.pk, person=slt.pk, role="lead", by=offices["chair"].pk, now=THEN)
    OfficeHolderFactory("slt", person=slt)
    announce([slt.pk], THEN)

    case.refresh_from_db()
    assert case.lead is None


def test_the_daily_look_finds_a_leader_when_a_term_has_ended(offices):
    from incidents.announcing import look_again

    case = ReportFactory(concerns="staff", about=["principal"]).incidents.get()
    Appointment.objects.filter(office="chair").update(ends_on="2026-11-08")
    look_again(THEN)

    case.refresh_from_db()
    assert case.lead_office == "vice_chair"


def test_a_notice_is_shown_only_while_the_case_is_still_theirs(offices):
    from incidents.announcing import may_hear_of_case, may_hear_of_report

    report = ReportFactory(concerns="staff")
    case = report.incidents.get()

    assert may_hear_of_case(offices["principal"].pk, case.pk, THEN)
    assert not may_hear_of_case(offices["vice_principal"].pk, case.pk, THEN)
    assert may_hear_of_report(report.reporter_id, report.pk, THEN)
    assert not may_hear_of_report(offices["principal"].pk, report.pk, THEN)
