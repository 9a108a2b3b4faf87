from audit.triggers import InsertOnly
from django.db import migrations


class Migration(migrations.Migration):
    """Neither what was noted nor what says that it does not count is ever changed, by order of the database."""

    dependencies = [("incidents", "0065_strikes_unlinkings_let_in"), ("audit", "0002_refuse_changes")]

    operations = [
        # SQLite makes the table anew for a new column, and its triggers go with the old one.
        InsertOnly("incidents_evidence"),
        InsertOnly("incidents_strike"),
        InsertOnly("incidents_unlinking"),
    ]
