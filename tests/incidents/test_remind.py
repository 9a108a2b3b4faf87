"""Every day that a case has is kept in mind: told before it comes, and one level up, once, when it has passed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents import actions
from incidents.actions.reminding import remind
from incidents.clocks import Turns
from incidents.models import ShutOut
from notices.models import Notice
from school.models import Closure
from tests.factories.incidents import THEN, IncidentFactory, ReportFactory, clause
from tests.factories.school import StaffFactory
from tests.incidents.clockwork import morning, settle_look

pytestmark = pytest.mark.django_db
CLOCKS = ("case.due", "case.overdue", "case.overdue_above")


def reminded(offices, kind):
    """Who was told so, by office."""
    names = {person.pk: office for office, person in offices.items()}
    return {names[one] for one in Notice.objects.filter(kind=kind).values_list("recipient_id", flat=True)}


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
