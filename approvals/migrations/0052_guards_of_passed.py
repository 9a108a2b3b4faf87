"""Guards of what was passed on and of what is said of a picture, and for how long what was not used is kept."""

from django.db import migrations

from approvals.passed_triggers import GuardedPassedPicture
from audit.triggers import InsertOnly

TARGET = {
    "code": "passed_picture_days",
    "text": "Pictures that were passed on are deleted once it is settled, or left alone so long",
    "unit": "days",
    "value": 30,
    "position": 92,
}


def load(apps, schema_editor):
    apps.get_model("school", "Target").objects.get_or_create(code=TARGET["code"], defaults=TARGET)


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0051_passed_pictures"),
        ("audit", "0002_refuse_changes"),
        ("school", "0102_consent_guards_and_data"),
    ]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        GuardedPassedPicture("approvals_passedpicture"),
        InsertOnly("approvals_picturecomment"),
        InsertOnly("approvals_screenshot"),
    ]
