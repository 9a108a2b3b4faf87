"""Whatever statement fails while the second signature is given, it leaves everything or nothing."""

import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import Entry
from notices.models import Notice
from policy.models import Review, Signature, Version
from policy.review_states import ReviewStatus
from tests.factories.reviews import Board, review_at, sign

pytestmark = pytest.mark.django_db
KEPT = (Review, Version, Signature, Entry, Notice)


class Fault(DatabaseError):
    """The statement that was chosen to fail."""


def failing_at(number):
    seen = {"statements": 0}

    def wrapper(execute, sql, params, many, context):
        seen["statements"] += 1
        if seen["statements"] == number:
            raise Fault(sql)
        return execute(sql, params, many, context)

    return connection.execute_wrapper(wrapper), seen


def state():
    return {model: list(model.objects.order_by("pk").values_list()) for model in KEPT}


def test_the_signature_that_completes_a_review_leaves_all_or_nothing(school, now):
    board = Board()
    review = review_at(ReviewStatus.APPROVED, board, now)
    sign(review, board.chair, now)
    before, number = state(), 0

    while True:
        number += 1
        wrapper, seen = failing_at(number)
        mark = transaction.savepoint()
        try:
            with wrapper:
                sign(review, board.principal, now)
        except Fault:
            assert state() == before, f"statement {number} left something behind"
        finally:
            transaction.savepoint_rollback(mark)
        if seen["statements"] < number:
            break

    assert number > 30
    sign(review, board.principal, now)
    assert Review.objects.get(pk=review.pk).status == ReviewStatus.SIGNED
