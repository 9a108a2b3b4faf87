"""What every page asks anew for the number of new messages gives the same answer as opening each case would."""

from uuid import uuid4

import pytest
from django.utils import timezone

from incidents import announcing
from incidents.models import Access, Incident
from school.models import Appointment
from school.standing import standing_of

pytestmark = pytest.mark.django_db
OFFICES = ("principal", "vice_principal", "designated_teacher", "chair")


def test_many_cases_at_once_are_answered_as_each_by_itself(demo):
    now, ids = timezone.now(), set(Incident.objects.values_list("pk", flat=True))
    people = {one.person_id for one in Appointment.objects.filter(office__in=OFFICES)}
    people |= set(Access.objects.values_list("person_id", flat=True))

    answers = {person: announcing.cases_heard_of(person, ids, now) for person in people}

    one_by_one = {
        person: {one for one in ids if announcing.may_hear_of_case(person, one, now)} for person in sorted(people)[:8]
    }
    assert {person: answers[person] for person in one_by_one} == one_by_one
    assert len({frozenset(found) for found in answers.values()}) > 2


def test_one_case_five_cases_and_none_are_answered_alike(demo):
    now, person = timezone.now(), Appointment.objects.filter(office="principal")[0].person_id
    ids = list(Incident.objects.visible_to(standing_of(person, now)).values_list("pk", flat=True)[:5])

    assert announcing.cases_heard_of(person, set(ids[:1]), now) == set(ids[:1])
    assert announcing.cases_heard_of(person, {*ids, uuid4()}, now) == set(ids)
    assert announcing.cases_heard_of(person, set(), now) == set()
    assert announcing.cases_heard_of(uuid4(), set(ids), now) == set()
