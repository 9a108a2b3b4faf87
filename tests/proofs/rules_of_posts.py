"""Who decides on a post, and what may go out: domain rule 2.5 and posts.md 4.1 written a second time, apart from the portal.

Plain sets and dicts, so that a slip in the portal and a slip here are not the same slip. Offices are their codes.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

DECIDES = {"principal", "vice_principal"}
# Something of it was allowed out, and may still be so.
ALLOWED = {"approved", "on_hold", "publishing", "partly_published", "published", "taken_down"}


@dataclass
class School:
    """Who holds what, who can sign in, who speaks for it where, and whom families let be shown."""

    offices: dict[UUID, set[str]]
    active: set[UUID]
    official: dict[UUID, set[UUID]]  # of entries in force: person to accounts
    shown: set[UUID]  # pupils whose families agreed
    protected: set[UUID] = field(default_factory=set)
    frozen: set[UUID | None] = field(default_factory=set)  # None: every account
    off: set[UUID] = field(default_factory=set)  # accounts that are switched off
    writers: dict[UUID, UUID] = field(default_factory=dict)  # of standing templates

    def who_decides(self) -> set[UUID]:
        return {one for one, held in self.offices.items() if held & DECIDES and one in self.active}

    def is_red(self, pupil: UUID) -> bool:
        return pupil not in self.shown or pupil in self.protected

    def is_frozen(self, account: UUID) -> bool:
        return bool(self.frozen & {None, account})

    def speaks_on(self, person: UUID, account: UUID) -> bool:
        return account in self.official.get(person, ()) and person in self.active


@dataclass
class Post:
    """What a post is to the rules: who had a hand in each wording, and what was let out."""

    author: UUID
    hands: dict[int, set[UUID]]  # of each version by its number
    n: int = 1
    shows: set[UUID] = field(default_factory=set)
    let_out: dict[int, tuple[str, Any]] = field(default_factory=dict)  # version: lane and all that was allowed
    window: tuple[datetime | None, datetime | None] = (None, None)

    def who_may_decide(self, school: School) -> set[UUID]:
        return school.who_decides() - self.hands[self.n] - {self.author}

    def goes_to(self, n: int, by: UUID, *, based_on: int) -> None:
        """Version `n` stands now; whoever had a hand in the one it came from has one in it."""
        self.hands[n] = self.hands.get(n, set()) | self.hands[based_on] | {by}
        self.n = n

    def may_go_out(self, school: School, account: UUID, by: UUID, now: datetime) -> bool:
        """All that is asked at the moment of publishing, but that it stands ready and is not held."""
        opens, closes = self.window
        return (
            self.n in self.let_out
            and school.speaks_on(by, account)
            and school.speaks_on(self.author, account)
            and account not in school.off
            and not school.is_frozen(account)
            and not any(school.is_red(pupil) for pupil in self.shows)
            and (opens is None or opens <= now)
            and (closes is None or now <= closes)
        )
