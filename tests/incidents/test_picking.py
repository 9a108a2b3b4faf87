"""Who can be picked as a pupil: whoever is at the school, and former pupils until the day they are eighteen."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from incidents.people import found_people, with_ids
from school.days import local_date
from school.models import Pupil
from tests.factories.school import PupilFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return local_date(timezone.now())


def eighteen_on(day: date) -> date:
    return date(day.year - 18, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


@pytest.mark.parametrize(("days", "is_offered"), [(0, False), (1, True), (-1, False)])
def test_a_former_pupil_is_offered_until_the_day_they_are_eighteen(days, is_offered, today):
    left = PupilFactory(born_on=eighteen_on(today) + timedelta(days=days), joined_on=date(2012, 9, 1))
    Pupil.objects.filter(pk=left.pk).update(left_on=date(2019, 6, 30))
    name = left.person.family_name

    assert bool(found_people(name, "pupil")) is is_offered
    assert bool(found_people(name, "anyone")) is is_offered
    assert bool(with_ids([str(left.person_id)], "pupil")) is is_offered


def test_a_pupil_of_any_age_is_offered_until_the_day_they_leave(today):
    old = PupilFactory(born_on=date(2000, 1, 1))
    assert found_people(old.person.family_name, "pupil")

    Pupil.objects.filter(pk=old.pk).update(left_on=today + timedelta(days=1))
    assert found_people(old.person.family_name, "pupil")

    Pupil.objects.filter(pk=old.pk).update(left_on=today)
    assert not found_people(old.person.family_name, "pupil")
