"""What changed between two versions, word by word, so that an approver need not read it all again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Change:
    """A run of words that stayed ("same"), went ("gone") or came ("new")."""

    kind: str
    text: str


def word_changes(before: str, after: str) -> list[Change]:
    """The later text as runs of words. Words carry the white space behind them, so nothing is lost."""
    old, new = (re.findall(r"\s*\S+\s*?(?=\s|$)|\s+", text) for text in (before, after))
    found = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            found.append(Change("same", "".join(old[start:end])))
            continue
        if end > start:
            found.append(Change("gone", "".join(old[start:end])))
        if new_end > new_start:
            found.append(Change("new", "".join(new[new_start:new_end])))
    return found
