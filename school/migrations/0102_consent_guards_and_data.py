"""Answers, flags and declarations are only ever added; the media, purposes and kinds that the portal begins with."""

from pathlib import Path

import yaml
from django.db import migrations

from audit.triggers import InsertOnly

DATA = Path(__file__).resolve().parent.parent / "data"


def _read(name):
    return yaml.safe_load((DATA / name).read_text())


def load(apps, schema_editor):
    consents = _read("consents.yaml")
    parts = [
        ("ConsentMedium", consents["media"]),
        ("ConsentPurpose", consents["purposes"]),
        ("DeclarationKind", _read("declarations.yaml")),
        ("Target", _read("targets.yaml")),
    ]
    for name, rows in parts:
        model = apps.get_model("school", name)
        for position, row in enumerate(rows):
            model.objects.get_or_create(code=row["code"], defaults=row | {"position": position})
            model.objects.filter(code=row["code"]).update(position=position)


class Migration(migrations.Migration):
    dependencies = [("school", "0101_consents_and_declarations"), ("audit", "0002_refuse_changes")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        InsertOnly("school_consent"),
        InsertOnly("school_protectionflag"),
        InsertOnly("school_flaglifting"),
        InsertOnly("school_declaration"),
        InsertOnly("school_declarationend"),
        InsertOnly("school_declarationnote"),
    ]
