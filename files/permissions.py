"""A file has no readers of its own: it asks the rule of the record that it belongs to."""

from __future__ import annotations

from typing import Any

from files import register
from files.models import StoredFile


def obstacle_to_reading(standing: Any, stored: StoredFile) -> str:
    if register.may_read(standing, stored.owner_kind, stored.owner_id):
        return ""
    return "This file belongs to a record that is not open to you."
