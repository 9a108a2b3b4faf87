"""School days of Northern Ireland, by the school's own calendar and clock."""

from datetime import UTC, date, datetime

import pytest

from school.days import add_school_days, is_school_day, local_date
from school.models import Closure

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 10), True),
        (date(2026, 11, 14), False),
        (date(2026, 11, 15), False),
        (date(2026, 10, 30), False),
        (date(2026, 12, 25), False),
        (date(2026, 3, 17), False),
        (date(2026, 3, 18), True),
        (date(2026, 7, 13), False),
        (date(2027, 3, 29), False),
    ],
)
def test_weekends_and_holidays_are_no_school_days(day, is_open):
    assert is_school_day(day) is is_open


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        (date(2026, 11, 10), 0, date(2026, 11, 10)),
        (date(2026, 11, 10), 1, date(2026, 11, 11)),
        (date(2026, 11, 13), 1, date(2026, 11, 16)),
        (date(2026, 11, 14), 0, date(2026, 11, 16)),
        (date(2026, 10, 23), 1, date(2026, 11, 2)),
        (date(2026, 12, 18), 2, date(2027, 1, 5)),
        (date(2026, 3, 16), 1, date(2026, 3, 18)),
        (date(2026, 6, 30), 1, date(2026, 9, 1)),
        (date(2026, 6, 26), 20, date(2026, 9, 24)),
        (date(2026, 7, 5), 0, date(2026, 9, 1)),
    ],
)
def test_days_are_counted_over_weekends_and_holidays(start, count, due):
    assert add_school_days(start, count) == due


def test_the_schools_own_days_count_at_once():
    Closure.objects.create(name="Storm", starts_on=date(2026, 11, 11), ends_on=date(2026, 11, 12))

    assert add_school_days(date(2026, 11, 10), 1) == date(2026, 11, 13)


def test_a_school_that_never_opens_still_gets_an_answer():
    Closure.objects.create(name="For ever", starts_on=date(2026, 1, 1), ends_on=date(2099, 1, 1))

    assert add_school_days(date(2026, 11, 10), 3) > date(2026, 11, 10)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 11, 10, 23, 30, tzinfo=UTC), date(2026, 11, 10)),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),
    ],
)
def test_the_day_is_northern_irelands(moment, day):
    assert local_date(moment) == day
