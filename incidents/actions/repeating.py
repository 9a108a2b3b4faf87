"""A form sent again for something else than the first time."""

from typing import Any
from uuid import UUID

USED = "This form was sent before. Please open it again, so that what you wrote is kept as a record of its own."


def obstacle_of_a_used_form(model: Any, once: UUID) -> str:
    """`model`: any whose rows carry `once`. Ask after looking for one's own repeat: whose record the first one made is never said."""
    return USED if model.objects.filter(once=once).exists() else ""
