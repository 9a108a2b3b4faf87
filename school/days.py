"""School days: dates are the school's own, in Northern Ireland, whatever the server's clock says."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from audit.prepared import Prepared
from notices.register import Hours
from school.models.settings import Closure, School

LONDON = ZoneInfo("Europe/London")
A_YEAR = timedelta(days=366)


def local_date(now: datetime) -> date:
    """The school's calendar day at `now`."""
    return now.astimezone(LONDON).date()


def is_school_day(day: date) -> bool:
    """Monday to Friday, and the school is not closed."""
    return day.weekday() < 5 and not Closure.objects.filter(starts_on__lte=day, ends_on__gte=day).exists()


_closed = Prepared(
    lambda _, last, first: Closure.objects.filter(starts_on__lte=last, ends_on__gte=first).values_list(
        "starts_on", "ends_on"
    )
)


class SchoolDaysFrom:
    """School days counted from `start`; for any number of them the calendar is read once."""

    def __init__(self, start: date) -> None:
        self.start = self.read_until = start
        self.closed: list[tuple[date, date]] = []

    def after(self, count: int) -> date:
        """The day `count` school days after the start; 0 is the start itself, or the next school day if it is none."""
        last = self.start + timedelta(days=count * 2 + 120)
        if last > self.read_until:
            self.read_until = last + A_YEAR
            self.closed = _closed(None, self.read_until, self.start)
        day = self.start
        while not self._is_open(day) and day < last:
            day += timedelta(days=1)
        while count and day < last:
            day += timedelta(days=1)
            count -= self._is_open(day)
        return day

    def _is_open(self, day: date) -> bool:
        return day.weekday() < 5 and not any(first <= day <= until for first, until in self.closed)


def add_school_days(start: date, count: int) -> date:
    """The day `count` school days after `start`; 0 is `start` itself, or the next school day if it is none."""
    return SchoolDaysFrom(start).after(count)


def end_of_term(day: date) -> date:
    """The last school day of the term in which `day` lies, or of the next one when it lies in the holidays between.

    Where the calendar does not reach that far, the last of June: then every school year in Northern Ireland has ended.
    """
    end = date(day.year + (day >= date(day.year, 7, 1)), 6, 30)
    following = Closure.objects.filter(ends_term=True, starts_on__gt=day).order_by("starts_on").first()
    if following:
        end = min(end, following.starts_on - timedelta(days=1))
    while end > day and not is_school_day(end):
        end -= timedelta(days=1)
    return end


def counted_from(now: datetime) -> date:
    """The day from which a time limit runs: today, or the next day once the hours of e-mail are over.

    Nobody can be late with something that reached the school after its day had ended.
    """
    here = now.astimezone(LONDON)
    return here.date() + timedelta(days=here.time() >= School.get().mail_until)


def days_late(dues: Iterable[date], today: date) -> dict[date, int]:
    """For each day that has passed: how many school days have begun since, today included; in one query."""
    wanted = {due for due in dues if due < today}
    if not wanted:
        return {}
    first = min(wanted)
    closed = list(Closure.objects.filter(starts_on__lte=today, ends_on__gte=first).values_list("starts_on", "ends_on"))
    days = [first + timedelta(days=count) for count in range(1, (today - first).days + 1)]
    counted = [day for day in days if day.weekday() < 5 and not any(start <= day <= end for start, end in closed)]
    return {due: sum(day > due for day in counted) for due in wanted}


def hours(now: datetime) -> Hours:
    """Whether calm e-mail may go out, and whether the time of the daily one has come."""
    here, school = now.astimezone(LONDON), School.get()
    if not is_school_day(here.date()):
        return Hours(is_open=False, gathers_until=None)
    gathers_at = datetime.combine(here.date(), school.digest_at, tzinfo=LONDON)
    is_open = school.mail_from <= here.time() < school.mail_until
    return Hours(is_open=is_open, gathers_until=gathers_at if here >= gathers_at else None)
