"""A case that was split off tells its readers nothing of the report: on no page, and by no hurry either."""

import uuid

import pytest
from django.urls import reverse

from incidents import actions
from incidents.actions import SplitOff
from notices.models import Notice
from tests.factories.incidents import THEN, PolicyFactory, ReportFactory, clause
from tests.factories.school import PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
P, CH = "principal", "chair"


def part_for_the_principal(offices, pupil, *, clauses, reported=()):
    """A report about a pupil and the Principal, of which the pupil's part goes to the Principal."""
    case = ReportFactory(
        concerns="staff",
        by=StaffFactory(),
        concerned=[offices[P], pupil.person],
        words="Both of them, in one breath.",
        clauses=[one.pk for one in reported],
    ).incidents.get()
    moved = [case.people.get(person=pupil.person).pk]
    into = SplitOff(concerns="pupil", words="She has an account.", moved=moved, clauses=[one.pk for one in clauses])
    return case, actions.split(pk=case.pk, once=uuid.uuid4(), into=[into], by=offices[CH].pk, now=THEN)[0]


def test_the_page_for_the_ordinary_case_shows_its_own_words(offices, rules, client_of):
    origin, part = part_for_the_principal(offices, PupilFactory(), clauses=[clause(rules, "7.0a")])

    page = client_of(offices[P]).get(reverse("incidents:deal_with", args=[part.pk])).content.decode()

    assert "Keep all of it and close the case" in page
    assert "She has an account." in page
    assert "in one breath" not in page
    assert origin.report.reporter.display_name not in page


def test_whoever_was_moved_is_not_named_on_the_page_for_the_ordinary_case(offices, rules, client_of):
    pupil, other = PupilFactory(), PupilFactory()
    case = ReportFactory(
        concerned=[pupil.person, other.person], clauses=[clause(rules, "7.0a").pk], words="Two of them."
    ).incidents.get()
    moved = [case.people.get(person=other.person).pk]
    into = SplitOff(concerns="pupil", words="He has one too.", moved=moved)
    actions.split(pk=case.pk, once=uuid.uuid4(), into=[into], by=offices[P].pk, now=THEN)

    page = client_of(offices[P]).get(reverse("incidents:deal_with", args=[case.pk])).content.decode()

    assert pupil.person.display_name in page
    assert other.person.display_name not in page


def test_what_the_reporter_thought_of_makes_no_hurry(offices, rules):
    urgent = PolicyFactory(
        {"9.17a": ("staff", ["INVESTIGATE"])}, slug="fast", speeds={"9.17a": ("principal", "immediately")}
    )
    _, part = part_for_the_principal(
        offices, PupilFactory(), clauses=[clause(rules, "7.0a")], reported=[clause(urgent, "9.17a")]
    )

    told = Notice.objects.filter(about_id=part.pk, recipient_id=offices[P].pk)

    assert [one.kind for one in told] == ["case.waiting"]
