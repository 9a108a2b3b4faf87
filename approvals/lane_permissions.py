"""Who may use the two ways out that are no approval. Each function returns the obstacle, or ""."""

from __future__ import annotations

from uuid import UUID

from approvals.models.officials import Leave
from approvals.permissions import (
    obstacle_to_asking,
    obstacle_to_keeping_registers,
    obstacle_to_reading_registers,
)
from school.standing import Standing

_THEY = "the Principal or the Vice-Principal"


def obstacle_to_writing_template(standing: Standing, leave: Leave | None) -> str:
    """Official users and the two offices write them; none is used before another person approved it."""
    if not obstacle_to_keeping_registers(standing):
        return ""
    return obstacle_to_asking(standing, leave) and f"Only official users and {_THEY} write standing templates."


def obstacle_to_reading_templates(standing: Standing) -> str:
    return obstacle_to_reading_registers(standing)


def obstacle_to_deciding_template(standing: Standing, writer_id: UUID) -> str:
    """As with a post: nobody approves their own words."""
    if obstacle_to_keeping_registers(standing):
        return f"Only {_THEY} approves a standing template."
    if standing.person_id == writer_id:
        return "You wrote this template, so the other approver decides. Nobody approves their own words."
    return ""


def obstacle_to_ending_template(standing: Standing, writer_id: UUID) -> str:
    if standing.person_id == writer_id or not obstacle_to_keeping_registers(standing):
        return ""
    return f"Only its writer and {_THEY} end a template."


def obstacle_to_authorising_own(standing: Standing, author_id: UUID, *, is_on: bool, others: int) -> str:
    """The lone approver: a setting of the school, their own post, and somebody else who will look at it.

    `others`: how many other people hold one of the two offices today.
    """
    if not is_on:
        return "This school does not let anybody authorise a post of their own. Send it for approval."
    if obstacle_to_keeping_registers(standing) or standing.person_id != author_id:
        return f"Only {_THEY} authorises a post without the other, and only one of their own."
    if not others:
        return (
            "Nobody else holds one of the two offices, so nobody could look at it afterwards. "
            "Ask the Chair to appoint somebody to act."
        )
    return ""


def obstacle_to_reviewing(standing: Standing, authorised_by_id: UUID) -> str:
    if standing.person_id == authorised_by_id:
        return "You authorised it yourself, so the other approver looks at it."
    return obstacle_to_keeping_registers(standing) and f"Only {_THEY} reviews it."
