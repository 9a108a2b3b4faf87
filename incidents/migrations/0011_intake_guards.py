from audit.triggers import InsertOnly
from django.db import migrations


class Migration(migrations.Migration):
    """What a reporter told is never changed, by order of the database (decision 14)."""

    dependencies = [("incidents", "0010_intake"), ("audit", "0002_refuse_changes")]

    operations = [
        # SQLite makes the table anew for a new column, and its triggers go with the old one.
        InsertOnly("incidents_reportperson"),
        InsertOnly("incidents_circumstances"),
        InsertOnly("incidents_reporttelling"),
        InsertOnly("incidents_reportspeaker"),
    ]
