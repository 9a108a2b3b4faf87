"""The inbox shows a line only while its reader may still know of what it is about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notices.models import Notice
from notices.register import kinds, subjects
from notices.sending import may_still_be_told

PAGE = 25


@dataclass(frozen=True)
class Line:
    sentence: str
    url: str
    created_at: datetime
    is_new: bool


def lines_of(person_id: UUID, now: datetime, before: datetime | None = None) -> tuple[list[Line], datetime | None]:
    """The newest lines of one person's inbox, and where the next page begins."""
    rows = Notice.objects.to(person_id)
    if before:
        rows = rows.filter(created_at__lt=before)
    page = list(rows[: PAGE + 1])
    more = page[PAGE - 1].created_at if len(page) > PAGE else None
    lines = [
        Line(kinds[row.kind].sentence, subjects[row.about_kind].url(row.about_id), row.created_at, row.read_at is None)
        for row in page[:PAGE]
        if row.kind in kinds and may_still_be_told(row, now)
    ]
    return lines, more
