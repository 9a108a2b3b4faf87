"""The inbox shows a line only while its reader may still know of what it is about.

What is hidden leaves no trace: pages fill up with the lines behind it, and the number in the menu does not count it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.dateparse import parse_datetime

from audit.prepared import Prepared
from notices.models import Notice
from notices.register import kinds, subjects

PAGE = 25
LOOK_AHEAD = 100
COUNTED = 50
# What deciding whether a line may be shown needs of it.
ASKED_OF = ("pk", "kind", "about_kind", "about_id", "created_at")

Place = tuple[datetime, UUID]


@dataclass(frozen=True)
class Line:
    sentence: str
    url: str
    created_at: datetime
    is_new: bool


def lines_of(person_id: UUID, now: datetime, after: Place | None = None) -> tuple[list[Line], str]:
    """The newest lines of one person's inbox, and the mark at which the next page begins (empty: there is none)."""
    shown = _first_visible(person_id, Notice.objects.to(person_id), now, PAGE + 1, after)
    lines = [
        Line(kinds[row.kind].sentence, subjects[row.about_kind].url(row.about_id), row.created_at, row.read_at is None)
        for row in shown[:PAGE]
    ]
    return lines, mark(shown[PAGE - 1]) if len(shown) > PAGE else ""


def _first_visible(person_id: UUID, rows: Any, now: datetime, wanted: int, after: Place | None = None) -> list[Any]:
    """The first rows that may be shown, however many stand between them that may not; notices, or ASKED_OF of them."""
    shown: list[Any] = []
    while len(shown) < wanted:
        batch = list((rows.before(*after) if after else rows)[:LOOK_AHEAD])
        shown += visible(person_id, batch, now)
        if len(batch) < LOOK_AHEAD:
            break
        after = batch[-1].created_at, batch[-1].pk
    return shown[:wanted]


def visible(person_id: UUID, rows: Sequence[Any], now: datetime) -> list[Any]:
    """Those of the rows that this person may still know of; one question for each sort of record where it can answer."""
    asked: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        if row.kind in kinds and row.about_kind in subjects:
            asked[row.about_kind].add(row.about_id)
    known = {label: _known(label, person_id, ids, now) for label, ids in asked.items()}
    return [row for row in rows if row.kind in kinds and row.about_id in known.get(row.about_kind, ())]


def _known(label: str, person_id: UUID, ids: set[UUID], now: datetime) -> set[UUID]:
    subject = subjects[label]
    if subject.which:
        return subject.which(person_id, ids, now)
    return {one for one in ids if subject.may_be_told(person_id, one, now)}


def count_unread(person_id: UUID, now: datetime) -> int:
    """New lines, for the menu of every page: only of sorts of record that answer for many at once, and at most COUNTED."""
    quick = [label for label, subject in subjects.items() if subject.which]
    rows = Notice.objects.to(person_id).unread().filter(about_kind__in=quick)
    return len(_first_visible(person_id, rows.values_list(*ASKED_OF, named=True), now, COUNTED))


def count_unread_of(standing: Any, now: datetime) -> int:
    """The same for a standing that was read in this very request: two statements, as a rule."""
    if not standing.is_active:
        return 0
    rows = [Asked(*row) for row in _unread(None, standing.person_id)]
    known = [row for row in rows if row.kind in kinds and row.about_kind in subjects]
    asked: dict[str, set[UUID]] = defaultdict(set)
    for row in known:
        if subjects[row.about_kind].seen:
            asked[row.about_kind].add(row.about_id)
    seen = _seen_by(standing, asked, now)
    others = [row for row in known if subjects[row.about_kind].which and not subjects[row.about_kind].seen]
    shown = sum(row.about_id in seen for row in known) + len(visible(standing.person_id, others, now))
    if shown < COUNTED and len(rows) == LOOK_AHEAD:
        return count_unread(standing.person_id, now)
    return min(shown, COUNTED)


def _seen_by(standing: Any, asked: dict[str, set[UUID]], now: datetime) -> set[UUID]:
    """Those of the records asked about, by their sort, that the standing may be told of: one statement."""
    labels = sorted(asked)
    if not labels:
        return set()
    shape = standing.shape, tuple(labels)
    ids = [asked[label] for label in labels]
    return {pk for (pk,) in _seen(shape, standing.person_id, standing.today, now, *ids)}


class Asked(NamedTuple):
    """What deciding whether a line may be shown needs of it."""

    kind: str
    about_kind: str
    about_id: UUID


_unread = Prepared(lambda _, person_id: Notice.objects.to(person_id).unread().values_list(*Asked._fields)[:LOOK_AHEAD])


def _rows_seen(shape: Any, person_id: UUID, today: date, now: datetime, *ids: list[UUID]) -> Any:
    """Of each sort of record, those of its ids that the standing may be told of."""
    standing = replace(shape[0], person_id=person_id, today=today)
    first, *others = (
        subjects[label].seen(standing, now).filter(pk__in=one).order_by().values_list("pk")
        for label, one in zip(shape[1], ids, strict=True)
    )
    return first.union(*others, all=True) if others else first


_seen = Prepared(_rows_seen)


def mark(row: Notice) -> str:
    """Where a page ends, as it stands in an address."""
    return f"{row.created_at.isoformat()}~{row.pk}"


def place(text: str) -> Place | None:
    """The other way round; None for what is no mark, so that a mangled address shows the first page."""
    moment, _, pk = text[:90].partition("~")
    try:
        at = parse_datetime(moment)
        return (at.astimezone(UTC), UUID(pk)) if at and at.tzinfo else None
    except (ValueError, OverflowError):  # the latter: a moment that no calendar in UTC has
        return None
