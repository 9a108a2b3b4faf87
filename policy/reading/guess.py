"""Audience and force of a clause, guessed from its words and where it stands; a person confirms."""

import re
from dataclasses import dataclass

from policy.reading import audiences as who
from policy.reading import forces

_PEOPLE = {who.PUPIL, who.PARENT, who.STAFF, who.GOVERNORS}
_NOBODY = re.compile(r"^(?:no|nobody|none|neither|no.one)\b", re.IGNORECASE)
_ONLY = re.compile(r"^only\b", re.IGNORECASE)
_IMPERATIVE = re.compile(
    r"^(?:always |please )?(?:use|keep|ask|tell|report|inform|make|ensure|check|think|treat|respect|"
    r"turn|switch|hand|follow|remember|take|log|store|lock|speak|talk|contact|read|sign|wear|bring|"
    r"return|record|supervise|set|seek|obtain|notify|refer|support|encourage|be|act|behave|promote|"
    r"model|complete|attend|arrange|give|provide|send|limit|review|protect|save|delete|show|help|"
    r"monitor|stop|leave|walk|listen|look|stay|create|choose|consider|sharing|agree|accept|comply)\b",
    re.IGNORECASE,
)
_HANDLED = re.compile(
    r"\s+be (?:used|taken|brought|kept|shared|made|posted|given|collected|sent|worn|borrowed|requested|left|played)\b"
)
_AIM = re.compile(r"\b(?:aims?|objectives?|goals?|purposes?|intentions?|commitments?|vision)\b", re.IGNORECASE)
_FLIPPED = {
    forces.MUST: forces.MUST_NOT,
    forces.MAY: forces.MUST_NOT,
    forces.WILL: forces.MUST_NOT,
    forces.SHOULD: forces.SHOULD_NOT,
}


@dataclass(frozen=True)
class Guess:
    audience: str
    force: str


@dataclass(frozen=True)
class Place:
    """Where a sentence stands: its section's audience, and the line that leads into its list."""

    section: str = ""
    document: str = ""
    is_aim: bool = False
    lead: Guess | None = None
    lead_has_force: bool = False

    @property
    def usual(self) -> str:
        return self.section or self.document


def is_aim(title: str) -> bool:
    return bool(_AIM.search(title))


def guess(text: str, place: Place) -> Guess:
    clause = forces.main_clause(text)
    found = forces.find_force(clause)
    if found is None or _belongs_to_lead(found, place):
        return _without_force(clause, place)
    subject = who.of_subject(found.before)
    force = _settle(found, subject, place)
    if force == forces.STATEMENT and found.force in {forces.CAN, forces.DO_NOT}:
        return _without_force(clause, place)
    return Guess(_audience(found, subject, force, place), force)


def _belongs_to_lead(found: forces.Found, place: Place) -> bool:
    """A list item such as "sites that pupils must not use" continues the line above it."""
    if not found.before.strip():
        is_own = found.force in {forces.MUST_NOT, forces.SHOULD_NOT}
        return not is_own and (place.lead_has_force or place.is_aim)
    if not place.lead_has_force:
        return False
    own_subject = who.of_subject(found.before)
    return not own_subject and found.before[:1].islower()


def _without_force(clause: str, place: Place) -> Guess:
    lead = place.lead
    if lead and place.lead_has_force:
        return lead
    if place.is_aim:
        return Guess(place.usual or who.ALL, forces.COMMITMENT)
    subject = who.of_subject(clause) if len(clause.split()) > 3 else ""
    if _IMPERATIVE.match(clause):
        audience = (lead.audience if lead else "") or place.usual or who.ALL
        return Guess(audience, forces.MUST)
    agent = who.of_agent(clause)
    for audience in (agent, place.section, subject, lead.audience if lead else "", place.document):
        if audience in _PEOPLE:
            return Guess(audience, forces.STATEMENT)
    return Guess(who.ALL, forces.STATEMENT)


