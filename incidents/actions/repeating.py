"""A form sent again: the same once more is answered with the first, something else is refused and kept by its writer."""

from typing import Any
from uuid import UUID

from school.obstacles import demand

USED = "This form was sent before. Please open it again, so that what you wrote is kept as a record of its own."


def obstacle_of_a_used_form(model: Any, once: UUID) -> str:
    """`model`: any whose rows carry `once`. Ask after looking for one's own repeat: whose record the first one made is never said."""
    return USED if model.objects.filter(once=once).exists() else ""


def first_of(rows: Any, once: UUID, **same: object) -> Any:
    """The one of `rows` that this form made before, or None. Raises PermissionDenied when now another sent it, or other words.

    `same`: what has to be as it was then. Browsers show a page again as it was, and what is typed over it is new.
    """
    return demand_same(rows.filter(once=once).first(), **same)


def demand_same(first: Any, **same: object) -> Any:
    """As first_of(), of the row that was found, or None."""
    if first and any(getattr(first, name) != value for name, value in same.items()):
        demand(USED)
    return first
