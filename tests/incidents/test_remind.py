"""Every day that a case has is kept in mind: told before it comes, one level up once it has passed, and then no more."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from incidents import actions, waiting
from incidents.actions.reminding import remind
from incidents.clocks import Turns
from incidents.models import Incident, IncidentStep, ShutOut
from notices.models import Notice
from notices.register import Told, kinds
from notices.states import Pace
from school.days import LONDON, counted_from
from school.models import Appointment, Closure, Target
from school.standing import standing_of
from tests.factories.incidents import THEN, IncidentFactory, PolicyFactory, ReportFactory, clause, settle_all
from tests.factories.school import StaffFactory
from tests.mailing import posted

pytestmark = pytest.mark.django_db
CLOCKS = ("case.due", "case.overdue", "case.overdue_above")


def morning(day):
    return datetime.combine(day, time(7), tzinfo=LONDON)


def reminded(offices, kind):
    """Who was told so, by office."""
    names = {person.pk: office for office, person in offices.items()}
    return {names[one] for one in Notice.objects.filter(kind=kind).values_list("recipient_id", flat=True)}


@pytest.fixture
def received(offices):
    """A report about a pupil, filed on Monday 9 November 2026 at nine: the look is due that day, the rest on Tuesday."""
    return ReportFactory().incidents.get()


def test_each_target_gives_a_step_its_day(offices, rules):
    case = IncidentFactory(
        "being_handled",
        lead=offices["principal"],
        clauses=[clause(rules, "9.1")],
        concerns="staff",
        concerned=[StaffFactory()],
    )

    assert case.confirm_by == date(2026, 11, 10)
    days = dict(case.steps.values_list("step_id", "due_on"))
    assert days["INVESTIGATE"] == date(2026, 12, 7)


def test_a_changed_target_counts_for_what_begins_then(offices, received):
    Target.objects.filter(code="acknowledge_school_days").update(value=3)

    assert ReportFactory().incidents.get().confirm_by == date(2026, 11, 12)
    received.refresh_from_db()
    assert received.confirm_by == date(2026, 11, 10)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 9, 17, 59, tzinfo=UTC), date(2026, 11, 9)),
        (datetime(2026, 11, 9, 18, 0, tzinfo=UTC), date(2026, 11, 10)),
        # In summer the school's clock is an hour ahead; the night after the clocks went back it is not.
        (datetime(2026, 6, 9, 17, 0, tzinfo=UTC), date(2026, 6, 10)),
        (datetime(2026, 10, 25, 17, 0, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_what_comes_in_after_the_schools_day_counts_from_the_next(moment, day):
    assert counted_from(moment) == day


def test_a_report_of_the_evening_is_looked_at_the_next_school_day(offices):
    friday = ReportFactory(now=datetime(2026, 11, 13, 20, tzinfo=UTC)).incidents.get()

    assert friday.steps.get(step="DT_TRIAGE").due_on == date(2026, 11, 16)


def test_parents_are_told_within_days_of_the_look_and_not_before_it(offices, rules):
    case = IncidentFactory("being_handled", lead=offices["principal"], clauses=[clause(rules, "7.0b")])
    parents, look = case.steps.get(step="INFORM_PARENTS"), case.steps.get(step="DT_TRIAGE")
    assert parents.due_on is None

    later = THEN + timedelta(days=2)
    actions.do_step(pk=case.pk, step=look.pk, by=offices["designated_teacher"].pk, now=later)

    parents.refresh_from_db()
    assert parents.due_on == date(2026, 11, 13)


def test_a_step_that_fell_away_starts_what_waited_for_it(offices, rules):
    case = IncidentFactory("being_handled", lead=offices["principal"], clauses=[clause(rules, "7.0b")])
    look = case.steps.get(step="DT_TRIAGE")

    actions.excuse_step(pk=case.pk, step=look.pk, reason="Seen before.", by=offices["designated_teacher"].pk, now=THEN)

    assert case.steps.get(step="INFORM_PARENTS").due_on == date(2026, 11, 11)


def test_where_a_child_is_at_risk_a_removal_is_asked_for_the_same_day(offices):
    version = PolicyFactory({"8.7a": ("parent", ["ASK_REMOVE"])})
    cases = [
        IncidentFactory("being_handled", lead=offices["principal"], concerns="parent", clauses=[clause(version, "8.7a")], child_at_risk=risk)
        for risk in (True, False)
    ]  # fmt: skip

    assert [case.steps.get(step="ASK_REMOVE").due_on for case in cases] == [date(2026, 11, 9), date(2026, 11, 11)]


# Reminding ----------------------------------------------------------------------------------------


def test_on_the_day_of_the_report_nobody_is_reminded_of_it(offices, received):
    assert remind(THEN + timedelta(hours=6)) == 0


def test_on_the_day_itself_the_leader_hears_that_it_is_due(offices, received):
    look = received.steps.get()
    actions.do_step(pk=received.pk, step=look.pk, by=offices["designated_teacher"].pk, now=THEN)

    remind(morning(date(2026, 11, 10)))

    assert reminded(offices, "case.due") == {"principal"}
    assert reminded(offices, "case.overdue") == reminded(offices, "case.overdue_above") == set()


def test_a_step_is_told_on_the_school_day_before(offices, rules):
    case = IncidentFactory("being_handled", lead=offices["principal"], clauses=[clause(rules, "unknown")])
    settle_look(case, offices)
    due = case.steps.open().first().due_on
    assert due == date(2026, 11, 16)

    counts = []
    for day in range(10, 17):
        remind(morning(date(2026, 11, day)))
        counts.append(Notice.objects.filter(kind="case.due").values("key").count())

    # From Friday 13 on: the weekend has no reminders, and Monday repeats nothing.
    steps = case.steps.open().obligatory().count()
    assert counts == [0, 0, 0, steps, steps, steps, steps]


def settle_look(case, offices):
    for look in case.steps.open().filter(for_office="designated_teacher"):
        actions.do_step(pk=case.pk, step=look.pk, by=offices["designated_teacher"].pk, now=THEN)


def test_what_is_overdue_goes_up_one_level_once(offices, received):
    """The look was due on Monday: on Tuesday the Designated Teacher hears so, and the leader."""
    for day in (10, 11, 12, 13):
        remind(morning(date(2026, 11, day)))
        remind(morning(date(2026, 11, day)))

    look = f"{received.steps.get().pk} 2026-11-09"
    told = Notice.objects.filter(key=look).values_list("kind", "recipient_id")
    assert sorted(told) == sorted(
        [("case.overdue", offices["designated_teacher"].pk), ("case.overdue_above", offices["principal"].pk)]
    )


def test_from_the_leader_it_goes_to_the_next_office_and_stops(offices, received):
    settle_look(received, offices)
    for day in (11, 12, 13, 16, 17):
        remind(morning(date(2026, 11, day)))

    assert reminded(offices, "case.overdue") == {"principal"}
    assert reminded(offices, "case.overdue_above") == {"vice_principal"}
    assert Notice.objects.filter(kind="case.overdue_above").count() == 1


@pytest.mark.parametrize(
    ("about", "leader", "above"),
    [
        ((), "principal", set()),  # the Vice-Principal does not know of matters about staff, nor does the Chair
        (("principal",), "chair", set()),
        (("vice_principal",), "principal", set()),
    ],
)
def test_it_never_goes_to_anybody_for_whom_the_case_does_not_exist(about, leader, above, offices):
    case = ReportFactory(concerns="staff", about=about, concerned=[]).incidents.get()
    assert case.lead_office == leader

    for day in (11, 12, 13):
        remind(morning(date(2026, 11, day)))

    assert reminded(offices, "case.overdue") == {leader}
    assert reminded(offices, "case.overdue_above") == above


def test_somebody_shut_out_is_passed_over(offices, received):
    settle_look(received, offices)
    ShutOut.objects.create(incident=received, person=offices["vice_principal"], reason="declared", since=THEN)

    remind(morning(date(2026, 11, 11)))

    assert reminded(offices, "case.overdue_above") == set()


def test_behind_a_person_named_to_lead_stands_the_office_that_named_them(offices, received):
    helper = StaffFactory()
    settle_look(received, offices)
    actions.name_assignee(pk=received.pk, person=helper.pk, role="lead", by=offices["principal"].pk, now=THEN)
    received.refresh_from_db()
    turns = Turns([received], THEN)

    assert turns.doers(received, "") == {helper.pk}
    assert turns.one_level_up(received, "") == {offices["principal"].pk}


def test_on_the_child_protection_route_it_goes_from_both_to_the_principal(offices, received):
    actions.take_to_child_protection(pk=received.pk, by=offices["designated_teacher"].pk, now=THEN)
    received.refresh_from_db()

    above = Turns([received], THEN).one_level_up(received, "")

    assert above == {offices["principal"].pk}


@pytest.mark.parametrize("day", [date(2026, 11, 14), date(2026, 11, 15), date(2026, 12, 24)])
def test_nobody_is_reminded_on_a_day_without_school(day, offices, received):
    assert remind(morning(day)) == 0


def test_holidays_put_a_day_off(offices):
    """Filed on the last day before the Halloween break, to be taken up on the first day after it."""
    case = ReportFactory(now=datetime(2026, 10, 23, 10, tzinfo=UTC)).incidents.get()
    settle_look(case, offices)
    assert case.confirm_by == date(2026, 11, 2)

    for day in range(24, 32):
        remind(morning(date(2026, 10, day)))
    assert not Notice.objects.filter(kind__in=CLOCKS).exists()

    remind(morning(date(2026, 11, 2)))
    assert reminded(offices, "case.due") == {"principal"}


def test_a_day_the_school_closes_for_a_storm_counts_for_nothing(offices, received):
    settle_look(received, offices)
    Closure.objects.create(name="Storm", starts_on=date(2026, 11, 11), ends_on=date(2026, 11, 11))

    assert remind(morning(date(2026, 11, 11))) == 0
    remind(morning(date(2026, 11, 12)))
    assert reminded(offices, "case.overdue") == {"principal"}


def test_reminding_of_many_asks_little_more_than_of_one(offices):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            remind(morning(date(2026, 11, 11)))
        return len(seen)

    ReportFactory()
    asked()
    few = asked()
    for _ in range(10):
        ReportFactory()
    asked()

    assert asked() == few


# It stops with its cause ---------------------------------------------------------------------------


def after_the_reminder(offices, received):
    """Wednesday: the taking up is overdue and both were told; the daily e-mail has not gone yet."""
    settle_look(received, offices)
    remind(morning(date(2026, 11, 11)))
    return {"pk": received.pk, "now": morning(date(2026, 11, 11))}


def mailed_to(person, day):
    sent = posted(datetime.combine(day, time(8), tzinfo=LONDON))
    return [line for one in sent if one.to == [person.user.email] for line in one.body.splitlines()]


def test_a_reminder_is_mailed_while_its_cause_stands(offices, received):
    after_the_reminder(offices, received)

    sent = posted(datetime(2026, 11, 11, 8, tzinfo=UTC))
    lines = {(one.to[0], line) for one in sent for line in one.body.splitlines()}

    assert (offices["principal"].user.email, kinds["case.overdue"].sentence) in lines
    assert (offices["vice_principal"].user.email, kinds["case.overdue_above"].sentence) in lines


@pytest.mark.parametrize("end", ["confirmed", "closed", "no longer theirs", "handed over"])
def test_a_reminder_stops_with_its_cause(end, offices, received):
    facts = after_the_reminder(offices, received)
    by = offices["principal"].pk
    if end == "confirmed":
        actions.confirm(**facts, clauses=[], by=by)
    elif end == "closed":
        actions.record_in_error(**facts, reason="Told twice.", by=by)
    elif end == "no longer theirs":
        Appointment.objects.filter(person=offices["principal"]).update(withdrawn_at=facts["now"])
    else:
        actions.name_assignee(**facts, person=StaffFactory().pk, role="lead", by=by)

    assert kinds["case.overdue"].sentence not in mailed_to(offices["principal"], date(2026, 11, 11))


def test_whoever_opened_the_case_meanwhile_is_not_mailed_that_it_waits(offices, received):
    actions.read_case(received, by=offices["principal"].pk, now=THEN + timedelta(minutes=5))

    assert mailed_to(offices["principal"], date(2026, 11, 10)) == []


@pytest.mark.parametrize(
    "kind", ["case.look", "case.waiting", "case.told", "case.named", "case.added", "report.closed"]
)
def test_each_kind_knows_when_it_is_over(kind, offices, received, rules):
    """Of a case that was closed, or an access that ended, nobody is mailed as if it waited."""
    reporter = received.report.reporter
    made = {"case.named": lambda: actions.name_assignee(pk=received.pk, person=StaffFactory().pk, by=offices["principal"].pk, now=THEN)}  # fmt: skip
    row = made[kind]() if kind in made else None
    if kind == "case.named":
        actions.end_access(pk=received.pk, access=row.pk, by=offices["principal"].pk, now=THEN)
    if kind == "report.closed":
        actions.record_in_error(pk=received.pk, reason="Twice.", by=offices["principal"].pk, now=THEN)
        actions.reopen(pk=received.pk, reason="Not twice.", by=offices["principal"].pk, now=THEN)
    elif kind != "case.named":
        actions.record_in_error(
            pk=received.pk, reason="Twice.", by=offices["principal"].pk, now=THEN + timedelta(minutes=1)
        )
    told = Told(
        person_id=row.person_id if row else reporter.pk if kind == "report.closed" else offices["principal"].pk,
        about_id=received.report_id if kind == "report.closed" else received.pk,
        key=str(row.pk) if row else "",
        at=THEN,
    )

    assert kinds[kind].still(told, THEN + timedelta(minutes=2)) is False


# At once ------------------------------------------------------------------------------------------


def contact_rules(how_fast):
    codes = {"7.1a": ("pupil", ["INFORM_PARENTS"]), "9.2": ("staff", ["INVESTIGATE"])}
    return PolicyFactory(codes, speeds={"9.2": ("principal", how_fast)})


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_id", flat=True))


def test_only_child_protection_at_risk_and_the_immediate_clause_go_at_once():
    urgent = {code for code, kind in kinds.items() if kind.pace == Pace.AT_ONCE and not code.startswith("test")}

    assert urgent == {"case.urgent", "case.told_at_once"}


@pytest.mark.parametrize("how_fast", ["immediately", "unstated", "as_soon_as_it_happens"])
def test_a_case_travels_as_fast_as_the_clause_itself_says(how_fast, offices):
    """A pupil's attempt to reach an employee: the clause that binds the employee is a row of the policy of that day."""
    version = contact_rules(how_fast)

    ReportFactory(clauses=[clause(version, "7.1a").pk])

    is_fast = how_fast == "immediately"
    assert told("case.urgent") == ({offices["principal"].pk} if is_fast else set())
    assert told("case.waiting") == (set() if is_fast else {offices["principal"].pk})
    assert told("case.look") == {offices["designated_teacher"].pk}


