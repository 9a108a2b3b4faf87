"""Figures of a term find its decisions by their time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0061_calendar_of_windows")]
    operations = [
        migrations.AddIndex("decision", models.Index(fields=["at"], name="decision_by_time")),
    ]
