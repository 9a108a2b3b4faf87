"""The shipped steps and registers, as rows."""

from typing import Any

from django.db import migrations

from policy.register import load_steps


def load(apps: Any, schema_editor: Any) -> None:
    load_steps(
        step_model=apps.get_model("policy", "Step"),
        register_model=apps.get_model("policy", "Register"),
    )


class Migration(migrations.Migration):
    dependencies = [("policy", "0002_frozen")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
