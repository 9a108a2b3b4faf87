from django.db import migrations

from audit.triggers import RefuseChanges


class Migration(migrations.Migration):
    """The record and the agreements to dispose are written once, by order of the database."""

    dependencies = [("audit", "0001_initial")]

    operations = [RefuseChanges("audit_entry", key="number"), RefuseChanges("audit_disposal")]
