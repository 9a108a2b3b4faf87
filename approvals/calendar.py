"""The calendar of posts: what stands on which day, for whoever may see it. Five queries, however many posts there are."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import models
from django.db.models import Max
from django.db.models.functions import Coalesce

from approvals.delivery import WAITING
from approvals.models import PostRequest, Publication
from approvals.states import PostStatus
from school.days import LONDON
from school.standing import Standing

MOST = 500
NOT_SHOWN = (PostStatus.REJECTED, PostStatus.WITHDRAWN)


@dataclass(frozen=True)
class Line:
    """One post at one time: when it came out on these accounts, or from when until when it is to."""

    post: PostRequest
    at: datetime
    until: datetime | None
    accounts: str

    @property
    def day(self) -> date:
        return self.at.astimezone(LONDON).date()

    @property
    def last_day(self) -> date:
        """The last day on which it may still come out; that of `at` where no last time was set."""
        return max(self.day, self.until.astimezone(LONDON).date()) if self.until else self.day

    def is_on(self, day: date) -> bool:
        return self.day <= day <= self.last_day

    @property
    def title(self) -> str:
        """Without a word of the post, which may name somebody."""
        return f"Post {self.post.reference}: {self.accounts} ({self.post.get_status_display()})"


def _moment(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LONDON)


def _concerned(first: datetime, end: datetime) -> models.QuerySet[PostRequest, UUID]:
    """Ids of the posts that came out in between, or whose window lies at least partly in it. Each part by an index."""
    posts = PostRequest.objects.order_by().values_list("pk", flat=True)
    windows = []
    for path in ("current_version", "targets"):
        starts, ends = f"{path}__not_before", f"{path}__not_after"
        windows += [
            posts.filter(**{f"{starts}__gte": first, f"{starts}__lt": end}),
            posts.filter(**{f"{ends}__gte": first, f"{starts}__lt": end}),
            posts.filter(**{starts: None, f"{ends}__gte": first, f"{ends}__lt": end}),
        ]
    out = posts.filter(targets__publication__published_at__gte=first, targets__publication__published_at__lt=end)
    return out.union(*windows)


def lines(standing: Standing, first: date, last: date) -> list[Line]:
    """What came out or may come out between two days, both included, in order of time. Only what `standing` may see."""
    between = (_moment(first), _moment(last + timedelta(days=1)))
    rows = (
        PostRequest.objects.visible_to(standing)
        .exclude(status__in=NOT_SHOWN)
        .filter(pk__in=_concerned(*between))
        .select_related("current_version", "author")
        .prefetch_related("current_version__placements__account", "targets__account", "targets__publication")
        .alias(starts=Coalesce(Max("targets__publication__published_at"), "current_version__not_before", "changed_at"))
    )
    found = [line for row in rows.order_by("starts", "pk")[:MOST] for line in _lines(row)]
    inside = [one for one in found if one.at < between[1] and (one.until or one.at) >= between[0]]
    return sorted(inside, key=lambda line: (line.at, line.post.reference))


def _lines(row: PostRequest) -> list[Line]:
    """When it came out, account by account; and the window of what is not out, as it was narrowed, with its accounts."""
    found: dict[tuple[datetime, datetime | None], list[str]] = {}
    targets = list(row.targets.all())
    for target in targets:
        publication: Publication | None = getattr(target, "publication", None)
        if publication is not None:
            found.setdefault((publication.published_at, None), []).append(str(target.account))
        elif target.status in WAITING:
            _window(found, target.not_before, target.not_after, str(target.account))
    version = row.current_version
    if not found and version is not None:
        for one in version.placements.all():
            _window(found, version.not_before, version.not_after, str(one.account))
    return [Line(row, at, until, ", ".join(names)) for (at, until), names in found.items()]


def _window(
    found: dict[tuple[datetime, datetime | None], list[str]],
    starts: datetime | None,
    until: datetime | None,
    account: str,
) -> None:
    """Without a time it goes out as soon as it is approved: then it stands on its last day alone, if it has one."""
    at = starts or until
    if at is not None:
        found.setdefault((at, until), []).append(account)


@dataclass(frozen=True)
class Day:
    day: date
    is_in_month: bool
    lines: list[Line]


def weeks(month: date, found: Iterable[Line]) -> list[list[Day]]:
    """The month as weeks from Monday to Sunday, each day with the posts that it concerns."""
    rows = list(found)
    grid = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return [
        [Day(day, day.month == month.month, [one for one in rows if one.is_on(day)]) for day in week] for week in grid
    ]


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
