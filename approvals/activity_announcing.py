"""What curriculum activities put before people: what waits for their decision, and what they were asked to mend."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from approvals.activity_states import ActivityStatus
from approvals.models import Activity
from notices.register import MOST_WAITING, Item
from school.standing import Standing, standing_of


def may_hear_of_activity(person_id: UUID, object_id: UUID, now: datetime) -> bool:
    standing = standing_of(person_id, now)
    return standing.is_active and Activity.objects.visible_to(standing).filter(pk=object_id).exists()


def activity_url(object_id: UUID) -> str:
    return reverse("activities:activity", args=[object_id])


def _line(row: Activity) -> Item:
    version = row.current
    what = f"{version.site}, {version.whom}" if version else row.reference
    if row.status == ActivityStatus.SUBMITTED:
        return Item(
            f"Decide on the activity “{what}” by {row.teacher}",
            activity_url(row.pk),
            version.starts_on if version else None,
            "activity",
            why="A school device is used for it only when it is approved.",
            button="Decide",
        )
    return Item(
        f"Change your activity “{what}”, as you were asked",
        reverse("activities:change", args=[row.pk]),
        None,
        "activity",
        why="Somebody who decides has asked for a change.",
        button="Change it",
    )


def waiting(standing: Standing, now: datetime) -> list[Item]:
    """Activities to decide or to mend. One query."""
    rows = Activity.objects.waiting_for(standing).select_related("teacher", "current__school_class")
    return [_line(row) for row in rows.order_by("current__starts_on", "pk")[:MOST_WAITING]]
