"""What a document claims about itself: its dates and its signature lines, exactly as written."""

import re

from policy.reading.dates import date_text
from policy.reading.document import Signature

_GOVERNORS = r"(?:the )?(?:board of )?(?:governors?|governing body|board)\b"
_WORDS = {
    "staff_review": r"\breview(?:ed)? (?:by|with) (?:the |all |our )*staff|\bstaff (?:review|consult)|"
    r"\b(?:shared|discussed|agreed) with (?:the |all |our )*staff",
    "governors_approval": r"\b(?:approved|ratified|adopted|agreed|accepted) (?:by|at a meeting of) "
    rf"(?:our )?{_GOVERNORS}|"
    r"\bgovernors?.? (?:approval|ratification)|\bapproval by governors|\b(?:approval|ratification) date",
    "written": r"\b(?:developed|written|created|drawn up|drafted|date of policy|policy date|"
    r"first issued|issued|introduced|adopted)\b",
    "cover_review": r"\breview(?:ed|s)?\b",
}
_BLANK = re.compile(r"_{2,}|\.{3,}|…+|-{3,}")
_SIGNED = re.compile(r"\b(?:signed|signature)\b(?: by| of| on behalf of)?", re.IGNORECASE)
_OFFICE = re.compile(
    r"\b(?:vice.?)?(?:chair(?:person|man|woman)?|principal|head.?teacher|governors?|secretary|clerk)\b",
    re.IGNORECASE,
)
_LINE = re.compile(r"^[^_.:]{3,60}:?\s*(?:_{3,}|\.{4,}|…+)", re.IGNORECASE)


def dates_of(cover: list[str], body: list[str]) -> dict[str, str]:
    """The four dates a policy shows, each as its own text, "" when it shows none."""
    found = dict.fromkeys(("written", "cover_review", "staff_review", "governors_approval"), "")
    for line in [*cover, *body]:
        if len(line.split()) > 25:
            continue
        for kind, text in _claims_of(line):
            found[kind] = found[kind] or text
    return found


def _claims_of(line: str) -> list[tuple[str, str]]:
    """A line may hold two claims: each label owns the dates up to the next label."""
    labels: list[tuple[int, int, str]] = []
    for kind, words in _WORDS.items():
        for m in re.finditer(words, line, re.IGNORECASE):
            if all(m.end() <= start or m.start() >= end for start, end, _ in labels):
                labels.append((m.start(), m.end(), kind))
    if not labels:
        return []
    labels.sort()
    ends = [start for start, _, _ in labels[1:]] + [len(line)]
    claims = [(kind, date_text(line[start:end])) for (start, _, kind), end in zip(labels, ends, strict=True)]
    claims = [(kind, text) for kind, text in claims if text]
    if not claims and date_text(line):
        claims = [(labels[0][2], date_text(line))]
    return claims


def is_signature(line: str) -> bool:
    return bool(_LINE.match(line) and _OFFICE.search(line))


def signatures_in(line: str) -> list[Signature]:
    """A line may hold one signature or two side by side."""
    starts = [m.start() for m in _SIGNED.finditer(line)] or [0]
    ends = [*starts[1:], len(line)]
    return [_signature(line[start:end]) for start, end in zip(starts, ends, strict=True)]


def _signature(piece: str) -> Signature:
    rest = _SIGNED.sub("", piece, count=1)
    rest = re.sub(r"\bdated?\b.*$", "", rest, flags=re.IGNORECASE)
    label = ""
    if bracketed := re.search(r"\(([^)]+)\)", rest):
        label, rest = bracketed[1], rest.replace(bracketed[0], " ")
    parts = [p.strip(" :.,;") for p in re.split(rf"{_BLANK.pattern}|[:,]", rest)]
    parts = [p for p in parts if p]
    if not label:
        offices = [p for p in parts if _OFFICE.search(p)]
        label = offices[0] if offices else ""
        parts = [p for p in parts if p != label]
    return Signature(" ".join(label.split()), is_filled=any(c.isalpha() for p in parts for c in p))
