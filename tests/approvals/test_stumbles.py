"""What somebody who has never seen the portal stumbled over: the way on is shown, and an error says what to do."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approvals import actions
from approvals.forms import SuggestionForm
from approvals.forms.deciding import PublicationForm
from approvals.models import PostRequest
from school.announcing import waiting
from school.models import Person
from school.standing import standing_of
from tests.factories.approvals import THEN, Desk, OfficialUserFactory, PostFactory, decide_on
from tests.factories.pictures import picture_desk
from tests.factories.school import OfficeHolderFactory, StaffFactory
from tests.files.made import jpeg

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]


def page(browser: Client, name: str, *args: object, **query: str) -> str:
    return browser.get(reverse(f"approvals:{name}", args=args), query).content.decode()


def test_whoever_may_post_pictures_goes_on_to_them_from_the_form(desk: Desk, client_of: ClientOf) -> None:
    picture_desk(desk)
    browser = client_of(desk.author)
    typed = {"text": "Beans!", "account": [str(desk.account.pk)], "once": str(uuid4()), "then": "pictures"}

    answer = browser.post(reverse("approvals:ask"), typed)

    post = PostRequest.objects.get()
    assert answer["Location"] == reverse("approvals:pictures", args=[post.pk])
    assert "Go on to its pictures" in page(browser, "ask")


def test_whoever_may_not_is_not_offered_pictures(desk: Desk, client_of: ClientOf) -> None:
    assert "Go on to its pictures" not in page(client_of(desk.author), "ask")


def test_the_author_reads_that_it_is_their_turn_and_others_that_it_is_the_authors(
    desk: Desk, client_of: ClientOf
) -> None:
    post = PostFactory(desk)

    assert "Next: you, to send it for approval." in page(client_of(desk.author), "detail", post.pk)
    assert "Next: the author, to send it for approval." in page(client_of(desk.principal), "detail", post.pk)


def test_whoever_is_named_is_led_to_the_policy_from_the_posts(desk: Desk, client_of: ClientOf) -> None:
    entry = OfficialUserFactory(desk.account, person=StaffFactory(), status="nominated")

    assert reverse("approvals:acknowledge", args=[entry.pk]) in page(client_of(entry.person), "posts")


def test_an_official_user_is_not_sent_to_a_page_that_only_approvers_open(desk: Desk, client_of: ClientOf) -> None:
    for _ in range(2):
        decide_on(PostFactory(desk, status="submitted"), "approve", desk.principal, THEN)
        PostFactory(desk, status="submitted")

    together = reverse("approvals:decide_together")
    assert together not in page(client_of(desk.author), "posts", show="waiting")
    assert together in page(client_of(desk.principal), "posts", show="waiting")


def test_while_everything_is_frozen_no_second_freeze_is_offered(desk: Desk, client_of: ClientOf) -> None:
    browser = client_of(desk.principal)
    assert "Freeze all publishing" in page(browser, "official_users")

    actions.freeze(reason="A day of mourning.", by=desk.principal.pk, now=THEN)

    assert "Freeze all publishing" not in page(browser, "official_users")


def test_whoever_appointed_somebody_to_act_sees_them_wait_and_the_second_person_reads_acting(
    desk: Desk, client_of: ClientOf
) -> None:
    helper, today = StaffFactory(), date.today()
    chair, second = OfficeHolderFactory("chair"), OfficeHolderFactory("vice_chair")
    typed = {"once": uuid4(), "person": helper.pk, "office": "principal", "why": "Away.", "starts_on": today}

    answer = client_of(chair).post(
        reverse("approvals:stand_in"), typed | {"ends_on": today + timedelta(days=7)}, follow=True
    )

    assert "waits to be confirmed" in answer.content.decode()
    lines = waiting(standing_of(second.pk, timezone.now()), timezone.now())
    assert f"Confirm the appointment of {helper} as acting Principal" in [line.sentence for line in lines]


def test_a_broken_address_is_complained_of_once() -> None:
    form = PublicationForm({"digest": "a" * 64, "permalink": "example"})

    assert form.errors["permalink"] == ["Paste the whole address, from https:// on."]


def test_pictures_that_a_faulty_form_loses_are_asked_for_again() -> None:
    files = {"files": SimpleUploadedFile("IMG_1.jpg", jpeg())}
    form = SuggestionForm({"text": "P6 won.", "once": str(uuid4())}, files)

    assert not form.is_valid()
    assert "Choose the pictures again" in form.errors["files"][0]
