"""From blocks to a Document: which heading opens a section, which number each norm gets."""

import re
from dataclasses import dataclass, field, replace

from policy.reading import audiences, forces, guess, norms
from policy.reading.claims import dates_of, is_signature, signatures_in
from policy.reading.document import Clause, Document, Section
from policy.reading.guess import Guess, Place
from policy.reading.lines import PLAIN, Block, blocks_of
from policy.reading.text import ReadingError, to_text

_LETTERS = [a + b for a in ["", *"abcdefghijklmnopqrstuvwxyz"] for b in "abcdefghijklmnopqrstuvwxyz"]
_JOINING = re.compile(r"^(?:and|but|or)\b,?\s*", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:table of )?contents$", re.IGNORECASE)
_TELLS = ("aware", "informed", "told", "taught", "reminded")


@dataclass
class Norm:
    wording: str
    guess: Guess
    is_norm: bool


@dataclass
class Draft:
    """A section while it is being numbered."""

    section: Section
    place: Place
    own: Place
    has_bullets: bool
    has_numbers: bool = False
    count: int = 0
    zeros: int = 0
    letters: dict[str, int] = field(default_factory=dict)
    lead_in: list[str] = field(default_factory=list)
    parent: str = ""
    parent_level: int = 0
    parent_lead: Place | None = None

    def add(self, number: str, norm: Norm) -> None:
        lead_in, self.lead_in = " ".join(self.lead_in), []
        taken = {clause.number for clause in self.section.clauses}
        base = number
        while number in taken:
            number = self.lettered(base)
        found = norm.guess
        self.section.clauses.append(Clause(number, norm.wording, found.audience, found.force, lead_in))

    def lettered(self, base: str) -> str:
        used = self.letters.get(base, 0)
        self.letters[base] = used + 1
        return f"{base}{_LETTERS[used] if used < len(_LETTERS) else used}"


def read(content: bytes) -> Document:
    """Read a policy from the bytes of a .txt or .md file."""
    document = Document()
    blocks = blocks_of(to_text(content))
    _lower_unnumbered(blocks)
    level = _section_level(blocks)
    if level is None:
        raise ReadingError(
            "No heading was found in this file, so its sections can't be told apart. "
            "Put each heading on a line of its own and choose the file again."
        )
    start = next(i for i, b in enumerate(blocks) if b.kind == "heading" and b.level == level)
    _read_cover(document, blocks[:start])
    for group in _by_section(blocks[start:], level):
        if _CONTENTS.match(group[0].text):
            document.unplaced += [block.text for block in group]
        else:
            _read_section(document, group)
    if not document.clauses:
        raise ReadingError("No clause was found in this file. Choose the file that holds the policy.")
    body = [c.wording for c in document.clauses] + document.unplaced
    document.dates = dates_of(document.cover, body)
    return document


def _lower_unnumbered(blocks: list[Block]) -> None:
    """Among numbered sections a heading without a number stands below them."""
    plain_ones = [b for b in blocks if b.kind == "heading" and b.level == PLAIN]
    numbered = [b for b in plain_ones if b.number]
    if len(numbered) >= 3 and len(numbered) * 2 > len(plain_ones):
        first = next(i for i, b in enumerate(blocks) if b is numbered[0])
        for block in blocks[first:]:
            if block.kind == "heading" and block.level == PLAIN and not block.number:
                block.level += 1


def _section_level(blocks: list[Block]) -> int | None:
    """The shallowest level that has several headings; a single top heading is the title."""
    counts: dict[int, int] = {}
    for block in blocks:
        if block.kind == "heading":
            counts[block.level] = counts.get(block.level, 0) + 1
    for least in (3, 2, 1):
        for level in sorted(counts):
            if counts[level] >= least:
                return level
    return None


def _read_cover(document: Document, blocks: list[Block]) -> None:
    for block in blocks:
        if block.kind == "signature" or is_signature(block.text):
            document.signatures += signatures_in(block.text)
        is_long = len(block.text.split()) > 14 or block.kind in {"bullet", "loose"}
        (document.unplaced if is_long else document.cover).append(block.text)
    named = [line for line in document.cover if "policy" in line.lower()]
    document.title = (named or document.cover or [""])[0]


def _by_section(blocks: list[Block], level: int) -> list[list[Block]]:
    groups: list[list[Block]] = []
    for block in blocks:
        if block.kind == "heading" and block.level <= level:
            groups.append([])
        groups[-1].append(block)
    return groups


def _read_section(document: Document, group: list[Block]) -> None:
    heading, body = group[0], group[1:]
    taken = {section.number for section in document.sections}
    number = next(str(n) for n in range(len(taken) + 1, 2 * len(taken) + 3) if str(n) not in taken)
    if heading.number.isdigit() and heading.number not in taken:
        number = heading.number
    section = Section(number, heading.text)
    document.sections.append(section)
    place = Place(
        section=audiences.of_title(heading.text),
        document=audiences.of_title(document.title),
        is_aim=guess.is_aim(heading.text),
    )
    draft = Draft(section, place, place, any(b.kind == "bullet" for b in body))
    draft.has_numbers = any(b.marker == "1.1" for b in body)
    for i, block in enumerate(body):
        _place_block(document, draft, block, body[i + 1 :])


def _place_block(document: Document, draft: Draft, block: Block, after: list[Block]) -> None:
    if block.kind == "loose":
        document.unplaced.append(block.text)
    elif block.kind == "heading":
        _sub_heading(draft, block)
    elif block.kind == "signature" or is_signature(block.text):
        _signature(document, draft, block)
    elif block.kind == "bullet":
        _bullet(draft, block, after)
    else:
        _paragraph(draft, block, after)


