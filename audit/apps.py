from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from audit.register import add_events

        add_events({"disposal.agreed": "{actor} agreed to destroy a record ({retention_class})."})
        post_migrate.connect(stand_up_again, sender=self)


def stand_up_again(using: str, **kwargs: Any) -> None:
    """SQLite rebuilds a table to change it and drops its triggers on the way: put them back."""
    from audit.triggers import restore

    restore(connections[using])
