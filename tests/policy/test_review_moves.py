"""Every pair of states, generated: only listed moves are taken, by the model and by SQL; signed is locked."""

from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction

from policy.models import BoardMeeting, Minute, Presence, Return, Review, Signature, StaffReview
from policy.review_states import MOVES, TERMINAL, TURN, Decision, ReviewStatus
from policy.states import WrongState
from tests.factories.reviews import Board, opened, review_at

pytestmark = pytest.mark.django_db
FIELDS_OF_THE_STATUS = {
    ReviewStatus.SIGNED: "next_due = '2027-11-03', signed_at = '2026-11-10 10:00:00', ",
}


@pytest.fixture
def board():
    return Board()


@pytest.mark.parametrize(("start", "target"), list(product(ReviewStatus, ReviewStatus)))
def test_only_listed_moves_are_taken(start, target):
    review = Review(status=start)

    if target in MOVES[start]:
        review.move_to(target)
        assert review.status == target
    else:
        with pytest.raises(WrongState, match="moved on"):
            review.move_to(target)
        assert review.status == start


@pytest.mark.parametrize("start", ReviewStatus)
def test_the_database_refuses_every_other_move(school, board, now, start):
    review = review_at(start, board, now)
    unlisted = [
        target for target in ReviewStatus if target not in MOVES[start] and (target != start or start in TERMINAL)
    ]

    for target in unlisted:
        extra = FIELDS_OF_THE_STATUS.get(target, "")
        with pytest.raises(IntegrityError, match="review"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE policy_review SET {extra} status = %s WHERE id = %s", [target, _key(review)])

    review.refresh_from_db()
    assert review.status == start


@pytest.mark.parametrize("start", [ReviewStatus.APPROVED, ReviewStatus.APPROVED_WITH_CHANGES, ReviewStatus.NO_CHANGE])
def test_the_database_refuses_signed_without_both_signatures(school, board, now, start):
    review = review_at(start, board, now)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE policy_review SET status = 'signed', fingerprint = 'aa', next_due = '2027-11-03', "
            "signed_at = '2026-11-10 10:00:00' WHERE id = %s",
            [_key(review)],
        )


def test_a_review_begins_open(school, board, now):
    review = opened(board, now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            policy=review.policy, reason="yearly", status="staff_reviewed", opened_at=now, opened_by=board.clerk
        )


@pytest.mark.parametrize("state", [ReviewStatus.SIGNED, ReviewStatus.REFERRED_BACK])
def test_a_review_that_has_ended_refuses_change_and_deletion_by_sql(school, board, now, state):
    review = review_at(state, board, now)

    for statement in (
        "UPDATE policy_review SET reason = 'incidents' WHERE id = %s",
        "DELETE FROM policy_review WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [_key(review)])

    assert Review.objects.get().reason == "yearly"


@pytest.mark.parametrize("model", [StaffReview, BoardMeeting, Presence, Signature])
def test_what_was_entered_is_never_changed_or_deleted(school, board, now, model):
    review_at(ReviewStatus.SIGNED, board, now)
    table, key = model._meta.db_table, _key(model.objects.first())
    column = next(field.column for field in model._meta.concrete_fields if field.name not in ("id", "audit_key"))

    for statement in (f"UPDATE {table} SET {column} = {column} WHERE id = %s", f"DELETE FROM {table} WHERE id = %s"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [key])


@pytest.mark.parametrize("state", [ReviewStatus.OPENED, ReviewStatus.STAFF_REVIEWED, ReviewStatus.REFERRED_BACK])
def test_the_database_refuses_a_signature_before_the_board_approved(school, board, now, state):
    review = review_at(state, board, now)
    version = review.policy.versions.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(
            review=review,
            line="chair",
            person=board.chair,
            office="chair",
            version=version,
            fingerprint=version.fingerprint,
            signed_on=now.date(),
            signed_at=now,
        )


def test_every_state_says_whose_turn_it_is():
    assert set(TURN) == set(MOVES) == set(ReviewStatus)
    assert {state for state, after in MOVES.items() if not after} == TERMINAL
    assert {decision.value for decision in Decision} <= set(ReviewStatus.values)


def test_models_of_a_review_are_sealed():
    for model in (Review, StaffReview, BoardMeeting, Presence, Signature, Minute, Return):
        assert model.SEALED


def _key(row):
    return row.pk if connection.vendor == "postgresql" else row.pk.hex
