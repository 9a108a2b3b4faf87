"""The database refuses by itself: what nothing let out, and lanes that nobody earned."""

from django.db import migrations

from approvals.lane_triggers import (
    EarnedLane,
    FixedTemplate,
    GuardedAuthorisation,
    PublicationOfLane,
    ReviewByAnother,
    TargetOfLane,
)
from approvals.triggers import LegalMoves

POST = {
    "draft": ["submitted", "withdrawn", "approved"],
    "submitted": ["draft", "changes_requested", "approved", "rejected", "withdrawn", "expired"],
    "changes_requested": ["draft", "withdrawn"],
    "approved": ["draft", "on_hold", "publishing", "partly_published", "published", "withdrawn", "expired"],
    "on_hold": ["approved", "draft", "withdrawn", "expired"],
    "publishing": ["approved", "partly_published", "published"],
    "partly_published": ["publishing", "published", "taken_down"],
    "published": ["partly_published", "taken_down"],
    "expired": ["draft", "withdrawn"],
}
TEMPLATE = {"waiting": ["approved", "refused", "ended"], "approved": ["ended"]}


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0020_lanes"),
        ("audit", "0002_refuse_changes"),
    ]
    operations = [
        PublicationOfLane("approvals_publication"),
        TargetOfLane("approvals_posttarget"),
        LegalMoves("approvals_postrequest", moves=POST),
        EarnedLane("approvals_postrequest"),
        GuardedAuthorisation("approvals_authorisation"),
        FixedTemplate("approvals_standingtemplate"),
        LegalMoves("approvals_standingtemplate", moves=TEMPLATE),
        ReviewByAnother("approvals_retrospectivereview"),
    ]
