"""The register of ICT restrictions: until when, who supervises, and what they see: the restriction only (gap G17)."""

import uuid
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Entry
from audit.verify import verify_records
from incidents import actions
from incidents.announcing import supervised
from incidents.models import Incident, Restriction
from incidents.states import WrongState
from notices.models import Notice
from school.days import LONDON, end_of_term
from school.standing import standing_of
from tests.factories.incidents import THEN, IncidentFactory, clause, do
from tests.factories.school import ParentFactory, PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db

TERM_ENDS = date(2026, 12, 18)
WATCH = "At the front desk, screen towards the teacher."


@pytest.fixture
def freeze():
    """The browser's requests happen at the moment of the case."""
    with time_machine.travel(THEN, tick=False):
        yield


@pytest.fixture
def pupil():
    return PupilFactory()


@pytest.fixture
def case(offices, rules, pupil):
    """Found to have tried to get round the filter; the restriction is the next thing to write down."""
    case = IncidentFactory(
        "being_handled", lead=offices["principal"], concerned=[pupil.person], clauses=[clause(rules, "7.3")]
    )
    actions.settle_finding(
        pk=case.pk, allegation=case.allegations.get().pk, finding="found", reason="Seen.",
        by=offices["principal"].pk, now=THEN,
    )  # fmt: skip
    return case


def restrict(case, offices, now=THEN, **facts):
    given = {
        "starts_on": date(2026, 11, 9),
        "supervision": WATCH,
        "adjustment": "The reading program stays.",
        "review_on": date(2026, 11, 23),
        "ends_on": TERM_ENDS,
    } | facts
    do(case, case.steps.get(step="RESTRICT_ICT"), by=offices["principal"], now=now, **given)
    return case.restrictions.get()


def look_again(case, offices, now=THEN, **facts):
    step = case.steps.get(record="restriction_review")
    given = {"ends_on": None, "goes_on_until": None, "reason": "It helps."} | facts
    return actions.keep_record(
        pk=case.pk, step=step.pk, once=uuid.uuid4(), at=now, by=offices["principal"].pk, now=now, **given
    )


def supervise(case, offices, person, by=None, now=THEN):
    row = case.restrictions.get()
    return actions.name_supervisor(
        pk=case.pk, restriction=row.pk, person=person.pk, by=(by or offices["principal"]).pk, now=now
    )


def seen_by(person, now=THEN):
    return list(Restriction.objects.visible_to(standing_of(person.pk, now)))


def morning(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=LONDON)


# Until when -----------------------------------------------------------------------------------------


def test_it_has_a_start_a_day_to_look_again_and_an_end(case, offices):
    row = restrict(case, offices)

    assert (row.starts_on, row.review_on, row.ends_on) == (date(2026, 11, 9), date(2026, 11, 23), TERM_ENDS)
    assert row.pk != case.pk
    assert row.term_ends_on == TERM_ENDS


def test_it_never_outlasts_the_term_in_the_form_in_the_action_and_in_the_database(case, offices, client):
    step, beyond = case.steps.get(step="RESTRICT_ICT"), TERM_ENDS + timedelta(days=30)
    client.force_login(offices["principal"].user)
    page = client.post(
        reverse("incidents:keep_record", args=[case.pk, step.pk]),
        {"at": "2026-11-09T09:00", "starts_on": "2026-11-09", "supervision": WATCH, "supervised_by": "The class teacher",
         "review_on": "2026-11-23", "ends_on": beyond, "once": uuid.uuid4()},
    )  # fmt: skip
    assert "beyond the end of term, 18 December 2026" in page.content.decode()

    with pytest.raises(WrongState, match="never goes beyond the end of term"):
        restrict(case, offices, ends_on=beyond)
    assert not case.restrictions.exists()
    assert case.steps.get(step="RESTRICT_ICT").status == "open"

    row = restrict(case, offices)
    with pytest.raises(IntegrityError), transaction.atomic():
        Restriction.objects.filter(pk=row.pk).update(ends_on=beyond)


