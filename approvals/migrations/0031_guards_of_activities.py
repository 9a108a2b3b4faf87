"""The database refuses by itself: activities that nobody approved, decisions on own words, changed versions."""

from django.db import migrations

from approvals.activity_triggers import GuardedActivity, GuardedActivityDecision, GuardedActivityVersion
from approvals.triggers import LegalMoves

ACTIVITY = {
    "submitted": ["approved", "changes_requested", "refused", "cancelled", "suspended"],
    "changes_requested": ["submitted", "cancelled", "suspended"],
    "approved": ["submitted", "suspended", "cancelled", "completed"],
    "suspended": ["approved", "cancelled", "completed"],
}


class Migration(migrations.Migration):
    dependencies = [("approvals", "0030_activities"), ("audit", "0002_refuse_changes")]
    operations = [
        GuardedActivityVersion("approvals_activityversion"),
        GuardedActivityDecision("approvals_activitydecision"),
        GuardedActivity("approvals_activity"),
        LegalMoves("approvals_activity", moves=ACTIVITY),
    ]
