"""Who is handed a picture of a post that is over, and what a picture without its file is worth."""

import uuid

import pytest
from django.urls import reverse

from approvals import actions
from approvals.models import PostRequest
from approvals.preparing import prepare_what_waits
from approvals.states import PostStatus, WrongState
from approvals.wording import current
from school.models import Person
from tests.factories.approvals import THEN, Desk, OfficialUserFactory, publish
from tests.factories.pictures import PicturePostFactory, decide_seen, placed_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"


def live(desk: Desk) -> PostRequest:
    post = PicturePostFactory(desk)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    decide_seen(post, desk.principal.pk)
    publish(post, desk.author, THEN)
    return post


def taken_down(post: PostRequest, by: Person) -> None:
    proof = {"reason": "error", "evidence": "Its address shows nothing."}
    actions.take_down(pk=post.targets.get().pk, by=by.pk, now=THEN, **proof)


def test_official_users_are_not_handed_pictures_of_what_was_taken_down(desk, client_of):
    post = live(desk)
    other = OfficialUserFactory(desk.account, named_by=desk.principal).person
    address = reverse("files:fetch", args=[placed_of(post)[0].derivative.file_id])
    readers = [client_of(one) for one in (other, desk.author, desk.principal)]
    assert [one.get(address).status_code for one in readers] == [200, 200, 200]

    taken_down(post, other)

    assert [one.get(address).status_code for one in readers] == [404, 404, 200]
    page = readers[0].get(reverse("approvals:detail", args=[post.pk])).content.decode()
    assert address not in page


def test_a_copy_that_is_still_wanted_keeps_its_picture_readable(desk, client_of):
    post = live(desk)
    taken_down(post, desk.author)
    copy = actions.copy_post(pk=post.pk, once=uuid.uuid4(), by=desk.author.pk, now=THEN)
    address = reverse("files:fetch", args=[placed_of(copy)[0].derivative.file_id])

    assert client_of(desk.author).get(address).status_code == 200


def test_a_picture_without_its_file_has_no_digest_and_is_refused_in_words(desk, client_of):
    post = PicturePostFactory(desk)
    file = placed_of(post)[0].derivative.file
    file.path.unlink()

    with pytest.raises(WrongState, match="missing"):
        current(post).true_digest()
    with pytest.raises(WrongState, match="missing"):
        actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    post.refresh_from_db()
    assert post.status == PostStatus.DRAFT


def test_what_was_approved_without_its_file_any_more_is_not_published_and_the_page_says_so(desk, client_of):
    post = PicturePostFactory(desk)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    decide_seen(post, desk.principal.pk)
    placed_of(post)[0].derivative.file.path.unlink()

    with pytest.raises(WrongState, match="missing"):
        publish(post, desk.author, THEN)
    for person in (desk.author, desk.principal):
        page = client_of(person).get(reverse("approvals:detail", args=[post.pk]))
        assert page.status_code == 200
    assert not current(post).publications.exists()


def test_taking_it_back_has_the_missing_file_made_anew(desk):
    post = PicturePostFactory(desk)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    placed_of(post)[0].derivative.file.path.unlink()

    actions.recall_post(pk=post.pk, by=desk.author.pk, now=THEN)

    row = placed_of(post)[0]
    assert (row.derivative, row.declared_by) == (None, None)
    prepare_what_waits(THEN)
    assert placed_of(post)[0].derivative.file.path.is_file()
