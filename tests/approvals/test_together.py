"""Several posts of words alone are approved by one press, and each by every rule of a decision."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from approvals import actions
from approvals.forms.together import written
from approvals.models import Decision, PostRequest
from approvals.states import PostStatus
from approvals.together import Read, approve_together, offered
from approvals.wording import current
from audit.models import Entry
from notices.gathering import gather
from notices.models import Letter
from notices.sending import send
from school.standing import standing_of
from tests.factories.approvals import Desk, OfficialUserFactory, PostFactory
from tests.factories.pictures import PicturePostFactory
from tests.factories.school import StaffFactory

pytestmark = pytest.mark.django_db
URL = reverse("approvals:decide_together")


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"


def read(post):
    post.refresh_from_db()
    return Read(post.pk, post.current_version_id, current(post).digest, post.row_version)


def tick(post):
    seen = read(post)
    return written(seen.pk, seen.version_id, seen.digest, seen.row_version)


def waiting(desk, now, **more):
    return PostFactory(desk, PostStatus.SUBMITTED, now, **more)


def test_what_is_ticked_is_approved_and_nothing_is_ticked_before(desk, now, client_of):
    posts = [waiting(desk, now, text=f"Word for word {n}.") for n in range(3)]
    browser = client_of(desk.principal)

    page = browser.get(URL).content.decode()
    assert all(f"Word for word {n}." in page for n in range(3))
    assert " checked" not in page
    answer = browser.post(URL, {"post": [tick(one) for one in posts[:2]]}, follow=True).content.decode()

    assert "2 posts are approved" in answer
    assert sorted(Decision.objects.values_list("version__request_id", flat=True)) == sorted(one.pk for one in posts[:2])
    assert Entry.objects.named("post.decided").count() == 2
    assert posts[2].reference in answer


def test_what_cannot_be_approved_says_why_and_the_rest_stands(desk, now, client_of):
    first, changed, late = (waiting(desk, now) for _ in range(3))
    ticks = [tick(one) for one in (first, changed, late)]
    actions.recall_post(pk=changed.pk, by=desk.author.pk, now=now)
    actions.withdraw_post(pk=late.pk, by=desk.vice_principal.pk, now=now)

    answer = client_of(desk.principal).post(URL, {"post": ticks}).content.decode()

    assert "1 post is approved" in answer
    assert answer.count("Your decision was not applied") + answer.count("your decision was not applied") == 2
    assert PostRequest.objects.get(pk=first.pk).status == PostStatus.APPROVED
    assert Decision.objects.count() == 1


def test_some_posts_are_never_among_them_whatever_a_page_sends(desk, now, client_of):
    OfficialUserFactory(desk.account, person=desk.principal, named_by=desk.vice_principal)
    own = waiting(Desk(desk.account, desk.principal, desk.vice_principal, desk.vice_principal), now)
    policy = PostFactory(desk, now=now)
    actions.mark_other_policy(pk=policy.pk, which="Anti-bullying", by=desk.author.pk, now=now)
    actions.submit_post(pk=policy.pk, by=desk.author.pk, now=now)
    pictured = PicturePostFactory(desk, now=now)
    actions.submit_post(pk=pictured.pk, by=desk.author.pk, now=now)
    gated = waiting(desk, now)
    desk.author.official_uses.update(ends_on=now.date() - timedelta(days=1))
    never = [own, policy, pictured, gated]

    assert offered(standing_of(desk.principal.pk, now), now)[0] == []
    outcomes = approve_together([read(one) for one in never], by=desk.principal.pk, now=now)

    assert all(one.why for one in outcomes)
    assert len(outcomes) == 4
    assert not Decision.objects.exists()
    page = client_of(desk.principal).get(URL).content.decode()
    assert not any(f'value="{one.pk}' in page for one in never)


def test_nothing_ticked_and_forged_ticks_are_told_in_words(desk, now, client_of):
    waiting(desk, now)
    browser = client_of(desk.principal)

    assert "Tick the posts" in browser.post(URL, {}).content.decode()
    assert "Your page is old" in browser.post(URL, {"post": "1.2.3"}).content.decode()
    assert not Decision.objects.exists()


def test_only_those_who_decide_have_the_page(desk, now, client_of):
    post = waiting(desk, now)

    assert client_of(desk.author).get(URL).status_code == 403
    assert client_of(StaffFactory()).post(URL, {"post": tick(post)}).status_code == 403
    with pytest.raises(PermissionDenied):
        approve_together([read(post)], by=desk.author.pk, now=now)


def test_the_posts_of_a_day_come_in_one_e_mail(desk, now, client_of):
    for n in range(3):
        waiting(desk, now + timedelta(minutes=n))
    moments = [now + timedelta(minutes=30 * n) for n in range(2 * 72)]
    for moment in moments:
        gather(moment)
    letters = Letter.objects.filter(recipient_id=desk.principal.pk)
    assert letters.count() == 1
    send(letters.get().pk, moments[-1])
    assert [one.subject for one in mail.outbox] == [
        "3 posts wait for your decision. Those of words alone can be approved on one page."
    ]
