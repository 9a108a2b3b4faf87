"""Who may do what about curriculum activities. Each function returns the obstacle, or "" when there is none.

Basis: the shipped register's entry on school equipment in lessons (only within an approved activity), and the
clash between that entry and the one on pupils and school computers (gap G13), which the Principal settles.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from approvals.models import Activity, ActivityVersion
from approvals.stops import needs_principal
from school.standing import Standing

_THEY = "the Principal or the Vice-Principal"
STOPPERS = ("principal", "vice_principal", "designated_teacher", "deputy_designated_teacher")


def _decides(standing: Standing) -> bool:
    return standing.is_active and standing.holds("principal", "vice_principal")


def obstacle_to_reading_the_list(standing: Standing) -> str:
    if standing.is_active and standing.is_staff:
        return ""
    return "What a device may be used for is for staff and governors."


def obstacle_to_asking_for_activity(standing: Standing) -> str:
    """Everybody on the staff may ask; whoever asks is in charge."""
    if standing.is_active and standing.is_staff:
        return ""
    return "Staff ask for an activity in their lessons. Ask the teacher of the class to do it."


def obstacle_to_deciding_on_activity(standing: Standing, activity: Activity, version: ActivityVersion) -> str:
    """Neither who is in charge nor who wrote the version decides; pupils' own hands are the Principal's decision."""
    if not _decides(standing):
        return f"Only {_THEY} decides on an activity. They have been told that it waits."
    if standing.person_id in (activity.teacher_id, version.written_by_id):
        other = "the Vice-Principal" if standing.holds("principal") else "the Principal"
        if standing.holds("principal") and needs_principal(version.hands):
            other = "somebody whom the Chair appoints to act as Principal"
        return f"You asked for this yourself, so {other} decides. Nobody approves their own words."
    if needs_principal(version.hands) and not standing.holds("principal"):
        return "Pupils' own hands are on the device, so only the Principal decides. They have been told."
    if version.ends_on < standing.today:
        return "Its last day has passed, so there is nothing left to decide. The teacher may ask again."
    return ""


def obstacle_to_changing_activity(standing: Standing, teacher_id: UUID) -> str:
    if standing.is_active and standing.is_staff and standing.person_id == teacher_id:
        return ""
    return "Only the teacher in charge changes an activity."


def obstacle_to_calling_off(standing: Standing, teacher_id: UUID) -> str:
    """Stopping never waits: the teacher may call it off at any time, and either of the two offices."""
    if _decides(standing) or not obstacle_to_changing_activity(standing, teacher_id):
        return ""
    return f"Only the teacher in charge and {_THEY} call an activity off."


def obstacle_to_suspending_activity(standing: Standing) -> str:
    """The two offices, and those who look after the children's safety."""
    if standing.is_active and standing.holds(*STOPPERS):
        return ""
    return f"Only {_THEY} and the Designated Teacher suspend an activity. Tell one of them at once."


def obstacle_to_resuming_activity(standing: Standing, activity: Activity) -> str:
    """Letting it go on is like approving: never for one's own, and pupils' hands are the Principal's."""
    if not _decides(standing):
        return f"Only {_THEY} lets an activity go on."
    return "" if activity.in_force is None else obstacle_to_deciding_on_activity(standing, activity, activity.in_force)


def obstacle_to_completing(standing: Standing, activity: Activity, on: date) -> str:
    if obstacle := obstacle_to_changing_activity(standing, activity.teacher_id):
        return obstacle
    if activity.in_force is None or activity.in_force.starts_on > on:
        return "It has not begun yet. Call it off if it is not going to take place."
    return ""
