"""Stands before Django's command of this name: the portal has no superuser, and one would open nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Refused: what somebody may do follows from their offices."
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        super().run_from_argv(argv[:2])

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "The portal has no superuser: what somebody may do follows from their offices. "
            "The first people are entered by `manage.py start_school`, everybody else on the People page."
        )
