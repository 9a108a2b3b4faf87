"""What becomes of a post that came to an end: copied, asked for again, or settled where it is out in part."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.models import PostRequest
from approvals.permissions import obstacle_to_deciding
from approvals.states import ENDED, PostStatus, WrongState
from approvals.wording import Words, current, words_of
from audit.models import Entry
from notices.models import Notice
from school.models import Person
from school.standing import standing_of
from tests.factories.approvals import Desk, OfficialUserFactory, PostFactory, decide_on

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]


def copy(post: PostRequest, by: Person, now: datetime, once: uuid.UUID | None = None) -> PostRequest:
    return actions.copy_post(pk=post.pk, once=once or uuid.uuid4(), by=by.pk, now=now)


# Copying -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", sorted(ENDED))
def test_a_post_that_is_over_begins_a_new_draft_without_its_time(desk: Desk, now: datetime, status: str) -> None:
    post = PostFactory(desk, status, now=now, link="https://school.example/sports")
    made = copy(post, desk.author, now)

    assert (made.status, made.author_id, made.lane) == ("draft", desk.author.pk, "")
    earlier = words_of(current(post))
    assert words_of(current(made)) == Words(earlier.text, earlier.link, earlier.accounts)
    assert current(made).true_digest() == current(made).digest
    assert PostRequest.objects.get(pk=post.pk).status == status


@pytest.mark.parametrize("status", sorted(set(PostStatus.values) - ENDED))
def test_a_post_that_goes_on_is_not_copied(desk: Desk, now: datetime, status: str) -> None:
    post = PostFactory(desk, status, now=now)

    with pytest.raises(WrongState, match="work on it instead"):
        copy(post, desk.author, now)
    assert PostRequest.objects.count() == 1


def test_copying_makes_nobody_able_to_decide_on_their_own_words(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, now=now)
    actions.edit_post(
        pk=post.pk, words=Words.of("The Principal's words.", "", desk.account.pk), by=desk.principal.pk, now=now
    )
    actions.withdraw_post(pk=post.pk, by=desk.author.pk, now=now)
    other = OfficialUserFactory(desk.account, named_by=desk.principal).person
    made = copy(post, other, now)
    actions.submit_post(pk=made.pk, by=other.pk, now=now)

    assert obstacle_to_deciding(standing_of(desk.principal.pk, now), current(made).hands())
    with pytest.raises(PermissionDenied):
        decide_on(made, "approve", desk.principal, now)
    decide_on(made, "approve", desk.vice_principal, now)


def test_copying_twice_with_one_form_makes_one_draft(desk: Desk, now: datetime) -> None:
    post, once = PostFactory(desk, "rejected", now=now), uuid.uuid4()

    assert copy(post, desk.author, now, once) == copy(post, desk.author, now, once)
    assert Entry.objects.named("post.copied").count() == 1


def test_whoever_is_no_official_user_copies_nothing(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, "rejected", now=now)

    with pytest.raises(PermissionDenied):
        copy(post, desk.principal, now)


def test_the_button_leads_to_the_new_draft_and_an_old_page_is_told_so(
    desk: Desk, now: datetime, client_of: ClientOf
) -> None:
    post, client = PostFactory(desk, "rejected", now=now), client_of(desk.author)
    page = client.get(reverse("approvals:detail", args=[post.pk]))
    assert "Copy it as a new draft" in page.text

    old = client.post(reverse("approvals:copy", args=[post.pk]), {"once": "x"})
    assert old.headers["Location"] == reverse("approvals:detail", args=[post.pk])
    answer = client.post(reverse("approvals:copy", args=[post.pk]), {"once": page.context["copy_once"]})
    made = PostRequest.objects.exclude(pk=post.pk).get()
    assert answer.headers["Location"] == reverse("approvals:edit", args=[made.pk])


# A new time --------------------------------------------------------------------------------------


def test_an_expired_post_is_asked_for_again_in_one_press(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    post = PostFactory(desk, "expired", now=now)
    url = reverse("approvals:ask_again", args=[post.pk])
    client = client_of(desk.author)
    form = {"row_version": post.row_version}
    assert "Sports day" in client.get(url).text

    answer = client.post(url, form)
    assert answer.headers["Location"] == reverse("approvals:detail", args=[post.pk])
    post.refresh_from_db()
    assert (post.status, current(post).n, current(post).not_before) == ("submitted", 2, None)
    assert client.post(url, form).status_code == 302
    assert PostRequest.objects.get().versions.count() == 2


def test_the_new_time_is_kept_and_a_backward_one_refused_beside_its_field(
    desk: Desk, now: datetime, client_of: ClientOf
) -> None:
    post = PostFactory(desk, "expired", now=now)
    url = reverse("approvals:ask_again", args=[post.pk])
    backward = {"row_version": post.row_version, "not_before": "2031-05-02T10:00", "not_after": "2031-05-01T10:00"}

    assert "This must be later" in client_of(desk.author).post(url, backward).text
    later = now + timedelta(days=3)
    actions.ask_again(pk=post.pk, not_before=later, by=desk.author.pk, now=now)
    assert current(PostRequest.objects.get()).not_before == later


def test_only_its_author_asks_again_and_only_when_it_expired(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, "expired", now=now)
    other = OfficialUserFactory(desk.account, named_by=desk.principal).person

    with pytest.raises(PermissionDenied):
        actions.ask_again(pk=post.pk, by=other.pk, now=now)
    actions.ask_again(pk=post.pk, by=desk.author.pk, now=now)
    with pytest.raises(WrongState, match="needs no new time"):
        actions.ask_again(pk=post.pk, by=desk.author.pk, now=now)


# Out in part -------------------------------------------------------------------------------------


def test_what_is_out_in_part_has_an_end_when_the_rest_lapses(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, "partly_published", now=now)
    actions.expire_lapsed(now + timedelta(days=13))
    assert PostRequest.objects.get(pk=post.pk).status == "partly_published"

    actions.expire_lapsed(now + timedelta(days=15))
    post.refresh_from_db()
    assert (post.status, sorted(post.targets.values_list("status", flat=True))) == (
        "published",
        ["dropped", "published"],
    )
    assert Entry.objects.named("post.rest_expired").count() == 1
    told = set(Notice.objects.filter(kind="post.rest_expired").values_list("recipient_id", flat=True))
    assert told == {desk.author.pk, desk.principal.pk, desk.vice_principal.pk}
    actions.expire_lapsed(now + timedelta(days=16))
    assert Entry.objects.named("post.rest_expired").count() == 1


def test_what_was_taken_down_and_held_elsewhere_ends_as_taken_down(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, "partly_published", now=now)
    live = post.targets.live().get()
    actions.take_down(pk=live.pk, reason="error", evidence="It is gone.", by=desk.author.pk, now=now)
    actions.expire_lapsed(now + timedelta(days=15))

    post.refresh_from_db()
    assert post.status == "taken_down"
    assert not post.holds.open().exists()


@pytest.mark.parametrize("who", ["author", "principal"])
def test_the_rest_is_settled_by_a_press(desk: Desk, now: datetime, client_of: ClientOf, who: str) -> None:
    post, person = PostFactory(desk, "partly_published", now=now), getattr(desk, who)
    client, url = client_of(person), reverse("approvals:settle", args=[post.pk])
    assert "Publish it nowhere else" in client.get(reverse("approvals:detail", args=[post.pk])).text
    assert client.get(url).status_code == 200
    client.post(url)

    assert PostRequest.objects.get().status == "published"
    told = set(Notice.objects.filter(kind="post.settled").values_list("recipient_id", flat=True))
    assert told == {desk.author.pk} - {person.pk}
    with pytest.raises(WrongState, match="nothing of it waits"):
        actions.settle_rest(pk=post.pk, by=person.pk, now=now)


def test_another_official_user_settles_nothing(desk: Desk, now: datetime) -> None:
    post = PostFactory(desk, "partly_published", now=now)
    other = OfficialUserFactory(desk.account, named_by=desk.principal).person

    with pytest.raises(PermissionDenied):
        actions.settle_rest(pk=post.pk, by=other.pk, now=now)
    assert PostRequest.objects.get().status == "partly_published"


# Words of its own --------------------------------------------------------------------------------


def test_a_change_of_the_words_on_one_account_is_shown_word_by_word(
    desk: Desk, now: datetime, client_of: ClientOf
) -> None:
    post = PostFactory(desk, "submitted", now=now)
    own = Words("Sports day is on Friday.", "", ((desk.account.pk, "Sports day is on Monday."),))
    actions.edit_post(pk=post.pk, words=own, by=desk.author.pk, now=now)
    page = client_of(desk.principal).get(reverse("approvals:detail", args=[post.pk]))

    assert "The text is the same." in page.text
    [change] = page.context["own_changes"]
    assert [(run.kind, run.text.strip()) for run in change["runs"]] == [
        ("same", "Sports day is on"),
        ("gone", "Friday."),
        ("new", "Monday."),
    ]
