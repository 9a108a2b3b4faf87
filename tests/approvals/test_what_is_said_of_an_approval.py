"""Home says when an approval lapses; the hold page promises only what is so; the history speaks in words, not codes."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.announcing import waiting
from approvals.models.posts import approval_lasts
from approvals.post_page import history_of
from school.days import local_date
from school.models import Person
from school.standing import standing_of
from tests.factories.approvals import THEN, Desk, PostFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]
STAYS = "It stays approved"


def test_home_says_until_when_an_approved_post_may_be_published(desk: Desk) -> None:
    PostFactory(desk, "approved")

    [line] = waiting(standing_of(desk.author.pk, THEN), THEN)

    assert line.due == local_date(THEN + approval_lasts())
    assert f"lapses on {line.due:%-d %B} at 09:00" in line.why


def test_a_window_that_closes_sooner_is_what_counts(desk: Desk) -> None:
    PostFactory(desk, "approved", not_after=THEN + timedelta(hours=5))

    [line] = waiting(standing_of(desk.author.pk, THEN), THEN)

    assert "lapses on 2 November at 14:00" in line.why


@pytest.mark.parametrize(("status", "may"), [("approved", True), ("submitted", False), ("rejected", False)])
def test_the_hold_page_promises_only_what_is_so_and_leads_back(
    status: str, may: bool, desk: Desk, client_of: ClientOf
) -> None:
    post = PostFactory(desk, status)

    page = client_of(desk.principal).get(reverse("approvals:hold", args=[post.pk])).content.decode()

    assert (STAYS in page, 'name="reason"' in page) == (may, may)
    assert page.count(f'href="{reverse("approvals:detail", args=[post.pk])}"') >= 2


def test_the_history_says_why_in_words(desk: Desk) -> None:
    post = PostFactory(desk, "on_hold")
    live = PostFactory(desk, "taken_down")
    actions.release(pk=post.pk, by=desk.principal.pk, now=THEN)

    said = " ".join(line["sentence"] for one in (post, live) for line in history_of(one))

    assert not re.search(r"(hold|down): (person|error)\.", said)
    assert "on hold: " in said
    assert "down: " in said
