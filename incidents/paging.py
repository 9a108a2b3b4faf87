"""Keyset paging, newest first: a page begins after the last row of the one before (decision 20)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

PAGE = 25


def page_of(rows: Any, after: str, *, size: int = PAGE) -> tuple[list[Any], str]:
    """One page of cases and where the next begins; an unreadable start is the first page."""
    if start := _read(after):
        at, pk = start
        rows = rows.filter(Q(opened_at__lt=at) | Q(opened_at=at, pk__lt=pk))
    found = list(rows[: size + 1])
    more = len(found) > size
    found = found[:size]
    return found, _write(found[-1]) if more else ""


def _write(row: Any) -> str:
    return f"{row.opened_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}_{row.pk.hex}"


def _read(text: str) -> tuple[datetime, UUID] | None:
    moment, _, pk = text.partition("_")
    try:
        return datetime.strptime(moment, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC), UUID(pk)
    except ValueError:
        return None
