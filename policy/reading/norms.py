"""Where one bullet or sentence holds two norms: the places at which it may be cut."""

import re

from policy.reading import forces

_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|mr|mrs|ms|dr|st|no|approx)\.$", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]?\s+(?=[A-Z“\"‘'(])")
_EXCLUSIVE = re.compile(r"^only\b|\b(?:may|can|is|are) only\b", re.IGNORECASE)
_OR = re.compile(r"(?<=,)\s+(?=or\s)", re.IGNORECASE)
_UNLESS = re.compile(r"\s+(?=(?:unless|except (?:when|where|if|that))\s)", re.IGNORECASE)
_AND = re.compile(r"\s+(?=(?:and|but|or)\s)", re.IGNORECASE)
_SOONER = re.compile(
    r"\s+(?=(?:and|or),?\s+(?:if necessary|where necessary|if needed|more often|more frequently|earlier|sooner)\b)",
    re.IGNORECASE,
)
_YEARLY = re.compile(r"\b(?:annually|yearly|every year|each year|every (?:two|three|\d) years|termly)\b", re.IGNORECASE)
_RESERVES = re.compile(r"^and\s+(?:to\s+)?reserves?\s+the\s+right", re.IGNORECASE)
_OWN_VERB = re.compile(r"^(?:and|but|or)\s+((?:[\w’']+\s+){0,4}?)(?:will|may|must|should|can|shall)\s", re.IGNORECASE)
SHORTEST, LONGEST = 8, 1500
FEWEST_WORDS = 4  # "No software" says nothing yet: what follows "or" belongs to it


def sentences_of(text: str) -> list[str]:
    """The sentences of a paragraph; a word or two alone is no sentence and stays with the one before."""
    pieces: list[str] = []
    for piece in _SENTENCE.split(text):
        if pieces and (_ABBREVIATION.search(pieces[-1]) or len(piece) < SHORTEST):
            pieces[-1] = f"{pieces[-1]} {piece}"
        elif piece.strip():
            pieces.append(piece.strip())
    return pieces


def is_norm(text: str) -> bool:
    return forces.find_force(forces.main_clause(text)) is not None


def norms_of(sentence: str) -> list[str]:
    """The norms of one sentence, in the document's own words; together they are the sentence."""
    if len(sentence) > LONGEST:
        return [sentence]
    for cut in (_cut_exclusive, _cut_exception, _cut_sooner, _cut_joined):
        parts = cut(sentence)
        if len(parts) > 1:
            return [part for one in parts for part in norms_of(one)] if cut is _cut_joined else parts
    return [sentence]


def _cut_exclusive(sentence: str) -> list[str]:
    """Only A may do B, or C: two things kept for A."""
    if not _EXCLUSIVE.search(sentence):
        return [sentence]
    found = list(_OR.finditer(sentence))
    usable = [m for m in found if len(sentence[m.end() :].split()) >= 5]
    return _at(sentence, usable[0]) if usable else [sentence]


def _cut_exception(sentence: str) -> list[str]:
    found = _UNLESS.search(sentence)
    bound = forces.find_force(forces.main_clause(sentence))
    if not found or not bound or bound.force not in {forces.MUST_NOT, forces.SHOULD_NOT}:
        return [sentence]
    after = sentence[found.end() :]
    return _at(sentence, found) if re.search(r"\b(?:are|is)\b", after) else [sentence]


def _cut_sooner(sentence: str) -> list[str]:
    found = _SOONER.search(sentence)
    if found and _YEARLY.search(sentence[: found.start()]):
        return _at(sentence, found)
    return [sentence]


def _cut_joined(sentence: str) -> list[str]:
    """... will do this and parents will be told: each half has a subject and a verb of its own."""
    for found in _AND.finditer(sentence):
        before, after = sentence[: found.start()], sentence[found.end() :]
        own = _OWN_VERB.match(after)
        if not is_norm(before) or len(before.split()) < FEWEST_WORDS or _in_condition(before):
            continue
        if _RESERVES.match(after) or (own and own[1].strip() and _is_new(own[1], after)):
            return _at(sentence, found)
    return [sentence]


def _is_new(subject: str, after: str) -> bool:
    words = subject.lower().split()
    relative = {"that", "which", "who", "it", "they", "this", "what", "how"}
    return not relative & set(words)


def _in_condition(before: str) -> bool:
    last = max(before.rfind(","), before.rfind(";"))
    opener = re.match(r"\s*(?:if|when|where|unless|that|which|who)\b", before[last + 1 :], re.IGNORECASE)
    return bool(opener)


def _at(sentence: str, found: re.Match[str]) -> list[str]:
    return [sentence[: found.start()].strip(), sentence[found.end() :].strip()]
