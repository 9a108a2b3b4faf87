"""What is said of a picture stands beside it, and a live post keeps what it looked like."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from approvals import actions
from approvals.models import Comment, Publication, PublicationCheck, Screenshot
from approvals.states import WrongState
from approvals.wording import current, words_of
from audit.models import Entry
from tests.factories.approvals import THEN, OfficialUserFactory, PostFactory, publish
from tests.factories.pictures import PicturePostFactory, placed_of
from tests.factories.school import StaffFactory
from tests.files.made import CANARY, jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"


@pytest.fixture
def pictured(desk):
    post = PicturePostFactory(desk, pictures=2)
    return actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)


def said(post, by, picture, **more):
    more = {"text": "Is that the gate code?", **more}
    return actions.comment(pk=post.pk, once=uuid.uuid4(), by=by.pk, now=THEN, picture=picture, **more)


def test_a_comment_on_a_picture_stands_at_it_on_the_screen_where_it_is_decided(desk, pictured, client_of):
    row = placed_of(pictured)[1]
    browser, url = client_of(desk.principal), reverse("approvals:comment", args=[pictured.pk])
    assert f'value="{row.picture_id}"' in browser.get(f"{url}?picture={row.picture_id}").content.decode()
    form = {"once": uuid.uuid4(), "text": "Is that the gate code?", "picture": row.picture_id, "spot": "top left"}

    for _ in range(2):
        browser.post(url, form)

    assert Comment.objects.count() == 1
    page = browser.get(reverse("approvals:decide", args=[pictured.pk])).content.decode()
    assert page.index("2 of 2.") < page.index("Is that the gate code?") < page.index('id="comments"')
    assert "top left" in page
    assert page.count("Is that the gate code?") == 1


def test_it_survives_a_new_version_as_about_an_earlier_one(desk, pictured, client_of):
    first, second = placed_of(pictured)
    said(pictured, desk.principal, first.picture_id)
    said(pictured, desk.principal, second.picture_id, text="And who is this?")
    actions.recall_post(pk=pictured.pk, by=desk.author.pk, now=THEN)
    actions.remove_picture(pk=pictured.pk, placed=placed_of(pictured)[1].pk, by=desk.author.pk, now=THEN)

    page = client_of(desk.author).get(reverse("approvals:detail", args=[pictured.pk])).content.decode()

    assert page.count("About an earlier version, number 1.") == 2
    assert page.index("Is that the gate code?") < page.index('id="comments"') < page.index("And who is this?")
    assert page.count("was left out since") == 1


def test_only_pictures_of_the_post_are_talked_about_and_nothing_is_kept_otherwise(desk, pictured, client_of):
    other = placed_of(PicturePostFactory(desk))[0].picture_id
    with pytest.raises(WrongState, match="not in the post"):
        said(pictured, desk.principal, other)
    with pytest.raises(PermissionDenied):
        said(pictured, StaffFactory(), placed_of(pictured)[0].picture_id)
    form = {"once": uuid.uuid4(), "text": "Here.", "spot": "top left"}
    answer = client_of(desk.principal).post(reverse("approvals:comment", args=[pictured.pk]), form)
    assert "Say which picture" in answer.content.decode()
    assert not Comment.objects.exists()


def test_what_was_said_of_a_picture_is_never_changed(desk, pictured):
    made = said(pictured, desk.principal, placed_of(pictured)[0].picture_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(made.about_picture).objects.update(spot="elsewhere")


def test_a_post_of_words_alone_has_no_field_for_pictures(desk, post, client_of):
    page = client_of(desk.principal).get(reverse("approvals:comment", args=[post.pk])).content.decode()
    assert "About a picture" not in page
    assert words_of(current(post)).text in page


# A screenshot, and a second person's check -------------------------------------------------------


@pytest.fixture
def live(desk):
    return PostFactory(desk, "published")


def shot_url(post, desk):
    return reverse("approvals:screenshot", args=[post.pk, desk.account.pk])


def test_a_screenshot_is_kept_once_made_anew_and_shown_with_the_address(desk, live, client_of):
    browser, once = client_of(desk.author), uuid.uuid4()
    for _ in range(2):
        files = {"once": once, "file": SimpleUploadedFile("screen.jpg", jpeg())}
        assert browser.post(shot_url(live, desk), files).status_code == 302

    shot = Screenshot.objects.get()
    assert CANARY.encode() not in shot.file.path.read_bytes()
    assert Entry.objects.named("post.screenshot_kept").count() == 1
    address = reverse("files:fetch", args=[shot.file_id])
    assert address in browser.get(reverse("approvals:detail", args=[live.pk])).content.decode()
    assert browser.get(address).status_code == 200
    assert client_of(StaffFactory()).get(address).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Screenshot.objects.update(at=THEN)


def test_of_what_was_taken_down_it_is_for_those_who_answer_for_it(desk, live, client_of):
    client_of(desk.author).post(
        shot_url(live, desk), {"once": uuid.uuid4(), "file": SimpleUploadedFile("a.jpg", jpeg())}
    )
    proof = {"reason": "error", "evidence": "Its address shows nothing."}
    actions.take_down(pk=live.targets.get().pk, by=desk.author.pk, now=THEN, **proof)
    address = reverse("files:fetch", args=[Screenshot.objects.get().file_id])
    assert client_of(desk.author).get(address).status_code == 404
    assert client_of(desk.principal).get(address).status_code == 200


def test_where_it_was_taken_down_from_one_account_that_screenshot_is_for_them_alone_and_no_other_is_kept(
    desk, client_of
):
    post = PostFactory(desk, "partly_published")
    url, here = shot_url(post, desk), lambda: SimpleUploadedFile("a.jpg", jpeg())
    client_of(desk.author).post(url, {"once": uuid.uuid4(), "file": here()})
    publish(post, desk.author, THEN, post.targets.get(status="queued").account)
    proof = {"reason": "consent", "evidence": "Its address shows nothing."}
    down = post.targets.get(account=desk.account)
    actions.take_down(pk=down.pk, by=desk.author.pk, now=THEN, **proof)
    post.refresh_from_db()
    assert post.status == "partly_published"

    address = reverse("files:fetch", args=[Screenshot.objects.get().file_id])
    assert client_of(desk.author).get(address).status_code == 404
    page = reverse("approvals:detail", args=[post.pk])
    assert address not in client_of(desk.author).get(page).content.decode()
    assert client_of(desk.principal).get(address).status_code == 200
    assert address in client_of(desk.principal).get(page).content.decode()
    answer = client_of(desk.author).post(url, {"once": uuid.uuid4(), "file": here()})
    assert "is not up" in answer.content.decode()
    assert Screenshot.objects.count() == 1


def test_what_is_no_picture_is_refused_beside_the_field(desk, live, client_of):
    bad = {"once": uuid.uuid4(), "file": SimpleUploadedFile("a.png", b"words")}
    answer = client_of(desk.author).post(shot_url(live, desk), bad)
    assert answer.status_code == 200
    assert 'id="id_file_error"' in answer.content.decode()
    assert not Screenshot.objects.exists()


def test_others_keep_none(desk, live, client_of):
    assert client_of(StaffFactory()).get(shot_url(live, desk)).status_code == 404


def test_a_second_person_says_that_it_stands_there_as_approved(desk, live, client_of):
    other = OfficialUserFactory(desk.account, named_by=desk.principal).person
    page = reverse("approvals:detail", args=[live.pk])
    assert "It stands there as approved" not in client_of(desk.author).get(page).content.decode()
    assert "It stands there as approved" in client_of(other).get(page).content.decode()
    client_of(other).post(reverse("approvals:check", args=[live.pk, desk.account.pk]))
    assert PublicationCheck.objects.get().by == other
    assert Publication.objects.get().check_by_another.by == other
    assert f"it stands there as approved, says {other}" in client_of(desk.author).get(page).content.decode()
