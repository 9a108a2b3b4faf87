"""The yearly review as a story through the pages: clerk, Chair, Principal, and a governor who looks on."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from audit.models import Entry
from policy.models import Review
from policy.reviewing import standing_of_review
from school.models import School
from tests.factories.reviews import Board, draft_of, policy_in_force

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return Board()


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime(2026, 11, 10, 10, tzinfo=UTC)):
        yield


def send(client, name, args, **fields):
    return client.post(reverse(f"admin:policy_review_{name}", args=args), {"once": str(uuid4()), **fields})


def meeting_fields(board, **changes):
    return {
        "met_on": "2026-11-05",
        "present": [str(one.pk) for one in board.voters],
        "principal": "on",
        "decision": "no_change",
        "proposer": str(board.governors[0].pk),
        "seconder": str(board.governors[1].pk),
        "votes_for": "10",
        "votes_against": "0",
        "votes_abstained": "0",
        **changes,
    }


def open_and_review(client, policy, text):
    assert send(client, "open", [policy.slug], reason="yearly", text=text).status_code == 302
    review = Review.objects.get()
    sent = send(client, "staff_review", [review.pk], held_on="2026-10-20", form="meeting", took_part="31")
    assert sent.status_code == 302
    return review


def sign(client, review, password=PASSWORD):
    page = client.get(reverse("admin:policy_review_sign", args=[review.pk]))
    shown = page.context["form"].initial["fingerprint"]
    return send(client, "sign", [review.pk], fingerprint=shown, password=password)


def test_no_change_signs_the_same_text_again_without_a_new_version(school, board, client_of):
    clerk, version = client_of(board.clerk), policy_in_force(board)
    review = open_and_review(clerk, version.policy, "in_force")
    assert send(clerk, "meeting", [review.pk], **meeting_fields(board)).status_code == 302

    assert sign(client_of(board.chair), review).status_code == 302
    assert sign(client_of(board.principal), review).status_code == 302

    review.refresh_from_db()
    version.refresh_from_db()
    assert (review.status, review.next_due) == ("signed", date(2027, 11, 5))
    assert version.is_signed_off
    assert version.policy.versions.count() == 1
    assert standing_of_review(version.policy, date(2026, 11, 10)) == (date(2026, 11, 10), date(2027, 11, 5), False)


def test_a_new_text_comes_into_force_with_the_second_signature_and_not_before(school, board, client_of):
    clerk, version = client_of(board.clerk), policy_in_force(board)
    draft = draft_of(version.policy, board)
    review = open_and_review(clerk, version.policy, "draft")
    send(clerk, "meeting", [review.pk], **meeting_fields(board, decision="decided_approved"))

    sign(client_of(board.principal), review)
    draft.refresh_from_db()
    assert draft.is_draft

    sign(client_of(board.chair), review)
    draft.refresh_from_db()
    assert draft.is_approved
    assert draft.effective_from == date(2026, 11, 10)
    assert draft.is_signed_off


def test_the_minute_reference_can_follow_the_signatures(school, board, client_of):
    clerk, version = client_of(board.clerk), policy_in_force(board)
    review = open_and_review(clerk, version.policy, "in_force")
    send(clerk, "meeting", [review.pk], **meeting_fields(board))
    sign(client_of(board.chair), review)
    sign(client_of(board.principal), review)

    assert send(clerk, "minute", [review.pk], reference="2026/11, item 6").status_code == 302
    assert send(clerk, "minute", [review.pk], reference="2026/11, item 6", confirmed_on="2026-11-10").status_code == 302

    assert Review.objects.whole().get().minute.confirmed_on == date(2026, 11, 10)
    assert Review.objects.get().minutes.count() == 2


def test_the_quorum_is_asked_at_the_first_meeting_and_kept(school, board, client_of):
    School.objects.update(quorum=None)
    clerk, version = client_of(board.clerk), policy_in_force(board)
    review = open_and_review(clerk, version.policy, "in_force")
    assert (
        "Scheme of Management" in clerk.get(reverse("admin:policy_review_meeting", args=[review.pk])).content.decode()
    )

    refused = send(clerk, "meeting", [review.pk], **meeting_fields(board))
    assert refused.status_code == 200
    assert "quorum" in refused.context["form"].errors

    send(clerk, "meeting", [review.pk], **meeting_fields(board, quorum="8"))
    assert School.get().quorum == 8
    assert Review.objects.whole().get().board_meeting.quorum == 8


def test_a_refused_meeting_keeps_what_was_typed_and_says_why_beside_the_field(school, board, client_of):
    clerk, version = client_of(board.clerk), policy_in_force(board)
    review = open_and_review(clerk, version.policy, "in_force")

    page = send(clerk, "meeting", [review.pk], **meeting_fields(board, met_on="2026-10-01"))

    assert "The board met before the staff review" in page.context["form"].errors["met_on"][0]
    assert 'value="2026-10-01"' in page.content.decode()
    assert Review.objects.get().status == "staff_reviewed"


def test_a_wrong_password_signs_nothing(school, board, client_of):
    clerk, version = client_of(board.clerk), policy_in_force(board)
    review = open_and_review(clerk, version.policy, "in_force")
    send(clerk, "meeting", [review.pk], **meeting_fields(board))

    page = sign(client_of(board.chair), review, password="guessed")

    assert "not your password" in page.context["form"].errors["password"][0]
    assert not review.signatures.exists()


def test_somebody_at_an_open_browser_cannot_guess_the_password_for_long(school, board, client_of):
    clerk, version = client_of(board.clerk), policy_in_force(board)
    review = open_and_review(clerk, version.policy, "in_force")
    send(clerk, "meeting", [review.pk], **meeting_fields(board))
    chair = client_of(board.chair)
    for _ in range(10):
        sign(chair, review, password="guessed")

    page = sign(chair, review)

    assert "Too many tries" in " ".join(page.context["form"].errors["password"])
    assert not review.signatures.exists()


def test_a_second_press_on_sign_gets_a_kind_word(school, board, client_of):
    clerk, version = client_of(board.clerk), policy_in_force(board)
    review = open_and_review(clerk, version.policy, "in_force")
    send(clerk, "meeting", [review.pk], **meeting_fields(board))
    chair = client_of(board.chair)
    sign(chair, review)

    page = chair.post(
        reverse("admin:policy_review_sign", args=[review.pk]),
        {"fingerprint": review.signatures.get().fingerprint, "password": PASSWORD},
        follow=True,
    )

    assert "You have signed this review already" in page.content.decode()
    assert review.signatures.count() == 1


def test_a_referral_back_is_kept_and_the_next_review_follows_it(school, board, client_of):
    clerk, version = client_of(board.clerk), policy_in_force(board)
    review = open_and_review(clerk, version.policy, "in_force")
    send(
        clerk,
        "meeting",
        [review.pk],
        **meeting_fields(board, decision="referred_back", explanation="Clause 1 is vague."),
    )

    assert send(clerk, "open", [version.policy.slug], reason="board_request", text="in_force").status_code == 302

    following = Review.objects.exclude(pk=review.pk).get()
    assert following.follows == review
    assert review.returns.get().reason == "Clause 1 is vague."
    assert "Clause 1 is vague." in clerk.get(reverse("admin:policy_review_change", args=[review.pk])).content.decode()


def test_a_form_that_comes_too_late_leads_back_with_a_kind_word(school, board, client_of):
    clerk, version = client_of(board.clerk), policy_in_force(board)
    review = open_and_review(clerk, version.policy, "in_force")
    assert clerk.get(reverse("admin:policy_review_minute", args=[review.pk])).status_code == 302
    send(clerk, "meeting", [review.pk], **meeting_fields(board))

    for name in ("choose_text", "staff_review", "meeting"):
        page = clerk.get(reverse(f"admin:policy_review_{name}", args=[review.pk]), follow=True)
        assert "The board has decided already" in page.content.decode()
    sign(client_of(board.chair), review)
    sign(client_of(board.principal), review)
    page = clerk.get(reverse("admin:policy_review_send_back", args=[review.pk]), follow=True)
    assert "stays as it is" in page.content.decode()


def test_opening_a_second_review_leads_to_the_open_one(school, board, client_of):
    clerk, version = client_of(board.clerk), policy_in_force(board)
    open_and_review(clerk, version.policy, "in_force")

    page = clerk.get(reverse("admin:policy_review_open", args=[version.policy.slug]), follow=True)

    assert "open already" in page.content.decode()
    assert page.context["review"] == Review.objects.get()


def test_only_what_this_board_could_decide_is_offered(school, board, client_of):
    clerk, version = client_of(board.clerk), policy_in_force(board)
    review = open_and_review(clerk, version.policy, "in_force")
    address = reverse("admin:policy_review_meeting", args=[review.pk])
    offered = [code for code, _ in clerk.get(address).context["form"].fields["decision"].choices]

    draft_of(version.policy, board)
    send(clerk, "choose_text", [review.pk], text="draft")

    assert offered == ["no_change", "referred_back"]
    assert len(clerk.get(address).context["form"].fields["decision"].choices) == 4


def test_the_whole_year_asks_for_at_most_25_fields(school, board, client_of):
    clerk, version = client_of(board.clerk), policy_in_force(board)
    pages = [clerk.get(reverse("admin:policy_review_open", args=[version.policy.slug]))]
    review = open_and_review(clerk, version.policy, "in_force")
    names = ("staff_review", "meeting")
    pages += [clerk.get(reverse(f"admin:policy_review_{name}", args=[review.pk])) for name in names]
    send(clerk, "meeting", [review.pk], **meeting_fields(board))
    pages.append(clerk.get(reverse("admin:policy_review_minute", args=[review.pk])))
    pages += [client_of(board.chair).get(reverse("admin:policy_review_sign", args=[review.pk]))] * 2

    assert sum(len(page.context["form"].visible_fields()) for page in pages) <= 25


def test_a_governor_without_an_office_reads_every_page_and_changes_nothing(school, board, client_of):
    clerk, governor, version = client_of(board.clerk), client_of(board.governors[0]), policy_in_force(board)
    review = open_and_review(clerk, version.policy, "in_force")
    before = Entry.objects.count()

    assert governor.get(reverse("admin:policy_review_change", args=[review.pk])).status_code == 200
    for name in ("choose_text", "staff_review", "meeting", "minute", "send_back", "sign"):
        assert governor.get(reverse(f"admin:policy_review_{name}", args=[review.pk])).status_code == 403
        assert send(governor, name, [review.pk], **meeting_fields(board)).status_code == 403
    assert governor.post(reverse("admin:policy_review_open", args=[version.policy.slug])).status_code == 403

    assert Entry.objects.count() == before


def test_djangos_own_log_is_never_written(school, board, client_of):
    clerk, version = client_of(board.clerk), policy_in_force(board)
    review = open_and_review(clerk, version.policy, "in_force")
    send(clerk, "meeting", [review.pk], **meeting_fields(board))
    sign(client_of(board.chair), review)

    assert LogEntry.objects.count() == 0
