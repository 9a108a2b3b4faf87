"""Writing, correcting, adding to a report, naming people."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.utils import DatabaseError

from incidents import actions
from incidents.models import Entry, Incident, Report, ReportAddition
from incidents.states import WrongState
from notices.models import Notice
from tests.factories.incidents import THEN, IncidentFactory, ReportFactory
from tests.factories.school import PupilFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(offices):
    return ReportFactory(concerned=[PupilFactory().person]).incidents.get()


def write(case, by, text="I spoke to her.", once=None):
    return actions.add_entry(pk=case.pk, text=text, once=once or uuid.uuid4(), by=by.pk, now=THEN)


@pytest.mark.parametrize("office", ["principal", "vice_principal", "designated_teacher"])
def test_every_reader_may_write(office, case, offices):
    assert write(case, offices[office]).author == offices[office]


def test_an_entry_sent_twice_stands_once(case, offices):
    once = uuid.uuid4()

    assert write(case, offices["principal"], once=once) == write(case, offices["principal"], "Again", once=once)
    assert case.entries.count() == 1


def test_an_entry_is_never_changed_in_the_database(case, offices):
    entry = write(case, offices["principal"])

    for change in (lambda rows: rows.update(text="Other."), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(Entry.objects.filter(pk=entry.pk))


def test_a_correction_is_an_entry_of_its_own_by_the_writer(case, offices):
    first = write(case, offices["principal"])
    facts = {"pk": case.pk, "entry": first.pk, "text": "I spoke to him.", "now": THEN}

    with pytest.raises(PermissionDenied, match="Only the writer"):
        actions.correct_entry(**facts, once=uuid.uuid4(), by=offices["vice_principal"].pk)
    new = actions.correct_entry(**facts, once=uuid.uuid4(), by=offices["principal"].pk)

    assert new.corrects == first
    assert Entry.objects.get(pk=first.pk).text == "I spoke to her."
    with pytest.raises(WrongState, match="corrected already"):
        actions.correct_entry(**facts, once=uuid.uuid4(), by=offices["principal"].pk)


def test_nothing_is_written_into_an_ended_case(offices):
    case = IncidentFactory("closed", lead=offices["principal"], concerns="parent")

    with pytest.raises(PermissionDenied, match="Reopen it first"):
        write(case, offices["principal"])


def test_the_reporter_adds_while_it_is_open_and_the_leader_hears(offices):
    teacher = StaffFactory()
    report = ReportFactory(by=teacher, concerns="parent")
    once = uuid.uuid4()

    addition = actions.add_to_report(pk=report.pk, text="She rang again.", once=once, by=teacher.pk, now=THEN)
    again = actions.add_to_report(pk=report.pk, text="She rang again.", once=once, by=teacher.pk, now=THEN)

    assert again == addition
    assert Notice.objects.get(kind="case.added").recipient_id == offices["principal"].pk


def test_nobody_else_adds_to_a_report(offices):
    report = ReportFactory()

    with pytest.raises(Report.DoesNotExist):
        actions.add_to_report(pk=report.pk, text="Me too.", once=uuid.uuid4(), by=offices["principal"].pk, now=THEN)


def test_a_closed_report_takes_no_more(offices):
    teacher = StaffFactory()
    case = IncidentFactory("closed", lead=offices["principal"], concerns="parent", by=teacher)

    with pytest.raises(PermissionDenied, match="record a new incident"):
        actions.add_to_report(pk=case.report_id, text="More.", once=uuid.uuid4(), by=teacher.pk, now=THEN)
    assert not ReportAddition.objects.exists()


def name(case, person, by, role="helper"):
    return actions.name_assignee(pk=case.pk, person=person.pk, role=role, by=by.pk, now=THEN)


def test_a_named_person_is_told_and_can_read(case, offices):
    helper = StaffFactory()

    name(case, helper, offices["principal"])

    assert Notice.objects.get(kind="case.named").recipient_id == helper.pk
    assert write(case, helper)


def test_a_named_leader_leads_until_it_is_taken_back(case, offices):
    vice = offices["vice_principal"]
    access = name(case, vice, offices["principal"], role="lead")

    actions.confirm(pk=case.pk, clauses=[], by=vice.pk, now=THEN)
    actions.end_access(pk=case.pk, access=access.pk, by=offices["principal"].pk, now=THEN)

    with pytest.raises(PermissionDenied):
        actions.close(pk=case.pk, outcome="Done.", calls_for_review=False, by=vice.pk, now=THEN)


def test_nobody_with_a_conflict_is_named_and_the_refusal_says_no_more(offices):
    subject, reporter = StaffFactory(), StaffFactory()
    case = ReportFactory(concerns="staff", concerned=[subject], by=reporter).incidents.get()
    principal_case = ReportFactory(concerns="staff", about=["principal"]).incidents.get()
    refused = [
        (case, subject, offices["principal"]),
        (case, reporter, offices["principal"]),
        (case, offices["governor"], offices["principal"]),
        (principal_case, offices["slt"], offices["chair"]),
    ]

    for incident, person, by in refused:
        with pytest.raises(PermissionDenied, match=r"cannot take part in this case\. Choose somebody else"):
            name(incident, person, by)


@pytest.mark.parametrize("office", ["administrator", "clerk"])
def test_technical_and_clerical_offices_are_not_named(office, case, offices):
    with pytest.raises(PermissionDenied, match="works for the school"):
        name(case, offices[office], offices["principal"])


def test_somebody_who_cannot_sign_in_is_not_named(case, offices):
    with pytest.raises(PermissionDenied, match="can sign in"):
        name(case, UserFactory(is_active=False).person, offices["principal"])


def test_naming_twice_is_refused(case, offices):
    helper = StaffFactory()
    name(case, helper, offices["principal"])

    with pytest.raises(WrongState, match="already"):
        name(case, helper, offices["principal"])


def test_child_protection_is_taken_by_the_safeguarding_team_only(case, offices):
    with pytest.raises(PermissionDenied, match="Designated Teacher or the Deputy"):
        actions.take_to_child_protection(pk=case.pk, by=offices["principal"].pk, now=THEN)

    actions.take_to_child_protection(pk=case.pk, by=offices["designated_teacher"].pk, now=THEN)
    with pytest.raises(Incident.DoesNotExist):
        write(case, offices["vice_principal"])
