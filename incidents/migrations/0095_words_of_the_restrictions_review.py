"""The step asked for a review date, which is set with the restriction; what it asks for is to look at it again."""

from django.db import migrations

CODE = "REVIEW_RESTRICTION"
BEFORE = "Give the restriction a review date and end it in writing"
SINCE = "Look at the restriction again by its day: end it, or write down until when it goes on and why"


def put(apps, schema_editor):
    """A school's own words stay as they are."""
    apps.get_model("policy", "Step").objects.filter(code=CODE, text=BEFORE).update(text=SINCE)


def take_back(apps, schema_editor):
    apps.get_model("policy", "Step").objects.filter(code=CODE, text=SINCE).update(text=BEFORE)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0080_suggested_kind"), ("policy", "0006_follow_up_steps")]

    operations = [migrations.RunPython(put, take_back)]
