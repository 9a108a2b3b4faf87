"""Two people, two lines, one exact text."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Entry
from notices.models import Notice
from policy.actions import reviewing_board, reviewing_signatures
from policy.models import ClauseVersion, Return, Review, Signature
from policy.review_states import ReviewStatus
from policy.states import WrongState
from school.models import Appointment, School
from tests.factories.reviews import Board, review_at, sign
from tests.factories.school import AppointmentFactory, OfficeHolderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return Board()


@pytest.fixture
def review(school, board, now):
    return review_at(ReviewStatus.NO_CHANGE, board, now)


def test_each_signature_is_bound_to_person_office_version_and_fingerprint(review, board, now):
    sign(review, board.chair, now)
    sign(review, board.principal, now)

    rows = {row.line: row for row in Signature.objects.all()}
    assert (rows["chair"].person, rows["chair"].office) == (board.chair, "chair")
    assert (rows["second"].person, rows["second"].office) == (board.principal, "principal")
    assert {row.fingerprint for row in rows.values()} == {review.signed_version.fingerprint}
    assert {row.version for row in rows.values()} == {review.signed_version}


@pytest.mark.parametrize("first", ["chair", "principal"])
def test_either_may_sign_first_and_the_review_waits_for_the_other(review, board, now, first):
    sign(review, getattr(board, first), now)

    review.refresh_from_db()
    assert review.status == ReviewStatus.NO_CHANGE
    assert review.next_due is None


def test_one_person_signing_twice_is_refused_by_the_action(review, board, now):
    sign(review, board.chair, now)
    AppointmentFactory(person=board.chair, office="principal", is_acting=True)

    with pytest.raises(WrongState, match="never signs both"):
        sign(review, board.chair, now)

    assert Signature.objects.count() == 1


def test_one_person_signing_twice_is_refused_by_the_database(review, board, now):
    first = sign(review, board.chair, now)

    for line in ("chair", "second"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.create(
                review=review,
                line=line,
                person=board.chair,
                office="chair",
                version=first.version,
                fingerprint=first.fingerprint,
                signed_on=first.signed_on,
                signed_at=now,
            )


def test_one_person_signing_twice_is_refused_on_the_page(review, board, now, client_of):
    sign(review, board.chair, now)
    client = client_of(board.chair)
    address = reverse("admin:policy_review_sign", args=[review.pk])

    assert "One person never signs both lines" in client.get(address).content.decode()
    client.post(address, {"fingerprint": review.fingerprint, "password": "correct horse battery"})

    assert Signature.objects.count() == 1


def test_a_line_is_signed_once(review, board, now):
    sign(review, board.chair, now)
    second_chair = OfficeHolderFactory("chair", is_acting=True)

    with pytest.raises(PermissionDenied, match="This line is signed already"):
        sign(review, second_chair, now)


def test_an_acting_chair_is_named_as_acting(school, board, now):
    Appointment.objects.filter(office="chair").update(ends_on=date(2026, 1, 1))
    acting = OfficeHolderFactory("chair", is_acting=True)
    board.chair = acting
    review = review_at(ReviewStatus.NO_CHANGE, board, now)

    assert sign(review, acting, now).capacity == "Acting Chair of the Board of Governors"


def test_the_vice_chair_signs_only_while_there_is_no_chair_and_says_so(review, board, now):
    with pytest.raises(PermissionDenied):
        sign(review, board.vice_chair, now)
    Appointment.objects.filter(office="chair").update(ends_on=date(2026, 11, 9))

    row = sign(review, board.vice_chair, now)

    assert row.capacity == "Vice-Chair of the Board of Governors, acting as Chair"
    assert row.is_acting


def test_somebody_who_was_chair_yesterday_signs_nothing_today(review, board, now):
    Appointment.objects.filter(office="chair").update(ends_on=date(2026, 11, 9))

    with pytest.raises(PermissionDenied):
        sign(review, board.chair, now)


def test_whoever_is_both_signs_the_chairs_line_and_somebody_else_the_second(review, board, now):
    AppointmentFactory(person=board.chair, office="principal", is_acting=True)

    assert sign(review, board.chair, now).line == "chair"
    assert sign(review, board.principal, now).line == "second"


def test_the_second_line_belongs_to_the_office_in_the_settings(school, board, now):
    School.objects.update(second_signatory="vice_principal")
    review = review_at(ReviewStatus.NO_CHANGE, board, now)

    with pytest.raises(PermissionDenied):
        sign(review, board.principal, now)

    assert sign(review, OfficeHolderFactory("vice_principal"), now).line == "second"


@pytest.mark.parametrize("who", ["clerk", "vice_chair"])
def test_nobody_else_signs(review, board, now, who):
    with pytest.raises(PermissionDenied, match="by the Chair and by the second signatory"):
        sign(review, getattr(board, who), now)


def test_a_page_that_showed_another_text_signs_nothing(review, board, now):
    with pytest.raises(PermissionDenied, match="changed since this page was shown"):
        reviewing_signatures.sign(review_id=review.pk, fingerprint="0" * 64, by=board.chair, now=now)


def test_a_draft_changed_after_the_boards_approval_cannot_be_signed(school, board, now):
    review = review_at(ReviewStatus.APPROVED, board, now)
    ClauseVersion.objects.filter(version=review.signed_version).update(wording="Quietly changed.")

    with pytest.raises(PermissionDenied, match="fingerprint differs"):
        sign(review, board.chair, now)


def test_a_draft_changed_between_the_signatures_cannot_be_signed(school, board, now):
    review = review_at(ReviewStatus.APPROVED_WITH_CHANGES, board, now)
    ClauseVersion.objects.filter(version=review.signed_version).update(wording="As the board asked.")
    sign(review, board.chair, now)
    ClauseVersion.objects.filter(version=review.signed_version).update(wording="Once more.")

    with pytest.raises(PermissionDenied, match="fingerprint differs"):
        sign(review, board.principal, now)


def test_approved_with_changes_waits_for_the_changes(school, board, now):
    review = review_at(ReviewStatus.APPROVED_WITH_CHANGES, board, now)

    with pytest.raises(PermissionDenied, match="Make the changes first"):
        sign(review, board.chair, now)


def test_a_later_effective_day_is_kept_and_an_earlier_one_becomes_today(school, board, now):
    review = review_at(ReviewStatus.APPROVED, board, now)
    review.signed_version.effective_from = date(2027, 1, 1)
    review.signed_version.save()
    sign(review, board.chair, now)
    sign(review, board.principal, now)

    review.signed_version.refresh_from_db()
    assert review.signed_version.effective_from == date(2027, 1, 1)


def test_signing_leaves_one_entry_each_and_tells_who_waits(review, board, now):
    waiting = Notice.objects.filter(kind="review.sign")
    assert set(waiting.values_list("recipient_id", flat=True)) == {board.chair.pk, board.principal.pk}

    sign(review, board.chair, now)
    sign(review, board.principal, now)

    assert Entry.objects.named("review.signed").count() == 2
    assert Notice.objects.filter(kind="review.completed", recipient_id=board.clerk.pk).count() == 1


def test_a_signatory_who_refuses_ends_the_review_and_the_reason_is_kept(review, board, now):
    reviewing_board.send_back(review_id=review.pk, reason="The date is wrong.", by=board.principal, now=now)

    review.refresh_from_db()
    assert review.status == ReviewStatus.REFERRED_BACK
    row = Return.objects.get()
    assert (row.kind, row.reason, row.person) == ("signatory", "The date is wrong.", board.principal)
    with pytest.raises(PermissionDenied):
        sign(review, board.chair, now)


def test_a_signed_review_is_not_sent_back(school, board, now):
    review = review_at(ReviewStatus.SIGNED, board, now)

    with pytest.raises(WrongState):
        reviewing_board.send_back(review_id=review.pk, reason="Too late.", by=board.chair, now=now + timedelta(days=1))

    assert Review.objects.get().status == ReviewStatus.SIGNED
