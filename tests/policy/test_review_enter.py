"""What the clerk enters: works, wrong person, wrong state, twice, and nothing changed on refusal."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from audit.models import Entry
from audit.verify import verify_records
from notices.models import Notice
from policy.actions import reviewing, reviewing_board
from policy.models import BoardMeeting, Minute, Presence, Review, StaffReview
from policy.review_states import Decision, ReviewStatus
from policy.states import WrongState
from school.days import local_date
from tests.factories.policy import PolicyFactory
from tests.factories.reviews import Board, draft_of, meeting_of, opened, policy_in_force, review_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return Board()


def staff_review(review, by, now, **changes):
    facts = {"held_on": local_date(now), "form": "meeting", "took_part": 12, "once": uuid4(), **changes}
    return reviewing.record_staff_review(review_id=review.pk, **facts, by=by, now=now)


def test_one_review_of_a_policy_is_open_at_a_time(school, board, now):
    first = opened(board, now)

    with pytest.raises(WrongState, match="open already"):
        opened(board, now, first.policy)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(policy=first.policy, reason="yearly", opened_at=now, opened_by=board.clerk)


def test_a_policy_without_a_text_has_nothing_to_review(school, board, now):
    with pytest.raises(WrongState, match="no text"):
        opened(board, now, PolicyFactory())


def test_only_clerk_principal_and_chair_open_a_review(school, board, now):
    version = policy_in_force(board)

    with pytest.raises(PermissionDenied):
        reviewing.open_review(policy=version.policy, reason="yearly", once=uuid4(), by=board.vice_chair, now=now)


def test_a_double_click_opens_one_review(school, board, now):
    version, once = policy_in_force(board), uuid4()
    facts = {"policy": version.policy, "reason": "yearly", "once": once, "by": board.clerk, "now": now}

    assert reviewing.open_review(**facts) == reviewing.open_review(**facts)
    assert Review.objects.count() == 1
    assert Entry.objects.named("review.opened").count() == 1


def test_only_a_draft_of_the_same_policy_can_be_put_before_the_board(school, board, now):
    version = policy_in_force(board)

    with pytest.raises(ValidationError):
        opened(board, now, version.policy, draft_of(policy_in_force(board).policy, board))
    with pytest.raises(ValidationError):
        opened(board, now, version.policy, version)


def test_the_text_before_the_board_can_be_chosen_until_it_decides(school, board, now):
    review = opened(board, now)
    draft = draft_of(review.policy, board)

    reviewing.choose_text(review_id=review.pk, proposed=draft, by=board.principal, now=now)

    assert Review.objects.get().proposed == draft
    decided = review_at(ReviewStatus.NO_CHANGE, board, now)
    with pytest.raises(WrongState, match="decided already"):
        reviewing.choose_text(review_id=decided.pk, proposed=None, by=board.principal, now=now)


def test_a_later_staff_review_corrects_an_earlier_one_and_both_are_kept(school, board, now):
    review = opened(board, now)
    staff_review(review, board.clerk, now, took_part=3)
    staff_review(review, board.clerk, now + timedelta(minutes=1), took_part=30)

    assert Review.objects.get().staff_review.took_part == 30
    assert StaffReview.objects.count() == 2


def test_a_staff_review_sent_twice_is_one(school, board, now):
    review, once = opened(board, now), uuid4()

    assert staff_review(review, board.clerk, now, once=once) == staff_review(review, board.clerk, now, once=once)
    assert StaffReview.objects.count() == 1


def test_a_staff_review_after_the_decision_is_refused(school, board, now):
    review = review_at(ReviewStatus.NO_CHANGE, board, now)

    with pytest.raises(WrongState):
        staff_review(review, board.clerk, now)


def test_a_staff_review_in_the_future_changes_nothing(school, board, now):
    review = opened(board, now)

    with pytest.raises(ValidationError, match="cannot lie in the future"):
        staff_review(review, board.clerk, now, held_on=local_date(now) + timedelta(days=1))

    assert Review.objects.get().status == ReviewStatus.OPENED
    assert not StaffReview.objects.exists()


def test_no_meeting_before_the_staff_review(school, board, now):
    review = opened(board, now)

    with pytest.raises(ValidationError, match="Record the staff review first"):
        record(review, board, now)


def record(review, board, now, once=None, **changes):
    entered = meeting_of(board, local_date(now), **changes)
    return reviewing_board.record_meeting(
        review_id=review.pk, meeting=entered, once=once or uuid4(), by=board.clerk, now=now
    )


def test_a_meeting_without_a_quorum_decides_nothing(school, board, now):
    review = review_at(ReviewStatus.STAFF_REVIEWED, board, now)
    seven = tuple(one.pk for one in board.voters[:7])

    with pytest.raises(ValidationError, match="7 voting members counted, 8 are needed"):
        record(review, board, now, present=seven, votes_for=7, votes_against=0)

    assert Review.objects.get().status == ReviewStatus.STAFF_REVIEWED
    assert not BoardMeeting.objects.exists()


def test_the_principal_is_kept_as_present_without_a_vote(school, board, now):
    review = review_at(ReviewStatus.STAFF_REVIEWED, board, now)

    row = record(review, board, now)

    principal = Presence.objects.get(person=board.principal)
    assert (principal.capacity, principal.office) == ("principal", "principal")
    assert row.voting_present == len(board.voters)


def test_the_database_holds_quorum_votes_order_and_persons(school, board, now):
    row = review_at(ReviewStatus.STAFF_REVIEWED, board, now)
    meeting = record(row, board, now)
    kept = {field.attname: getattr(meeting, field.attname) for field in BoardMeeting._meta.concrete_fields}
    other = review_at(ReviewStatus.STAFF_REVIEWED, board, now)
    wrong = [
        {"voting_present": 7},
        {"voting_withdrawn": 3},
        {"votes_for": 11},
        {"votes_for": 1, "votes_against": 1},
        {"seconder_id": meeting.proposer_id},
        {"staff_reviewed_on": meeting.met_on + timedelta(days=1)},
        {"met_on": meeting.recorded_on + timedelta(days=1)},
        {"decision": Decision.REFER_BACK},
        {"quorum": 0},
    ]

    for change in wrong:
        values = {**kept, "id": uuid4(), "once": uuid4(), "review_id": other.pk, **change}
        with pytest.raises(IntegrityError), transaction.atomic():
            BoardMeeting.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Presence.objects.create(meeting=meeting, person=board.chair, capacity="apologies", office="chair")
    with pytest.raises(IntegrityError), transaction.atomic():
        Presence.objects.create(meeting=meeting, person=board.clerk, capacity="voting", office="principal")


def test_a_meeting_sent_twice_is_one_and_another_one_is_told_where_it_stands(school, board, now):
    review, once = review_at(ReviewStatus.STAFF_REVIEWED, board, now), uuid4()

    assert record(review, board, now, once) == record(review, board, now, once)
    with pytest.raises(WrongState, match="decided already"):
        record(review, board, now)

    assert Entry.objects.named("review.decided").count() == 1


def test_a_governor_enters_nothing(school, board, now):
    review, governor = review_at(ReviewStatus.STAFF_REVIEWED, board, now), board.governors[0]
    before = Entry.objects.count()

    with pytest.raises(PermissionDenied):
        staff_review(review, governor, now)
    with pytest.raises(PermissionDenied):
        reviewing_board.record_meeting(
            review_id=review.pk, meeting=meeting_of(board, local_date(now)), once=uuid4(), by=governor, now=now
        )
    with pytest.raises(PermissionDenied):
        reviewing_board.send_back(review_id=review.pk, reason="No.", by=governor, now=now)
    with pytest.raises(PermissionDenied):
        reviewing_board.record_minute(review_id=review.pk, reference="1", once=uuid4(), by=governor, now=now)

    assert Entry.objects.count() == before


def test_minutes_are_not_confirmed_before_the_meeting_or_in_the_future(school, board, now):
    review = review_at(ReviewStatus.NO_CHANGE, board, now)
    enter = reviewing_board.record_minute
    facts = {"review_id": review.pk, "reference": "2026/11, item 6", "by": board.clerk, "now": now}

    for day, words in (
        (local_date(now) + timedelta(days=1), "in the future"),
        (local_date(now) - timedelta(days=90), "before"),
    ):
        with pytest.raises(ValidationError, match=words):
            enter(**facts, confirmed_on=day, once=uuid4())
    assert enter(**facts, once=uuid4()).confirmed_on is None
    assert Minute.objects.count() == 1


def test_a_review_set_aside_before_the_board_met_is_kept_with_its_reason(school, board, now):
    review = opened(board, now)

    reviewing_board.send_back(review_id=review.pk, reason="Opened by mistake.", by=board.clerk, now=now)

    assert Review.objects.get().returns.get().kind == "set_aside"
    assert opened(board, now, review.policy).follows == review


def test_those_responsible_hear_of_a_review_that_came_back(school, board, now):
    review = review_at(ReviewStatus.REFERRED_BACK, board, now)

    told = Notice.objects.filter(kind="review.returned", about_id=review.pk).values_list("recipient_id", flat=True)
    assert set(told) == {board.chair.pk, board.principal.pk}


def test_the_record_vouches_for_a_whole_review(school, board, now):
    review_at(ReviewStatus.SIGNED, board, now)

    assert Entry.objects.named("review.opened", "review.staff_reviewed", "review.decided", "review.signed").count() == 5
    made_by_actions = ("Review", "StaffReview", "BoardMeeting", "Presence", "Signature")
    found = [
        one for one in verify_records() if one.sentence.split()[0] in {f"policy.{name}" for name in made_by_actions}
    ]
    assert found == []
