"""What the upper apps tell this one: kinds of notice, who may still be told, and what waits for whom.

Notices lie below the school and the domains, so people and records are plain ids here and everything
that needs their meaning is asked through functions registered in AppConfig.ready().
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from notices.states import Pace


@dataclass(frozen=True)
class Kind:
    """A kind of notice. Its sentences hold no name and no word of any record: they also go out by e-mail."""

    code: str
    sentence: str
    pace: Pace = Pace.DAILY
    many: str = ""
    address: "Callable[[UUID, UUID], str] | None" = None
    still: "Still | None" = None
    # How long its e-mail waits while the school is open: what is settled meanwhile needs none.
    waits: timedelta = timedelta(0)

    def words(self, count: int) -> str:
        """The sentence for `count` records."""
        if count == 1:
            return self.sentence
        return self.many.format(count=count) if self.many else f"{self.sentence} ({count} of these)"


@dataclass(frozen=True)
class Subject:
    """What a notice may be about, who may be told of it, and where it is read."""

    may_be_told: Callable[[UUID, UUID, datetime], bool]
    url: Callable[[UUID], str]
    which: "Callable[[UUID, set[UUID], datetime], set[UUID]] | None" = None
    seen: "Seen | None" = None


@dataclass(frozen=True)
class Item:
    """A line on somebody's home page: what, why, by when, and the one button.

    The button is a link to `url` with the verb `button`, or, where one press settles it, a form that posts to
    `press_url` with the verb `press_label`; the sentence then leads to `url`, to look first.
    """

    sentence: str
    url: str
    due: date | None = None
    kind: str = ""
    why: str = ""
    button: str = ""
    press_url: str = ""
    press_label: str = ""
    # Who set the day, such as "the school's own target".
    set_by: str = ""
    is_urgent: bool = False


@dataclass(frozen=True)
class MenuItem:
    label: str
    url_name: str


@dataclass(frozen=True)
class Hours:
    """The school's clock at a moment, as far as e-mail needs it."""

    # A school day, within the hours of the day in which calm e-mail goes out.
    is_open: bool
    # Today's moment of the daily e-mail, once it has come.
    gathers_until: datetime | None


class Calendar(Protocol):
    """What the school knows of days. A standing in for it must answer both."""

    def hours(self, now: datetime) -> Hours: ...

    def days_late(self, dues: set[date], today: date) -> dict[date, int]:
        """How many school days have begun since each of these days, today included."""
        ...


@dataclass(frozen=True)
class Told:
    """What one person was told once, as a kind's `still` is asked about it."""

    person_id: UUID
    about_id: UUID
    key: str
    at: datetime


class UnknownKind(Exception):
    """A notice of a kind, or about a sort of record, that no app has registered."""


# A standing is school.standing.Standing, which this layer may not import.
Lines = Callable[[Any, datetime], list[Item]]
Menu = Callable[[Any], list[MenuItem]]
# Of a standing and a moment: the rows that this person may be told of.
Seen = Callable[[Any, datetime], Any]
# Whether what was told is still so at `now`, and still theirs to do.
Still = Callable[[Told, datetime], bool]

# No app puts more lines than these before one person; more than that is "over 100" to anybody.
MOST_WAITING = 100

kinds: dict[str, Kind] = {}
subjects: dict[str, Subject] = {}
waiting_lines: list[Lines] = []
own_lines: list[Lines] = []
menus: list[Menu] = []
starts: list[Menu] = []
addresses: list[Callable[[set[UUID]], dict[UUID, str]]] = []
calendars: list[Calendar] = []


def add_kind(
    code: str,
    *,
    sentence: str,
    pace: Pace = Pace.DAILY,
    many: str = "",
    address: Callable[[UUID, UUID], str] | None = None,
    still: Still | None = None,
    waits: timedelta = timedelta(0),
) -> None:
    """`many`: the sentence for several records, with {count}.

    `address(person_id, object_id)`: where this kind goes, if not to the address the person signs in with.
    `still(told, now)`: asked before an e-mail goes out; what is no longer so is not sent.
    `waits`: how long a calm e-mail is kept back while the school is open, for what people often settle by talking.
    """
    kinds[code] = Kind(code, sentence, pace, many, address, still, waits)


def codes_of(*paces: Pace) -> list[str]:
    """The kinds that travel at one of these paces."""
    return sorted(code for code, kind in kinds.items() if kind.pace in paces)


def add_subject(
    label: str,
    *,
    may_be_told: Callable[[UUID, UUID, datetime], bool],
    url: Callable[[UUID], str],
    which: Callable[[UUID, set[UUID], datetime], set[UUID]] | None = None,
    seen: Seen | None = None,
) -> None:
    """`label` is the model's label, such as incidents.Incident.

    `which(person_id, object_ids, now)` answers for many records in a constant number of queries: those of
    `object_ids` that the person may be told of. The inbox then asks once for all its lines, and the menu counts them.
    `seen(standing, now)` says the same as a queryset, for the statement with which the menu counts: its SQL is kept, so
    it may depend on nothing but the standing and the moment that are given.
    """
    subjects[label] = Subject(may_be_told, url, which, seen)


def add_waiting(lines: Lines) -> None:
    if lines not in waiting_lines:
        waiting_lines.append(lines)


def add_yours(lines: Lines) -> None:
    if lines not in own_lines:
        own_lines.append(lines)


def add_menu(menu: Menu) -> None:
    if menu not in menus:
        menus.append(menu)


def add_start(start: Menu) -> None:
    """What somebody may begin from home beside the two things that anybody may."""
    if start not in starts:
        starts.append(start)


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


def set_calendar(calendar: Calendar) -> None:
    """The school registers its calendar; there is one."""
    calendars[:] = [calendar]


def calendar() -> Calendar:
    return calendars[0]
