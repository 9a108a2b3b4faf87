"""Who may read a file: whoever its owner says. Upper apps add their rule in AppConfig.ready()."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

MayRead = Callable[[Any, uuid.UUID], bool]

_owners: dict[str, MayRead] = {}


def add_owner(kind: str, *, may_read: MayRead) -> None:
    """Files of "app.Model" may be read by those for whom may_read(standing, owner_id) is true."""
    if _owners.get(kind, may_read) is not may_read:
        raise ValueError(f"The owner {kind} is already registered.")
    _owners[kind] = may_read


def may_read(standing: Any, kind: str, owner_id: uuid.UUID) -> bool:
    """No standing, or an owner without a rule: nobody reads."""
    rule = _owners.get(kind)
    return bool(standing is not None and rule is not None and rule(standing, owner_id))
