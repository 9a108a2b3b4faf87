"""Who may decide on a version, and why the others may not: asked for pages, never for the rule itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from approvals.models import PostVersion
from approvals.permissions import APPROVERS, obstacle_to_deciding
from school.models import Office, Person
from school.offices import holders, offices_by_person
from school.standing import Standing


@dataclass(frozen=True)
class Decider:
    """Somebody who holds one of the two offices, and what keeps them from this version, if anything."""

    person: Person
    office: str
    reason: str

    @property
    def may(self) -> bool:
        return not self.reason


def _reason(standing: Standing, version: PostVersion) -> str:
    """The obstacle as it reads to somebody else."""
    if not obstacle_to_deciding(standing, version.hands()):
        return ""
    hands = version.hands()
    if standing.person_id == hands.created_by_id:
        return f"wrote version {hands.n}"
    return f"has words in version {hands.n}" if standing.person_id in hands.editor_ids else "asked for this post"


def deciders_of(version: PostVersion, on: date) -> list[Decider]:
    """Everybody who holds one of the two offices that day, each with what stands in the way."""
    offices = offices_by_person(on)
    found = []
    for person in holders(*APPROVERS, on=on):
        held = frozenset(offices.get(person.pk, set()))
        standing = Standing(person.pk, held, frozenset(), on)
        names = " and ".join(Office(one).label for one in APPROVERS if one in held)
        found.append(Decider(person, names, _reason(standing, version)))
    return found


def eligible_deciders(version: PostVersion, on: date) -> list[Person]:
    """Those who may decide. Empty when everybody who could has words in it."""
    return [decider.person for decider in deciders_of(version, on) if decider.may]
