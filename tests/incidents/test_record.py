"""Filing a report: once, by staff, against the version of the day, with what an allegation asks for at once."""

import uuid
from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.utils import DatabaseError

from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.actions import Named
from incidents.models import Incident, Report
from incidents.reading import clauses_of_case
from notices.models import Notice
from tests.factories.incidents import THEN, PolicyFactory, ReportFactory, clause
from tests.factories.school import OfficeHolderFactory, PupilFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_report_about_a_pupil_asks_for_the_designated_teachers_look_and_nothing_more(offices, rules):
    report = ReportFactory(concerned=[PupilFactory().person], clauses=[clause(rules, "7.0a").pk])

    incident = report.incidents.get()
    assert [step.step_id for step in incident.steps.all()] == ["DT_TRIAGE"]
    assert incident.steps.get().due_on == date(2026, 11, 9)
    assert incident.status == "received"
    assert incident.route == "ordinary"
    assert incident.has_child
    assert not incident.allegations.exists(), "what a reporter picks is a suggestion"
    assert list(report.clauses.values_list("clause_version", flat=True)) == [clause(rules, "7.0a").pk]
    assert report.version == rules


def test_those_who_must_act_are_told_and_nobody_else(offices):
    ReportFactory(concerned=[PupilFactory().person])

    told = {(notice.recipient_id, notice.kind) for notice in Notice.objects.all()}
    assert told == {(offices["principal"].pk, "case.waiting"), (offices["designated_teacher"].pk, "case.look")}


def test_a_child_at_risk_makes_the_notices_urgent(offices):
    ReportFactory(concerns="parent", child_at_risk=True)

    assert set(Notice.objects.values_list("kind", flat=True)) == {"case.urgent"}
    assert set(Notice.objects.values_list("recipient_id", flat=True)) == {
        offices["principal"].pk,
        offices["designated_teacher"].pk,
    }


def test_a_matter_without_a_child_asks_for_nothing_at_once(offices):
    incident = ReportFactory(concerns="parent").incidents.get()

    assert not incident.steps.exists()
    assert not incident.has_child


def test_a_past_pupil_under_eighteen_is_a_child_of_the_case(offices):
    """Gap G26: two of the three rules on contact name past pupils and the third does not; the child is one all the same."""
    past = PupilFactory(born_on=date(2012, 3, 14), left_on=date(2023, 6, 30))

    incident = ReportFactory(concerns="staff", affected=[past.person]).incidents.get()

    assert incident.has_child
    assert [step.step_id for step in incident.steps.all()] == ["DT_TRIAGE"]


def test_a_grown_up_who_went_to_the_school_once_is_no_child_of_the_case(offices):
    """Otherwise every matter about such a teacher would be read by the Designated Teacher and the Deputy."""
    pupil = PupilFactory(born_on=date(1995, 3, 14), joined_on=date(1999, 9, 1), left_on=date(2006, 6, 30))
    teacher = pupil.person

    incident = ReportFactory(concerns="staff", concerned=[teacher]).incidents.get()

    assert not incident.has_child
    assert not incident.steps.exists()


def test_sending_twice_records_once(offices):
    teacher, once = StaffFactory(), uuid.uuid4()

    first = ReportFactory(by=teacher, once=once)
    again = ReportFactory(by=teacher, once=once)

    assert again == first
    assert Report.objects.count() == Incident.objects.count() == 1
    assert AuditEntry.objects.named("report.filed").count() == 1
    assert Notice.objects.filter(kind="case.waiting").count() == 1


def test_the_form_of_somebody_else_is_not_answered_with_their_report(offices):
    once = uuid.uuid4()
    ReportFactory(once=once)

    with pytest.raises(PermissionDenied, match="sent before"), transaction.atomic():
        ReportFactory(once=once)


@pytest.mark.parametrize("office", ["clerk", "dpo", "administrator"])
def test_offices_outside_the_staff_record_nothing(offices, office):
    with pytest.raises(PermissionDenied, match="school office"):
        ReportFactory(by=offices[office])

    assert not Report.objects.exists()
    assert not AuditEntry.objects.exists()


def test_somebody_whose_sign_in_ended_records_nothing(offices):
    leaver = UserFactory(is_active=False).person

    with pytest.raises(PermissionDenied):
        ReportFactory(by=leaver)


def test_an_incident_older_than_every_version_is_kept_without_one(offices, rules):
    report = ReportFactory(happened_on=date(2019, 5, 1))

    assert report.version is None


def test_a_version_approved_later_does_not_reach_back(offices, rules):
    incident = ReportFactory(concerned=[PupilFactory().person]).incidents.get()

    PolicyFactory({"7.0a": ("pupil", [])}, label="2", approved_at=datetime(2026, 11, 9, 12, tzinfo=UTC))

    assert {one.version for one in clauses_of_case(incident)} == {rules}
    later = ReportFactory(now=datetime(2026, 11, 9, 13, tzinfo=UTC)).incidents.get()
    assert {one.version.label for one in clauses_of_case(later)} == {"2"}


def test_a_report_is_never_changed_in_the_database(offices):
    report = ReportFactory()

    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(words="Something else.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=report.pk).delete()


def test_every_fact_of_the_form_is_kept(offices):
    report = ReportFactory(
        concerns="staff",
        happened_at_time=time(14, 5),
        happened_on=date(2026, 11, 8),
        about=["governor"],
        concerned=[StaffFactory()],
        affected=[PupilFactory().person],
    )

    report.refresh_from_db()
    assert report.happened_at_time == time(14, 5)
    assert report.about_governor
    assert {one.part for one in report.people.all()} == {"concerned", "affected"}
    assert report.filed_at == THEN


def test_the_same_person_named_twice_stands_once(offices):
    pupil = PupilFactory().person
    people = [Named("concerned", pupil.pk), Named("concerned", pupil.pk)]
    report = actions.record_report(
        once=uuid.uuid4(),
        by=StaffFactory().pk,
        now=THEN,
        concerns="pupil",
        words="Twice.",
        happened_on=THEN.date(),
        people=people,
    )

    assert report.people.count() == report.incidents.get().people.count() == 1


def test_the_receipts_office_is_the_one_it_went_to(offices):
    assert ReportFactory().went_to == "principal"
    assert ReportFactory(concerns="staff", about=["principal"]).went_to == "chair"


def test_the_entry_holds_no_word_of_the_report(offices):
    ReportFactory(words="Canaryword about a canaryperson.")

    assert "canary" not in AuditEntry.objects.get().body.lower()


def test_two_holders_of_the_leading_office_are_both_told(offices):
    acting = OfficeHolderFactory("principal", is_acting=True)

    ReportFactory(concerns="parent")

    told = set(Notice.objects.values_list("recipient_id", flat=True))
    assert told == {acting.pk, offices["principal"].pk}


def test_a_form_sent_by_somebody_else_is_refused_with_a_sentence(offices):
    first = ReportFactory()

    with pytest.raises(PermissionDenied, match="open it again"):
        ReportFactory(once=first.once)

    assert Report.objects.count() == 1


def test_an_entry_form_sent_to_another_case_is_refused_with_a_sentence(offices):
    one, other = (ReportFactory().incidents.get() for _ in range(2))
    who = {"once": uuid.uuid4(), "by": offices["principal"].pk, "now": THEN}
    actions.add_entry(pk=one.pk, text="Seen.", **who)

    with pytest.raises(PermissionDenied, match="open it again"):
        actions.add_entry(pk=other.pk, text="Seen.", **who)

    assert not other.entries.exists()
