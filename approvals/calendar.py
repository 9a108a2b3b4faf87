"""The calendar of posts: what stands on which day, for whoever may see it. Two queries, however many posts there are."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q

from approvals.models import PostRequest, Publication
from approvals.states import PostStatus
from school.days import LONDON
from school.standing import Standing

MOST = 500
NOT_SHOWN = (PostStatus.REJECTED, PostStatus.WITHDRAWN)


@dataclass(frozen=True)
class Line:
    """One post on its day: when it came out, or from when it is to."""

    post: PostRequest
    at: datetime
    until: datetime | None
    accounts: str

    @property
    def day(self) -> date:
        return self.at.astimezone(LONDON).date()

    @property
    def title(self) -> str:
        """Without a word of the post, which may name somebody."""
        return f"Post {self.post.reference}: {self.accounts} ({self.post.get_status_display()})"


def _moment(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LONDON)


def lines(standing: Standing, first: date, last: date) -> list[Line]:
    """Posts with a time between two days, both included, in order of time. Only what `standing` may see."""
    between = (_moment(first), _moment(last + timedelta(days=1)))
    out = Publication.objects.filter(version__request=OuterRef("pk"))
    came_out = out.filter(published_at__gte=between[0], published_at__lt=between[1])
    starts = Q(current_version__not_before__gte=between[0], current_version__not_before__lt=between[1])
    rows = (
        PostRequest.objects.visible_to(standing)
        .exclude(status__in=NOT_SHOWN)
        .filter(starts & ~Exists(out) | Exists(came_out))
        .select_related("current_version", "author")
        .prefetch_related("current_version__placements__account")
        .annotate(out_at=Min("versions__publications__published_at"))
    )
    found = [_line(row) for row in rows.order_by("pk")[:MOST]]
    return sorted(found, key=lambda line: (line.at, line.post.reference))


def _line(row: PostRequest) -> Line:
    version = row.current_version
    out_at: datetime | None = row.out_at  # type: ignore[attr-defined]
    starts, until = (version.not_before, version.not_after) if version else (None, None)
    at = out_at or starts or row.changed_at
    names = ", ".join(str(one.account) for one in version.placements.all()) if version else ""
    return Line(row, at, None if out_at else until, names)


@dataclass(frozen=True)
class Day:
    day: date
    is_in_month: bool
    lines: list[Line]


def weeks(month: date, found: Iterable[Line]) -> list[list[Day]]:
    """The month as weeks from Monday to Sunday, each day with its posts."""
    by_day: dict[date, list[Line]] = {}
    for line in found:
        by_day.setdefault(line.day, []).append(line)
    grid = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return [[Day(day, day.month == month.month, by_day.get(day, [])) for day in week] for week in grid]


def month_of(text: str, today: date) -> date:
    """The first day of the month in an address; this month for anything that is none."""
    try:
        found = datetime.strptime(text[:7], "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        found = today
    return found.replace(day=1) if 2000 <= found.year <= 2100 else today.replace(day=1)


def next_month(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


# The feed -----------------------------------------------------------------------------------------


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> str:
    """RFC 5545 3.1: at most 75 bytes a line, the rest on lines that begin with a space."""
    parts, now = [], ""
    for letter in line:
        if len((now + letter).encode()) > 74:
            parts.append(now)
            now = ""
        now += letter
    return "\r\n ".join([*parts, now])


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def written_as_feed(found: Iterable[Line], *, address: UUID, now: datetime) -> str:
    """RFC 5545. No name of a person, no word of a post: reference, accounts, state and time."""
    rows = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//School portal//Posts//EN", "X-WR-CALNAME:School posts"]
    for line in found:
        end = line.until if line.until and line.until > line.at else line.at + timedelta(minutes=30)
        rows += [
            "BEGIN:VEVENT",
            f"UID:{line.post.pk}.{address}@portal",
            f"DTSTAMP:{_utc(now)}",
            f"DTSTART:{_utc(line.at)}",
            f"DTEND:{_utc(end)}",
            f"SUMMARY:{_escaped(line.title)}",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(row)}\r\n" for row in [*rows, "END:VCALENDAR"])
