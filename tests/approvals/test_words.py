"""Digests, differences and permalinks: what the approval of exact words stands on."""

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.comparing import word_changes
from approvals.forms import plain
from approvals.models import Account
from approvals.models.canonical import form_1, form_2

NOON = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)


def canonical(**change: object) -> str:
    values = {
        "text": "Hello",
        "links": [],
        "accounts": [("a", "")],
        "not_before": None,
        "not_after": None,
        "pictures": [],
    }
    return form_2(**(values | change))  # type: ignore[arg-type]


PICTURE = {"sha256": "0" * 64, "alt": "Two oaks", "decorative": False}


def test_the_same_moment_in_another_zone_is_the_same_post() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5)))

    assert canonical(not_before=NOON) == canonical(not_before=elsewhere)


def test_the_order_of_accounts_does_not_matter() -> None:
    assert canonical(accounts=[("a", ""), ("b", "")]) == canonical(accounts=[("b", ""), ("a", "")])


@pytest.mark.parametrize(
    "change",
    [
        {"text": "hello"},
        {"text": "Hello "},
        {"links": ["https://school.example/"]},
        {"accounts": [("b", "")]},
        {"accounts": [("a", "Hello")]},
        {"accounts": [("a", ""), ("b", "")]},
        {"not_before": NOON},
        {"not_after": NOON},
        {"pictures": [PICTURE]},
    ],
)
def test_any_difference_makes_another_post(change: dict[str, object]) -> None:
    assert canonical(**change) != canonical()


@pytest.mark.parametrize("change", [{"sha256": "1" * 64}, {"alt": "Two elms"}, {"decorative": True}])
def test_another_picture_or_other_words_for_it_make_another_post(change: dict[str, object]) -> None:
    assert canonical(pictures=[PICTURE | change]) != canonical(pictures=[PICTURE])


def test_the_order_of_pictures_matters() -> None:
    other = PICTURE | {"sha256": "1" * 64}

    assert canonical(pictures=[PICTURE, other]) != canonical(pictures=[other, PICTURE])


def test_what_was_approved_under_the_first_form_keeps_its_digest() -> None:
    written = form_1(text="Hello", link="", account_id="a", not_before=NOON, not_after=None)

    assert written == (
        '{"accounts":["a"],"form":1,"link":"","not_after":null,"not_before":"2026-11-10T12:00:00+00:00","text":"Hello"}'
    )


def test_words_typed_on_another_machine_are_the_same_words() -> None:
    assert plain("Cafe\u0301\r\n open ") == "Café\n open"


def test_a_changed_word_shows_as_gone_and_new() -> None:
    kinds = [
        (one.kind, one.text.strip()) for one in word_changes("Sports day is on Friday.", "Sports day is on Monday.")
    ]

    assert kinds == [("same", "Sports day is on"), ("gone", "Friday."), ("new", "Monday.")]


@given(st.text(max_size=300), st.text(max_size=300))
def test_both_texts_can_be_read_back_from_their_difference(before: str, after: str) -> None:
    changes = word_changes(before, after)

    assert "".join(one.text for one in changes if one.kind != "gone") == after
    assert "".join(one.text for one in changes if one.kind != "new") == before


def account(platform: str, url: str = "https://www.school.example/") -> Account:
    return Account(id=uuid.uuid4(), platform=platform, handle="x", url=url)


@pytest.mark.parametrize(
    ("platform", "permalink"),
    [
        ("facebook", "https://www.facebook.com/loughview/posts/123"),
        ("facebook", "https://m.facebook.com/story.php?story_fbid=1"),
        ("facebook", "https://fb.watch/abc/"),
        ("instagram", "https://www.instagram.com/p/abc/"),
        ("x", "https://x.com/loughview/status/1"),
        ("x", "https://twitter.com/loughview/status/1"),
        ("youtube", "https://youtu.be/abc"),
        ("website", "https://www.school.example/news/1"),
        ("website", "https://school.example/news/1"),
    ],
)
def test_a_permalink_of_the_platform_is_kept(platform: str, permalink: str) -> None:
    assert account(platform).is_own_permalink(permalink)


@pytest.mark.parametrize(
    ("platform", "permalink"),
    [
        ("facebook", "https://www.facebook.com/"),
        ("facebook", "http://www.facebook.com/loughview/posts/123"),
        ("facebook", "https://facebook.com.evil.example/posts/1"),
        ("facebook", "https://notfacebook.com/posts/1"),
        ("facebook", "https://facebook.com@evil.example/posts/1"),
        ("facebook", "https://www.instagram.com/p/abc/"),
        ("facebook", "javascript:alert(1)//facebook.com/posts/1"),
        ("x", "https://netflix.com/status/1"),
        ("website", "https://www.another.example/news/1"),
        ("website", "https://[broken/news"),
    ],
)
def test_any_other_address_is_not(platform: str, permalink: str) -> None:
    assert not account(platform).is_own_permalink(permalink)
