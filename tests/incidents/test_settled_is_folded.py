"""While a case is open its page is about what is left: what is settled is there, folded away."""

import pytest
from django.urls import reverse

from incidents import actions
from tests.factories.incidents import THEN, IncidentFactory, clause, settle_all
from tests.factories.school import PupilFactory

pytestmark = pytest.mark.django_db


def page_of(case, client):
    return client.get(reverse("incidents:case", args=[case.pk])).content.decode()


def test_three_settled_steps_are_folded_until_the_case_ends_and_then_stand_in_order(offices, rules, client_of):
    case = IncidentFactory(
        "being_handled", lead=offices["principal"], concerned=[PupilFactory().person],
        clauses=[clause(rules, "7.0a"), clause(rules, "7.3"), clause(rules, "unknown")],
    )  # fmt: skip
    client = client_of(offices["principal"])
    assert "steps are settled" not in page_of(case, client)
    settle_all(case, by=offices["principal"])
    case.refresh_from_db()

    text = page_of(case, client)
    fold = text.index("steps are settled</summary>")
    assert all(text.index(f'id="step-{one.pk}"') > fold for one in case.steps.exclude(status="open"))

    actions.close(pk=case.pk, outcome="A talk.", calls_for_review=False, by=offices["principal"].pk, now=THEN)
    assert "steps are settled" not in page_of(case, client)


def test_a_word_that_may_be_taken_back_is_not_folded(offices, rules, client_of):
    case = IncidentFactory(
        "being_handled", lead=offices["principal"], concerned=[PupilFactory().person],
        clauses=[clause(rules, "7.0a"), clause(rules, "7.3"), clause(rules, "unknown")],
    )  # fmt: skip
    look = case.steps.get(step="DT_TRIAGE")
    actions.pass_on_word(
        pk=case.pk, step=look.pk, once=case.pk, at=THEN, answer="nothing",
        said_by=offices["designated_teacher"].pk, by=offices["principal"].pk, now=THEN,
    )  # fmt: skip
    settle_all(case, by=offices["principal"])

    hers, theirs = (
        page_of(case, client_of(offices["designated_teacher"])),
        page_of(case, client_of(offices["principal"])),
    )
    assert hers.index("I did not say that") < hers.index("steps are settled")
    assert theirs.index(f'id="step-{look.pk}"') > theirs.index("steps are settled")
