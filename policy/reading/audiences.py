"""Whom a sentence binds or concerns: the groups a school's policies speak of."""

import re
from itertools import pairwise

ALL, PUPIL, PARENT, STAFF, GOVERNORS = "all", "pupil", "parent", "staff", "governors"
SCHOOL, LEADER = "school", "leader"

_STAFF_STUDENTS = re.compile(
    r"\b(?:student teachers?|(?:work.experience|teaching.practice|placement|trainee)"
    r"(?: and teaching practice)? students?|students? on (?:placement|work experience))\b",
    re.IGNORECASE,
)
_GROUPS: list[tuple[str, str]] = [
    (ALL, r"everyone|everybody|anyone|anybody|nobody|no.one|all (?:users|members of the school(?: community)?|stakeholders|adults and children)|"
          r"(?:whole )?school community|stakeholders?|users?|visitors?|persons?|people|members? of the school community|individuals?"),
    (LEADER, r"(?:vice.?)?principals?|head.?teachers?|heads?(?= of|\b)|senior leader(?:s|ship)?(?: team)?|slt|leadership team|"
             r"(?:deputy )?designated teachers?|dsl|(?:\w+ )?co-?ordinators?|ict lead|data protection officer|dpo|senco|school office|office staff|"
             r"designated (?:safeguarding|child protection) (?:lead|officer|team)|safeguarding team|network manager"),
    (GOVERNORS, r"(?:board of )?governors?|governing body|(?:vice.)?chair(?:person|man|woman)?|board"),
    (STAFF, r"(?:members? of )?staff(?: members?)?|teachers?|employees?|volunteers?|colleagues|teaching assistants?|"
            r"(?:classroom |learning support )?assistants?|coach(?:es)?|supervisors?|adults|supply staff|support staff|practitioners?|"
            r"contractors|personnel|trip leaders?|drivers?|instructors?"),
    (PARENT, r"parents?|carers?|guardians?|famil(?:y|ies)|mums?|dads?|grandparents?"),
    (PUPIL, r"pupils?|child(?:ren)?|students?|learners?|boys|girls|young people|young person|class(?:es)?(?= (?:must|should|will|may))"),
    (SCHOOL, r"we|our school|the school|school(?= (?:will|is|has|aims|does|may|reserves|undertakes|respects))|nursery(?= (?:will|has))|academy|us"),
]  # fmt: skip
_WORDS = [(g, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for g, words in _GROUPS]
_OF_PEOPLE = re.compile(r"\b(?:members?|board|groups?|chair|heads?|vice.chair) of\b", re.IGNORECASE)
_ENDS_HEAD = re.compile(
    r"\s(?:of|for|by|with|on|to|from|about|that|which|who|whose|containing|showing|taken|in|at|"
    r"during|outside|under|approved|using|between|belonging|when|if|where)\s",
    re.IGNORECASE,
)
_JOINED = re.compile(r"^\s*(?:,|and|or|&|/|,\s*and)\s*$", re.IGNORECASE)


def groups_in(text: str) -> list[tuple[int, int, str]]:
    """Every group named, in order, the longer name winning where two overlap."""
    text = _STAFF_STUDENTS.sub(lambda m: "volunteers".ljust(len(m[0])), text)
    found = [(m.start(), m.end(), group) for group, words in _WORDS for m in words.finditer(text)]
    found.sort(key=lambda span: (span[0], -span[1]))
    kept: list[tuple[int, int, str]] = []
    for span in found:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def of_title(title: str) -> str:
    """The one audience that a heading names; "" when it names none or several."""
    named = {group for _, _, group in groups_in(title)} - {SCHOOL, ALL, LEADER}
    return named.pop() if len(named) == 1 else ""


def of_subject(before: str) -> str:
    """Who a sentence's subject is: the head of what stands before the binding word."""
    head = _OF_PEOPLE.sub(lambda m: m[0].replace(" of", "_of"), before)
    head = _ENDS_HEAD.split(f" {head} ", maxsplit=1)[0].replace("_of", " of").strip()
    found = groups_in(head)
    if not found:
        return ""
    named = [found[0][2]]
    for (_, end, _), (start, _, group) in pairwise(found):
        if _JOINED.match(head[end:start]):
            named.append(group)
    wide = {PUPIL, PARENT, STAFF, GOVERNORS} & set(named)
    if len(wide) > 1:
        return STAFF if wide == {STAFF, GOVERNORS} else ALL
    return named[0]


def of_agent(text: str) -> str:
    """Who acts in a passive sentence: "by staff", "by the governors"."""
    for found in re.finditer(r"\bby (?:the |our |all |any )?", text, re.IGNORECASE):
        rest = groups_in(text[found.end() :])
        if rest and rest[0][0] <= 12:
            return rest[0][2]
    return ""


def of_object(after: str) -> str:
    """Whom a verb is directed at: "encourage our staff to", "ask parents not to"."""
    found = groups_in(after[:60])
    if found and len(after[: found[0][0]].split()) <= 3:
        return found[0][2]
    return ""
