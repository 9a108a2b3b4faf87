"""Standing templates of the demo school: one in use, used once on a snowy morning, and one that waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from approvals import actions
from approvals.blanks import read_blanks
from school.days import local_date

CLOSED = "The school is closed on {day} because of {reason}. Please check the news page before you set out."
CLOSED_BLANKS = "day: date\nreason: choice: snow, no heating, no water, a power cut"
EARLY = "The school day ends at {time} on {day}. Buses leave ten minutes later."
EARLY_BLANKS = "day: date\ntime: time"


class Templates:
    """Written by the official user, decided on by the two offices."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.author, self.principal = (world.people[role].pk for role in ("official.user", "principal"))

    def run(self) -> None:
        closed = self.write("School closed", CLOSED, CLOSED_BLANKS, days_ago=40)
        actions.decide_template(pk=closed.pk, is_approved=True, by=self.principal, now=self.world.at(39))
        at = self.world.at(12, 6, 35)
        actions.use_template(
            pk=closed.pk,
            once=uuid4(),
            values={"day": local_date(at).isoformat(), "reason": "snow"},
            account_ids=[self.world["accounts"]["website"].pk],
            by=self.author,
            now=at,
        )
        self.write("School ends early", EARLY, EARLY_BLANKS, days_ago=2)

    def write(self, name: str, text: str, lines: str, *, days_ago: int) -> Any:
        at = self.world.at(days_ago)
        return actions.write_template(
            once=uuid4(),
            name=name,
            text=text,
            blanks=read_blanks(lines, text),
            expires_on=local_date(at) + timedelta(days=330),
            by=self.author,
            now=at,
        )
