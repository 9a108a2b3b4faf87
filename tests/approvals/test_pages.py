"""Pages that stay quick and say the right thing to the right person."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals import actions, announcing
from approvals.models import PostRequest
from approvals.states import PostStatus
from approvals.wording import current
from notices.inbox import lines_of
from school.models import Person
from school.standing import standing_of
from tests.factories.approvals import Desk, OfficialUserFactory, PostFactory, SuggestionFactory, many_submitted, words
from tests.factories.school import OfficeHolderFactory, StaffFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]


def queries_of(browser: Client, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("query", ["?show=waiting", "?show=all", "?show=all&status=submitted"])
def test_the_list_asks_as_much_for_two_hundred_posts_as_for_one(
    desk: Desk, client_of: ClientOf, now: datetime, query: str
) -> None:
    url = reverse("approvals:posts") + query
    browser = client_of(desk.principal)
    PostFactory(desk, status="submitted")
    few = queries_of(browser, url)

    many_submitted(desk, 200)

    assert queries_of(browser, url) == few


def test_home_lines_ask_as_much_for_many_as_for_one(desk: Desk, now: datetime) -> None:
    standing = standing_of(desk.principal.pk, now)
    PostFactory(desk, status="submitted")

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            announcing.waiting(standing, now)
            announcing.yours(standing, now)
        return len(seen)

    few = count()
    many_submitted(desk, 200)

    assert count() == few
    assert len(announcing.waiting(standing, now)) == 100


def test_the_register_and_what_was_passed_on_stay_quick(desk: Desk, client_of: ClientOf) -> None:
    browser = client_of(desk.principal)
    SuggestionFactory()
    urls = [reverse("approvals:official_users"), reverse("approvals:passed_on")]
    few = [queries_of(browser, url) for url in urls]

    for _ in range(10):
        OfficialUserFactory(desk.account)
        SuggestionFactory()

    assert [queries_of(browser, url) for url in urls] == few


def test_one_post_stays_quick_however_long_its_history(desk: Desk, client_of: ClientOf, now: datetime) -> None:
    post = PostFactory(desk, status="submitted")
    browser = client_of(desk.principal)
    url = reverse("approvals:decide", args=[post.pk])
    few = queries_of(browser, url)

    for n in range(5):
        actions.edit_post(pk=post.pk, words=words(desk.account, f"Words {n}."), by=desk.author.pk, now=now)
        actions.submit_post(pk=post.pk, by=desk.author.pk, now=now)

    # From the second version on there is a difference to show; after that nothing grows.
    assert queries_of(browser, url) <= few + 1


def test_every_post_stands_on_exactly_one_page_of_the_list(desk: Desk, client_of: ClientOf, now: datetime) -> None:
    wanted = {PostFactory(desk, now=now).reference for _ in range(60)}
    browser, url, seen = client_of(desk.author), "?show=mine", []

    while url:
        response = browser.get(reverse("approvals:posts") + url)
        seen += [post.reference for post in response.context["page"]]
        url = response.context["next_url"]

    assert len(seen) == len(set(seen)) == 60
    assert set(seen) == wanted


@pytest.mark.parametrize("after", ["x", "2026-01-01_x", "2026-13-01T00:00:00_1", "_", "9" * 400])
def test_a_mangled_page_address_shows_the_first_page(desk: Desk, client_of: ClientOf, after: str) -> None:
    PostFactory(desk)

    answer = client_of(desk.author).get(reverse("approvals:posts"), {"show": "mine", "after": after})

    assert len(answer.context["page"]) == 1


def test_others_see_no_post_at_all(desk: Desk, client_of: ClientOf) -> None:
    post = PostFactory(desk, status="submitted")
    official = OfficialUserFactory(desk.account).person
    others = [official, StaffFactory(), *(OfficeHolderFactory(o) for o in ("designated_teacher", "chair", "dpo"))]

    for person in [*others, OfficeHolderFactory("administrator")]:
        browser = client_of(person)
        for show in ("waiting", "mine", "all"):
            page = browser.get(reverse("approvals:posts"), {"show": show}).content.decode()
            assert post.reference not in page
        assert browser.get(reverse("approvals:detail", args=[post.pk])).status_code == 404


def test_the_deciding_page_shows_everything_on_one_screen(desk: Desk, client_of: ClientOf, now: datetime) -> None:
    post = PostFactory(desk, status="changes_requested", now=now)
    opens = now + timedelta(days=300)
    better = words(desk.account, "Sports day is on Monday.", link="https://www.school.example/sports", not_before=opens)
    actions.edit_post(pk=post.pk, words=better, by=desk.author.pk, now=now)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=now)

    page = client_of(desk.vice_principal).get(reverse("approvals:decide", args=[post.pk])).content.decode()

    for shown in (
        "Sports day is on Monday.",
        "https://www.school.example/sports",
        str(desk.account),
        "Not before",
        str(desk.author),
        "Please give the time, too.",
        "<del>",
        "<ins>",
        f"{desk.principal}, Principal",
        "may decide",
        'value="approve"',
        'value="changes"',
        'value="reject"',
        current(PostRequest.objects.get()).digest,
    ):
        assert shown in page, shown


def test_the_page_says_why_others_may_not_decide(desk: Desk, client_of: ClientOf, now: datetime) -> None:
    post = PostFactory(desk, status="submitted")
    actions.edit_post(pk=post.pk, words=words(desk.account, "New."), by=desk.principal.pk, now=now)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=now)

    page = client_of(desk.vice_principal).get(reverse("approvals:decide", args=[post.pk])).content.decode()
    refused = client_of(desk.principal).get(reverse("approvals:detail", args=[post.pk])).content.decode()

    assert "may not: wrote version 2" in page
    assert "Why can I not approve this?" in refused
    assert "You wrote version 2, so the Vice-Principal decides." in refused


@pytest.mark.parametrize("status", PostStatus.values)
def test_every_state_has_a_page_for_its_readers(desk: Desk, client_of: ClientOf, status: str) -> None:
    post = PostFactory(desk, status=status)

    for person in (desk.author, desk.principal, desk.vice_principal):
        browser = client_of(person)
        assert browser.get(reverse("approvals:detail", args=[post.pk])).status_code == 200
        for name in ("edit", "withdraw"):
            assert browser.get(reverse(f"approvals:{name}", args=[post.pk])).status_code == 200
        for name in ("decide", "publish"):
            assert browser.get(reverse(f"approvals:{name}", args=[post.pk])).status_code in (200, 302, 403)


def test_looking_changes_nothing(desk: Desk, client_of: ClientOf) -> None:
    post = PostFactory(desk, status="submitted")
    before = PostRequest.objects.values().get()

    for name in ("submit", "recall"):
        assert client_of(desk.author).get(reverse(f"approvals:{name}", args=[post.pk])).status_code == 405
    client_of(desk.principal).get(reverse("approvals:decide", args=[post.pk]))

    assert PostRequest.objects.values().get() == before


def test_what_waits_stands_on_the_right_persons_home(desk: Desk, now: datetime) -> None:
    PostFactory(desk, status="submitted")
    PostFactory(desk, status="changes_requested")
    PostFactory(desk, status="approved")
    OfficialUserFactory(desk.account, person=desk.vice_principal, status="nominated")
    SuggestionFactory()

    lines = {
        who: [item.sentence for item in announcing.waiting(standing_of(person.pk, now), now)]
        for who, person in (("author", desk.author), ("principal", desk.principal), ("vice", desk.vice_principal))
    }

    assert len(lines["principal"]) == 1
    assert lines["principal"][0].startswith("Decide on the post")
    assert any("Read the policy" in line for line in lines["vice"])
    assert len(lines["author"]) == 3


def test_a_notice_is_shown_only_while_its_reader_may_know(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, status="submitted", now=now)
    assert [line.url for line in lines_of(desk.principal.pk, now)[0]] == [f"/posts/{post.pk}/"]

    desk.principal.appointments.update(ends_on=now.date() - timedelta(days=1))

    assert lines_of(desk.principal.pk, now)[0] == []
