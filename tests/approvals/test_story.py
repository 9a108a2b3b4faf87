"""From an idea to a kept address, through the pages, as people press their way along without script."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from approvals.models import OfficialUser, PostRequest, Publication, Suggestion
from approvals.states import OfficialStatus, PostStatus
from approvals.wording import current
from school.models import Person
from tests.factories.approvals import Desk, PostFactory, SuggestionFactory
from tests.factories.school import StaffFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]


def said(browser: Client, name: str, *args: object, **form: object) -> str:
    """Press a button; the page that follows."""
    answer = browser.post(reverse(f"approvals:{name}", args=args), form, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def words_in_the_form(post: PostRequest, **change: object) -> dict[str, object]:
    version = current(post)
    return {
        "text": version.text,
        "account": version.account_id,
        "link": version.link,
        "row_version": post.row_version,
        **change,
    }


def test_a_post_from_draft_to_its_kept_address(desk: Desk, client_of: ClientOf) -> None:
    author, principal, deputy = (client_of(one) for one in (desk.author, desk.principal, desk.vice_principal))
    opened = author.get(reverse("approvals:ask")).context["form"]
    once = opened["once"].value()

    assert "Kept as a draft" in said(author, "ask", once=once, text="Sports day.", account=desk.account.pk)
    post = PostRequest.objects.get()
    assert "Kept as a draft" in said(
        author, "edit", post.pk, **words_in_the_form(post, text="Sports day is on Friday.")
    )
    post.refresh_from_db()
    assert "Sent for approval" in said(author, "submit", post.pk, row_version=post.row_version)
    assert "Taken back" in said(author, "recall", post.pk)
    post.refresh_from_db()
    better = words_in_the_form(post, text="Sports day is on Friday at ten.", send="yes")
    assert "Sent for approval" in said(author, "edit", post.pk, **better)

    form = principal.get(reverse("approvals:decide", args=[post.pk])).context["form"].initial
    assert "Sent back" in said(
        principal, "decide", post.pk, **form, verdict="changes", comment="Please say where it is."
    )
    assert "Please say where it is." in author.get(reverse("approvals:detail", args=[post.pk])).content.decode()
    post.refresh_from_db()
    last = words_in_the_form(post, text="Sports day is on Friday at ten on the upper pitch.", send="yes")
    said(author, "edit", post.pk, **last)

    form = deputy.get(reverse("approvals:decide", args=[post.pk])).context["form"].initial
    assert "Approved." in said(deputy, "decide", post.pk, **form, verdict="approve")
    page = author.get(reverse("approvals:publish", args=[post.pk]))
    assert "upper pitch" in page.content.decode()
    permalink = "https://www.facebook.com/loughview/posts/9"
    digest = page.context["form"].initial["digest"]
    wrong = said(author, "publish", post.pk, digest=digest, permalink="https://x.com/loughview/9")
    assert "That address is not a post on" in wrong
    assert permalink in said(author, "publish", post.pk, digest=digest, permalink=permalink)
    assert Publication.objects.get().version.n == 3


def test_an_old_page_sends_nothing(desk: Desk, client_of: ClientOf) -> None:
    post = PostFactory(desk)

    assert "has changed since your page was shown" in said(client_of(desk.author), "submit", post.pk, row_version=99)
    assert PostRequest.objects.get().status == PostStatus.DRAFT


def test_going_back_to_an_earlier_version(desk: Desk, client_of: ClientOf) -> None:
    post = PostFactory(desk, status="changes_requested")
    author = client_of(desk.author)
    said(author, "edit", post.pk, **words_in_the_form(post, text="Other words."))

    assert "The words of version 1 stand again" in said(author, "restore", post.pk, 1)
    assert "Choose one of the earlier versions" in said(author, "restore", post.pk, 3)

    post.refresh_from_db()
    assert (current(post).n, current(post).text) == (3, "Sports day is on Friday.")


def test_withdrawing_asks_once_more(desk: Desk, client_of: ClientOf) -> None:
    post = PostFactory(desk, status="approved")
    principal = client_of(desk.principal)

    assert "for good?" in principal.get(reverse("approvals:withdraw", args=[post.pk])).content.decode()
    assert "Withdrawn." in said(principal, "withdraw", post.pk)
    assert "no longer open" in said(principal, "withdraw", post.pk)


def test_a_time_that_ends_before_it_begins_is_refused_in_the_form(desk: Desk, client_of: ClientOf) -> None:
    form = {"once": uuid.uuid4(), "text": "Hello", "account": desk.account.pk}
    window = {"not_before": "2027-03-02T10:00", "not_after": "2027-03-02T09:00"}

    assert "later than the time it may go out" in said(client_of(desk.author), "ask", **form, **window)
    assert not PostRequest.objects.exists()


def test_only_the_webs_own_addresses_are_links(desk: Desk, client_of: ClientOf) -> None:
    form = {"once": uuid.uuid4(), "text": "Hello", "account": desk.account.pk}

    for link in ("javascript:alert(1)", "ftp://school.example/x", "data:text/html,x"):
        assert "begins with https://" in said(client_of(desk.author), "ask", **form, link=link)
    assert not PostRequest.objects.exists()


def test_a_form_sent_first_by_somebody_else_is_opened_again(desk: Desk, client_of: ClientOf) -> None:
    sent = SuggestionFactory(desk.author)
    form = {"once": sent.once, "text": "Something else."}

    assert "already used" in said(client_of(StaffFactory()), "pass_on", **form)
    assert Suggestion.objects.count() == 1


def test_the_life_of_an_official_user_through_the_pages(desk: Desk, client_of: ClientOf) -> None:
    principal, teacher = client_of(desk.principal), StaffFactory()
    form = {"once": uuid.uuid4(), "person": teacher.pk, "accounts": [desk.account.pk]}
    days = {"starts_on": date.today(), "ends_on": date.today() + timedelta(days=100)}
    too_long = {"starts_on": date.today() - timedelta(days=1), "ends_on": date.today() + timedelta(days=400)}

    refused = said(principal, "name_official_user", **form, **too_long)
    assert "never given backwards" in refused
    assert "within twelve months" in refused
    assert "has been asked to acknowledge" in said(principal, "name_official_user", **form, **days)
    again = said(principal, "name_official_user", **{**form, "once": uuid.uuid4()}, **days)
    assert "already has an entry" in again

    entry = OfficialUser.objects.get(person=teacher)
    browser = client_of(teacher)
    page = browser.get(reverse("approvals:acknowledge", args=[entry.pk]))
    version = page.context["form"].initial["version"]
    assert "Read the policy, then tick" in said(browser, "acknowledge", entry.pk, version=version)
    assert "policy changed" in said(browser, "acknowledge", entry.pk, version=uuid.uuid4(), has_read="on")
    assert "You are an official user now" in said(browser, "acknowledge", entry.pk, version=version, has_read="on")
    assert browser.get(reverse("approvals:acknowledge", args=[entry.pk])).status_code == 302

    assert "Say in a few words why" in said(principal, "suspend", entry.pk, reason="")
    assert "Suspended." in said(principal, "suspend", entry.pk, reason="A talk first.")
    assert "A talk first." in browser.get(reverse("approvals:official_user", args=[entry.pk])).content.decode()
    assert "Active again." in said(principal, "resume", entry.pk)
    assert "no longer posts" in said(principal, "end", entry.pk, reason="left_school")

    entry.refresh_from_db()
    assert (entry.status, entry.end_reason) == (OfficialStatus.ENDED, "left_school")


def test_switching_an_account_twice_says_so(desk: Desk, client_of: ClientOf) -> None:
    principal = client_of(desk.principal)

    assert "is switched off" in said(principal, "switch_account", desk.account.pk, is_enabled="no")
    assert "already switched off" in said(principal, "switch_account", desk.account.pk, is_enabled="no")
    assert "is switched on" in said(principal, "switch_account", desk.account.pk, is_enabled="yes")


def test_a_settled_suggestion_makes_no_second_post(desk: Desk, client_of: ClientOf) -> None:
    item = SuggestionFactory()
    form = {"text": "We won!", "account": desk.account.pk}
    author = client_of(desk.author)
    said(author, "use", item.pk, **form, once=uuid.uuid4())

    assert "nothing left to decide" in said(author, "use", item.pk, **form, once=uuid.uuid4())
    assert PostRequest.objects.count() == 1


def test_an_approved_post_before_its_time_says_when(desk: Desk, client_of: ClientOf, now: datetime) -> None:
    post = PostFactory(desk, "approved", now=now, not_before=datetime.now(now.tzinfo) + timedelta(days=3))

    page = client_of(desk.author).get(reverse("approvals:publish", args=[post.pk])).content.decode()

    assert "Not to be published now" in page
    assert "Come back then." in page


def test_two_steps_at_once_are_not_both_taken(desk: Desk, now: datetime) -> None:
    first = PostFactory(desk, status="submitted")
    second = PostRequest.objects.get(pk=first.pk)
    first.move_to(PostStatus.WITHDRAWN, now=now)

    from approvals.states import WrongState

    with pytest.raises(WrongState, match="a moment ago"):
        second.move_to(PostStatus.EXPIRED, now=now)
