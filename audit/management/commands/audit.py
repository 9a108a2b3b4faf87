"""`manage.py audit verify` and `manage.py audit checkpoint`: for whoever keeps the portal honest."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections

from audit import triggers
from audit.models import Entry
from audit.verify import BadCheckpoint, Finding, snapshot, take_checkpoint, verify, verify_records

SHOWN = 20


class Command(BaseCommand):
    help = "Check the record of what happened, or print the line that is to be kept elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser("verify", help="check the record; ends with 1 if anything does not hold")
        check.add_argument("--records", action="store_true", help="also hold every sealed row against its last seal")
        check.add_argument("--checkpoint", metavar="LINE", help='a line kept elsewhere: "origin size digest"')
        verbs.add_parser("checkpoint", help="print the line to keep outside this server")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "checkpoint":
            self.print_checkpoint()
        else:
            self.check_record(records=options["records"], checkpoint=options["checkpoint"])

    def print_checkpoint(self) -> None:
        line = take_checkpoint()
        if line is None:
            raise CommandError("Nothing is recorded yet. Take the first checkpoint after the school is set up.")
        self.stdout.write(str(line))

    def check_record(self, *, records: bool, checkpoint: str | None) -> None:
        try:
            with snapshot():
                findings = verify(checkpoint=checkpoint)
                if records:
                    findings += verify_records()
                findings += missing_triggers()
                size = Entry.objects.newest_first().values_list("number", flat=True).first() or 0
        except BadCheckpoint as wrong:
            raise CommandError(str(wrong)) from wrong
        if findings:
            self.complain(findings)
        against = " against the checkpoint" if checkpoint else ""
        rows = " Every sealed row agrees with it." if records else ""
        self.stdout.write(f"The record holds{against}: {size:,} entries.{rows}")
        if not checkpoint:
            self.stdout.write("Without --checkpoint a re-hashed or shortened record cannot be told from a true one.")

    def complain(self, findings: list[Finding]) -> None:
        for finding in findings[:SHOWN]:
            self.stderr.write(finding.sentence)
        if len(findings) > SHOWN:
            self.stderr.write(f"... and {len(findings) - SHOWN:,} more.")
        raise CommandError(
            f"The record does not hold: {len(findings):,} findings. Copy the database before anything else is done, "
            "and tell the Chair: see docs/explanation/audit.md."
        )


def missing_triggers() -> list[Finding]:
    return [
        Finding(None, f"The trigger {name} does not stand: the database would let the record be changed.")
        for name in triggers.standing(connections[DEFAULT_DB_ALIAS])
    ]
