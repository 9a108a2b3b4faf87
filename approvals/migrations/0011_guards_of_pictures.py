"""The guards that 0010 lifted, those of pictures, and the school's own target for taking a post down."""

from importlib import import_module

from django.db import migrations

from approvals.triggers import EndsOnce, FrozenWithPlace
from audit.triggers import InsertOnly

TASK = ["id", "target_id", "pupil_id", "cause", "due_at", "opened_at"]
OF_PLACE = "SELECT p.version_id FROM approvals_versionpicture p WHERE p.id = {row}.place_id"
OF_PERSON = (
    "SELECT p.version_id FROM approvals_versionpicture p JOIN approvals_placedpicture d ON d.place_id = p.id "
    "WHERE d.id = {row}.placed_id"
)
TARGET = {
    "code": "shown_child_hours",
    "text": "A live post is taken down once a child in it may not be shown",
    "unit": "hours",
    "value": 24,
    "position": 90,
}


def load(apps, schema_editor):
    apps.get_model("school", "Target").objects.get_or_create(code=TARGET["code"], defaults=TARGET)


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0010_pictures"),
        ("audit", "0002_refuse_changes"),
        ("school", "0102_consent_guards_and_data"),
    ]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        *import_module("approvals.migrations.0010_pictures").GUARDS,
        InsertOnly("approvals_picture"),
        InsertOnly("approvals_derivative"),
        FrozenWithPlace("approvals_placedpicture", version=OF_PLACE),
        FrozenWithPlace("approvals_personinpicture", version=OF_PERSON),
        EndsOnce("approvals_takedowntask", end="settled_at", keeps=TASK),
    ]
