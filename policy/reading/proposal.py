"""What a document proposes to the portal: its clauses with the duties that the register knows.

A clause joined with confidence takes what its entry says; any other keeps the guess from its words,
has no breach, tells nobody and asks for nothing until a person says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from policy.reading.document import Clause, Document
from policy.reading.likeness import Entry, Match, Register, join

FIRST_WORDS = 25
SHORT = 6


@dataclass
class Proposed:
    """A clause as the draft will hold it."""

    number: str
    wording: str
    lead_in: str
    audience: str
    force: str
    title: str = ""
    restatement: str = ""
    register_code: str = ""
    breach: str = ""
    tell: list[tuple[str, str]] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    registers: list[str] = field(default_factory=list)
    is_unsure: bool = True


def entries_of(shipped: Sequence[dict[str, Any]]) -> list[Entry]:
    return [
        Entry(
            one["code"],
            f"{one['title']} {one['restatement']} {one.get('words', '')}",
            one["audience"],
            one["force"],
        )
        for one in shipped
    ]


def propose(document: Document, shipped: Sequence[dict[str, Any]]) -> list[tuple[str, str, list[Proposed]]]:
    """Sections as (number, title, clauses)."""
    clauses = document.clauses
    texts = [_compared(clauses, i) for i in range(len(clauses))]
    matches = join(
        [(text, c.audience, c.force) for text, c in zip(texts, clauses, strict=True)],
        entries_of(shipped),
    )
    by_code = {one["code"]: one for one in shipped}
    made = iter([_proposed(clause, match, by_code) for clause, match in zip(clauses, matches, strict=True)])
    return [(s.number, s.title, [next(made) for _ in s.clauses]) for s in document.sections]


def suggestions(
    wording: str, audience: str, force: str, shipped: Sequence[dict[str, Any]], *, most: int = 3
) -> list[str]:
    """The codes of the likeliest entries for one clause, for a person to choose from."""
    entries = entries_of(shipped)
    scores = Register(entries).likenesses(wording, audience, force)
    best = sorted(zip(scores, entries, strict=True), key=lambda pair: -pair[0])
    return [entry.code for score, entry in best[:most] if score > 0.1]


def first_words(wording: str) -> str:
    words = wording.split()
    return wording if len(words) <= FIRST_WORDS else f"{' '.join(words[:FIRST_WORDS])} …"


def from_entry(clause: Proposed, entry: dict[str, Any]) -> Proposed:
    """The clause with everything that a register entry says about it."""
    clause.register_code = entry["code"]
    clause.title, clause.restatement = entry["title"], entry["restatement"]
    clause.audience, clause.force = entry["audience"], entry["force"]
    clause.breach = entry.get("breach", "")
    clause.tell = [(whom, how_fast) for whom, how_fast in entry.get("tell", [])]
    clause.steps = list(entry.get("steps", []))
    clause.registers = list(entry.get("registers", []))
    clause.is_unsure = False
    return clause


def _compared(clauses: Sequence[Clause], i: int) -> str:
    """A few words cut off from a longer bullet are compared together with what they belong to."""
    clause = clauses[i]
    if i and len(clause.wording.split()) <= SHORT and clauses[i - 1].number[:-1] == clause.number[:-1]:
        return f"{clauses[i - 1].wording} {clause.wording}"
    return clause.wording


def _proposed(clause: Clause, match: Match | None, by_code: dict[str, dict[str, Any]]) -> Proposed:
    made = Proposed(
        clause.number,
        clause.wording,
        clause.lead_in,
        clause.audience,
        clause.force,
        restatement=first_words(clause.wording),
    )
    if match and match.is_sure:
        return from_entry(made, by_code[match.code])
    return made
