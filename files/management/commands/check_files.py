"""`manage.py check_files [--sweep]`: that every kept file is there, unaltered, and none besides."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from files.checking import findings, rowless


class Command(BaseCommand):
    help = "Check what was uploaded against its rows; ends with 1 if anything does not fit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sweep", action="store_true", help="first delete content that has had no row for a day")

    def handle(self, *args: Any, sweep: bool, **options: Any) -> None:
        if sweep:
            left = list(rowless())
            for path in left:
                path.unlink(missing_ok=True)
            self.stdout.write(f"Deleted {len(left)} without a row.")
        found = list(findings())
        for sentence in found:
            self.stderr.write(sentence)
        if found:
            raise CommandError(f"{len(found)} do not fit. Missing or altered files are in the last backup.")
        self.stdout.write("Every kept file is there and unaltered.")
