"""A demo school to look at, made by the same actions that people use, and only on an empty database."""

import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config import env
from config.demo import World, build
from files.actions import keeping
from school.actions import choose_password
from school.models import Person, School, User

WORDS = (
    *("amber", "basin", "cedar", "delta", "ember", "fiddle", "garden", "harbour", "island", "jumper", "kettle"),
    *("lantern", "meadow", "needle", "orchard", "pebble", "quarry", "ribbon", "saddle", "timber", "umbrella"),
    *("valley", "willow", "yarrow"),
)


class Command(BaseCommand):
    help = "Fill an empty database with a demo school, and print the accounts to sign in with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing when there are people already.")
        parser.add_argument("--show", action="store_true", help="Only print the accounts and the password.")
        parser.add_argument("--policy", type=Path, help="Load this policy instead of the restated one.")

    def handle(self, *args: Any, if_empty: bool, show: bool, policy: Path | None, **options: Any) -> None:
        if policy and not policy.is_file():
            raise CommandError(f"There is no file {policy}. Name the policy's document: make run POLICY=policy.txt")
        if show:
            self.show()
            return
        if Person.objects.exists():
            self.leave_alone(if_empty=if_empty, policy=policy)
            return
        password = choose()
        self.stdout.write("Making a demo school, which takes a moment ...")
        world = World(now=timezone.now(), policy_file=policy)
        with keeping():
            for app, has_demo in build(world):
                if not has_demo:
                    self.stdout.write(f"The demo of {app} is not there yet.")
            for user in User.objects.filter(person__in=world.people.values(), is_active=True).order_by("created_at"):
                choose_password(user=user, password=password, now=world.now)
        keep(password)
        if not if_empty:
            self.show()

    def leave_alone(self, *, if_empty: bool, policy: Path | None) -> None:
        """People are here already; that is an error only for somebody who expected none."""
        if not if_empty:
            raise CommandError(
                "This database holds people already, so no demo is put into it. "
                "Use an empty one: DATABASE_URL=sqlite:///demo.sqlite3"
            )
        if policy:
            self.stderr.write(
                f"The portal holds a school already, so {policy} is not loaded. To begin again: rm -r var"
            )

    def show(self) -> None:
        """The accounts of the demo; nothing on an installation that is not one."""
        rows = demo_accounts()
        if not rows:
            return
        width = max(len(email) for email, _ in rows)
        self.stdout.write(f"{School.get().name}: everybody here is invented.\n\n")
        for email, part in rows:
            self.stdout.write(f"  {email.ljust(width)}  {part}")
        self.stdout.write(f"\n  Password of each of them: {password_file().read_text().strip()}\n")


def demo_accounts() -> list[tuple[str, str]]:
    """Addresses of the demo with what they are, in the order they were made; told apart by the marker file."""
    if not password_file().is_file():
        return []
    from school.demo import parts_played

    return parts_played()


def password_file() -> Path:
    return Path(settings.VAR_DIR) / "demo-password"


def choose() -> str:
    """DEMO_PASSWORD, or that of an earlier demo beside this one, or four words drawn by lot."""
    given = env.text("DEMO_PASSWORD")
    if not given:
        words = "-".join(secrets.choice(WORDS) for _ in range(4))
        return password_file().read_text().strip() if password_file().is_file() else words
    try:
        validate_password(given)
    except ValidationError as problem:
        raise CommandError(f"DEMO_PASSWORD cannot be used. {' '.join(problem.messages)}") from None
    return given


def keep(password: str) -> None:
    """For the next start, which prints it again; readable by the portal's own account only."""
    with open(password_file(), "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(password)
