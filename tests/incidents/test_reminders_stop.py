"""What somebody was told stops with its cause: done, closed, handed over or seen, it is not mailed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from incidents import actions
from incidents.actions.reminding import remind
from notices.register import Told, kinds
from school.days import LONDON
from school.models import Appointment
from tests.factories.incidents import THEN, look
from tests.factories.school import StaffFactory
from tests.incidents.clockwork import morning, settle_look
from tests.mailing import posted

pytestmark = pytest.mark.django_db


def after_the_reminder(offices, received):
    """Wednesday: the taking up is overdue and both were told; the daily e-mail has not gone yet."""
    settle_look(received, offices)
    remind(morning(date(2026, 11, 11)))
    return {"pk": received.pk, "now": morning(date(2026, 11, 11))}


def mailed_to(person, day):
    sent = posted(datetime.combine(day, time(8), tzinfo=LONDON))
    return [line for one in sent if one.to == [person.user.email] for line in one.body.splitlines()]


def test_a_reminder_is_mailed_while_its_cause_stands(offices, received):
    after_the_reminder(offices, received)

    sent = posted(datetime(2026, 11, 11, 8, tzinfo=UTC))
    lines = {(one.to[0], line) for one in sent for line in one.body.splitlines()}

    assert (offices["principal"].user.email, kinds["case.overdue"].sentence) in lines
    assert (offices["vice_principal"].user.email, kinds["case.overdue_above"].sentence) in lines


@pytest.mark.parametrize("end", ["confirmed", "closed", "no longer theirs", "handed over"])
def test_a_reminder_stops_with_its_cause(end, offices, received):
    facts = after_the_reminder(offices, received)
    by = offices["principal"].pk
    if end == "confirmed":
        actions.confirm(**facts, clauses=[], by=by)
    elif end == "closed":
        actions.record_in_error(**facts, reason="Told twice.", by=by)
    elif end == "no longer theirs":
        Appointment.objects.filter(person=offices["principal"]).update(withdrawn_at=facts["now"])
    else:
        actions.name_assignee(**facts, person=StaffFactory().pk, role="lead", by=by)

    assert kinds["case.overdue"].sentence not in mailed_to(offices["principal"], date(2026, 11, 11))


def test_whoever_opened_the_case_meanwhile_is_not_mailed_that_it_waits(offices, received):
    actions.read_case(received, by=offices["principal"].pk, now=THEN + timedelta(minutes=5))

    assert mailed_to(offices["principal"], date(2026, 11, 10)) == []


@pytest.mark.parametrize(
    "kind", ["case.look", "case.waiting", "case.told", "case.named", "case.added", "report.closed"]
)
def test_each_kind_knows_when_it_is_over(kind, offices, received, rules):
    """Of a case that was closed, or an access that ended, nobody is mailed as if it waited."""
    reporter = received.report.reporter
    made = {"case.named": lambda: actions.name_assignee(pk=received.pk, person=StaffFactory().pk, by=offices["principal"].pk, now=THEN)}  # fmt: skip
    row = made[kind]() if kind in made else None
    if kind == "case.named":
        actions.end_access(pk=received.pk, access=row.pk, by=offices["principal"].pk, now=THEN)
    if kind == "report.closed":
        look(received)
        actions.record_in_error(pk=received.pk, reason="Twice.", by=offices["principal"].pk, now=THEN)
        actions.reopen(pk=received.pk, reason="Not twice.", by=offices["principal"].pk, now=THEN)
    elif kind != "case.named":
        look(received)
        actions.record_in_error(
            pk=received.pk, reason="Twice.", by=offices["principal"].pk, now=THEN + timedelta(minutes=1)
        )
    told = Told(
        person_id=row.person_id if row else reporter.pk if kind == "report.closed" else offices["principal"].pk,
        about_id=received.report_id if kind == "report.closed" else received.pk,
        key=str(row.pk) if row else "",
        at=THEN,
    )

    assert kinds[kind].still(told, THEN + timedelta(minutes=2)) is False
