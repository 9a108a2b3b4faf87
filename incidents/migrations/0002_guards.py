from audit.triggers import InsertOnly
from django.db import migrations


class Migration(migrations.Migration):
    """What was filed and what was written is never changed, by order of the database (decision 14)."""

    dependencies = [("incidents", "0001_initial"), ("audit", "0002_refuse_changes")]

    operations = [
        InsertOnly("incidents_report"),
        InsertOnly("incidents_reportperson"),
        InsertOnly("incidents_reportclause"),
        InsertOnly("incidents_reportaddition"),
        InsertOnly("incidents_entry"),
    ]
