"""The shipped kinds of case, as rows."""

from typing import Any

from django.db import migrations

from incidents.register import load


def fill(apps: Any, schema_editor: Any) -> None:
    load(apps)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_guards"), ("policy", "0003_steps")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
