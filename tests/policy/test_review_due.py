"""When the next review is due: twelve months after the board's approval; overdue since the last complete sign-off."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from notices.models import Notice
from policy.actions import reviewing
from policy.actions.reviewing_board import record_minute
from policy.models import History
from policy.partial_dates import PartialDate, a_year_after
from policy.review_announcing import remind_of_due, waiting
from policy.review_states import ReviewStatus
from policy.reviewing import standing_of_review
from school.models import Person
from school.standing import standing_of
from tests.factories.policy import PolicyFactory
from tests.factories.reviews import Board, draft_of, policy_in_force, review_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return Board()


@pytest.mark.parametrize(
    ("approved", "due"),
    [
        (date(2026, 11, 3), date(2027, 11, 3)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2026, 3, 29), date(2027, 3, 29)),
    ],
)
def test_the_next_review_is_due_a_year_after_the_boards_approval(approved, due):
    assert a_year_after(approved) == due


def test_due_is_counted_from_the_boards_day_and_not_from_the_signatures(school, board, now):
    review = review_at(ReviewStatus.SIGNED, board, now)

    stands = standing_of_review(review.policy, date(2026, 11, 10))

    assert review.approved_on == date(2026, 11, 3)
    assert stands == (date(2026, 11, 10), date(2027, 11, 3), False)
    assert not standing_of_review(review.policy, date(2027, 11, 3)).is_overdue
    assert standing_of_review(review.policy, date(2027, 11, 4)).is_overdue


def test_a_review_that_is_half_signed_or_referred_back_moves_nothing(school, board, now):
    for state in (ReviewStatus.NO_CHANGE, ReviewStatus.REFERRED_BACK):
        review = review_at(state, board, now)
        assert standing_of_review(review.policy, date(2026, 11, 10)) == (None, None, True)


def test_a_policy_that_is_only_a_draft_is_not_overdue(school, board):
    policy = draft_of(PolicyFactory(), board).policy

    assert standing_of_review(policy, date(2026, 11, 10)) == (None, None, False)


def history(board, now, **changes):
    version = policy_in_force(board)
    facts = {"written": "2016-10", "staff_reviewed": "2020-12-05", "approved": "2020-11", **changes}
    return reviewing.record_history(
        policy=version.policy, version=version, claimed={"approved": "November 2020"}, **facts, by=board.clerk, now=now
    )


def test_the_documents_own_past_is_incomplete_and_overdue_and_says_what_is_missing(school, board, now):
    row = history(board, now)

    assert standing_of_review(row.policy, date(2026, 11, 10)) == (None, date(2021, 11, 30), True)
    assert not row.is_complete
    assert str(row.approved_when) == "November 2020"
    assert len(row.gaps) == 4
    assert any("5 December 2020" in gap and "after the board's approval" in gap for gap in row.gaps)


def test_history_is_never_complete_even_by_sql(school, board, now):
    row = history(board, now)
    values = {f.attname: getattr(row, f.attname) for f in History._meta.concrete_fields if f.name != "id"}

    with pytest.raises(IntegrityError), transaction.atomic():
        History.objects.create(**{**values, "version_id": draft_of(row.policy, board).pk, "is_complete": True})


@pytest.mark.parametrize("wrong", ["5/12/20", "2020-13", "2020-02-31", "20-11", "November", "2031"])
def test_history_with_a_date_that_nobody_can_read_is_refused(school, board, now, wrong):
    with pytest.raises(ValidationError):
        history(board, now, approved=wrong)

    assert not History.objects.exists()


def test_partial_dates_keep_what_is_known_and_no_more():
    assert [str(PartialDate.read(code)) for code in ("2020", "2020-11", "2020-12-05")] == [
        "2020",
        "November 2020",
        "5 December 2020",
    ]
    assert PartialDate.read("2020-02").last_day == date(2020, 2, 29)
    assert PartialDate.read("2020").last_day == date(2020, 12, 31)
    assert [PartialDate.read(code).code for code in ("2020", "2020-11", "2020-12-05")] == [
        "2020",
        "2020-11",
        "2020-12-05",
    ]


def lines(person: Person, now: datetime) -> list[str]:
    return [item.sentence for item in waiting(standing_of(person.pk, now), now)]


def test_overdue_stands_before_principal_chair_and_clerk_only(school, board, now):
    policy_in_force(board)

    for person in (board.principal, board.chair, board.clerk):
        assert any("is overdue" in line for line in lines(person, now))
    for person in (board.vice_chair, board.governors[0]):
        assert lines(person, now) == []


def test_a_signature_that_waits_stands_before_both_signatories_and_nobody_else(school, board, now):
    review_at(ReviewStatus.NO_CHANGE, board, now)

    for person in (board.chair, board.principal):
        assert any(line.startswith("Sign the review") for line in lines(person, now))
    assert not any("Sign" in line for line in lines(board.clerk, now))


def test_the_next_task_stands_before_clerk_and_principal(school, board, now):
    review_at(ReviewStatus.STAFF_REVIEWED, board, now)

    assert any("Record the board's decision" in line for line in lines(board.clerk, now))
    assert any("overdue: see what is missing" in line for line in lines(board.chair, now))


def test_sixty_days_before_it_is_due_the_next_review_can_be_opened_from_home(school, board, now):
    review_at(ReviewStatus.SIGNED, board, now)

    assert lines(board.principal, now) == []
    soon = datetime(2027, 9, 4, 9, tzinfo=UTC)
    assert any("Open the next review" in line for line in lines(board.principal, soon))


def test_the_clerk_is_asked_for_the_minute_reference_until_it_is_there(school, board, now):
    review = review_at(ReviewStatus.SIGNED, board, now)
    assert any("Record the minute reference" in line for line in lines(board.clerk, now))

    record_minute(review_id=review.pk, reference="2026/11, item 6", once=uuid4(), by=board.clerk, now=now)

    assert lines(board.clerk, now) == []


def test_reminders_go_out_once_each_at_60_30_and_0_days_and_once_overdue(school, board, now):
    review = review_at(ReviewStatus.SIGNED, board, now)
    due = review.next_due
    told = Notice.objects.filter(kind="review.due", recipient_id=board.clerk.pk)

    counts = []
    for days in (-61, -60, -59, -30, -29, -1, 0, 1, 2, 200):
        moment = datetime(due.year, due.month, due.day, 12, tzinfo=UTC) + timedelta(days=days)
        remind_of_due(moment)
        remind_of_due(moment)
        counts.append(told.count())

    assert counts == [0, 1, 1, 2, 2, 2, 3, 4, 4, 4]
    assert set(Notice.objects.filter(kind="review.due").values_list("recipient_id", flat=True)) == {
        board.clerk.pk,
        board.chair.pk,
        board.principal.pk,
    }


def test_the_number_of_questions_for_home_does_not_grow_with_policies(
    school, board, now, django_assert_max_num_queries
):
    for _ in range(3):
        review_at(ReviewStatus.NO_CHANGE, board, now)
    standing = standing_of(board.chair.pk, now)

    with django_assert_max_num_queries(10):
        waiting(standing, now)


def test_nobody_enters_history_without_an_office(school, board, now):
    with pytest.raises(PermissionDenied):
        history(SimpleNamespace(principal=board.principal, clerk=board.governors[0]), now)
