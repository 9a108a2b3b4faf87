"""Some days of the demo school's life: who acts, and when."""

from datetime import date, datetime, time
from typing import Any

from school import actions
from school.days import LONDON, add_school_days, local_date
from school.demo.parts import Part
from school.models import Appointment, Person


class Scene:
    """Some days of the school's life: who acts, and when."""

    def __init__(self, world: Any, now: datetime, year: int) -> None:
        self.world, self.now, self.year = world, now, year
        self.people = world.people

    def on(self, day: date, hour: int = 9) -> datetime:
        """That school day, or the next one; never later than now."""
        return min(datetime.combine(add_school_days(day, 0), time(hour), tzinfo=LONDON), self.now)

    def enter(self, part: Part, by: Person, at: datetime) -> Person:
        """Somebody with a part to play: name, work, account."""
        person = actions.add_person(given_name=part.given_name, family_name=part.family_name, by=by, now=at)
        self.people[part.role] = person
        if part.kind:
            self.employ(person, part.kind, part.post, by, at, part.organisation)
        return person

    def employ(self, person: Person, kind: str, post: str, by: Person, at: datetime, organisation: str = "") -> None:
        actions.add_staff_role(
            person=person,
            kind=kind,
            post=post,
            organisation=organisation,
            starts_on=local_date(at),
            by=by,
            now=at,
        )
        self.world["staff"].append(person)

    def open(self, part: Part, by: Person, at: datetime, second: Person | None = None) -> None:
        """Their account; a second person confirms the address of somebody who reads cases."""
        user = actions.open_account(person=self.people[part.role], email=part.email, by=by, now=at)
        if not user.is_active and second:
            actions.confirm_address(change_id=user.address_changes.get().pk, by=second, now=at)

    def appoint(
        self,
        person: Person,
        office: str,
        by: Person,
        at: datetime,
        confirmed_by: Person | None = None,
        starts_on: date | None = None,
        **more: Any,
    ) -> Appointment:
        row = actions.appoint(
            person=person, office=office, starts_on=starts_on or local_date(at), by=by, now=at, **more
        )
        if confirmed_by:
            actions.confirm_appointment(appointment_id=row.pk, by=confirmed_by, now=at)
        return row
