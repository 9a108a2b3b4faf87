"""Steps that came with the records of cases: what a request led to, whether a response helped, which other policy."""

from django.db import migrations

from policy.register import load_steps


def fill(apps, schema_editor):
    load_steps(step_model=apps.get_model("policy", "Step"), register_model=apps.get_model("policy", "Register"))


class Migration(migrations.Migration):
    dependencies = [("policy", "0005_review_guards")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
