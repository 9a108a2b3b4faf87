"""The demo's review waits for the Chair's signature, and nothing of the past is repaired."""

import pytest

from policy.models import History, Review
from policy.review_announcing import waiting, yours
from policy.reviewing import standing_of_review
from school.standing import standing_of

pytestmark = pytest.mark.django_db


def test_this_years_review_waits_for_the_chairs_signature(demo):
    review = Review.objects.whole().open().get()

    assert review.status == "no_change"
    assert [row.line for row in review.signatures.all()] == ["second"]
    assert review.board_meeting.voting_present == 9
    chair = standing_of(demo.people["chair"].pk, demo.now)
    assert any(item.sentence.startswith("Sign the review") for item in waiting(chair, demo.now))


def test_the_past_is_incomplete_and_overdue_until_the_chair_signs(demo):
    row = History.objects.get()

    assert (row.written, row.staff_reviewed, row.approved) == ("2016-10", "2020-12-05", "2020-11")
    assert standing_of_review(row.policy, demo.now.date())[0] is None
    assert standing_of_review(row.policy, demo.now.date()).is_overdue


def test_every_member_of_the_board_finds_the_review_on_the_home_page(demo):
    for role in ("governor", "designated.governor", "vice.chair"):
        assert yours(standing_of(demo.people[role].pk, demo.now), demo.now)
    for role in ("clerk", "principal", "chair"):
        assert waiting(standing_of(demo.people[role].pk, demo.now), demo.now)
