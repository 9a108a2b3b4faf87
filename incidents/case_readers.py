"""Who can see a case today, who is named in it, and when each of them first and last opened it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from incidents import routes
from incidents.actions.conflicts import Holders
from incidents.models import Access, Incident, Reading
from incidents.one_case import readings_so_far
from incidents.permissions import may_see_openings, office_words
from incidents.reading import names_of
from school.standing import Standing


@dataclass(frozen=True)
class Reader:
    """A line of the list: who, why, and when they opened it (nothing for those who may not know)."""

    name: str
    why: str
    first: datetime | None = None
    last: datetime | None = None
    access: Access | None = None


class Names:
    """People's names for a whole page, asked for in one question."""

    def __init__(self, ids: set[UUID]) -> None:
        self.ids = ids
        self.found: dict[UUID, str] = {}

    def ask(self, ids: set[UUID]) -> None:
        self.found |= names_of((self.ids | ids) - self.found.keys())


def readers_facts(
    incident: Incident,
    standing: Standing,
    holders: Holders,
    shut: Collection[UUID],
    accesses: list[Access],
    names: Names,
) -> dict[str, Any]:
    """Readers by office and by name, and, for those who may know, who opened the case before and reads it no more."""
    may_know = may_see_openings(standing, incident)
    opened = {one.person_id: one for one in readings_so_far(None, incident.pk)} if may_know else {}
    by_office = offices_of_readers(incident, holders, set(shut))
    names.ask({*by_office, *opened})
    lines = [
        _line(names.found[person], ", ".join(office_words(one) for one in held), opened.get(person))
        for person, held in by_office.items()
    ]
    named = {one.person_id for one in accesses}
    before = [
        _line(names.found[person], "", reading)
        for person, reading in opened.items()
        if person not in by_office and person not in named
    ]
    return {
        "readers": sorted(lines, key=lambda line: (line.name, line.why)),
        "accesses": [_named(one, opened.get(one.person_id)) for one in accesses],
        "readers_before": before,
        "may_see_openings": may_know,
    }


def _line(name: str, why: str, reading: Reading | None, access: Access | None = None) -> Reader:
    first, last = (reading.first_opened_at, reading.last_opened_at) if reading else (None, None)
    return Reader(name, why, first, last, access)


def _named(access: Access, reading: Reading | None) -> Reader:
    return _line(access.person.display_name, access.get_role_display().lower(), reading, access)


def offices_of_readers(incident: Incident, holders: Holders, shut: set[UUID]) -> dict[UUID, list[str]]:
    """Who can read this case today by office, and by which."""
    rule = routes.TABLE[incident.route]
    offices = rule.reads | {incident.lead_office} | (rule.reads_with_child if incident.has_child else frozenset())
    offices |= rule.reads_when_sent if incident.reaches_both else frozenset()
    found: dict[UUID, list[str]] = {}
    for office in sorted(offices - {""}):
        for person in holders.free(office, incident, shut):
            found.setdefault(person, []).append(office)
    return found
