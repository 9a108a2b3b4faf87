"""People try things in any order, a minute apart, and are refused or not: what the proofs of every app share.

A machine says which school it plays in (`world`), when its examples begin, what counts as a refusal, and what must hold.
"""

import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from audit.verify import verify, verify_records
from school import actions as keeping
from school.actions.offices import CannotHold, OfficeTaken
from school.days import local_date
from school.models import Appointment, Person, User
from school.permissions import CONFIRMED_BY, appointers
from school.states import WrongState as NotNow
from tests.proofs.seeded import seeded

ANY = st.integers(0, 10**6)
MINUTE = timedelta(minutes=1)
EVERYBODYS = (PermissionDenied, NotNow, ObjectDoesNotExist, OfficeTaken, CannotHold, ValidationError)


class Trying(RuleBasedStateMachine):
    """An example: a school, a clock, and what was tried."""

    world: Any
    start: datetime
    refusals: tuple[type[Exception], ...] = ()
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.mark = transaction.savepoint()
        self.now = self.start
        self.clock = time_machine.travel(self.start, tick=False)
        self.traveller = self.clock.start()
        self.tried = 0
        self.school = self.world.school()

    def everything_holds(self) -> None:
        raise NotImplementedError

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:  # or what was found broken at the end would hide what broke first
                self.everything_holds()
                assert verify() == []
                strange = set(verify_records()) - self.world.unrecorded
                assert not strange, strange
        finally:
            self.clock.stop()
            transaction.savepoint_rollback(self.mark)

    def pass_time(self, until: datetime) -> None:
        self.now = until
        self.traveller.move_to(until)

    def try_to(self, name: str, act: Callable[[], Any]) -> Any:
        """Do it, or be refused; a refusal is None. Whatever happened, a minute passes and the rules are held."""
        type(self).steps += 1
        self.pass_time(self.now + MINUTE)
        self.tried += 1
        try:
            with seeded(f"try {self.tried}"), transaction.atomic():
                result = act()
        except (*EVERYBODYS, *self.refusals):
            type(self).refused[name] += 1
            return None
        type(self).done[name] += 1
        return result if result is not None else True

    def somebody(self, index: int) -> Person:
        return self.world.people[index % len(self.world.people)]

    def holder_of(self, *offices: str) -> Person:
        able = [one for one in self.world.people if self.school.offices.get(one.pk, set()) & set(offices)]
        return next((one for one in able if one.pk in self.school.active), self.world.people[0])

    # Offices and accounts

    def hand_over(self, office: str, to: int, *, keeps: bool) -> None:
        """An office is laid down, and somebody else gets it as the board and the Principal would give it."""
        if not keeps:
            self._lay_down(office)
        person = self.somebody(to)
        appointed = self.try_to("appoint", lambda: keeping.appoint(
            person=person, office=office, starts_on=local_date(self.now), acting=keeps,
            by=self.holder_of(*appointers(office, acting=keeps)), now=self.now))  # fmt: skip
        if appointed is None:
            return
        stands = True
        if office in CONFIRMED_BY:
            second = [
                one for one in self.world.people if self.school.offices.get(one.pk, set()) & set(CONFIRMED_BY[office])
            ]
            able = [one for one in second if one.pk not in (person.pk, appointed.appointed_by_id)]
            stands = bool(able) and self.try_to("confirm_appointment", lambda: keeping.confirm_appointment(
                appointment_id=appointed.pk, by=able[-1], now=self.now)) is not None  # fmt: skip
        if stands:
            self.school.offices.setdefault(person.pk, set()).add(office)

    def _lay_down(self, office: str) -> None:
        row = Appointment.objects.effective(local_date(self.now)).filter(office=office).order_by("pk").first()
        if row is None:
            return
        yesterday = local_date(self.now) - timedelta(days=1)
        ended = self.try_to("end_appointment", lambda: keeping.end_appointment(
            appointment_id=row.pk, ends_on=yesterday, by=row.person, now=self.now))  # fmt: skip
        if ended is not None:
            self.school.offices[row.person_id].discard(office)

    def end_account(self, who: int, by: str) -> None:
        user = User.objects.get(person=self.somebody(who))
        act = keeping.end_account if user.is_active else keeping.reopen_account
        changed = self.try_to(act.__name__, lambda: act(user_id=user.pk, by=self.holder_of(by), now=self.now))
        if changed is not None:
            (self.school.active.discard if user.is_active else self.school.active.add)(user.person_id)
