"""Approved versions refuse change in the database itself."""

from django.db import migrations

from policy.triggers import Frozen


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial")]

    operations = [
        Frozen("Version"),
        Frozen("Section"),
        Frozen("ClauseVersion"),
        Frozen("TellRule"),
        Frozen("ClauseStep"),
        Frozen("ClauseRegister"),
    ]
