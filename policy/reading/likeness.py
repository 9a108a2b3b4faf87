"""Joining clauses to the shipped register by likeness of words, never by number.

Words are weighed by how rare they are among the entries, compared by the cosine of the weights;
two words in a row count as well. A clause and an entry are joined when each is the other's best,
the likeness is high enough and the runner-up is clearly worse; a join that is only just good
enough is marked unsure, and a person decides.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SURE, LIKELY, MARGIN = 0.30, 0.20, 0.03
_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "and",
        "or",
        "but",
        "as",
        "be",
        "is",
        "are",
        "was",
        "were",
        "been",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "their",
        "them",
        "they",
        "he",
        "she",
        "his",
        "her",
        "our",
        "we",
        "us",
        "you",
        "your",
        "who",
        "whom",
        "which",
        "what",
        "when",
        "where",
        "if",
        "then",
        "than",
        "so",
        "do",
        "does",
        "did",
        "done",
        "has",
        "have",
        "had",
        "having",
        "not",
        "no",
        "any",
        "all",
        "each",
        "other",
        "such",
        "own",
    ]
)
_SUFFIXES = ("ations", "ation", "ments", "ment", "ingly", "ings", "ing", "ies", "ied", "ed", "es", "s", "ly", "y", "e")
_KEPT_SHORT = frozenset({"must", "should", "may", "will", "never", "only", "not"})


@dataclass(frozen=True)
class Entry:
    """One entry of the register as the comparison needs it."""

    code: str
    text: str
    audience: str
    force: str


@dataclass(frozen=True)
class Match:
    code: str
    likeness: float
    is_sure: bool


def words_of(text: str) -> list[str]:
    raw = re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("'s", ""))
    stems = [_stem(word) for word in raw if word not in _STOP]
    return stems + [f"{a} {b}" for a, b in pairwise(stems)]


def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word


class Register:
    """The entries, weighed once, ready to be compared with clauses."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = list(entries)
        bags = [Counter(words_of(entry.text)) for entry in entries]
        holding = Counter(word for bag in bags for word in bag)
        self.weights = {word: math.log(1 + len(bags) / count) for word, count in holding.items()}
        self.vectors = [self._vector(bag) for bag in bags]

    def _vector(self, bag: Mapping[str, int]) -> dict[str, float]:
        rare = math.log(1 + len(self.entries))
        vector = {word: (1 + math.log(count)) * self.weights.get(word, rare / 3) for word, count in bag.items()}
        length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        return {word: value / length for word, value in vector.items()}

    def likenesses(self, text: str, audience: str, force: str) -> list[float]:
        """How alike the text is to each entry; another audience or force counts against it."""
        vector = self._vector(Counter(words_of(text)))
        scores = []
        for entry, other in zip(self.entries, self.vectors, strict=True):
            score = sum(value * other.get(word, 0.0) for word, value in vector.items())
            if entry.audience != audience:
                score *= 0.85 if "all" in {entry.audience, audience} else 0.6
            if entry.force != force:
                score *= 0.85
            scores.append(score)
        return scores


def join(clauses: Iterable[tuple[str, str, str]], entries: Sequence[Entry]) -> list[Match | None]:
    """For each clause (text, audience, force) the entry it is, or None."""
    register = Register(entries)
    table = [register.likenesses(*clause) for clause in clauses]
    best_of_entry = [_best_row(table, col) for col in range(len(entries))]
    return [_match(row, i, best_of_entry, register) for i, row in enumerate(table)]


def _best_row(table: list[list[float]], col: int) -> int:
    scores = [row[col] for row in table]
    return scores.index(max(scores)) if scores else -1


def _match(row: list[float], i: int, best_of_entry: list[int], register: Register) -> Match | None:
    mutual = [col for col in range(len(row)) if best_of_entry[col] == i]
    if not mutual:
        return None
    col = max(mutual, key=lambda c: row[c])
    likeness = row[col]
    if likeness < LIKELY:
        return None
    # An entry that suits another clause better is no rival for this one.
    rivals = [row[c] for c in range(len(row)) if c != col and best_of_entry[c] in {i, -1}]
    is_clear = likeness - max(rivals, default=0.0) >= MARGIN
    return Match(register.entries[col].code, likeness, is_sure=likeness >= SURE and is_clear)
