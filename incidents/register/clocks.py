"""What the shipped kinds say about time: how fast a case travels, and which target a step has. See kinds.yaml."""

from typing import Any

from incidents.register import read


def load(apps: Any) -> None:
    """Write it into rows; `apps` is the registry of a migration, or django.apps. May be called again."""
    content = read()
    shapes, telling = apps.get_model("incidents", "StepShape"), apps.get_model("incidents", "KindTelling")
    for code, shape in content["shapes"].items():
        shapes.objects.filter(step_id=code).update(
            target=shape.get("target", ""),
            target_at_risk=shape.get("target_at_risk", ""),
            is_urgent=shape.get("urgent", False),
        )
    telling.objects.all().delete()
    telling.objects.bulk_create(
        telling(kind_id=kind["code"], register_code=code)
        for kind in content["kinds"]
        for code in kind.get("told_as", [])
    )
