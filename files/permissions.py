"""A file has no readers of its own: it asks the rule of the record that it belongs to."""

from __future__ import annotations

from typing import Any

from files import register
from files.models import StoredFile
from files.states import Scan


def obstacle_to_reading(standing: Any, stored: StoredFile) -> str:
    if register.may_read(standing, stored.owner_kind, stored.owner_id):
        return ""
    return "This file belongs to a record that is not open to you."


def obstacle_to_serving(stored: StoredFile) -> str:
    """Why even a reader of its record is not handed this file."""
    if stored.is_served:
        return ""
    if stored.scan == Scan.HARMFUL:
        return "The virus scanner found something harmful in this file. Ask whoever sent it for a screenshot."
    return "This file is held until the virus scanner has seen it. Ask whoever sent it for a screenshot meanwhile."
