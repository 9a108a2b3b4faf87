"""A narrowing of an activity is one for the database, too: of what holds now, and wider in no answer."""

from django.db import migrations

from approvals.activity_triggers import ForwardActivity, NarrowingActivityVersion


class Migration(migrations.Migration):
    dependencies = [("approvals", "0041_guards_of_terms"), ("audit", "0002_refuse_changes")]
    operations = [
        NarrowingActivityVersion("approvals_activityversion"),
        ForwardActivity("approvals_activity"),
    ]
