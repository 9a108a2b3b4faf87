"""What waits for one person, over all apps: the urgent first, then by the day it is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from notices.register import Item, calendar, waiting_lines

PAGE = 25


@dataclass(frozen=True)
class Line:
    """An item as a page shows it: with the words for its day."""

    item: Item
    when: str = ""
    is_late: bool = False


def waiting_for(standing: object, now: datetime) -> list[Item]:
    """Everything that waits for this person, the most pressing first; what has no day stands last."""
    found = [item for source in waiting_lines for item in source(standing, now)]
    return sorted(found, key=lambda item: (not item.is_urgent, item.due or date.max))


def lines(items: Iterable[Item], today: date) -> list[Line]:
    """The items with their days in words; school days are counted for all of them at once."""
    items = list(items)
    late = calendar().days_late({item.due for item in items if item.due and item.due < today}, today)
    return [
        Line(item, _when(item.due, today, late), bool(item.due and item.due < today)) if item.due else Line(item)
        for item in items
    ]


def _when(due: date, today: date, late: dict[date, int]) -> str:
    if due == today:
        return "Due today"
    if due < today and (days := late[due]):
        return f"Overdue by {days} school day{'s' if days > 1 else ''}"
    day = f"{due:%A %-d %B}" if due.year == today.year else f"{due:%A %-d %B %Y}"
    return f"Was due on {day}" if due < today else f"Due on {day}"
