"""Stands before Django's command of this name: nobody sets a password for somebody else, at the keyboard neither."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Refused: people choose their own passwords, by the link on the sign-in page."
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        super().run_from_argv(argv[:2])

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "Nobody sets a password for somebody else. They ask for a link on the sign-in page; if their address is "
            "wrong, it is changed on the People page, where a second person confirms it."
        )
