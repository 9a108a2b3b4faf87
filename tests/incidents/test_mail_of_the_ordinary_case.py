"""The ordinary case by teacher, Designated Teacher and Principal: at most one e-mail to each, none to anybody else."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from incidents import actions
from incidents.actions.dealing import NOTHING, Word
from notices.models import Notice
from tests.factories.incidents import THEN, ReportFactory, clause
from tests.factories.school import PupilFactory, StaffFactory
from tests.mailing import posted

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LOOK = "A case needs your look before anything else is done."
WORD = "Somebody wrote down what you had said about a case. Please look whether it is right."


@pytest.fixture
def teacher(offices):
    return StaffFactory()


def report(teacher, rules, now=THEN):
    given = {"by": teacher, "concerned": [PupilFactory().person], "clauses": [clause(rules, "7.0a").pk]}
    return ReportFactory(**given, now=now).incidents.get()


def deal(case, offices, rules, now, *, word):
    person = case.people.get()
    actions.deal_with(
        pk=case.pk, clauses=[clause(rules, "7.0a").pk], finding="found", reason="He said so.", outcome="Closed.",
        calls_for_review=False, at=now, once=case.pk, by=offices["principal"].pk, now=now,
        word=Word(offices["designated_teacher"].pk, now) if word else None,
        records={
            ("INFORM_PARENTS", person.pk): {"told": "Mother", "means": "telephone", "said": "She will close it."},
            ("DECIDE_FURTHER_ACTION", None): {"decided": "none", "why": ""},
        },
    )  # fmt: skip


def mails(first: datetime, last: datetime) -> Counter[tuple[str, str]]:
    """Who gets what, with the worker looking every ten minutes."""
    found: Counter[tuple[str, str]] = Counter()
    moment = first
    while moment <= last:
        found.update((one.to[0], one.subject) for one in posted(moment))
        moment += 10 * MINUTE
    return found


def test_with_her_word_within_the_hour_each_gets_at_most_one_and_nobody_else_any(teacher, offices, rules):
    case = report(teacher, rules)
    sent = mails(THEN, THEN + 40 * MINUTE)
    deal(case, offices, rules, THEN + 45 * MINUTE, word=True)
    sent += mails(THEN + 45 * MINUTE, THEN + 48 * HOUR)

    assert sent == {
        (offices["designated_teacher"].user.email, WORD): 1,
        (teacher.user.email, "Something that you reported has been dealt with."): 1,
    }


def test_her_own_press_within_the_hour_spares_her_every_mail(teacher, offices, rules):
    case, designated = report(teacher, rules), offices["designated_teacher"]
    actions.do_step(pk=case.pk, step=case.steps.get().pk, how=NOTHING, by=designated.pk, now=THEN + 30 * MINUTE)
    deal(case, offices, rules, THEN + 50 * MINUTE, word=False)

    assert set(mails(THEN + 50 * MINUTE, THEN + 48 * HOUR)) == {
        (teacher.user.email, "Something that you reported has been dealt with.")
    }


def test_a_look_that_is_not_over_within_the_hour_is_asked_for_once(teacher, offices, rules):
    report(teacher, rules)
    asked = (offices["designated_teacher"].user.email, LOOK)

    assert mails(THEN, THEN + 59 * MINUTE)[asked] == 0
    assert mails(THEN + HOUR, THEN + 6 * HOUR)[asked] == 1
    inbox = Notice.objects.to(offices["designated_teacher"].pk).get(kind="case.look")
    assert inbox.created_at == THEN, "At home and in the inbox nothing waits."


def test_nothing_waits_past_the_hours_of_the_school(teacher, offices, rules):
    late = THEN.replace(hour=17, minute=30)
    report(teacher, rules, late)

    assert (offices["designated_teacher"].user.email, LOOK) in mails(late, late)


def test_a_child_at_risk_is_mailed_at_once(teacher, offices):
    ReportFactory(by=teacher, concerned=[PupilFactory().person], child_at_risk=True)

    assert offices["designated_teacher"].user.email in {one.to[0] for one in posted(THEN)}