def _sub_heading(draft: Draft, block: Block) -> None:
    named = audiences.of_title(block.text)
    draft.own = replace(
        draft.place,
        section=named or draft.place.section,
        is_aim=guess.is_aim(block.text) or draft.place.is_aim,
    )
    draft.lead_in.append(block.text)
    draft.parent = ""


def _signature(document: Document, draft: Draft, block: Block) -> None:
    found = signatures_in(block.text)
    document.signatures += found
    of_governors = any(audiences.of_title(s.label) == audiences.GOVERNORS for s in found)
    audience = audiences.GOVERNORS if of_governors else audiences.ALL
    draft.count += 1
    number = f"{draft.section.number}.{draft.count}"
    draft.add(number, Norm(block.text, Guess(audience, forces.MUST), True))


def _bullet(draft: Draft, block: Block, after: list[Block]) -> None:
    is_child = bool(draft.parent) and (
        block.level > draft.parent_level or (draft.has_numbers and block.marker != "1.1")
    )
    if is_child:
        place = draft.parent_lead or draft.own
        for norm in norms_in(block.text, place):
            draft.add(draft.lettered(draft.parent), norm)
        return
    draft.count += 1
    number = f"{draft.section.number}.{draft.count}"
    if block.marker == "1.1" and block.number.split(".")[0] == draft.section.number:
        number = block.number
    draft.parent, draft.parent_level = number, block.level
    draft.parent_lead = None
    if block.text.endswith(":") and after and after[0].kind == "bullet":
        draft.parent_lead = _lead(block.text, draft.own)
        draft.lead_in.append(block.text)
        return
    found = norms_in(block.text, draft.own)
    for norm in found:
        draft.add(draft.lettered(number) if len(found) > 1 else number, norm)


def _paragraph(draft: Draft, block: Block, after: list[Block]) -> None:
    draft.parent = ""
    draft.own = replace(draft.own, lead=None, lead_has_force=False)
    sentences = norms.sentences_of(block.text)
    leads = sentences and sentences[-1].endswith(":") and after and after[0].kind == "bullet"
    lead = sentences.pop() if leads else ""
    is_before = draft.has_bullets and not draft.count
    found = norms_in(" ".join(sentences), draft.own, merge=False) if sentences else []
    if lead and _tells(lead, draft.own):
        found.append(Norm(lead, guess.guess(lead, draft.own), True))
    if is_before:
        base = f"{draft.section.number}.0"
        for norm in found:
            draft.add(draft.lettered(base), norm)
    else:
        _continue(draft, found)
    if lead:
        if not _tells(lead, draft.own):
            draft.lead_in.append(lead)
        draft.own = _lead(lead, draft.own)


def _continue(draft: Draft, found: list[Norm]) -> None:
    """After the bullets: a plain statement has a number of its own, norms share one by letters."""
    groups: list[list[Norm]] = []
    for norm in found:
        if groups and groups[-1][-1].is_norm == norm.is_norm:
            groups[-1].append(norm)
        else:
            groups.append([norm])
    for group in groups:
        draft.count += 1
        number = f"{draft.section.number}.{draft.count}"
        for norm in group:
            draft.add(draft.lettered(number) if len(group) > 1 else number, norm)


def _tells(lead: str, place: Place) -> bool:
    """A line such as "parents will be told that:" is a promise of its own, not only a lead-in."""
    found = guess.guess(lead.rstrip(":"), place)
    return found.force == forces.COMMITMENT and any(word in lead for word in _TELLS)


def _lead(text: str, place: Place) -> Place:
    clause = text.rstrip(":").strip()
    has_force = forces.find_force(forces.main_clause(clause)) is not None
    found = guess.guess(clause, place)
    return replace(place, lead=found, lead_has_force=has_force and not _tells(text, place))


def norms_in(text: str, place: Place, *, merge: bool = True) -> list[Norm]:
    """The norms of a bullet or paragraph in order; plain statements lean on a neighbour."""
    found: list[Norm] = []
    for sentence in norms.sentences_of(text):
        for norm in _norms_of_sentence(sentence, place):
            _take(found, norm, merge)
    return found


def _norms_of_sentence(sentence: str, place: Place) -> list[Norm]:
    parts = norms.norms_of(sentence)
    first = guess.guess(parts[0], place)
    result = [Norm(parts[0], first, _binds(parts[0], first))]
    for part in parts[1:]:
        if part.lower().startswith(("unless", "except")):
            found = Guess(first.audience, forces.MAY)
        else:
            rest = _JOINING.sub("", part)
            rest = rest[:1].upper() + rest[1:]
            leans = not norms.is_norm(rest)
            found = guess.guess(rest, replace(place, lead=first, lead_has_force=leans))
        result.append(Norm(part, found, True))
    return result


def _binds(text: str, found: Guess) -> bool:
    """Whether a sentence is a norm, or a plain statement such as "it can be a help"."""
    word = forces.find_force(forces.main_clause(text))
    if word is None:
        return False
    return found.force != forces.STATEMENT or word.force not in {forces.CAN, forces.DO_NOT}


def _take(found: list[Norm], norm: Norm, merge: bool) -> None:
    last = found[-1] if found else None
    if (last and not last.is_norm and not norm.is_norm) or (last and merge and not norm.is_norm):
        last.wording = f"{last.wording} {norm.wording}"
    elif last and merge and not last.is_norm:
        last.wording, last.guess, last.is_norm = f"{last.wording} {norm.wording}", norm.guess, True
    else:
        found.append(norm)
