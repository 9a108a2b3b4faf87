"""School days: dates are the school's own, in Northern Ireland, whatever the server's clock says."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from school.models.settings import Closure

LONDON = ZoneInfo("Europe/London")


def local_date(now: datetime) -> date:
    """The school's calendar day at `now`."""
    return now.astimezone(LONDON).date()


def is_school_day(day: date) -> bool:
    """Monday to Friday, and the school is not closed."""
    return day.weekday() < 5 and not Closure.objects.filter(starts_on__lte=day, ends_on__gte=day).exists()


def add_school_days(start: date, count: int) -> date:
    """The day `count` school days after `start`; 0 is `start` itself, or the next school day if it is none."""
    last = start + timedelta(days=count * 2 + 120)
    closed = list(Closure.objects.filter(starts_on__lte=last, ends_on__gte=start).values_list("starts_on", "ends_on"))

    def is_open(day: date) -> bool:
        return day.weekday() < 5 and not any(first <= day <= until for first, until in closed)

    day = start
    while not is_open(day) and day < last:
        day += timedelta(days=1)
    while count and day < last:
        day += timedelta(days=1)
        if is_open(day):
            count -= 1
    return day
