"""Which holidays end a term: those between two terms of the shipped calendar; the school's own are marked by the school."""

from typing import Any

from django.db import migrations, models

BETWEEN_TERMS = ("Christmas holidays", "Easter holidays", "Summer holidays")


def mark(apps: Any, schema_editor: Any) -> None:
    apps.get_model("school", "Closure").objects.filter(name__in=BETWEEN_TERMS).update(ends_term=True)


class Migration(migrations.Migration):
    dependencies = [("school", "0102_consent_guards_and_data")]

    operations = [
        migrations.AddField(
            model_name="closure",
            name="ends_term",
            field=models.BooleanField(default=False, verbose_name="a term ends with it"),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