def test_a_fresh_decision_in_the_next_term_goes_until_the_end_of_that_one(case, offices):
    restrict(case, offices)
    january = date(2027, 1, 11)
    with pytest.raises(WrongState, match="end of term"):
        look_again(case, offices, goes_on_until=january + timedelta(days=14))

    look_again(case, offices, now=morning(january), goes_on_until=january + timedelta(days=14))

    row = case.restrictions.get()
    assert row.ends_on == row.review_on == january + timedelta(days=14)
    assert row.term_ends_on == end_of_term(january) == date(2027, 3, 24)


def test_a_look_may_end_it_early(case, offices):
    restrict(case, offices)
    look_again(case, offices, ends_on=date(2026, 11, 12))

    row = case.restrictions.get()
    assert row.ends_on == date(2026, 11, 12)
    assert row.review_on <= row.ends_on
    assert not row.is_running(date(2026, 11, 13))


def test_a_corrected_record_changes_the_register_too(case, offices):
    restrict(case, offices)
    step = case.steps.get(step="RESTRICT_ICT")
    first = case.restrictions.get().record
    actions.correct_record(
        pk=case.pk, step=step.pk, first=first.pk, once=uuid.uuid4(), at=THEN, by=offices["principal"].pk, now=THEN,
        starts_on=date(2026, 11, 9), supervision="In the library only.", supervised_by="The librarian",
        adjustment="", review_on=date(2026, 11, 16), ends_on=date(2026, 11, 27),
    )  # fmt: skip

    row = case.restrictions.get()
    assert (row.ends_on, row.record.supervision) == (date(2026, 11, 27), "In the library only.")
    assert case.steps.get(record="restriction_review").due_on == date(2026, 11, 16)


def test_whoever_leads_is_asked_to_look_again_by_its_day(case, offices):
    restrict(case, offices, review_on=date(2026, 11, 18))
    assert case.steps.get(record="restriction_review").due_on == date(2026, 11, 18)

    look_again(case, offices, goes_on_until=date(2026, 12, 2))

    step = case.steps.get(record="restriction_review")
    assert (step.status, step.due_on) == ("open", date(2026, 12, 2))


def test_it_falls_with_the_finding_and_stands_again_with_it(case, offices):
    teacher = StaffFactory()
    restrict(case, offices)
    supervise(case, offices, teacher)
    found = case.allegations.get()

    def settle(finding):
        actions.settle_finding(
            pk=case.pk, allegation=found.pk, finding=finding, reason="On second thoughts.",
            by=offices["principal"].pk, now=THEN,
        )  # fmt: skip

    settle("alleged")
    assert case.restrictions.get().fell_at == THEN
    assert seen_by(teacher) == []
    settle("not_found")
    assert seen_by(teacher) == []
    settle("alleged")
    settle("found")
    assert case.restrictions.get().fell_at is None
    assert len(seen_by(teacher)) == 1
    assert not [one for one in verify_records() if "incidents." in one.sentence]


# Who supervises -------------------------------------------------------------------------------------


def test_whoever_supervises_sees_the_restriction_and_nothing_of_the_case(case, offices, pupil, client, freeze):
    teacher = StaffFactory()
    row = restrict(case, offices)
    supervise(case, offices, teacher)
    client.force_login(teacher.user)

    page = client.get(reverse("incidents:supervising"))

    text = page.content.decode()
    for shown in (str(pupil.person), WATCH, "The reading program stays.", "18 December 2026"):
        assert shown in text
    hidden = (case.reference, str(case.pk), str(row.pk), case.report.reference, case.report.words, "Rule 7.3", "Seen.")
    assert not [one for one in hidden if one in text]
    assert client.get(reverse("incidents:case", args=[case.pk])).status_code == 404
    assert not Incident.objects.visible_to(standing_of(teacher.pk, THEN)).exists()


