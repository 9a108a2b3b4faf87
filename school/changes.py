"""Who must hear when somebody's offices, work, family links or sign-in change: upper apps register here."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

Listener = Callable[[set[UUID], datetime], None]
_listeners: list[Listener] = []


def on_change(listener: Listener) -> None:
    """Call `listener(person_ids, now)` in each transaction that changes an appointment, work, a family link or an account."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(person_ids: Iterable[UUID], now: datetime) -> None:
    """Tell every listener; called by this app's actions, in their transaction."""
    people = set(person_ids)
    for listener in _listeners:
        listener(people, now)
