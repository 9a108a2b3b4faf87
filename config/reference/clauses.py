"""docs/reference/clauses.md: each entry of the shipped register, what it becomes, where it is met, and what holds it.

Only our own restatement is used; no sentence of a school's document is known to this module.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from config.reference.links import address, bullets, every_route, to_test
from incidents.register import read as shipped_kinds
from policy.models import Audience, Force
from policy.register import people_to_tell, shipped_clauses, shipped_policy, shipped_registers, shipped_steps, speeds

STORIES = Path(settings.BASE_DIR) / "tests/incidents/stories.yaml"
BY_HAND = Path(settings.BASE_DIR) / "tests/reference/clauses.yaml"
STORY_TEST = "tests/incidents/test_stories.py::test_from_intake_to_close"
SOURCES = {"law": "law or guidance", "school": "the school's own", "policy": "the policy"}
CONDITIONS = {
    "child": "if a child is in it",
    "harm": "if somebody says that an adult harmed a child",
    "staff": "",
    "sent_by_another": "if another organisation sent the person",
}
HEAD = """\
Every rule of the shipped register (`policy/register/social_media.yaml`), restated in our own words. The code is only the
entry's name: a clause of a school's document is joined to it by likeness or by a person, and takes its rows from it, where
the school may change them ([decision 0030](../decisions/0030-rules-as-rows.md)). **Rows** are whom the clause wants told,
the steps it asks for, and the lists that are kept because of it. **A case brings** all that is asked for once a case of
that kind is confirmed, in working order, with where each comes from: the policy's own clauses, law or guidance, or the
school ([decision 0043](../decisions/0043-steps-come-from-the-clause-first.md)). Whenever a child is concerned or
affected, the Designated Teacher's look is asked for first, the moment a report is saved. One clause's stories alone are
played by `.venv/bin/pytest tests/incidents/test_stories.py -k 7.0a-`.
"""


def by_hand() -> dict[str, dict[str, Any]]:
    """Pages, words and tests of the entries that cannot be broken: code -> {page, today, test}."""
    kept: dict[str, dict[str, Any]] = yaml.safe_load(BY_HAND.read_text(encoding="utf-8"))
    return kept


def stories() -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = yaml.safe_load(STORIES.read_text(encoding="utf-8"))["stories"]
    return kept


@dataclass(frozen=True)
class Brought:
    """A step that a case brings: where from, and the circumstances in words."""

    code: str
    source: str
    circumstances: tuple[str, ...]


class Rules:
    """The shipped files, read once for a page."""

    def __init__(self) -> None:
        self.entries = {one["code"]: one for one in shipped_clauses()}
        self.steps = {one["code"]: one for one in shipped_steps()}
        self.registers = shipped_registers()
        content = shipped_kinds()
        self.shapes: dict[str, dict[str, Any]] = content["shapes"]
        self.kinds: list[dict[str, Any]] = content["kinds"]
        self.routes = every_route()

    def kinds_of(self, code: str) -> list[dict[str, Any]]:
        return [kind for kind in self.kinds if code in kind.get("clauses", [])]

    def kinds_beside(self, code: str) -> list[dict[str, Any]]:
        return [kind for kind in self.kinds if code in kind["with"]]

    def brought(self, code: str, kind: dict[str, Any]) -> list[Brought]:
        """What a case of this clause brings, in working order, each step once."""
        found: dict[str, Brought] = {}
        if kind["audience"] == "pupil":
            found["DT_TRIAGE"] = Brought("DT_TRIAGE", "law", ("the moment a report is saved",))
        for other in dict.fromkeys([code, *kind["with"]]):
            for step in self.entries[other].get("steps", []):
                source = "this clause" if other == code else f"clause {other}"
                found.setdefault(step, Brought(step, source, self._circumstances(step)))
        for step, given in kind["steps"].items():
            more = (CONDITIONS[given["if"]] if given["if"] else "", self._weight(given["force"]))
            moment = self._moment(given["asked"])
            found.setdefault(step, Brought(step, given["source"], tuple(filter(None, (moment, *more)))))
        for step in list(found):
            if then := self.shapes.get(step, {}).get("then"):
                found.setdefault(then, Brought(then, self.steps[then]["source"], (f"once `{step}` is done",)))
        return sorted(found.values(), key=lambda one: int(self.steps[one.code]["order"]))

    def _circumstances(self, step: str) -> tuple[str, ...]:
        given = self.steps[step]
        at_once = "the portal's own work" if given.get("at_once") == "leader" else ""
        return tuple(filter(None, (at_once, self._moment(given.get("moment", "")), self._weight(given["force"]))))

    @staticmethod
    def _moment(moment: str) -> str:
        return "only once found broken" if moment == "found" else ""

    @staticmethod
    def _weight(force: str) -> str:
        return "recommended" if force == "recommended" else ""

    def step(self, code: str) -> str:
        return f"{self.steps[code]['text']} (`{code}`)"


def clauses_page(note: str) -> str:
    rules, hand = Rules(), by_hand()
    breakable = sum(1 for one in rules.entries.values() if one.get("breach"))
    parts = ["# The clauses and what they become\n", note, HEAD]
    parts.append(f"{len(rules.entries)} entries; {breakable} of them define something that can be broken.\n")
    for number, title in shipped_policy()["sections"].items():
        parts.append(f"## {number} {title}\n")
        for code, entry in rules.entries.items():
            if code.split(".")[0] == number:
                parts += [*_entry(rules, entry, hand.get(code, {})), ""]
    return "\n".join(parts)


def _entry(rules: Rules, entry: dict[str, Any], hand: dict[str, Any]) -> list[str]:
    code, breach = entry["code"], entry.get("breach", "")
    binds = f"{Audience(entry['audience']).label.lower()}; {Force(entry['force']).label.lower()}"
    met = _as_a_case(rules, code) if breach else _by_hand(rules, code, hand)
    lines = [
        ("Binds", binds),
        ("Can be broken", f"yes (`{breach}`)" if breach else "no"),
        ("Rows", _rows(rules, entry)),
    ]
    return [f"### {code} {entry['title']}\n", f"{entry['restatement']}\n", *bullets(lines), *met]


def _rows(rules: Rules, entry: dict[str, Any]) -> str:
    """Whom to tell and how fast, the clause's own steps, the lists kept because of it."""
    people, fast = people_to_tell(), speeds()
    tells = [f"{_small(people[whom])} (how fast: {fast[how]})" for whom, how in entry.get("tell", [])]
    steps = [rules.step(code) for code in entry.get("steps", [])]
    kept = [f"{rules.registers[code].lower()} (`{code}`)" for code in entry.get("registers", [])]
    named = [("tell ", tells), ("step: ", steps), ("kept: ", kept)]
    return "; ".join(f"{name}{', '.join(words)}" for name, words in named if words) or "none of its own"


