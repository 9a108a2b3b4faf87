"""Who must hear when it changes whether a child may be shown: upper apps register here.

    from school.consent_changes import on_consent_change      # in AppConfig.ready()
    on_consent_change(hold_what_shows_them)                    # hold_what_shows_them(pupil_ids, now)

The listener runs inside the transaction that made the change, after its rows are written and before its entry in the
record: what it raises takes the change back, and what it writes stands or falls with it. It is told which children, not
what happened: it asks `school.consents.answers` anew, so that a flag and a family's no look the same above this app.
The pupils' rows are locked, in the order of their ids; a listener locks its own rows after them, never before.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

Listener = Callable[[set[UUID], datetime], None]
_listeners: list[Listener] = []


def on_consent_change(listener: Listener) -> None:
    """Call `listener(pupil_ids, now)` whenever an answer, a flag or a child's leaving is entered; `pupil_ids` are Pupil ids."""
    if listener not in _listeners:
        _listeners.append(listener)


def consent_changed(pupil_ids: Iterable[UUID], now: datetime) -> None:
    """Tell every listener; called by this app's actions, in their transaction."""
    pupils = set(pupil_ids)
    for listener in _listeners if pupils else ():
        listener(pupils, now)
