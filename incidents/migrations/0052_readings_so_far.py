"""First and last openings so far, from the record; and the school's own limit for an emergency."""

from typing import Any

from django.db import migrations
from django.db.models import Max, Min

LIMIT = {"text": "A case opened in an emergency stays open to that person", "unit": "minutes", "value": 60}


def fill(apps: Any, schema_editor: Any) -> None:
    reading, entry = apps.get_model("incidents", "Reading"), apps.get_model("audit", "Entry")
    rows = entry.objects.filter(name="incident.read").exclude(actor=None).values("about_id", "actor")
    cases = set(apps.get_model("incidents", "Incident").objects.values_list("pk", flat=True))
    reading.objects.bulk_create(
        reading(incident_id=row["about_id"], person_id=row["actor"], first_opened_at=row["first"], last_opened_at=row["last"])
        for row in rows.order_by().annotate(first=Min("at"), last=Max("at"))
        if row["about_id"] in cases
    )  # fmt: skip
    target = apps.get_model("school", "Target")
    target.objects.get_or_create(code="emergency_minutes", defaults={**LIMIT, "position": target.objects.count()})


def unload(apps: Any, schema_editor: Any) -> None:
    apps.get_model("incidents", "Reading").objects.all().delete()
    apps.get_model("school", "Target").objects.filter(code="emergency_minutes").delete()


class Migration(migrations.Migration):
    dependencies = [("incidents", "0051_linked_opened_emergency"), ("audit", "0002_refuse_changes")]

    operations = [migrations.RunPython(fill, unload)]
