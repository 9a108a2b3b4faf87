"""Finding the names of children in words: with accents or without, in a hashtag, with any apostrophe or hyphen.

Figures for 300 names: docs/reference/names-in-posts.md. Many names are words, too: such a one counts as a name when
it stands with a capital inside a sentence, and as a doubt when it begins one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from school.names import PLAIN

# First names and surnames that are everyday words or months in English.
_WORDS = """
    angel april art august autumn bell best bill bishop black bond brook brown bush carol carter cash chance
    chase church clay coast cole cook coral crane cross crystal daisy dale dawn day dean dell drew duke earl
    east eve faith field fisher flint flood forest fox frank gale gay gene gold good grace grant gray green
    guy hall hardy harmony harp hart hazel heather hill holly honey hood hope hunt hunter iris ivy jack jade
    jasmine jay jewel joy june king knight lane lark lily little long love mark mason may melody mercy mile
    miles miller moon moor noble noel nora olive page park pat patience pearl penny piper pope poppy porter
    price prince rain ray reed rice rich river rob robin rock rose ruby rush sage sandy savage scarlet sharp
    shore short skip sky snow spring star stone storm strong sue summer sunny swan taylor temple tiger tom
    trinity victor viola violet wade walker wall ward waters weir wells west white will willow winter wise
    wolf wood woods worth young
"""
WORDS = frozenset(re.findall(r"\w+", _WORDS))
# Every newsletter names these; with nothing else to go by, they are a doubt.
MONTHS = frozenset({"april", "august", "may", "june"})
APOSTROPHE = "'’‘ʼ`´"
JOIN = rf"[\s{APOSTROPHE}.\-‐-–]{{0,2}}"
SHORTEST_RUN_ON = 4


class Found(IntEnum):
    NO = 0
    DOUBT = 1
    SURELY = 2


@dataclass(frozen=True)
class Called:
    """The names of one child."""

    given: str
    family: str
    known_as: str = ""

    @property
    def first_names(self) -> list[str]:
        return list(dict.fromkeys(one for one in (self.given, self.known_as) if one))


def plain(text: str) -> str:
    """Without accents, each letter still in its place and with its capital."""
    whole = unicodedata.normalize("NFKD", text)
    return "".join(one for one in whole if not unicodedata.combining(one)).translate(_PLAIN)


_PLAIN = PLAIN | {ord(chr(key).upper()): value.capitalize() for key, value in PLAIN.items() if chr(key) != "ı"}


def find(name: str, text: str) -> Found:
    """Whether a name stands in a text; a name of several parts is found run together and apart."""
    parts = re.findall(r"[^\W_]+", plain(name).casefold())
    if not parts or not text.strip():
        return Found.NO
    bare = plain(text)
    found = max((_weigh(parts, bare, hit) for hit in _pattern(parts).finditer(bare)), default=Found.NO)
    return max(found, _in_tags(parts, bare))


def find_any(names: Iterable[str], texts: Iterable[str]) -> Found:
    said = list(texts)
    return max((find(name, text) for name in names for text in said), default=Found.NO)


def _pattern(parts: list[str]) -> re.Pattern[str]:
    """The parts in their order, letters of an O or Mac apart or together, and no other letter beside them."""
    inside = JOIN.join(map(re.escape, parts))
    return re.compile(rf"(?<![^\W_]){inside}(?=(?:[{APOSTROPHE}]?s)?(?![^\W_]))", re.IGNORECASE)


def _weigh(parts: list[str], text: str, hit: re.Match[str]) -> Found:
    if len(parts) > 1 or parts[0] not in WORDS:
        return Found.SURELY
    if not hit.group()[0].isupper():
        return Found.NO
    before = text[: hit.start()].rstrip()
    begins = not before or before[-1] in '.!?:\n•-–"“' or "\n" in text[len(before) : hit.start()]
    return Found.DOUBT if begins or parts[0] in MONTHS else Found.SURELY


def _in_tags(parts: list[str], text: str) -> Found:
    """Hashtags run words together: #AoifeWins, #wellDoneAoife, #goaoife."""
    joined, found = "".join(parts), Found.NO
    for tag in re.findall(r"[#@]([^\W_][\w]*)", text):
        words = [one.casefold() for one in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", tag)]
        spans = {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
        if joined in spans:
            found = max(found, Found.DOUBT if joined in WORDS else Found.SURELY)
        elif len(joined) >= SHORTEST_RUN_ON and joined in tag.casefold().replace("_", ""):
            found = max(found, Found.DOUBT)
    return found
