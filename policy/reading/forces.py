"""How strongly a sentence binds: general words of school policies, not of any one document."""

# ruff: noqa: E501 (a table of words reads best with one pattern a line)

import re
from dataclasses import dataclass

# The words of the eight forces, as stored (policy.models.Force).
MUST, MUST_NOT = "must", "must_not"
SHOULD, SHOULD_NOT = "should", "should_not"
MAY, ENCOURAGED = "may", "is_encouraged"
COMMITMENT, STATEMENT = "school_commitment", "statement"
# "will" binds whoever is its subject: settled in guess.py.
WILL, WILL_NOT = "will", "will_not"
# So do "can" and "do not": of people they permit and forbid, of things they describe.
CAN, DO_NOT = "can", "do_not"

_BE = r"(?:is|are|be|was|were|remains?)"
_ADV = (
    r"(?:(?:always|also|strictly|expressly|specifically|therefore|normally|generally|only|then|all|"
    r"fully|kindly|respectfully|strongly|absolutely|personally|individually|both|each|not only|"
    r"actively|still|currently|hereby|explicitly|regularly|never|ever) )*"
)
_ASKED = r"(?:asked|advised|requested|urged|recommended|reminded|expected|instructed|invited)"
_US = r"(?:we|school|academy|nursery|board|governors|college)"
# What "may" happen is no permission.
_HAPPENS = (
    r"(?:also |sometimes |still |well )?(?:include|arise|occur|cause|contain|vary|mean|affect|bring|expose|seem|appear|feel|"
    r"find|need|become|suffer|encounter|come across|not|be (?:misused|at risk|exposed|affected|upset|harmful|unaware|"
    r"difficult|aware|a|an|tempted|more|less|used to)\b)"
)
_PROMISES = "|".join(
    f"{verb}e?s?"
    for verb in [
        "aim",
        "commit",
        "undertak",
        "promis",
        "seek",
        "striv",
        "ensur",
        "provid",
        "support",
        "teach",
        "want",
        "wish",
        "intend",
        "monitor",
        "review",
        "work",
        "offer",
        "keep",
        "tak",
        "promot",
        "mak",
        "respect",
        "us",
        "hold",
        "stor",
        "inform",
        "train",
        "tell",
        "act",
        "check",
    ]
)

