"""Every guard of the review says in a sentence what stands in the way. Plain functions, no database."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from policy.review_permissions import (
    KEEPERS,
    MeetingFacts,
    SigningFacts,
    obstacle_to_keeping,
    obstacle_to_reading,
    obstacle_to_returning,
    obstacle_to_signing,
    obstacles_to_deciding,
    obstacles_to_staff_review,
)
from policy.review_states import AWAITS_SIGNATURES, Decision, ReviewStatus
from school.models import Office
from school.standing import Standing

TODAY = date(2026, 11, 10)
VOTERS = [uuid4() for _ in range(10)]
PRINCIPAL = uuid4()


def standing(*offices, is_active=True):
    return Standing(uuid4(), frozenset(offices), frozenset(), TODAY, is_active=is_active)


def facts(**changes):
    return MeetingFacts(
        **{
            "met_on": TODAY,
            "today": TODAY,
            "staff_reviewed_on": TODAY - timedelta(days=7),
            "decision": Decision.NO_CHANGE,
            "has_new_text": False,
            "has_text_in_force": True,
            "quorum": 8,
            "voting_members": 16,
            "voters": frozenset(VOTERS),
            "principals": frozenset({PRINCIPAL}),
            "present": tuple(VOTERS),
            "proposer": VOTERS[0],
            "seconder": VOTERS[1],
            "votes_for": 9,
            "votes_against": 1,
            "principal": PRINCIPAL,
            **changes,
        }
    )


def test_a_quorate_meeting_after_the_staff_review_decides():
    assert obstacles_to_deciding(facts()) == {}


def test_staff_review_on_the_day_of_the_meeting_is_early_enough():
    assert obstacles_to_deciding(facts(staff_reviewed_on=TODAY)) == {}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"met_on": TODAY + timedelta(days=1)}, "met_on", "cannot lie in the future"),
        ({"staff_reviewed_on": None}, "met_on", "Record the staff review first"),
        ({"staff_reviewed_on": TODAY, "met_on": TODAY - timedelta(days=1)}, "met_on", "before the staff review"),
        ({"quorum": None}, "quorum", "The portal assumes none"),
        ({"quorum": 17}, "quorum", "between 1 and the 16"),
        ({"quorum": 11}, "present", "10 voting members counted, 11 are needed"),
        ({"quorum": 10, "withdrawn": (VOTERS[9],), "votes_for": 5}, "present", "9 voting members counted"),
        ({"present": (*VOTERS, PRINCIPAL)}, "present", "attends without a vote"),
        ({"present": (*VOTERS, uuid4())}, "present", "Not a voting member on that day"),
        ({"present": (*VOTERS, VOTERS[0])}, "present", "counts once"),
        ({"voting_members": 9}, "present", "More people are ticked"),
        ({"apologies": (VOTERS[3],)}, "apologies", "Choose one"),
        ({"apologies": (PRINCIPAL,)}, "apologies", "Choose one"),
        ({"withdrawn": (uuid4(),)}, "withdrawn", "Only somebody present can withdraw"),
        ({"principal": VOTERS[0]}, "principal", "not the Principal on that day"),
        ({"votes_for": 10, "votes_against": 1}, "votes_for", "11 votes but only 10"),
        ({"votes_for": 8, "withdrawn": (VOTERS[8], VOTERS[9])}, "votes_for", "9 votes but only 8"),
        ({"votes_for": 5, "votes_against": 5}, "votes_for", "No majority"),
        ({"votes_for": 0, "votes_against": 0}, "votes_for", "No majority"),
        ({"proposer": PRINCIPAL}, "proposer", "present and did not withdraw"),
        ({"seconder": VOTERS[2], "withdrawn": (VOTERS[2],), "votes_for": 8}, "seconder", "did not withdraw"),
        ({"seconder": VOTERS[0]}, "seconder", "Nobody seconds"),
        ({"decision": Decision.APPROVE}, "decision", "No new text is before the board"),
        ({"decision": Decision.APPROVE_WITH_CHANGES}, "decision", "No new text"),
        ({"has_text_in_force": False}, "decision", "no text in force"),
        ({"decision": Decision.REFER_BACK}, "explanation", "why it refers the policy back"),
        ({"decision": Decision.APPROVE_WITH_CHANGES, "has_new_text": True}, "explanation", "wants changed"),
    ],
)
def test_each_guard_of_the_meeting_has_its_sentence_at_its_field(changes, field, words):
    found = obstacles_to_deciding(facts(**changes))

    assert words in found[field]


def test_the_names_of_people_who_cannot_vote_are_said():
    stranger = uuid4()

    found = obstacles_to_deciding(facts(present=(*VOTERS, stranger), names={stranger: "Ada Quinn"}))

    assert "Ada Quinn" in found["present"]


def test_a_staff_review_lies_in_the_past_and_somebody_took_part():
    assert obstacles_to_staff_review(held_on=TODAY, took_part=1, today=TODAY) == {}

    found = obstacles_to_staff_review(held_on=TODAY + timedelta(days=1), took_part=0, today=TODAY)

    assert set(found) == {"held_on", "took_part"}


@pytest.mark.parametrize("office", Office)
def test_clerk_principal_and_chair_keep_reviews_and_nobody_else(office):
    assert bool(obstacle_to_keeping(standing(office))) == (office not in KEEPERS)


@pytest.mark.parametrize("office", Office)
def test_the_board_the_principal_and_the_clerk_read_reviews_and_nobody_else(office):
    readers = {"chair", "vice_chair", "principal", "clerk", "governor", "designated_governor"}

    assert bool(obstacle_to_reading(standing(office))) == (office not in readers)


def test_somebody_whose_sign_in_ended_keeps_and_reads_nothing():
    gone = standing("chair", "principal", "clerk", is_active=False)

    assert obstacle_to_keeping(gone)
    assert obstacle_to_reading(gone)


def signing(**changes):
    return SigningFacts(
        **{
            "status": ReviewStatus.NO_CHANGE,
            "decision": Decision.NO_CHANGE,
            "line": "chair",
            "may_sign": True,
            "has_signed_before": False,
            "is_line_signed": False,
            "shown": "aa",
            "current": "aa",
            "bound": "aa",
            "before_the_board": "aa",
            **changes,
        }
    )


def test_a_signatory_signs_the_text_the_board_decided_on():
    assert obstacle_to_signing(signing()) == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"has_signed_before": True}, "never signs both lines"),
        ({"may_sign": False, "line": ""}, "by the Chair and by the second signatory"),
        ({"is_line_signed": True}, "This line is signed already"),
        ({"shown": "bb"}, "changed since this page was shown"),
        ({"bound": "bb"}, "fingerprint differs"),
        ({"unsure": 2}, "not confirmed yet"),
        (
            {"status": ReviewStatus.APPROVED_WITH_CHANGES, "decision": Decision.APPROVE_WITH_CHANGES, "bound": ""},
            "Make the changes first",
        ),
    ],
)
def test_each_guard_of_the_signature_has_its_sentence(changes, words):
    assert words in obstacle_to_signing(signing(**changes))


@pytest.mark.parametrize("status", [state for state in ReviewStatus if state not in AWAITS_SIGNATURES])
def test_nothing_is_signed_before_the_board_approved_or_after_both_signed(status):
    assert obstacle_to_signing(signing(status=status))


def test_changes_that_were_made_can_be_signed():
    changed = signing(
        status=ReviewStatus.APPROVED_WITH_CHANGES,
        decision=Decision.APPROVE_WITH_CHANGES,
        bound="",
        before_the_board="bb",
    )

    assert obstacle_to_signing(changed) == ""


def test_sending_back_needs_a_reason_and_a_right():
    assert obstacle_to_returning(standing("clerk"), may_sign=False, reason="Wrong date.") == ""
    assert obstacle_to_returning(standing("vice_chair"), may_sign=True, reason="I cannot sign this.") == ""
    assert "Say why" in obstacle_to_returning(standing("clerk"), may_sign=False, reason="  ")
    assert "You may read it" in obstacle_to_returning(standing("governor"), may_sign=False, reason="No.")
