"""Who may do what, as plain functions: no database, no pages."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from approvals import permissions as may
from approvals.models import Decision, PostVersion, VersionAccount, VersionPicture
from approvals.models.officials import Leave
from approvals.models.versions import Hands
from school.standing import Standing

TODAY = date(2026, 11, 10)
NOW = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
ME, AUTHOR, OTHER = (uuid.UUID(int=n) for n in (1, 2, 3))
ACCOUNT, ANOTHER_ACCOUNT = (uuid.UUID(int=n) for n in (11, 12))
LEAVE = Leave(frozenset({ACCOUNT}), may_text=True, may_pictures=False)
HANDS = Hands(n=2, author_id=AUTHOR, created_by_id=AUTHOR, requested_by_id=AUTHOR, editor_ids=frozenset({AUTHOR}))


def standing(*offices: str, kinds: tuple[str, ...] = ("teacher",), person: uuid.UUID = ME, **more: Any) -> Standing:
    return Standing(person, frozenset(offices), frozenset(kinds), TODAY, **more)


NOBODY_IN_OFFICE = [
    "designated_teacher",
    "deputy_designated_teacher",
    "ict_coordinator",
    "slt",
    "governor",
    "designated_governor",
    "chair",
    "vice_chair",
    "clerk",
    "dpo",
    "administrator",
]


@pytest.mark.parametrize("office", ["principal", "vice_principal"])
def test_principal_and_vice_principal_decide_on_other_peoples_words(office: str) -> None:
    assert may.obstacle_to_deciding(standing(office), HANDS) == ""


@pytest.mark.parametrize("office", NOBODY_IN_OFFICE)
def test_no_other_office_decides(office: str) -> None:
    assert "Only the Principal or the Vice-Principal" in may.obstacle_to_deciding(standing(office), HANDS)


def test_somebody_whose_account_was_closed_decides_nothing() -> None:
    assert may.obstacle_to_deciding(standing("principal", is_active=False), HANDS)


@pytest.mark.parametrize(
    ("hand", "reason"),
    [
        ({"author_id": ME}, "You asked for this post"),
        ({"requested_by_id": ME}, "You asked for this post"),
        ({"created_by_id": ME, "editor_ids": frozenset({ME})}, "You wrote version 2"),
        ({"editor_ids": frozenset({AUTHOR, ME})}, "Words of yours stand in version 2"),
    ],
)
@pytest.mark.parametrize(
    ("offices", "turn_to"),
    [
        (("principal",), "so the Vice-Principal decides"),
        (("vice_principal",), "so the Principal decides"),
        (("principal", "vice_principal"), "so another person"),
    ],
)
def test_nobody_decides_on_own_words_and_is_told_who_does(
    hand: dict[str, Any], reason: str, offices: tuple[str, ...], turn_to: str
) -> None:
    obstacle = may.obstacle_to_deciding(standing(*offices), replace(HANDS, **hand))

    assert obstacle.startswith(f"{reason}, {turn_to}")


@pytest.mark.parametrize("office", ["", "principal", "vice_principal", *NOBODY_IN_OFFICE])
def test_no_office_makes_an_official_user(office: str) -> None:
    offices = (office,) if office else ()

    assert "Only official users" in may.obstacle_to_asking(standing(*offices), None)
    assert may.obstacle_to_publishing(standing(*offices), None, ACCOUNT, is_enabled=True)
    assert may.obstacle_to_using(standing(*offices), None)


def test_an_official_user_asks_on_the_accounts_of_the_entry_only() -> None:
    assert may.obstacle_to_asking(standing(), LEAVE, ACCOUNT) == ""
    assert "not an official user of this account" in may.obstacle_to_asking(standing(), LEAVE, ANOTHER_ACCOUNT)
    assert "does not cover text" in may.obstacle_to_asking(standing(), replace(LEAVE, may_text=False), ACCOUNT)


def test_a_leaver_asks_and_publishes_nothing_though_the_entry_still_runs() -> None:
    leaver = standing(kinds=())

    assert may.obstacle_to_asking(leaver, LEAVE, ACCOUNT)
    assert may.obstacle_to_publishing(leaver, LEAVE, ACCOUNT, is_enabled=True)
    assert may.obstacle_to_using(leaver, LEAVE)


def test_only_an_official_user_of_the_account_publishes_there() -> None:
    assert may.obstacle_to_publishing(standing(), LEAVE, ACCOUNT, is_enabled=True) == ""
    assert "switched off" in may.obstacle_to_publishing(standing(), LEAVE, ACCOUNT, is_enabled=False)
    assert "Only an active official user" in may.obstacle_to_publishing(
        standing("principal"), LEAVE, ANOTHER_ACCOUNT, is_enabled=True
    )


def test_the_author_and_the_approvers_change_and_stop_a_post() -> None:
    for allowed in (standing(person=AUTHOR), standing("principal"), standing("vice_principal")):
        assert may.obstacle_to_editing(allowed, AUTHOR) == ""
        assert may.obstacle_to_withdrawing(allowed, AUTHOR) == ""
    assert may.obstacle_to_editing(standing("slt"), AUTHOR)
    assert may.obstacle_to_withdrawing(standing("slt"), AUTHOR)


def test_only_the_author_sends_and_takes_back() -> None:
    assert may.obstacle_to_recalling(standing(person=AUTHOR), AUTHOR) == ""
    assert may.obstacle_to_recalling(standing("principal"), AUTHOR)
    assert may.obstacle_to_submitting(standing(person=AUTHOR), AUTHOR, LEAVE, ACCOUNT) == ""
    assert "Only the author" in may.obstacle_to_submitting(standing("principal"), AUTHOR, LEAVE, ACCOUNT)
    assert "Only official users" in may.obstacle_to_submitting(standing(person=AUTHOR), AUTHOR, None, ACCOUNT)


@pytest.mark.parametrize("offices", [("principal",), ("vice_principal",), ("principal", "vice_principal")])
def test_nobody_names_themselves_in_whichever_office(offices: tuple[str, ...]) -> None:
    assert may.obstacle_to_naming(standing(*offices), OTHER, is_staff=True) == ""
    assert "Nobody names themselves" in may.obstacle_to_naming(standing(*offices), ME, is_staff=True)


@pytest.mark.parametrize("office", NOBODY_IN_OFFICE)
def test_no_other_office_keeps_the_registers(office: str) -> None:
    assert may.obstacle_to_keeping_registers(standing(office))
    assert may.obstacle_to_naming(standing(office), OTHER, is_staff=True)
    assert may.obstacle_to_suspending(standing(office), OTHER)
    assert may.obstacle_to_ending(standing(office), OTHER)
    assert may.obstacle_to_declining(standing(office), None)


def test_only_somebody_of_the_staff_is_named() -> None:
    assert "Choose one of the staff" in may.obstacle_to_naming(standing("principal"), OTHER, is_staff=False)


def test_only_the_person_named_acknowledges() -> None:
    assert may.obstacle_to_acknowledging(standing(), ME) == ""
    assert may.obstacle_to_acknowledging(standing("principal"), OTHER)
    assert may.obstacle_to_acknowledging(standing(is_active=False), ME)


def test_an_own_entry_is_given_up_but_never_resumed_by_oneself() -> None:
    assert may.obstacle_to_ending(standing(), ME) == ""
    assert may.obstacle_to_suspending(standing("principal"), OTHER) == ""
    assert "your own entry" in may.obstacle_to_suspending(standing("principal"), ME)


def test_all_staff_in_the_wide_sense_pass_things_on() -> None:
    for kind in ("teacher", "support", "supply", "work_experience", "teaching_practice", "volunteer"):
        assert may.obstacle_to_suggesting(standing(kinds=(kind,))) == ""
    assert may.obstacle_to_suggesting(standing("governor", kinds=())) == ""
    assert may.obstacle_to_suggesting(standing("administrator", kinds=()))


def test_official_users_and_approvers_settle_what_was_passed_on() -> None:
    assert may.obstacle_to_using(standing(), LEAVE) == ""
    assert may.obstacle_to_declining(standing(), LEAVE) == ""
    assert may.obstacle_to_declining(standing("principal"), None) == ""
    assert may.obstacle_to_declining(standing(), None)


def version(**values: Any) -> PostVersion:
    """A version with its one account, as it would be read together with it."""
    made = PostVersion(text="Hello", link="", account_id=ACCOUNT, **values)
    placed = [VersionAccount(version=made, account_id=ACCOUNT)]
    made._prefetched_objects_cache = {"placements": placed, "pictures": VersionPicture.objects.none()}  # type: ignore[attr-defined]
    made.write_digest()
    return made


def decision(of: PostVersion, **values: Any) -> Decision:
    return Decision(**{"version": of, "verdict": "approve", "digest": of.digest, "at": NOW, **values})


def asked(of: PostVersion, given: Any, now: datetime = NOW) -> str:
    return may.obstacle_of_words(of, given, lasts=timedelta(days=14), now=now)


def test_approved_words_are_published() -> None:
    words = version()

    assert asked(words, decision(words)) == ""


def test_words_that_nobody_approved_are_not_published() -> None:
    words = version()

    assert "not approved" in asked(words, None)
    assert "not approved" in asked(words, decision(words, verdict="changes"))


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Hello!"},
        {"link": "https://school.example/"},
        {"not_before": NOW - timedelta(days=1)},
        {"not_after": NOW + timedelta(days=1)},
    ],
)
def test_any_changed_field_is_found_by_its_digest(change: dict[str, Any]) -> None:
    words = version()
    given = decision(words)
    for name, value in change.items():
        setattr(words, name, value)

    assert asked(words, given) == may.NOT_THE_APPROVED_WORDS

    words.write_digest()

    assert asked(words, given) == may.NOT_THE_APPROVED_WORDS


@pytest.mark.parametrize("change", [{"account_id": ANOTHER_ACCOUNT}, {"body": "Hello there"}])
def test_another_account_or_other_words_for_it_are_found_too(change: dict[str, Any]) -> None:
    words = version()
    given = decision(words)
    for name, value in change.items():
        setattr(words.placements.all()[0], name, value)

    assert asked(words, given) == may.NOT_THE_APPROVED_WORDS


def test_the_approvers_narrower_window_counts() -> None:
    words = version()
    given = decision(words, not_before=NOW + timedelta(hours=1), not_after=NOW + timedelta(hours=3))

    assert "Come back then" in asked(words, given)
    assert asked(words, given, NOW + timedelta(hours=2)) == ""
    assert "lapsed" in asked(words, given, NOW + timedelta(hours=4))


def test_an_approval_is_used_inside_its_window_only() -> None:
    words = version(not_before=NOW + timedelta(hours=1), not_after=NOW + timedelta(hours=3))

    assert "Come back then" in asked(words, decision(words))
    assert asked(words, decision(words), NOW + timedelta(hours=2)) == ""
    assert "lapsed" in asked(words, decision(words), NOW + timedelta(hours=4))


def test_an_approval_nobody_used_lapses_after_the_schools_own_target() -> None:
    words = version()

    assert asked(words, decision(words), NOW + timedelta(days=14)) == ""
    assert "lapsed" in asked(words, decision(words), NOW + timedelta(days=14, seconds=1))
