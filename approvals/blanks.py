"""The typed blanks of a standing template: what may stand in them, and how they read. No database here.

A template is approved as text, so that nothing but a day, a time, a whole number or one of the approved words
may ever be added to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

KINDS = ("date", "time", "number", "choice")
LARGEST = 9999
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_IN_TEXT = re.compile(r"\{([^{}]*)\}")


class BadBlank(Exception):
    """The sentence says which blank and what to do."""


@dataclass(frozen=True)
class Blank:
    """One place of a template: its name in the text, what may stand there, and (for a choice) the words allowed."""

    name: str
    kind: str
    choices: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.name.replace("_", " ").capitalize()

    def as_data(self) -> dict[str, object]:
        return {"name": self.name, "kind": self.kind, "choices": list(self.choices)}

    def reads(self, value: str) -> str:
        """The blank as it stands in the post; `value` is an ISO day or time, a number, or one of the choices."""
        try:
            return self._read(value)
        except ValueError:
            raise BadBlank(f"{self.label}: {_WANTED[self.kind]}") from None

    def _read(self, value: str) -> str:
        if self.kind == "date":
            day = date.fromisoformat(value)
            return f"{day:%A} {day.day} {day:%B %Y}"
        if self.kind == "time":
            return f"{time.fromisoformat(value):%H:%M}"
        if self.kind == "number" and value.isascii() and value.isdecimal() and int(value) <= LARGEST:
            return str(int(value))
        if self.kind == "choice" and value in self.choices:
            return value
        raise ValueError


_WANTED = {
    "date": "give a day.",
    "time": "give a time, such as 09:30.",
    "number": f"give a whole number from 0 to {LARGEST}.",
    "choice": "choose one of the words offered.",
}


def blanks_from(data: Iterable[Mapping[str, object]]) -> list[Blank]:
    """As the template's row keeps them."""
    return [Blank(str(one["name"]), str(one["kind"]), tuple(one["choices"])) for one in data]  # type: ignore[arg-type]


def read_blanks(lines: str, text: str) -> list[Blank]:
    """What somebody typed, one blank a line: `date: date`, `reason: choice: burst pipe, snow`.

    Raises BadBlank with a sentence; the text must use each blank, and no other.
    """
    found = [_read_line(line) for line in lines.splitlines() if line.strip()]
    check_blanks(found, text)
    return found


def check_blanks(blanks: Iterable[Blank], text: str) -> None:
    """Raises BadBlank unless the text uses each of these blanks, and no other."""
    found = list(blanks)
    names = [one.name for one in found]
    if bad := next((one for one in found if one.kind not in KINDS or not _NAME.fullmatch(one.name)), None):
        raise BadBlank(f"“{bad.name}” is no blank. Give it a name in small letters, and a kind: {', '.join(KINDS)}.")
    if len(set(names)) < len(names):
        raise BadBlank("Each blank has a name of its own. Rename one of them.")
    used = {match.strip() for match in _IN_TEXT.findall(text)}
    if unknown := sorted(used - set(names)):
        raise BadBlank(f"The text has a blank {{{unknown[0]}}} that is not in this list. Add a line for it.")
    if unused := sorted(set(names) - used):
        raise BadBlank(f"The text has no {{{unused[0]}}}. Put it where it belongs, or take the line away.")


def _read_line(line: str) -> Blank:
    name, _, rest = (part.strip() for part in line.partition(":"))
    kind, _, words = (part.strip() for part in rest.partition(":"))
    if not _NAME.fullmatch(name):
        raise BadBlank(f"“{name}” is no name for a blank. Use small letters, such as day or reason.")
    if kind not in KINDS:
        raise BadBlank(f"Say after “{name}:” what it is: date, time, number or choice.")
    choices = tuple(dict.fromkeys(word.strip() for word in words.split(",") if word.strip()))
    if (kind == "choice") != bool(choices):
        raise BadBlank(
            f"Give the words for “{name}” with commas between them, such as choice: snow, no heating."
            if kind == "choice"
            else f"Only a choice has words after it; take them away from “{name}”."
        )
    if any(mark in word for word in choices for mark in "{}"):
        raise BadBlank(f"The words of “{name}” cannot hold braces.")
    return Blank(name, kind, choices)


def written(blanks: Iterable[Blank]) -> str:
    """The list as somebody would type it."""
    return "\n".join(": ".join(part for part in (one.name, one.kind, ", ".join(one.choices)) if part) for one in blanks)


def filled(text: str, blanks: Iterable[Blank], values: Mapping[str, str]) -> str:
    """The text with each blank filled. Raises BadBlank when a value does not fit, is missing, or is of no blank."""
    known = {one.name: one for one in blanks}
    if set(values) != set(known):
        raise BadBlank("Fill in every blank, and nothing else.")
    reads = {name: known[name].reads(value) for name, value in values.items()}
    return _IN_TEXT.sub(lambda match: reads[match[1].strip()], text)