def test_everybody_else_gets_the_unknown_address(case, offices, client, freeze):
    restrict(case, offices)
    supervise(case, offices, StaffFactory())
    client.force_login(StaffFactory().user)

    page, unknown = client.get(reverse("incidents:supervising")), client.get("/no/such/page/")
    assert page.status_code == 404
    assert page.content == unknown.content
    assert not Entry.objects.filter(name="restrictions.read").exists()


def test_home_says_it_in_one_line_until_it_ends_by_itself(case, offices):
    teacher = StaffFactory()
    restrict(case, offices)
    supervise(case, offices, teacher)

    def lines(now):
        return [one.sentence for one in supervised(standing_of(teacher.pk, now), now)]

    assert lines(THEN) == ["You supervise how a pupil uses the school’s devices."]
    assert lines(morning(TERM_ENDS)) != []
    assert lines(morning(TERM_ENDS + timedelta(days=1))) == []


def test_they_are_told_once_and_no_word_of_the_case_travels(case, offices):
    teacher = StaffFactory()
    restrict(case, offices)
    supervise(case, offices, teacher)

    told = Notice.objects.filter(recipient_id=teacher.pk)
    assert [(one.kind, one.about_id) for one in told] == [("restriction.named", case.restrictions.get().pk)]
    with pytest.raises(WrongState, match="already"):
        supervise(case, offices, teacher)


def test_each_reading_is_on_record(case, offices, client, freeze):
    teacher = StaffFactory()
    row = restrict(case, offices)
    supervise(case, offices, teacher)
    client.force_login(teacher.user)

    client.get(reverse("incidents:supervising"))

    entry = Entry.objects.get(name="restrictions.read")
    assert entry.actor == teacher.pk
    assert str(row.pk) in entry.body
    assert str(case.pk) not in entry.body


def test_the_pupils_own_parent_does_not_supervise_and_a_parent_found_later_sees_it_no_more(case, offices, pupil):
    father, teacher = StaffFactory(), StaffFactory()
    restrict(case, offices)
    supervise(case, offices, teacher)
    for person in (father, teacher):
        ParentFactory(pupil, person=person)
    actions.recompute_shut_outs([pupil.person_id], THEN)

    assert seen_by(teacher) == []
    with pytest.raises(PermissionDenied, match="Choose somebody else"):
        supervise(case, offices, father)


def test_taken_off_they_see_it_no_more(case, offices):
    teacher = StaffFactory()
    row = restrict(case, offices)
    made = supervise(case, offices, teacher)
    who = {"pk": case.pk, "restriction": row.pk, "supervisor": made.pk, "now": THEN}
    with pytest.raises(PermissionDenied):
        actions.end_supervisor(**who, by=offices["vice_principal"].pk)

    actions.end_supervisor(**who, by=offices["principal"].pk)

    assert seen_by(teacher) == []
    with pytest.raises(WrongState, match="taken off already"):
        actions.end_supervisor(**who, by=offices["principal"].pk)


def test_only_the_leader_names_them_and_only_people_at_work_here(case, offices):
    restrict(case, offices)
    with pytest.raises(PermissionDenied, match="Only the leader"):
        supervise(case, offices, StaffFactory(), by=offices["vice_principal"])
    with pytest.raises(PermissionDenied, match="works at the school"):
        supervise(case, offices, offices["governor"])
    with pytest.raises(WrongState, match="has ended"):
        supervise(case, offices, StaffFactory(), now=morning(TERM_ENDS + timedelta(days=1)))


def test_the_teachers_of_the_class_are_offered_and_named_with_one_press(case, offices, pupil, client, freeze):
    from school.models import ClassTeacher

    teacher = StaffFactory()
    ClassTeacher.objects.create(person=teacher, school_class=pupil.school_class, starts_on=date(2026, 9, 1))
    row = restrict(case, offices)
    client.force_login(offices["principal"].user)
    address = reverse("incidents:name_supervisor", args=[case.pk, row.pk])
    assert teacher.display_name in client.get(address).content.decode()

    page = client.post(address, {"person": teacher.pk}, follow=True).content.decode()

    assert f"{teacher.display_name} supervises" in page
    assert len(seen_by(teacher)) == 1
