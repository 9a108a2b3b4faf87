"""The calendar finds posts by their last time, and by the window that an approver narrowed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0060_gate_refusals")]
    operations = [
        migrations.AddIndex("postversion", models.Index(fields=["not_after"], name="version_by_last_time")),
        migrations.AddIndex("posttarget", models.Index(fields=["not_before"], name="target_by_time")),
        migrations.AddIndex("posttarget", models.Index(fields=["not_after"], name="target_by_last_time")),
    ]
