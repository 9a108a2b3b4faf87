"""What the school's official voice did in a term, in numbers alone. A fixed number of queries, whatever the term held."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import StringIO
from statistics import median

from django.db.models import Count

from approvals.models import Authorisation, Decision, GateRefusal, Takedown
from approvals.refusing import EXACT_WORDS
from approvals.states import Lane, Verdict
from audit.models import Entry
from school.days import LONDON
from school.models import Closure, Target

REGISTER = {
    "official.named": "official users named",
    "official.acknowledged": "official users who acknowledged the policy",
    "official.suspended": "official users suspended",
    "official.ended": "entries of official users ended",
    "official_account.added": "accounts added",
    "official_account.switched": "accounts switched on or off",
    "publishing.frozen": "freezes of publishing",
}


# The gates as the governors read them, by their codes; the last is no gate: that other words were sent than were approved.
GATES = {
    "text_given": "words for every account",
    "fits_the_platform": "length that the platform takes",
    "may_picture": "leave to post pictures",
    "pictures_ready": "pictures ready and clean",
    "described": "words for those who cannot see a picture",
    "people_declared": "who is in a picture",
    "consents": "consent of families",
    "face_and_name": "a name beside a face",
    "other_policy": "another policy",
    "embargo": "where children are",
    "schedule": "time to go out",
    "window": "last time to go out",
    "account_open": "account switched off",
    "no_freeze": "publishing frozen",
    "official_user": "author an official user",
    EXACT_WORDS: "not the approved words",
}
# The school's own least number: below it a figure about families is not told apart to those who do not read posts.
FEW = "few_cases"
ABOUT_FAMILIES = frozenset({"consents", "face_and_name", "people_declared"})


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
    unreviewed: int
    verdicts: list[tuple[str, int]]
    hours_to_decide: float | None
    school_days_to_decide: float | None
    takedowns: int
    hours_to_take_down: float | None
    register: list[tuple[str, int]]
    refusals: list[tuple[str, int | str]]


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


def _lanes(term: Term) -> tuple[list[tuple[str, int]], int]:
    """Posts let out in the term, each once a lane, by the lane of that time; and those authorised alone, not reviewed yet."""
    between = {"at__gte": term.between[0], "at__lt": term.between[1]}
    posts = Count("version__request", distinct=True)
    approved = Decision.objects.filter(verdict=Verdict.APPROVE, **between).aggregate(posts=posts)["posts"]
    alone = Authorisation.objects.filter(**between)
    found = dict(alone.order_by().values_list("lane").annotate(posts=posts)) | {Lane.APPROVED.value: approved}
    return [(lane.label, found.get(lane.value, 0)) for lane in Lane], alone.unreviewed().count()


def _refusals(term: Term, *, knows_posts: bool) -> list[tuple[str, int | str]]:
    """How often each gate said no, most often first; gates that never did are left out."""
    rows = GateRefusal.objects.filter(at__gte=term.between[0], at__lt=term.between[1])
    found = dict(rows.order_by().values_list("gate").annotate(Count("pk")))
    if knows_posts:
        return [(GATES[code], count) for code, count in sorted(found.items(), key=lambda one: (-one[1], one[0]))]
    least = Target.value_of(FEW)
    hidden = {code for code in ABOUT_FAMILIES if found.get(code, 0) < least}  # none and a few look the same
    told = sorted(
        ((code, count) for code, count in found.items() if code not in hidden), key=lambda one: (-one[1], one[0])
    )
    shown: list[tuple[str, int | str]] = [(GATES[code], count) for code, count in told]
    return shown + [(GATES[code], f"fewer than {least}") for code in GATES if code in hidden]


def figures_of(term: Term, *, knows_posts: bool = True) -> Figures:
    """Read the figures of a term. No name, no word, no reference. Nine queries at most.

    `knows_posts`: whether the reader sees the posts themselves. To anybody else few refusals that are about families,
    and none, look alike.
    """
    start, end = term.between
    decided = Decision.objects.filter(at__gte=start, at__lt=end)
    rows = list(decided.values_list("verdict", "version__requested_at", "at"))
    verdicts = Counter(verdict for verdict, _, _ in rows)
    spans = [(asked, at) for _, asked, at in rows if asked]
    lanes, unreviewed = _lanes(term)
    entries = Entry.objects.filter(name__in=REGISTER, at__gte=start, at__lt=end)
    changes = dict(entries.order_by().values_list("name").annotate(Count("number")))
    down = _takedowns(term)
    return Figures(
        lanes=lanes,
        unreviewed=unreviewed,
        verdicts=[(verdict.label, verdicts.get(verdict.value, 0)) for verdict in Verdict],
        hours_to_decide=_hours(at - asked for asked, at in spans),
        school_days_to_decide=_school_days(
            [(asked.astimezone(LONDON).date(), at.astimezone(LONDON).date()) for asked, at in spans]
        ),
        takedowns=len(down),
        hours_to_take_down=_hours(down),
        register=[(label, changes.get(name, 0)) for name, label in REGISTER.items()],
        refusals=_refusals(term, knows_posts=knows_posts),
    )


def as_csv(term: Term, figures: Figures) -> str:
    """The same figures as lines of part, what and number: for the governors' own table. Begins with a mark for Excel."""
    between = f"{term.first:%-d %B %Y} to {term.last:%-d %B %Y}"
    lines: list[tuple[str, str, object]] = [("Part", "What", between)]
    lines += [("Posts let out", label, count) for label, count in figures.lanes]
    lines += [("Posts let out", "authorised alone, not reviewed yet", figures.unreviewed)]
    lines += [("Decisions", label, count) for label, count in figures.verdicts]
    lines += [
        ("Decisions", "hours from asking to deciding, median", _or_none(figures.hours_to_decide)),
        ("Decisions", "school days from asking to deciding, median", _or_none(figures.school_days_to_decide)),
    ]
    lines += [("Refused by a gate", label, count) for label, count in figures.refusals]
    lines += [
        ("Taken down", "posts", figures.takedowns),
        ("Taken down", "hours that they were out, median", _or_none(figures.hours_to_take_down)),
    ]
    lines += [("Changes of the registers", label, count) for label, count in figures.register]
    written = StringIO()
    csv.writer(written).writerows(lines)
    return "\ufeff" + written.getvalue()


def _or_none(figure: float | None) -> float | str:
    return "" if figure is None else figure
