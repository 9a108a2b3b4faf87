"""What the page of one post shows of a lane that is no approval."""

from __future__ import annotations

from typing import Any

from approvals.lane_permissions import obstacle_to_authorising_own, obstacle_to_reviewing
from approvals.models import Authorisation, PostRequest, PostVersion
from approvals.permissions import APPROVERS
from approvals.states import Lane, PostStatus
from school.models import School
from school.offices import holder_ids
from school.standing import Standing


def obstacle_to_own_word(post: PostRequest, standing: Standing) -> str:
    """Why this person cannot let this post out alone, read from the school's setting and its offices."""
    is_on = School.get().self_authorised_lane
    others = holder_ids(*APPROVERS, on=standing.today) - {standing.person_id} if is_on else set()
    return obstacle_to_authorising_own(standing, post.author_id, is_on=is_on, others=len(others))


def lane_of(post: PostRequest, version: PostVersion, standing: Standing) -> dict[str, Any]:
    """Who let it out without an approval and what was found of it. One query, two for an approver's own draft."""
    may_authorise = (
        post.status == PostStatus.DRAFT
        and standing.holds(*APPROVERS)
        and post.author_id == standing.person_id
        and not obstacle_to_own_word(post, standing)
    )
    rows = Authorisation.objects.filter(version=version)
    found = rows.select_related("by", "appointment", "template", "review__by").first() if post.lane else None
    is_own_word = found is not None and found.lane == Lane.SELF_AUTHORISED
    is_open = is_own_word and not hasattr(found, "review")
    may_review = found is not None and is_open and not obstacle_to_reviewing(standing, found.by_id)
    return {
        "authorisation": found,
        "is_own_word": is_own_word,
        "review": getattr(found, "review", None),
        "may_review": may_review,
        "may_authorise": may_authorise,
    }
