"""Who may still be told of many records at once: for the inbox, and for the number in the menu."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from notices.register import Seen
from school.standing import standing_of

Which = Callable[[UUID, set[UUID], datetime], set[UUID]]


def visible_ones(model: Any) -> Which:
    """For records whose queryset says `visible_to(standing)`: the same answer as opening the page would give."""

    def which(person_id: UUID, ids: set[UUID], now: datetime) -> set[UUID]:
        standing = standing_of(person_id, now)
        if not standing.is_active:
            return set()
        return set(model.objects.visible_to(standing).filter(pk__in=ids).values_list("pk", flat=True))

    return which


def seen_ones(model: Any) -> Seen:
    """The same as rows, for the number in the menu."""
    return lambda standing, now: model.objects.visible_to(standing).order_by()


def all_or_none(may_be_told: Callable[[UUID, UUID, datetime], bool]) -> Which:
    """For records that whoever may hear of one may hear of all."""
    return lambda person_id, ids, now: ids if ids and may_be_told(person_id, next(iter(ids)), now) else set()
