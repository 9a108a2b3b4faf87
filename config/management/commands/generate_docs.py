"""Write the pages of docs/reference that follow from code, so that they cannot say something else than it does."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import TextChoices

from audit.register import events

NOTE = "<!-- Written by `manage.py generate_docs` from the code. Change the code, then run `make fix`. -->\n"


class Command(BaseCommand):
    requires_system_checks = []  # It reads tables in code, so it works while a page is still being written.
    help = "Write the pages of docs/reference that follow from code (with --check: only compare)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; fail when a page is out of date.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        stale = [page for page, render in PAGES.items() if not is_current(page, render())]
        if check and stale:
            raise CommandError(f"Out of date: {', '.join(stale)}. Run `make fix` and commit what it writes.")
        for page in stale:
            place(page).write_text(PAGES[page](), encoding="utf-8")
            self.stdout.write(f"Wrote {page}.")


def place(page: str) -> Path:
    return Path(settings.BASE_DIR) / page


def is_current(page: str, text: str) -> bool:
    return place(page).is_file() and place(page).read_text(encoding="utf-8") == text


def workflows() -> Iterator[tuple[str, str, type[TextChoices], dict[str, frozenset[str]], dict[str, str]]]:
    """Every workflow of our own apps: app, name, states, moves, and whose turn each state is."""
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        if not Path(config.path).is_relative_to(settings.BASE_DIR):
            continue
        for file in sorted(Path(config.path).glob("*states.py")):
            states = import_module(f"{config.name}.{file.stem}")
            for name, (status, moves) in getattr(states, "WORKFLOWS", {}).items():
                yield config.label, name, status, moves, whose_turn(states, status)


def whose_turn(states: ModuleType, status: type[TextChoices]) -> dict[str, str]:
    """The table named TURN or SOMETHING_TURN that is about these states."""
    tables = [table for name, table in vars(states).items() if name.endswith("TURN")]
    return next((table for table in tables if all(isinstance(state, status) for state in table)), {})


def states_page() -> str:
    parts = ["# States and moves\n", NOTE]
    for app, name, status, moves, turn in workflows():
        parts += [
            f"\n## {name.replace('_', ' ').capitalize()} (`{app}`)\n",
            "| State | Whose turn | May become |\n|---|---|---|",
        ]
        for state in status:
            after = ", ".join(other.label for other in status if other in moves[state]) or "nothing: this is the end"
            parts.append(f"| {state.label} (`{state.value}`) | {turn.get(state, '')} | {after} |")
        parts.append("")
    return "\n".join(parts)


def events_page() -> str:
    """What the record can say, for a governor who reads an entry and wonders."""
    rows = [f"| `{name}` | {sentence} |" for name, sentence in events().items()]
    return "\n".join(["# What the record can say\n", NOTE, "| Event | How it reads |\n|---|---|", *rows, ""])


PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/states.md": states_page,
    "docs/reference/events.md": events_page,
}
