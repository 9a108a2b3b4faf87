"""At most one e-mail a person, case and hour; what can wait goes into one a day, on school days."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from notices.actions import tell
from notices.gathering import gather
from notices.models import Letter, Notice
from notices.states import MailState
from school.models import Closure, School
from tests.factories.school import SchoolClassFactory, UserFactory
from tests.mailing import posted, subjects

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def told(kind, person, now, about=None, key=""):
    with transaction.atomic():
        tell(kind, [person], about=about or SchoolClassFactory(), now=now, key=key)


def local(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def test_what_can_wait_goes_into_one_mail_the_next_morning_with_a_sentence_and_count_each(stage, person, now):
    for number in range(3):
        told("test.daily", person, now + number * HOUR)
    told("test.still", person, now, about=stage.about)

    assert posted(now + 7 * HOUR) == []
    (message,) = posted(local(date(2026, 11, 11), 8))

    assert message.subject == "There are 4 things for you to see."
    assert message.body.splitlines()[:2] == ["3 things can wait.", "Something is due."]
    assert posted(local(date(2026, 11, 11), 12)) == []


def test_what_comes_after_the_daily_mail_waits_for_the_next_one(stage, person, now):
    told("test.daily", person, local(now.date(), 8, 1))

    assert posted(local(now.date(), 17, 59)) == []
    assert len(posted(local(date(2026, 11, 11), 8))) == 1


def test_a_worker_that_slept_through_the_morning_sends_the_daily_mail_when_it_wakes(stage, person, now):
    told("test.daily", person, now - DAY)

    assert len(posted(local(now.date(), 15))) == 1


def test_there_is_one_mail_an_hour_however_much_happens(stage, person, now):
    sent = []
    for number in range(180):
        moment = now + number * MINUTE
        told("test.kind", person, moment, key=str(number))
        sent += [moment for _ in posted(moment)]

    assert sent == [now, now + HOUR, now + 2 * HOUR]


def test_a_mail_that_goes_anyway_takes_along_what_could_wait(stage, person, now):
    told("test.daily", person, now)
    told("test.kind", person, now)

    (message,) = posted(now)

    assert message.body.splitlines()[:2] == ["Something needs you.", "Something can wait."]
    assert posted(now + DAY) == []


def test_the_urgent_waits_for_no_morning_and_the_calm_does(stage, person, now):
    night = local(now.date(), 23)
    for kind in ("test.urgent", "test.kind", "test.daily"):
        told(kind, person, night)

    assert subjects(night) == ["Something needs you now."]
    assert subjects(local(date(2026, 11, 11), 7, 59)) == []
    assert subjects(local(date(2026, 11, 11), 8)) == ["There are 2 things for you to see."]


def test_one_case_rings_once_an_hour_and_another_rings_at_once(stage, person, now):
    told("test.urgent", person, now, about=stage.about)
    assert len(posted(now)) == 1

    told("test.urgent", person, now + MINUTE, about=stage.about, key="again")
    told("test.kind", person, now + MINUTE, about=stage.about)
    told("test.urgent", person, now + MINUTE)
    assert len(posted(now + MINUTE)) == 1

    assert posted(now + 59 * MINUTE) == []
    assert subjects(now + 60 * MINUTE) == ["Something needs you now."]
    assert subjects(now + 121 * MINUTE) == ["Something needs you."]


def test_what_is_urgent_is_not_held_up_by_a_calm_mail(stage, person, now):
    told("test.kind", person, now, about=stage.about)
    posted(now)
    told("test.urgent", person, now + MINUTE, about=stage.about)

    assert subjects(now + MINUTE) == ["Something needs you now."]


def test_letters_about_ones_own_account_go_at_once_and_alone(stage, person, now):
    night = local(date(2026, 11, 14), 22)
    told("test.account", person, night)
    told("test.account", person, night)

    assert subjects(night) == ["Your account is open."] * 2


@pytest.mark.parametrize(
    ("first", "sent_on"),
    [
        (date(2026, 11, 13), date(2026, 11, 16)),
        (date(2026, 10, 23), date(2026, 11, 2)),
        (date(2026, 12, 18), date(2027, 1, 4)),
        (date(2027, 6, 30), date(2027, 9, 1)),
    ],
)
def test_weekends_and_holidays_pass_without_a_calm_mail(first, sent_on, stage, person):
    told("test.daily", person, local(first, 9))

    day, sent = first + DAY, []
    while day <= sent_on:
        sent += [day for _ in posted(local(day, 10))]
        day += DAY

    assert sent == [sent_on]


@pytest.mark.parametrize(
    ("told_on", "before", "after"),
    [
        # The clocks go back on 25 October 2026, and the holidays end on 2 November.
        (datetime(2026, 10, 23, 12, tzinfo=UTC), datetime(2026, 11, 2, 7, 59, tzinfo=UTC), datetime(2026, 11, 2, 8, tzinfo=UTC)),
        # The clocks go forward on 28 March 2027; without a holiday, Monday's eight o'clock is seven in UTC.
        (datetime(2027, 3, 26, 12, tzinfo=UTC), datetime(2027, 3, 29, 6, 59, tzinfo=UTC), datetime(2027, 3, 29, 7, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_the_daily_mail_keeps_to_the_schools_clock_when_the_clocks_change(told_on, before, after, stage, person):
    Closure.objects.filter(starts_on__year=2027).delete()
    told("test.daily", person, told_on)

    assert posted(before) == []
    assert len(posted(after)) == 1


def test_the_school_chooses_its_own_times(stage, person, now, school):
    School.objects.update(mail_from=time(7), digest_at=time(12, 30), mail_until=time(13))
    told("test.daily", person, now - DAY)

    assert posted(local(now.date(), 12, 29)) == []
    assert len(posted(local(now.date(), 12, 30))) == 1
    told("test.kind", UserFactory().person_id, local(now.date(), 13))
    assert posted(local(now.date(), 13)) == []
    assert len(posted(local(date(2026, 11, 11), 7))) == 1


def test_nothing_new_is_made_while_the_mail_before_it_is_on_its_way(stage, person, now):
    told("test.kind", person, now)
    gather(now)

    told("test.kind", person, now, key="later")
    assert gather(now + 5 * HOUR) == 0

    Letter.objects.update(state=MailState.SENT, sent_at=now + 5 * HOUR)
    assert gather(now + 6 * HOUR - MINUTE) == 0
    assert gather(now + 6 * HOUR) == 1


def test_a_mail_that_had_nothing_left_to_say_holds_up_nothing(stage, person, now):
    told("test.kind", person, now, about=stage.about)
    stage.hidden.add((person, stage.about.pk))
    assert posted(now) == []

    told("test.kind", person, now + MINUTE)
    assert len(posted(now + MINUTE)) == 1


def test_each_row_is_gathered_once_however_often_it_is_tried(stage, person, now):
    for number in range(4):
        told("test.urgent", person, now, key=str(number))
    told("test.kind", person, now)

    made = [gather(now) for _ in range(3)]

    assert made == [5, 0, 0]
    assert not Notice.objects.ungathered().exists()
    assert str(Letter.objects.filter(pace="soon").get()).startswith("soon to ")


def test_a_kind_that_is_gone_is_left_alone(stage, person, now):
    told("test.daily", person, now)
    Notice.objects.update(kind="test.gone")

    assert gather(now + DAY) == 0
