"""What the upper apps tell this one: kinds of notice, who may still be told, and what waits for whom.

Notices lie below the school and the domains, so people and records are plain ids here and everything
that needs their meaning is asked through functions registered in AppConfig.ready().
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Kind:
    """A kind of notice. Its sentence holds no name and no word of any record: it also goes out by e-mail."""

    code: str
    sentence: str
    urgent: bool = False
    address: "Callable[[UUID, UUID], str] | None" = None


@dataclass(frozen=True)
class Subject:
    """What a notice may be about, who may be told of it, and where it is read."""

    may_be_told: Callable[[UUID, UUID, datetime], bool]
    url: Callable[[UUID], str]
    which: "Callable[[UUID, set[UUID], datetime], set[UUID]] | None" = None


@dataclass(frozen=True)
class Item:
    """A line on somebody's home page."""

    sentence: str
    url: str
    due: date | None = None
    kind: str = ""


@dataclass(frozen=True)
class MenuItem:
    label: str
    url_name: str


class UnknownKind(Exception):
    """A notice of a kind, or about a sort of record, that no app has registered."""


# A standing is school.standing.Standing, which this layer may not import.
Lines = Callable[[Any, datetime], list[Item]]
Menu = Callable[[Any], list[MenuItem]]

kinds: dict[str, Kind] = {}
subjects: dict[str, Subject] = {}
waiting_lines: list[Lines] = []
own_lines: list[Lines] = []
menus: list[Menu] = []
addresses: list[Callable[[set[UUID]], dict[UUID, str]]] = []


def add_kind(
    code: str, *, sentence: str, urgent: bool = False, address: Callable[[UUID, UUID], str] | None = None
) -> None:
    """`address(person_id, object_id)`: where this kind goes, if not to the address the person signs in with."""
    kinds[code] = Kind(code, sentence, urgent, address)


def add_subject(
    label: str,
    *,
    may_be_told: Callable[[UUID, UUID, datetime], bool],
    url: Callable[[UUID], str],
    which: Callable[[UUID, set[UUID], datetime], set[UUID]] | None = None,
) -> None:
    """`label` is the model's label, such as incidents.Incident.

    `which(person_id, object_ids, now)` answers for many records in a constant number of queries: those of
    `object_ids` that the person may be told of. The inbox then asks once for all its lines, and the menu counts them.
    """
    subjects[label] = Subject(may_be_told, url, which)


def add_waiting(lines: Lines) -> None:
    if lines not in waiting_lines:
        waiting_lines.append(lines)


def add_yours(lines: Lines) -> None:
    if lines not in own_lines:
        own_lines.append(lines)


def add_menu(menu: Menu) -> None:
    if menu not in menus:
        menus.append(menu)


def add_addresses(finder: Callable[[set[UUID]], dict[UUID, str]]) -> None:
    """The e-mail addresses of people who can sign in, by person id."""
    if finder not in addresses:
        addresses.append(finder)


def address_of(person_id: UUID) -> str:
    """Where this person gets mail; empty for one who has no sign-in."""
    for finder in addresses:
        if found := finder({person_id}).get(person_id):
            return found
    return ""