def test_what_the_leader_confirms_as_immediate_is_told_to_the_office_at_once(offices):
    version = contact_rules("immediately")
    case, helper = ReportFactory().incidents.get(), StaffFactory()
    actions.name_assignee(pk=case.pk, person=helper.pk, role="lead", by=offices["principal"].pk, now=THEN)

    actions.confirm(pk=case.pk, clauses=[clause(version, "7.1a").pk], by=helper.pk, now=THEN)

    assert told("case.told_at_once") == {offices["principal"].pk}
    assert not case.steps.filter(step="INVESTIGATE").exists(), "the employee who reports is not investigated"


def test_taking_a_case_to_child_protection_rings_the_other_teacher_and_not_oneself(offices, received):
    actions.take_to_child_protection(pk=received.pk, by=offices["designated_teacher"].pk, now=THEN)

    assert told("case.urgent") == {offices["deputy_designated_teacher"].pk}


def test_a_child_protection_step_asked_for_by_the_leader_rings_the_designated_teacher(offices, received):
    actions.confirm(pk=received.pk, clauses=[], kinds=["improper_contact"], by=offices["principal"].pk, now=THEN)

    step = IncidentStep.objects.get(incident=received, step="CP_ROUTE")
    assert told("case.urgent") == {offices["designated_teacher"].pk}
    assert step.due_on == date(2026, 11, 9)


# Home ---------------------------------------------------------------------------------------------


def lines(person, now=THEN):
    return waiting.waiting(standing_of(person.pk, now), now)


def test_the_designated_teachers_line_says_what_why_and_by_when(offices, received):
    (line,) = lines(offices["designated_teacher"])

    assert line.sentence.startswith(f"Case {received.reference}: The Designated Teacher")
    assert line.why == "A pupil is concerned or affected, so the Designated Teacher looks first."
    assert (line.due, line.set_by, line.button) == (date(2026, 11, 9), "the school's own target", "Do this step")


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
    for step in case.steps.open():
        actions.do_step(pk=case.pk, step=step.pk, by=offices["principal"].pk, now=THEN)
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
