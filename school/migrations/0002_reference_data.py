"""The school's targets (all its own choice: the policy states almost none) and Northern Ireland's calendar."""

from pathlib import Path

import yaml
from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"


def load(apps, schema_editor):
    target, closure = apps.get_model("school", "Target"), apps.get_model("school", "Closure")
    for position, row in enumerate(yaml.safe_load((DATA / "targets.yaml").read_text())):
        target.objects.create(position=position, **row)
    for row in yaml.safe_load((DATA / "closures.yaml").read_text()):
        closure.objects.create(**row)


def unload(apps, schema_editor):
    apps.get_model("school", "Target").objects.all().delete()
    apps.get_model("school", "Closure").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("school", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