def _settle(found: forces.Found, subject: str, place: Place) -> str:
    """What the binding word means for this subject."""
    force = found.force
    if _NOBODY.match(found.before) and force in _FLIPPED:
        return _FLIPPED[force]
    if _ONLY.match(found.before) and force in {forces.MAY, forces.MUST}:
        return forces.MUST_NOT
    if force in {forces.CAN, forces.DO_NOT}:
        return _can_or_do_not(found, subject)
    if force in {forces.WILL, forces.WILL_NOT}:
        return _will(found, subject, place)
    if subject == who.SCHOOL:
        if force == forces.MUST and re.search(r"responsibil|duty|obligation", found.word):
            return forces.STATEMENT
        if force == forces.MAY and "right to" in found.word and "reserve" not in found.word:
            return forces.STATEMENT
        if force == forces.MUST and "must" not in found.word.lower():
            return forces.COMMITMENT
    if force == forces.MAY and re.search(r"\brespects? (?:that|this|it)\b", found.after):
        return forces.COMMITMENT
    return force


def _can_or_do_not(found: forces.Found, subject: str) -> str:
    is_person = subject in _PEOPLE | {who.ALL}
    if found.force == forces.DO_NOT:
        if is_person:
            return forces.MUST_NOT
        return forces.COMMITMENT if subject == who.SCHOOL else forces.STATEMENT
    if re.match(r"\s+expect\b", found.after):
        return forces.COMMITMENT
    if is_person or _HANDLED.match(found.after):
        return forces.MAY
    return forces.STATEMENT


def _will(found: forces.Found, subject: str, place: Place) -> str:
    """Pupils, parents and staff who "will" are bound; the school that "will" commits itself."""
    passive = re.match(r"\s+(?:\w+ly |also |then |always )*be \w+(?:ed|en|n|t|ght|ld|de)\b", found.after)
    is_not = found.force == forces.WILL_NOT
    first_person = re.search(r"\bI\b", found.before)
    if re.match(r"\s+(?:result in|lead to|mean)\b", found.after) and not is_not:
        return forces.COMMITMENT
    if passive and is_not and subject not in {who.SCHOOL, who.LEADER}:
        return forces.MUST_NOT if place.usual in {who.STAFF, who.PUPIL} else forces.COMMITMENT
    if (subject in _PEOPLE | {who.ALL} or first_person) and not passive:
        if subject == who.GOVERNORS:
            return forces.COMMITMENT
        return forces.MUST_NOT if is_not else forces.MUST
    if not subject and place.lead and place.lead.audience in _PEOPLE and not passive and not found.before.strip():
        return forces.MUST_NOT if is_not else forces.MUST
    return forces.COMMITMENT


def _audience(found: forces.Found, subject: str, force: str, place: Place) -> str:
    lead = place.lead.audience if place.lead else ""
    if force == forces.COMMITMENT and _AIM.search(found.word):
        order = [place.section, place.document]
    elif force == forces.COMMITMENT:
        order = [place.section, _told(found, subject), lead, place.document]
    elif _ONLY.match(found.before) and not place.section:
        order = [lead, place.document]
    elif subject in _PEOPLE:
        order = [subject]
    elif subject == who.ALL:
        order = [place.section]
    elif subject == who.LEADER and force in {forces.MUST, forces.SHOULD, forces.MUST_NOT}:
        order = [who.STAFF]
    else:
        directed = who.of_object(found.after)
        order = [directed, who.of_agent(found.after), place.section, lead, place.document]
    return next((a for a in order if a in _PEOPLE), who.ALL)


def _told(found: forces.Found, subject: str) -> str:
    """Whom a commitment of the school concerns, where the section doesn't say."""
    if subject in _PEOPLE:
        return subject
    named = {group for _, _, group in who.groups_in(found.after)} & _PEOPLE
    return named.pop() if len(named) == 1 else ""
