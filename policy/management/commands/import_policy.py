"""Read a policy document from the command line: look at it first, then make a draft of it."""

import json
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from policy.actions.importing import enter_history, import_document
from policy.reading.assemble import read
from policy.reading.document import Document
from policy.reading.proposal import Proposed, propose
from policy.reading.text import MAX_BYTES, ReadingError
from policy.register import shipped_clauses
from policy.states import WrongState
from school.models import Person


class Command(BaseCommand):
    help = "Reads a policy (.txt, .md) into a draft; --dry-run shows what would be read and keeps nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="show what is read and keep nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--title", default="", help="the policy's title, where the document has another")
        parser.add_argument("--by", default="", metavar="EMAIL", help="the Principal or clerk who imports it")
        parser.add_argument("--in-force", action="store_true", help="enter it as the version that holds already")

    def handle(self, *args: Any, **options: Any) -> None:
        content = _content_of(options["file"])
        try:
            document = read(content)
        except ReadingError as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        if options["dry_run"]:
            sections = propose(document, shipped_clauses())
            self.stdout.write(
                json.dumps(as_json(document, sections), ensure_ascii=False, indent=2)
                if options["format"] == "json"
                else as_text(document, sections)
            )
            return
        try:
            self.stdout.write(_import(document, content, options))
        except (PermissionDenied, WrongState) as refused:
            raise CommandError(str(refused)) from refused


def _content_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as wrong:
        raise CommandError(f"{path} can't be opened: {wrong.strerror}. Check the name and try again.") from wrong


def _import(document: Document, content: bytes, options: dict[str, Any]) -> str:
    by = Person.objects.filter(user__email__iexact=options["by"]).first()
    if by is None:
        raise CommandError("Say who imports it: --by with the e-mail address of the Principal or the clerk.")
    now = timezone.now()
    version = import_document(
        document=document,
        content=content,
        source_name=options["file"].name,
        title=options["title"] or document.title or options["file"].stem,
        once=uuid.uuid4(),
        by=by,
        now=now,
    )
    if options["in_force"]:
        version = enter_history(version_id=version.pk, by=by, now=now)
        return f"{version}: entered as history, counts from {version.effective_from}."
    unsure = version.clause_versions.filter(is_unsure=True).count()
    return f"{version}: a draft of {len(document.clauses)} clauses, {unsure} of them to be confirmed."


def as_json(document: Document, sections: list[tuple[str, str, list[Proposed]]]) -> dict[str, Any]:
    return {
        "sections": [
            {
                "number": number,
                "title": title,
                "clauses": [
                    {
                        "number": one.number,
                        "wording": one.wording,
                        "audience": one.audience,
                        "modality": one.force,
                        "breach": one.breach or None,
                        "steps": one.steps,
                    }
                    for one in clauses
                ],
            }
            for number, title, clauses in sections
        ],
        "unplaced": document.unplaced,
        "dates": document.dates,
        "signatures": [{"label": one.label, "filled": one.is_filled} for one in document.signatures],
    }


def as_text(document: Document, sections: list[tuple[str, str, list[Proposed]]]) -> str:
    lines = [document.title]
    for number, title, clauses in sections:
        lines += ["", f"{number} {title}"]
        lines += [
            f"  {one.number} ({one.audience}, {one.force}{', ' + one.breach if one.breach else ''}) {one.wording}"
            for one in clauses
        ]
    lines += ["", *(f"{name}: {text or 'not given'}" for name, text in document.dates.items())]
    lines += [f"Signed by {s.label or 'nobody named'}: {'yes' if s.is_filled else 'no'}" for s in document.signatures]
    lines += [f"Not placed: {line}" for line in document.unplaced]
    return "\n".join(lines)
