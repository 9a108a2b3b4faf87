"""A page of deciding says under seal what it asked about; that spares a second judgement, and is never taken on trust."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.forms import Asked, DecisionForm
from approvals.models import Account, Decision, PostRequest
from approvals.states import PostStatus
from school.models import Person
from tests.factories.approvals import Desk

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]
HIDDEN = re.compile(r'<input type="hidden" name="(version|digest|row_version|asked)" value="([^"]*)"')
ANSWERED = {"tick_other_policy": "on", "why_other_policy": "The coordinator has read it."}


@pytest.fixture
def page(desk: Desk, client_of: ClientOf) -> Callable[[PostRequest], tuple[Client, str, dict[str, Any]]]:
    """The Principal's page of deciding: her browser, its address and what its form would send."""

    def opened(post: PostRequest) -> tuple[Client, str, dict[str, Any]]:
        browser, address = client_of(desk.principal), reverse("approvals:decide", args=[post.pk])
        sent = dict(HIDDEN.findall(browser.get(address).content.decode()))
        assert len(sent) == 4
        return browser, address, sent | {"verdict": "approve"}

    return opened


def marked(post: PostRequest, desk: Desk, now: datetime) -> None:
    actions.mark_other_policy(pk=post.pk, which="Anti-bullying", by=desk.principal.pk, now=now)


def test_a_gate_that_wants_an_answer_since_the_page_was_shown_is_asked_beside_its_field(
    desk: Desk, post: PostRequest, now: datetime, page: Any
) -> None:
    browser, address, sent = page(post)
    marked(post, desk, now)
    post.refresh_from_db()
    sent["row_version"] = post.row_version

    again = browser.post(address, sent)

    assert again.status_code == 200
    assert set(again.context["form"].errors) == {"tick_other_policy", "why_other_policy"}
    assert PostRequest.objects.get().status == PostStatus.SUBMITTED
    assert not Decision.objects.exists()

    anew = dict(HIDDEN.findall(again.content.decode()))
    assert browser.post(address, sent | anew | ANSWERED).status_code == 302
    assert list(Decision.objects.get().accepted) == ["other_policy"]


def test_a_page_without_an_answer_to_a_gate_that_it_showed_comes_back(
    desk: Desk, post: PostRequest, now: datetime, page: Any
) -> None:
    marked(post, desk, now)
    browser, address, sent = page(post)

    again = browser.post(address, sent)

    assert set(again.context["form"].errors) == {"tick_other_policy", "why_other_policy"}
    assert not Decision.objects.exists()


@pytest.mark.parametrize("forged", ["", "nonsense", "another version"])
def test_a_page_that_hides_what_was_asked_decides_nothing_without_an_answer(
    desk: Desk, post: PostRequest, now: datetime, page: Any, forged: str
) -> None:
    marked(post, desk, now)
    browser, address, sent = page(post)
    if forged == "another version":
        other = DecisionForm(accounts=Account.objects.none(), shown="0" * 64, asked=Asked(0, []))
        forged = other.initial["asked"]

    again = browser.post(address, sent | {"asked": forged})

    assert set(again.context["form"].errors) == {"tick_other_policy", "why_other_policy"}
    assert not Decision.objects.exists()


def test_a_seal_does_not_open_the_page_to_whoever_may_not_decide(
    desk: Desk, post: PostRequest, page: Any, client_of: ClientOf
) -> None:
    _, address, sent = page(post)

    assert client_of(desk.author).post(address, sent).status_code == 403
    assert PostRequest.objects.get().status == PostStatus.SUBMITTED
