"""What the tests of days and reminders share."""

from datetime import date, datetime, time

from incidents import actions
from incidents.models import Incident
from school.days import LONDON
from school.models import Person
from tests.factories.incidents import THEN


def morning(day: date) -> datetime:
    """Before the daily e-mail."""
    return datetime.combine(day, time(7), tzinfo=LONDON)


def settle_look(case: Incident, offices: dict[str, Person]) -> None:
    """The Designated Teacher has looked."""
    for look in case.steps.open().filter(for_office="designated_teacher"):
        actions.do_step(pk=case.pk, step=look.pk, by=offices["designated_teacher"].pk, now=THEN)
