"""A review shows how many closed cases asked for a look at the policy: figures that give nobody away (gap G32)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from incidents import actions
from incidents.asked_of_review import asked_of
from policy.asking import figures_for
from school.models import Target
from school.standing import standing_of
from tests.factories.incidents import THEN, IncidentFactory, clause, settle_all
from tests.factories.reviews import Board, opened
from tests.factories.school import PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db

LATER = THEN.replace(month=12)


@pytest.fixture
def few(db):
    """Two instead of five, so that a figure is told with two cases."""
    Target.objects.filter(code="few_cases").update(value=2)


def closed(lead, number, rules, *, asks=True, **facts):
    case = IncidentFactory("being_handled", lead=lead, clauses=[clause(rules, number)], **facts)
    settle_all(case, by=lead)
    actions.close(pk=case.pk, outcome="Done.", calls_for_review=asks, by=lead.pk, now=THEN)
    return case


def about_pupil(lead, rules, *, asks=True):
    return closed(lead, "7.0a", rules, asks=asks, concerned=[PupilFactory().person])


def shown(reader, rules, since=None):
    figures = asked_of(standing_of(reader.pk, THEN), rules.policy, since)
    return {one.number: one.how_many for one in figures.rows}


def test_only_closed_cases_that_asked_for_it_count_and_only_since_the_last_sign_off(offices, rules):
    principal = offices["principal"]
    about_pupil(principal, rules)
    about_pupil(principal, rules, asks=False)
    IncidentFactory("being_handled", lead=principal, clauses=[clause(rules, "7.0a")])

    assert shown(principal, rules) == {"7.0a": "1"}
    assert shown(principal, rules, since=THEN.date()) == {"7.0a": "1"}
    assert shown(principal, rules, since=LATER.date()) == {}


def test_below_the_schools_own_number_nothing_is_told_apart(offices, rules, few):
    about_pupil(offices["principal"], rules)
    figures = asked_of(standing_of(offices["governor"].pk, THEN), rules.policy, None)
    assert figures.rows == []
    assert "fewer than two" in figures.sentence

    about_pupil(offices["principal"], rules)
    for office in ("governor", "chair", "clerk"):
        assert shown(offices[office], rules) == {"7.0a": "2"}, office


def test_one_case_hidden_from_a_reader_moves_no_figure_of_theirs(offices, rules):
    about_pupil(offices["principal"], rules)
    before = {one: shown(offices[one], rules) for one in ("principal", "governor", "chair", "clerk")}

    closed(offices["chair"], "9.1", rules, concerns="staff", by=StaffFactory(), concerned=[offices["principal"]])

    assert {one: shown(offices[one], rules) for one in before} == before


def test_the_page_of_the_review_shows_them(offices, rules, few, client):
    for _ in range(2):
        about_pupil(offices["principal"], rules)
    review = opened(
        Board(offices["chair"], offices["vice_chair"], offices["principal"], offices["clerk"]),
        timezone.now(),
        policy=rules.policy,
    )
    client.force_login(offices["governor"].user)

    page = client.get(reverse("admin:policy_review_change", args=[review.pk])).content.decode()

    assert "Cases that asked for a look at it" in page
    assert clause(rules, "7.0a").offered_text in page
    assert figures_for(standing_of(offices["governor"].pk, THEN), rules.policy, None)
