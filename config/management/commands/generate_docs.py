"""Write the pages of docs/reference that follow from code, so that they cannot say something else than it does."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import TextChoices

from audit.register import events
from config.reference.clauses import clauses_page
from config.reference.gaps import gaps_page

NOTE = "<!-- Written by `manage.py generate_docs` from the code. Change the code, then run `make fix`. -->\n"
PUBLIC = "open to all, signed in or not"
ACCESS = "# Who may open what\n"
ACCESS_HOW = """Whoever is not named gets the very answer of an address that does not exist; whoever has not signed in, or whose account
was ended, is sent to sign in. Where a record is meant, it is the asker's own, one the asker is assigned to, somebody
else's (other), one about the asker, or one that does not exist (unknown). "Told why not" means that the page says what
stands in the way; "only by a button" that the address takes nothing but what a form sends.
"""
TOLD = {"refused": "told why not", "unknown": "finds nothing", "method": "only by a button"}


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


def access_page() -> str:
    """The hand-written access table as people read it; tests/test_access.py holds it against the portal."""
    table = yaml.safe_load(place("tests/access/table.yaml").read_text(encoding="utf-8"))
    groups = [f"- **{words(name)}**: {words(members)}" for name, members in table["groups"].items()]
    rows = [f"| `{name}` | {' | '.join(row(route, table))} |" for name, route in table["routes"].items()]
    head = "| Address | A record | May look | May act |\n|---|---|---|---|"
    return "\n".join([ACCESS, NOTE, ACCESS_HOW, "## Who is meant\n", *groups, "\n## Addresses\n", head, *rows, ""])


def row(route: dict[str, Any], table: dict[str, Any]) -> tuple[str, str, str]:
    about = PUBLIC if route.get("public") else words(route.get("about", ""))
    return about, cell(route.get("get"), table), cell(route.get("post"), table)


def cell(written: Any, table: dict[str, Any]) -> str:
    """One cell: who, or who for each relation to the record."""
    if written is None:
        return ""
    if isinstance(written, dict) and written.keys() & set(table["relations"]):
        return "<br>".join(f"*{words(relation)}:* {answer(who)}" for relation, who in written.items())
    return answer(written)


def answer(written: Any) -> str:
    if not isinstance(written, dict):
        return words(written) or "nobody"
    let_in = words(written.get("in", []))
    told = [f"{TOLD[how]}: {words(written[how])}" for how in TOLD if written.get(how)]
    told += [f"{TOLD[written['otherwise']]}: everybody else"] if written.get("otherwise") else []
    return "; ".join(filter(None, [let_in, *told])) or "nobody"


def words(written: Any) -> str:
    names = [written] if isinstance(written, str) else written
    return ", ".join(name.replace("_", " ") for name in names)


PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/states.md": states_page,
    "docs/reference/events.md": events_page,
    "docs/reference/access.md": access_page,
    "docs/reference/clauses.md": lambda: clauses_page(NOTE),
    "docs/reference/gaps.md": lambda: gaps_page(NOTE),
}
