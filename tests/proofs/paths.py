"""Which case a row belongs to, found by following foreign keys, so that tomorrow's models are found too."""

from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model

from incidents.models import Incident, Report

# A way to a case by these is no belonging: they say who or which rule, not which case.
OTHER_APPS = ("school", "policy", "approvals", "notices", "audit", "files", "auth", "contenttypes", "sessions")


@cache
def path_to_case(model: type[Model]) -> str | None:
    """The lookup from this model to its case or cases, such as "step__incident"; None when it belongs to none."""
    waiting = deque([(model, "")])
    seen = {model}
    while waiting:
        here, path = waiting.popleft()
        if here is Incident:
            return path or "pk"
        if here is Report:
            return f"{path}__incidents".lstrip("_")
        for field in here._meta.get_fields():
            if isinstance(field, ForeignKey) and field.related_model not in seen:
                further: Any = field.related_model
                if further._meta.app_label not in OTHER_APPS:
                    seen.add(further)
                    waiting.append((further, f"{path}__{field.name}".lstrip("_")))
    return None


def visible_models() -> Iterator[tuple[Any, str]]:
    """Every model of a case whose rows are found by `visible_to`, with its way to the case."""
    for model in apps.get_app_config("incidents").get_models():
        path = path_to_case(model)
        if path and hasattr(model._default_manager, "visible_to"):
            yield model, path
