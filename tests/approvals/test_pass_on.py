"""Passing something on: a receipt, an answer with a reason, never a duty to post."""

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.models import PostRequest, Suggestion
from approvals.states import PostStatus, SuggestionStatus, WrongState
from audit.models import Entry
from notices.models import Notice
from school.models import Person
from tests.factories.approvals import Desk, OfficialUserFactory, SuggestionFactory, words
from tests.factories.school import OfficeHolderFactory, StaffFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]


def test_all_staff_pass_things_on_and_get_a_receipt(desk: Desk, client_of: ClientOf) -> None:
    sender = StaffFactory(kind="volunteer")
    form = {"once": uuid.uuid4(), "text": "P6 won the quiz."}
    browser = client_of(sender)

    answers = [browser.post(reverse("approvals:pass_on"), form, follow=True) for _ in range(2)]

    item = Suggestion.objects.get()
    assert all(item.reference in answer.content.decode() for answer in answers)
    assert Entry.objects.named("suggestion.sent").count() == 1
    told = Notice.objects.filter(kind="suggestion.received").values_list("recipient_id", flat=True)
    assert list(told) == [desk.author.pk]
    assert item.reference in browser.get(reverse("approvals:passed_on")).content.decode()


def test_who_is_not_staff_is_sent_to_the_office(desk: Desk, client_of: ClientOf, now: datetime) -> None:
    outsider = OfficeHolderFactory("administrator")

    assert client_of(outsider).get(reverse("approvals:pass_on")).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.suggest(once=uuid.uuid4(), text="x", by=outsider.pk, now=now)


def test_an_official_user_makes_a_draft_of_it_and_the_sender_hears(
    desk: Desk, now: datetime, client_of: ClientOf
) -> None:
    item = SuggestionFactory()
    form = {"once": uuid.uuid4(), "text": "Our P6 won the quiz!", "account": desk.account.pk}
    browser = client_of(desk.author)

    assert "P6 won the quiz." in browser.get(reverse("approvals:use", args=[item.pk])).content.decode()
    for _ in range(2):
        browser.post(reverse("approvals:use", args=[item.pk]), form)

    post = PostRequest.objects.get()
    item.refresh_from_db()
    assert (item.status, item.post, post.status) == (SuggestionStatus.USED, post, PostStatus.DRAFT)
    assert item.text == "P6 won the quiz."
    assert Notice.objects.filter(kind="suggestion.settled", recipient_id=item.from_person_id).count() == 1


def test_declining_says_why(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    item = SuggestionFactory()
    url = reverse("approvals:decline_suggestion", args=[item.pk])

    client_of(desk.principal).post(url, {"reason": ""})
    assert Suggestion.objects.get().status == SuggestionStatus.NEW

    client_of(desk.principal).post(url, {"reason": "Thank you; we had one last week."})
    item.refresh_from_db()
    assert (item.status, item.settled_by) == (SuggestionStatus.DECLINED, desk.principal)
    page = client_of(item.from_person).get(reverse("approvals:suggestion", args=[item.pk])).content.decode()
    assert "we had one last week" in page


def test_it_is_settled_once(desk: Desk, now: datetime) -> None:
    item = SuggestionFactory()
    actions.decline_suggestion(pk=item.pk, reason="Thank you.", by=desk.author.pk, now=now)

    with pytest.raises(WrongState, match="nothing left to decide"):
        actions.use_suggestion(pk=item.pk, once=uuid.uuid4(), words=words(desk.account), by=desk.author.pk, now=now)
    with pytest.raises(WrongState):
        actions.decline_suggestion(pk=item.pk, reason="Again.", by=desk.author.pk, now=now)
    assert not PostRequest.objects.exists()


def test_others_neither_see_nor_settle_it(desk: Desk, now: datetime, client_of: ClientOf) -> None:
    item = SuggestionFactory()
    stranger = StaffFactory()

    for name in ("suggestion", "use"):
        assert client_of(stranger).get(reverse(f"approvals:{name}", args=[item.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.use_suggestion(pk=item.pk, once=uuid.uuid4(), words=words(desk.account), by=stranger.pk, now=now)
    with pytest.raises(PermissionDenied):
        actions.use_suggestion(pk=item.pk, once=uuid.uuid4(), words=words(desk.account), by=desk.principal.pk, now=now)
    with pytest.raises(PermissionDenied):
        actions.decline_suggestion(pk=item.pk, reason="No.", by=stranger.pk, now=now)


def test_the_id_of_somebody_elses_form_is_as_good_as_a_new_one(desk: Desk, now: datetime) -> None:
    """Neither an error that says it is known, nor the post of the other."""
    one, two, once = SuggestionFactory(), SuggestionFactory(), uuid.uuid4()
    other = OfficialUserFactory(desk.account, named_by=desk.principal).person
    theirs = actions.use_suggestion(pk=one.pk, once=once, words=words(desk.account), by=desk.author.pk, now=now)
    assert theirs == actions.use_suggestion(pk=one.pk, once=once, words=words(desk.account), by=desk.author.pk, now=now)

    mine = actions.use_suggestion(pk=two.pk, once=once, words=words(desk.account), by=other.pk, now=now)
    assert (mine.author, mine.once == once) == (other, False)
    with pytest.raises(WrongState, match="nothing left to decide"):
        actions.use_suggestion(pk=one.pk, once=once, words=words(desk.account), by=other.pk, now=now)
    assert PostRequest.objects.count() == 2


def test_whoever_passed_it_on_does_not_approve_it(desk: Desk, now: datetime) -> None:
    """Their words stand in the post, although another hand made it."""
    item = SuggestionFactory(desk.principal)
    given = words(desk.account, text=item.text)
    post = actions.use_suggestion(pk=item.pk, once=uuid.uuid4(), words=given, by=desk.author.pk, now=now)
    post = actions.submit_post(pk=post.pk, by=desk.author.pk, now=now)
    version = post.current_version
    assert version is not None
    asked = {"pk": post.pk, "version_id": version.pk, "digest": version.digest, "row_version": post.row_version}

    with pytest.raises(PermissionDenied, match="Words of yours stand"):
        actions.decide(**asked, verdict="approve", by=desk.principal.pk, now=now)

    waiting = Notice.objects.filter(kind="post.waiting", about_id=post.pk).values_list("recipient_id", flat=True)
    assert list(waiting) == [desk.vice_principal.pk]
    assert actions.decide(**asked, verdict="approve", by=desk.vice_principal.pk, now=now).verdict == "approve"
