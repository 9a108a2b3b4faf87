"""An entry of the record about posts: the accounts of a post change with it, so they are sealed in the same entry."""

import uuid
from datetime import datetime
from typing import Any

from approvals.models import PostRequest, PostTarget
from audit import actions as audit
from audit.models import Entry, Sealed


def record(name: str, /, *records: Sealed, by: uuid.UUID | None, now: datetime, **facts: Any) -> Entry:
    """As `audit.actions.record`, with every account of each post among the records as it stands now."""
    posts = [one.pk for one in records if isinstance(one, PostRequest)]
    targets = PostTarget.objects.filter(request__in=posts).order_by("pk") if posts else ()
    return audit.record(name, *records, *targets, by=by, now=now, **facts)