_WORDS: list[tuple[str, str]] = [
    (MUST_NOT, rf"\b(?:must|shall),? {_ADV}(?:not|never)\b|\bmustn.t\b|\bmust under no\b"),
    (MUST_NOT, r"\b(?:may|can) (?:not|never)\b(?! (?:realise|know|understand|be aware|always|have|feel))|\bcannot\b|\bcan.t\b"),
    (MUST_NOT, rf"\b(?:may|can|{_BE}|to be|could) (?:\w+ )?only\b(?! responsible)"),
    (MUST_NOT, rf"\b{_BE} {_ADV}(?:not|never) (?:to|permitted|allowed|acceptable|tolerated|accepted)\b"),
    (MUST_NOT, r"\bwill (?:not|never) be (?:\w+ )?(?:permitted|allowed|tolerated|accepted|acceptable|condoned)\b"),
    (MUST_NOT, rf"\b{_BE} {_ADV}(?:prohibited|forbidden|banned|off.limits|out of bounds|unacceptable|disallowed)\b"),
    (MUST_NOT, r"\b(?:under|in) no circumstances?\b|\bon no account\b|\bat no (?:time|point)\b|\bno circumstances\b"),
    (MUST_NOT, rf"\b{_US} (?:do|does) not (?:\w+ )?(?:allow|permit|accept|tolerate|condone)\b"),
    (MUST_NOT, r"\b(?:attempts?|misuse|tampering|sharing|posting|taking|bypassing)\b[^.]* will (?:\w+ )?(?:result in|lead to|mean)\b"),
    (MUST_NOT, r"^(?:and |or )?(?:never|do not|don.t|no|not)\b(?! member| pupil| child| parent| staff| one| person| image| photo)|^(?:refrain from|avoid) "),
    (SHOULD_NOT, rf"\bshould,? {_ADV}(?:not|never)\b|\bshouldn.t\b|\bought not\b|\bshould (?:avoid|refrain)\b"),
    (SHOULD_NOT, rf"\b{_BE} {_ADV}{_ASKED} (?:not|never) to\b|\b{_ASKED} to (?:refrain|avoid)\b|\bdiscouraged?s?\b"),
    (SHOULD_NOT, r"\b(?:asks?|advises?|requests?|expects?|urges?|recommends?)\b(?: (?!not)[\w']+){0,6} not to\b"),
    (SHOULD_NOT, r"\bplease (?:do not|don.t|never|refrain|avoid)\b|\bencouraged (?:not to|to refrain|to avoid)\b"),
    (SHOULD_NOT, r"\bit is (?:not|never|in)\s?(?:appropriate|advisable|recommended|good practice)\b"),
    (MUST, r"\bmust\b|\bshall\b|\b(?:has|have|having) to\b(?! do with)"),
    (MUST, rf"\b{_BE} {_ADV}(?:required|obliged|bound|compelled|under a duty|duty.bound)\b(?: to)?"),
    (MUST, r"\b(?:is|are) (?:(?:all|always|both|then|therefore) )?to (?=(?!all|the|us|our|both|this)\w)"),
    (MUST, rf"\b{_BE} {_ADV}(?:\w+ )?(?:responsible|accountable|answerable) for\b"),
    (MUST, r"\bit is (?:the|a) (?:\w+ )?(?:responsibility|duty) of\b"),
    (MUST, r"\b(?:has|have|bears?|share) (?:\w+ ){0,3}(?:responsibility|duty|obligation)\b"),
    (MUST, rf"\b{_BE} (?:mandatory|compulsory|obligatory|essential|required)\b|\bit is (?:essential|vital|imperative|crucial)\b"),
    (SHOULD, r"\bneeds? to be (?:aware|mindful|conscious|careful)\b"),
    (MUST, r"\bneeds? to\b|\bagrees? (?:to|that)\b"),
    (SHOULD, r"\bshould\b|\bought to\b|\bplease\b"),
    (SHOULD, rf"\b{_BE} {_ADV}{_ASKED} (?:to|that|if|not)\b"),
    (SHOULD, r"\bit is (?:\w+ )?(?:important|advisable|recommended|sensible|good practice|best practice|advised|expected|hoped)\b"),
    (SHOULD, rf"\b{_US} (?:\w+ )?(?:asks?|expects?|requests?|advises?|urges?|recommends?|would ask|would like)\b"),
    (ENCOURAGED, r"\bencouraged?s?\b|\b(?:is|are) (?:\w+ )?invited\b|\b(?:may|might) (?:wish|like|want) to\b"),
    (MAY, rf"(?<!\d )(?<!in )\bmay\b(?! \d| {_HAPPENS})"),
    (MAY, rf"\b{_BE} not (?:\w+ )?(?:required|obliged|expected|obligated) to\b"),
    (MAY, r"\bmight\b|\breserves? the right\b|\bat (?:their|its|the school.s) discretion\b"),
    (MAY, rf"\b{_BE} {_ADV}(?:allowed|permitted|free|welcome|entitled|acceptable|happy for)\b"),
    (MAY, r"\b(?:has|have) (?:a |the |every )?(?:right|freedom|option) (?:to|of)\b"),
    (CAN, r"\bcan\b"),
    (DO_NOT, r"\b(?:do|does) not\b|\b(?:do|does)n.t\b"),
    (WILL_NOT, r"\b(?:will|would) (?:not|never)\b|\bwon.t\b"),
    (WILL, r"\bwill\b|\bwould\b(?= (?:be|like|expect))"),
    (COMMITMENT, r"\bzero.tolerance\b|\brespects? (?:that|this|it)\b"),
    (COMMITMENT, r"\b(?:aims?|purpose|objectives?|goals?|intention|commitment)s? of (?:this|the|our) (?:\w+ )*policy (?:is|are)\b"),
    (COMMITMENT, r"\b(?:our|school.s) (?:\w+ )?(?:aim|goal|objective|intention|priority|purpose) is\b"),
    (COMMITMENT, r"\bpolicy (?:aims|seeks|intends)\b"),
    (COMMITMENT, rf"\b(?:we|school|academy|nursery|governing body) {_ADV}(?:{_PROMISES})\b"),
    (COMMITMENT, r"\b(?:is|are) (?:\w+ )?committed to\b|\b(?:is|are) determined to\b"),
    (COMMITMENT, r"\b(?:is|are) (?:\w+ )?(?:reviewed|monitored|checked|logged|filtered|audited|evaluated|investigated|updated|taught|trained|informed|inspected)\b"),
]  # fmt: skip
PATTERNS = [(force, re.compile(words, re.IGNORECASE)) for force, words in _WORDS]
_RANK = {force: i for i, (force, _) in enumerate(_WORDS)}

_FRAMES = re.compile(
    r"^(?:(?:please note|note|remember|it should be noted|we (?:would )?(?:wish|like|want) to "
    r"(?:highlight|remind|stress|point out|emphasise|make (?:it )?clear)(?: \w+){0,3}|"
    r"(?:\w+ ){1,4}(?:is|are) reminded|bear in mind|be aware) that )",
    re.IGNORECASE,
)
_OPENERS = re.compile(
    r"^(?:if|when(?:ever)?|where(?:ver)?|as|once|before|after|while|whilst|although|unless|until|due|"
    r"in (?:the )?(?:case|event|addition|general|order|exceptional|line|all|this|that|some|school)|"
    r"during|for|at|on|outside|because|since|should|should a|to|with|upon|from|by|however|therefore|"
    r"in|wherever|within|where)\b[^,]*,\s*",
    re.IGNORECASE,
)
_WILL_BE = re.compile(
    rf"\bwill (?:\w+ )?be (?=(?:{_ASKED[3:-1]}) (?:not )?(?:to|that)\b|(?:encouraged|required|allowed|permitted|responsible|not)\b)",
    re.IGNORECASE,
)
# What binds stands early in a sentence.
LOOKED_AT = 800


@dataclass(frozen=True)
class Found:
    """The word that binds, with what stands before it (its subject) and after it."""

    force: str
    before: str
    word: str
    after: str


def main_clause(text: str) -> str:
    """The sentence without its frame and without a condition in front."""
    text = _FRAMES.sub("", text.strip()[:LOOKED_AT])
    opened = _OPENERS.match(text)
    while opened and find_force(text[opened.end() :]):
        text = text[opened.end() :]
        opened = _OPENERS.match(text)
    return _WILL_BE.sub("are ", text)


def find_force(text: str) -> Found | None:
    """The first word that binds; of two at the same place the longer one."""
    best: tuple[int, int, str] | None = None
    for force, words in PATTERNS:
        if found := words.search(text):
            here = (found.start(), -found.end(), force)
            if best is None or here[:2] < best[:2]:
                best = here
    if best is None:
        return None
    start, end, force = best[0], -best[1], best[2]
    return Found(force, text[:start], text[start:end], text[end:])
