"""An entry of the record about posts: its accounts and what holds it change with it, so they are sealed in the same entry."""

import uuid
from datetime import datetime
from typing import Any

from approvals.models import Hold, PostRequest, PostTarget
from audit import actions as audit
from audit.models import Entry, Sealed
from audit.prepared import Prepared

_targets = Prepared(lambda _, posts: PostTarget.objects.filter(request__in=posts).order_by("pk").only("pk"))
_holds = Prepared(lambda _, posts: Hold.objects.filter(request__in=posts).order_by("pk").only("pk"))


def record(name: str, /, *records: Sealed, by: uuid.UUID | None, now: datetime, **facts: Any) -> Entry:
    """As `audit.actions.record`, with every account and hold of each post among the records as they stand now."""
    posts = [one.pk for one in records if isinstance(one, PostRequest)]
    beside: list[Sealed] = []
    if posts:
        named = [one.pk for one in records if isinstance(one, Hold)]
        beside += _targets(None, posts)
        beside += [one for one in _holds(None, posts) if one.pk not in named]
    return audit.record(name, *records, *beside, by=by, now=now, **facts)
