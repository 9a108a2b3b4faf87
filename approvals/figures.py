"""What the school's official voice did in a term, in numbers alone. A fixed number of queries, whatever the term held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Count

from approvals.models import Decision, PostRequest, Takedown
from approvals.states import Lane, Verdict
from audit.models import Entry
from school.days import LONDON
from school.models import Closure

REGISTER = {
    "official.named": "official users named",
    "official.acknowledged": "official users who acknowledged the policy",
    "official.suspended": "official users suspended",
    "official.ended": "entries of official users ended",
    "official_account.added": "accounts added",
    "official_account.switched": "accounts switched on or off",
    "publishing.frozen": "freezes of publishing",
}


@dataclass(frozen=True)
class Term:
    """From its first day to its last, both included."""

    first: date
    last: date

    @property
    def between(self) -> tuple[datetime, datetime]:
        return (
            datetime.combine(self.first, time.min, tzinfo=LONDON),
            datetime.combine(self.last + timedelta(days=1), time.min, tzinfo=LONDON),
        )


@dataclass(frozen=True)
class Figures:
    """Counts and medians of one term. None where there is nothing to take a median of."""

    lanes: list[tuple[str, int]]
    verdicts: list[tuple[str, int]]
    hours_to_decide: float | None
    school_days_to_decide: float | None
    takedowns: int
    hours_to_take_down: float | None
    register: list[tuple[str, int]]


def term_of(day: date) -> Term:
    """The term in which a day lies: between the closures that end terms, and from 1 July to 30 June at the most."""
    year = day.year if day >= date(day.year, 7, 1) else day.year - 1
    first, last = date(year, 7, 1), date(year + 1, 6, 30)
    ends = Closure.objects.filter(ends_term=True, starts_on__lte=last, ends_on__gte=first)
    for starts_on, ends_on in ends.order_by("starts_on").values_list("starts_on", "ends_on"):
        if ends_on < day:
            first = ends_on + timedelta(days=1)
        elif starts_on > day:
            last = starts_on - timedelta(days=1)
            break
        else:  # in the holidays themselves: the term that they ended
            last = ends_on
            break
    return Term(first, last)


def _hours(spans: Iterable[timedelta]) -> float | None:
    found = [span.total_seconds() / 3600 for span in spans]
    return round(median(found), 1) if found else None


def _school_days(spans: list[tuple[date, date]]) -> float | None:
    """The median count of school days that began after the first day, up to the second."""
    if not spans:
        return None
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    closed = list(Closure.objects.filter(starts_on__lte=last, ends_on__gte=first).values_list("starts_on", "ends_on"))
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    is_open = [day.weekday() < 5 and not any(start <= day <= end for start, end in closed) for day in days]
    so_far = [0]
    for one in is_open:
        so_far.append(so_far[-1] + one)
    return float(median(so_far[(end - first).days + 1] - so_far[(start - first).days + 1] for start, end in spans))


def _takedowns(term: Term) -> list[timedelta]:
    rows = Takedown.objects.filter(at__gte=term.between[0], at__lt=term.between[1])
    return [down - out for down, out in rows.values_list("at", "target__publication__published_at") if out]


def figures_of(term: Term) -> Figures:
    """Read the figures of a term. No name, no word, no reference. Six queries."""
    start, end = term.between
    decided = Decision.objects.filter(at__gte=start, at__lt=end)
    rows = list(decided.values_list("verdict", "version__requested_at", "at"))
    verdicts = Counter(verdict for verdict, _, _ in rows)
    spans = [(asked, at) for _, asked, at in rows if asked]
    out = PostRequest.objects.exclude(lane="").filter(changed_at__gte=start, changed_at__lt=end)
    lanes = dict(out.order_by().values_list("lane").annotate(Count("pk")))
    entries = Entry.objects.filter(name__in=REGISTER, at__gte=start, at__lt=end)
    changes = dict(entries.order_by().values_list("name").annotate(Count("number")))
    down = _takedowns(term)
    return Figures(
        lanes=[(lane.label, lanes.get(lane.value, 0)) for lane in Lane],
        verdicts=[(verdict.label, verdicts.get(verdict.value, 0)) for verdict in Verdict],
        hours_to_decide=_hours(at - asked for asked, at in spans),
        school_days_to_decide=_school_days(
            [(asked.astimezone(LONDON).date(), at.astimezone(LONDON).date()) for asked, at in spans]
        ),
        takedowns=len(down),
        hours_to_take_down=_hours(down),
        register=[(label, changes.get(name, 0)) for name, label in REGISTER.items()],
    )