def _as_a_case(rules: Rules, code: str) -> list[str]:
    """The kind it falls into, everything a case of it brings, where it is met, and its story."""
    lines = []
    for kind in rules.kinds_of(code):
        beside = f"; beside it speak {', '.join(kind['with'])}" if kind["with"] else ""
        lines += bullets([("Kind of case", f"{kind['name']} (`{kind['code']}`){beside}")])
        lines += ["- **A case brings:**", *(f"  - {_brought(rules, one)}" for one in rules.brought(code, kind))]
        met = [address("incidents:file", rules.routes, concerns=kind["audience"]), _leader(rules, kind)]
        lines += bullets([("Page", ", then ".join(met))])
    played = sum(1 for one in stories() if one.get("clause") == code)
    told = f"{to_test(STORY_TEST)} plays it from intake to close" if played else ""
    return lines + bullets([("Test", told + (f", in {played} stories" if played > 1 else ""))])


def _leader(rules: Rules, kind: dict[str, Any]) -> str:
    names = ["incidents:deal_with"] if kind.get("ordinary") else ["incidents:confirm"]
    return ", ".join(address(name, rules.routes) for name in names)


def _brought(rules: Rules, one: Brought) -> str:
    return f"{rules.step(one.code)}: {', '.join((SOURCES.get(one.source, one.source), *one.circumstances))}"


def _by_hand(rules: Rules, code: str, hand: dict[str, Any]) -> list[str]:
    """What an entry that is never a case comes to today, and which test holds it; blank when nobody wrote it down."""
    beside = ", ".join(f"{kind['name']} (`{kind['code']}`)" for kind in rules.kinds_beside(code))
    pages = ", ".join(address(name, rules.routes) for name in _several(hand.get("page")))
    return bullets(
        [
            ("Speaks beside", beside),
            ("Today", hand.get("today", "")),
            ("Page", pages),
            ("Test", ", ".join(to_test(node) for node in _several(hand.get("test")))),
        ]
    )


def _several(written: str | Iterable[str] | None) -> list[str]:
    return [written] if isinstance(written, str) else list(written or [])


def _small(words: str) -> str:
    """ "The Principal" inside a sentence: only the article loses its capital."""
    return words[:1].lower() + words[1:]
