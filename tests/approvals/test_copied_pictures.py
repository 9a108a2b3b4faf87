"""Pictures of a post that was copied: the copy's own to describe and leave out, and nothing hidden comes back by it."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from approvals import actions
from approvals.gates import snapshot_of
from approvals.gates.pictures import embargo
from approvals.preparing import prepare_what_waits
from approvals.states import WrongState
from approvals.wording import current, words_of
from audit.models import Entry
from files.actions import obstacle_to_more_today
from files.cleaning.shaping import WHOLE
from files.models import StoredFile
from tests.factories.approvals import THEN, OfficialUserFactory, PostFactory, publish
from tests.factories.pictures import PicturePostFactory, decide_seen, described, picture_desk, placed_of, sent
from tests.files.made import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"


def copied(desk, post, by):
    """A copy of a post that is over, by an official user who may post pictures."""
    return actions.copy_post(pk=post.pk, once=uuid.uuid4(), by=by.pk, now=THEN)


def published(desk):
    post = PicturePostFactory(desk)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    decide_seen(post, desk.principal.pk)
    publish(post, desk.author, THEN)
    post.refresh_from_db()
    return post


def another_official_user(desk):
    entry = OfficialUserFactory(desk.account)
    type(entry).objects.filter(pk=entry.pk).update(may_pictures=True)
    return entry.person


def test_a_picture_that_was_copied_is_described_moved_and_left_out_like_any_other(desk, client):
    post = published(desk)
    made = copied(desk, post, desk.author)
    row = placed_of(made)[0]
    client.force_login(desk.author.user)
    assert client.get(reverse("approvals:picture", args=[made.pk, row.pk])).status_code == 200
    assert client.get(reverse("approvals:picture", args=[made.pk, placed_of(post)[0].pk])).status_code == 404
    described(made, desk.author.pk, alt="A tree.")
    assert current(made).pictures.get().alt == "A tree."
    assert current(post).pictures.get().alt == "Children in the hall."
    actions.remove_picture(pk=made.pk, placed=row.pk, by=desk.author.pk, now=THEN)
    assert not placed_of(made)
    assert placed_of(post)


def test_whoever_sent_a_picture_shapes_it_anew_in_a_copy_and_the_copy_alone(desk):
    post = published(desk)
    made = copied(desk, post, desk.author)
    described(made, desk.author.pk, crop=(0.0, 0.0, 1.0, 0.5))
    prepare_what_waits(THEN)
    made.refresh_from_db()
    assert placed_of(made)[0].is_ready
    assert current(made).digest == current(made).true_digest()
    assert current(post).digest == current(post).true_digest()
    assert Entry.objects.of(made).named("post.picture_ready").exists()


def test_who_copies_a_post_of_somebody_else_brings_nothing_back_that_was_blurred(desk, client):
    post = published(desk)
    other = another_official_user(desk)
    made = copied(desk, post, other)
    with pytest.raises(WrongState, match="its shape stays as it was approved"):
        described(made, other.pk, blurs=((0.1, 0.1, 0.4, 0.4),))
    row = placed_of(made)[0]
    client.force_login(other.user)
    assert client.get(reverse("files:fetch", args=[row.derivative.file_id])).status_code == 200
    page = client.get(reverse("approvals:picture", args=[made.pk, row.pk]))
    assert "data-board" not in page.content.decode()


def test_who_is_not_named_for_pictures_copies_the_words_alone(desk):
    post = published(desk)
    made = copied(desk, post, OfficialUserFactory(desk.account).person)
    assert not placed_of(made)
    assert current(made).text == current(post).text
    assert current(made).digest == current(made).true_digest()


def test_a_copy_still_says_when_the_children_are_back_and_what_else_it_touches(desk):
    draft = PostFactory(picture_desk(desk))
    back = THEN + timedelta(hours=2)
    actions.set_return(pk=draft.pk, back_at=back, by=desk.author.pk, now=THEN)
    actions.mark_other_policy(pk=draft.pk, which="Educational visits", by=desk.author.pk, now=THEN)
    actions.withdraw_post(pk=draft.pk, by=desk.author.pk, now=THEN)
    made = copied(desk, draft, desk.author)
    made.refresh_from_db()
    assert (made.children_back_at, made.other_policy) == (back, "Educational visits")
    version = current(made)
    version.request = made
    assert embargo(snapshot_of(version, stage="submit", now=THEN)).level == "red"


def test_nobody_says_who_is_in_a_picture_that_is_not_made_yet(desk):
    draft = PostFactory(picture_desk(desk))
    sent(draft, desk.author.pk)
    row = placed_of(draft)[0]
    about = actions.About(alt="A tree.", is_decorative=False, crop=WHOLE, is_nobody=True, is_declared=True)
    done = actions.describe_picture(pk=draft.pk, placed=row.pk, about=about, by=desk.author.pk, now=THEN)
    assert (done.is_ready, done.is_declared) == (False, False)


def test_pictures_of_posts_take_nobodys_room_for_evidence(desk, monkeypatch):
    post = PicturePostFactory(desk, pictures=2)
    monkeypatch.setattr("files.actions.MOST_FILES_A_DAY", 1)
    assert StoredFile.objects.kept_since(desk.author.pk, THEN).count() == 4
    assert obstacle_to_more_today(desk.author.pk, since=THEN) == ""
    assert placed_of(post)


def test_a_picture_whose_file_cannot_be_read_now_keeps_no_other_waiting(desk):
    post = PostFactory(picture_desk(desk))
    sent(post, desk.author.pk, jpeg(), jpeg(quality=20))
    blocked = placed_of(post)[0].picture.original.path
    blocked.unlink()
    blocked.mkdir()
    prepare_what_waits(THEN)
    assert [row.is_ready for row in placed_of(post)] == [False, True]
    assert not placed_of(post)[0].refused


def test_who_knows_of_a_post_since_it_was_approved_reads_no_words_from_before(desk, client):
    post = PostFactory(desk, text="Well done, Fearghal Ó Dálaigh.")
    words = words_of(current(post))
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    actions.edit_post(pk=post.pk, words=words.now_saying("Well done, all."), by=desk.author.pk, now=THEN)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    decide_seen(post, desk.principal.pk)
    seen = {}
    for name, person in {"author": desk.author, "other": another_official_user(desk)}.items():
        client.force_login(person.user)
        page = client.get(reverse("approvals:detail", args=[post.pk])).content.decode()
        seen[name] = ("Well done, all." in page, "Fearghal" in page)
    assert seen == {"author": (True, True), "other": (True, False)}
