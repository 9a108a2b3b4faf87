"""From when time runs, and which target gives which step its day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from incidents import actions
from school.days import counted_from
from school.models import Target
from tests.factories.incidents import THEN, IncidentFactory, PolicyFactory, ReportFactory, clause
from tests.factories.school import StaffFactory

pytestmark = pytest.mark.django_db


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
