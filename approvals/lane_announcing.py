"""What the two other ways out put before people: templates to decide on, and posts to review afterwards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from approvals.lane_permissions import obstacle_to_reading_templates
from approvals.models import Authorisation, StandingTemplate
from notices.register import MOST_WAITING, Item, Told
from school.standing import Standing, standing_of


def may_hear_of_template(person_id: UUID, object_id: UUID, now: datetime) -> bool:
    return not obstacle_to_reading_templates(standing_of(person_id, now))


def template_url(object_id: UUID) -> str:
    return reverse("approvals:template", args=[object_id])


def review_still_waits(told: Told, now: datetime) -> bool:
    rows = Authorisation.objects.review_waits_for(standing_of(told.person_id, now))
    return rows.filter(version__request_id=told.about_id).exists()


def waiting(standing: Standing, now: datetime) -> list[Item]:
    """For the two offices alone. Two queries."""
    return [*_reviews(standing), *_templates(standing)]


def _reviews(standing: Standing) -> list[Item]:
    rows = Authorisation.objects.review_waits_for(standing).select_related("by").order_by("review_due")
    return [
        Item(
            f"Review the post that {row.by} authorised alone",
            reverse("approvals:review", args=[row.pk]),
            row.review_due,
            "post",
            why="It went out without your approval, with a reason. Say whether it was right.",
            button="Review it",
            set_by="the school's own target",
        )
        for row in rows[:MOST_WAITING]
    ]


def _templates(standing: Standing) -> list[Item]:
    rows = StandingTemplate.objects.waiting_for(standing).select_related("written_by").order_by("written_at")
    return [
        Item(
            f"Decide on the standing template “{row.name}” by {row.written_by}",
            template_url(row.pk),
            None,
            "standing_template",
            why="Once approved, every official user may use it at once.",
            button="Read it",
        )
        for row in rows[:MOST_WAITING]
    ]


STILL = {"post.review_wanted": review_still_waits}
