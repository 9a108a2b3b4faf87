"""Pictures of posts: nothing but pixels leaves, blur is in the bytes, and what was approved is the very bytes."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from approvals import actions
from approvals.gates import judge, snapshot_of
from approvals.models import Decision, Picture, PlacedPicture, Publication
from approvals.preparing import prepare_what_waits
from approvals.states import PostStatus, WrongState
from approvals.wording import current, words_of
from files.actions import FileRefused
from files.cleaning.shaping import Shape, shaped
from tests.factories.approvals import THEN, PostFactory, publish
from tests.factories.pictures import PicturePostFactory, decide_seen, described, picture_desk, placed_of, sent
from tests.factories.school import StaffFactory
from tests.files.made import BLUE, CANARY, HEIC, RED, jpeg, png

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"


@pytest.fixture
def draft(desk):
    return PostFactory(picture_desk(desk))


def made(row):
    return row.derivative.file.path.read_bytes()


def close(one, other):
    return all(abs(a - b) < 40 for a, b in zip(one, other, strict=True))


def levels(post, stage="submit"):
    version = current(post)
    version.request = post
    return {one.code: one.level for one in judge(snapshot_of(version, stage=stage, now=THEN))}


@pytest.mark.parametrize(("content", "name"), [(jpeg(), "a.jpg"), (png(), "a.png"), (HEIC, "a.heic")])
def test_nothing_but_pixels_leaves_and_it_stands_upright(desk, draft, content, name):
    sent(draft, desk.author.pk, content, name=name)
    prepare_what_waits(THEN)
    row = placed_of(draft)[0]
    content = made(row)
    picture = Image.open(io.BytesIO(content))
    assert CANARY.encode() not in content
    assert not picture.getexif()
    assert not {"exif", "xmp", "comment", "icc_profile"} & set(picture.info)
    if name != "a.png":
        assert picture.width < picture.height  # made lying on its side, with a note to turn it
    assert row.derivative.file.original_name.startswith("picture-")


def test_a_request_never_waits_for_pictures_and_says_how_far_they_are(desk, draft, client):
    client.force_login(desk.author.user)
    url = reverse("approvals:pictures", args=[draft.pk])
    files = [SimpleUploadedFile(f"{n}.jpg", jpeg()) for n in range(3)]
    client.post(url, {"files": files, "once": uuid.uuid4()})
    assert [row.is_ready for row in placed_of(draft)] == [False] * 3
    assert "0 of 3 ready" in client.get(url).content.decode()
    with pytest.raises(WrongState, match="0 of 3 pictures are ready"):
        actions.submit_post(pk=draft.pk, by=desk.author.pk, now=THEN)
    prepare_what_waits(THEN)
    assert "3 of 3 ready" in client.get(url).content.decode()


def test_the_same_form_sent_twice_adds_its_pictures_once(desk, draft):
    once = uuid.uuid4()
    for _ in range(2):
        upload = SimpleUploadedFile("a.jpg", jpeg())
        actions.add_pictures(pk=draft.pk, once=once, uploads=[upload], by=desk.author.pk, now=THEN)
    assert len(placed_of(draft)) == 1


def test_a_blur_is_in_the_bytes_and_only_where_it_was_asked_for():
    noise = Image.effect_noise((400, 400), 120).convert("RGB")
    hidden = shaped(noise.copy(), Shape(blurs=((0.0, 0.0, 0.5, 1.0),)))
    left, right = hidden.crop((0, 0, 200, 400)).convert("L"), hidden.crop((200, 0, 400, 400))
    assert right.tobytes() == noise.crop((200, 0, 400, 400)).tobytes()
    small, large = left.getextrema()
    assert large - small < 40  # of noise that went from 0 to 255 nothing but a mean is left


def test_other_boxes_make_other_bytes_and_ask_for_the_people_anew(desk):
    post = PicturePostFactory(desk)
    row, digest = placed_of(post)[0], current(post).digest
    before = made(row)
    described(post, desk.author.pk, crop=(0.0, 0.0, 1.0, 0.5), blurs=((0.1, 0.1, 0.4, 0.4),))
    row = placed_of(post)[0]
    assert not row.is_ready
    assert not row.is_declared
    prepare_what_waits(THEN)
    row = placed_of(post)[0]
    post.refresh_from_db()
    assert made(row) != before
    assert current(post).digest != digest
    assert current(post).digest == current(post).true_digest()
    assert levels(post)["people_declared"] == "red"


def test_a_crop_keeps_the_part_that_was_asked_for():
    picture = Image.new("RGB", (100, 50), RED)
    picture.paste(BLUE, (50, 0, 100, 50))
    kept = shaped(picture, Shape(crop=(0.5, 0.0, 1.0, 1.0), longest=20))
    assert kept.size == (20, 20)
    assert close(kept.getpixel((2, 2)), BLUE)


def test_bytes_that_changed_on_the_disk_are_not_published(desk, client):
    post = PicturePostFactory(desk)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    decide_seen(post, desk.principal.pk)
    file = placed_of(post)[0].derivative.file
    file.path.chmod(0o600)
    file.path.write_bytes(jpeg(quality=20))
    with pytest.raises(WrongState, match="not the words that were approved"):
        publish(post, desk.author, THEN)
    assert not Publication.objects.exists()
    file.path.unlink()
    with pytest.raises(WrongState, match="is missing"):
        publish(post, desk.author, THEN)


def test_approving_says_that_every_picture_was_looked_at(desk, client):
    post = PicturePostFactory(desk, pictures=2)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    with pytest.raises(WrongState, match="Look at all 2 pictures"):
        decide_seen(post, desk.principal.pk, looked_at=1)
    client.force_login(desk.principal.user)
    page = client.get(reverse("approvals:decide", args=[post.pk])).content.decode()
    assert "I have looked at all 2 pictures" in page
    for row in placed_of(post):
        assert reverse("files:fetch", args=[row.derivative.file_id]) in page
    decide_seen(post, desk.principal.pk)
    assert Decision.objects.get().looked_at == 2


def test_the_publish_page_offers_the_clean_files_and_their_words(desk, client):
    now = timezone.now()
    post = PicturePostFactory(desk, now=now)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=now)
    decide_seen(post, desk.principal.pk, now=now)
    client.force_login(desk.author.user)
    page = client.get(reverse("approvals:publish", args=[post.pk])).content.decode()
    assert "Children in the hall." in page
    answer = client.get(reverse("files:fetch", args=[placed_of(post)[0].derivative.file_id]))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="picture-')
    assert CANARY.encode() not in b"".join(answer.streaming_content)


def test_what_was_sent_is_handed_to_nobody(desk, draft, client):
    sent(draft, desk.author.pk)
    prepare_what_waits(THEN)
    file = Picture.objects.get().original
    for person in (desk.author, desk.principal):
        client.force_login(person.user)
        assert client.get(reverse("files:fetch", args=[file.pk])).status_code == 404


def test_a_picture_of_a_draft_is_for_its_author_and_those_who_decide(desk, draft, client):
    sent(draft, desk.author.pk)
    prepare_what_waits(THEN)
    url = reverse("files:fetch", args=[placed_of(draft)[0].derivative.file_id])
    seen = {}
    for name, person in {"author": desk.author, "principal": desk.principal, "other": StaffFactory()}.items():
        client.force_login(person.user)
        seen[name] = client.get(url).status_code
    assert seen == {"author": 200, "principal": 200, "other": 404}


def test_pictures_are_asked_for_by_those_named_for_pictures(desk):
    post = PostFactory(desk)
    desk.author.official_uses.update(may_pictures=False)
    with pytest.raises(PermissionDenied, match="does not cover pictures"):
        sent(post, desk.author.pk)
    assert not Picture.objects.exists()


def test_pictures_of_what_was_asked_for_stay_as_they_are(desk):
    post = PicturePostFactory(desk)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    row = placed_of(post)[0]
    with pytest.raises(WrongState, match="stay as they are"):
        actions.remove_picture(pk=post.pk, placed=row.pk, by=desk.author.pk, now=THEN)
    for change in ({"adults": "Somebody"}, {"derivative": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PlacedPicture.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.people.create(pupil_id=uuid.uuid4())


def test_an_author_asked_for_changes_changes_a_picture_alone(desk):
    post = PicturePostFactory(desk)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    decide_seen(post, desk.principal.pk, verdict="changes", comment="Please take the gate out of it.")
    described(post, desk.author.pk, alt="A child beside a tree.")
    assert (post.status, current(post).n) == (PostStatus.DRAFT, 2)
    assert current(post).pictures.get().alt == "A child beside a tree."
    assert post.versions.get(n=1).pictures.get().alt == "Children in the hall."


def test_pictures_go_along_to_the_next_version_with_their_people_and_bytes(desk):
    post = PicturePostFactory(desk, pictures=2)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    words = words_of(current(post)).now_saying("Other words.")
    actions.edit_post(pk=post.pk, words=words, by=desk.author.pk, now=THEN)
    rows = placed_of(post)
    assert [row.is_ready and row.is_declared for row in rows] == [True, True]
    actions.move_picture(pk=post.pk, placed=rows[1].pk, step=-1, by=desk.author.pk, now=THEN)
    assert [row.pk for row in placed_of(post)] == [rows[1].pk, rows[0].pk]
    actions.remove_picture(pk=post.pk, placed=rows[0].pk, by=desk.author.pk, now=THEN)
    assert [row.place.order for row in placed_of(post)] == [1]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"alt": " "}, "described"),
        ({"is_declared": False, "is_nobody": False}, "people_declared"),
    ],
)
def test_a_picture_without_words_or_without_its_people_is_not_sent(desk, change, code):
    post = PicturePostFactory(desk)
    described(post, desk.author.pk, **change)
    assert levels(post)[code] == "red"
    with pytest.raises(WrongState):
        actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)


def test_decoration_needs_no_words(desk):
    post = PicturePostFactory(desk)
    described(post, desk.author.pk, is_decorative=True)
    assert levels(post)["described"] == "green"
    assert current(post).pictures.get().alt == ""


def test_too_many_pictures_and_what_is_no_picture_are_refused_whole(desk, draft):
    with pytest.raises(FileRefused, match=r"notes\.pdf: This is a PDF"):
        sent(draft, desk.author.pk, b"%PDF-1.4 nothing", name="notes.pdf")
    with pytest.raises(FileRefused, match="at most 20"):
        sent(draft, desk.author.pk, *[jpeg()] * 21)
    assert not Picture.objects.exists()


def test_a_broken_picture_says_why_and_stops_the_post(desk, draft):
    sent(draft, desk.author.pk, jpeg()[:200])
    prepare_what_waits(THEN)
    assert placed_of(draft)[0].refused
    assert levels(draft)["pictures_ready"] == "red"


@pytest.mark.parametrize(
    ("opens", "stage", "level"), [(None, "submit", "red"), (3, "submit", "green"), (1, "submit", "red")]
)
def test_a_trip_is_told_of_only_after_the_children_are_back(desk, draft, opens, stage, level):
    back = THEN + timedelta(hours=2)
    actions.set_return(pk=draft.pk, back_at=back, by=desk.author.pk, now=THEN)
    draft.refresh_from_db()
    version = current(draft)
    version.request = draft
    at = THEN + timedelta(hours=opens) if opens else None
    found = {one.code: one.level for one in judge(snapshot_of(version, stage=stage, now=THEN, opens=at))}
    assert found["embargo"] == level


def test_choosing_a_class_shows_its_pupils_and_saves_nothing(desk, draft, client, pupil):
    sent(draft, desk.author.pk)
    prepare_what_waits(THEN)
    client.force_login(desk.author.user)
    row = placed_of(draft)[0]
    url = reverse("approvals:picture", args=[draft.pk, row.pk])
    page = client.post(url, {"alt": "Typed words", "school_class": pupil.school_class_id, "show_class": "yes"})
    assert str(pupil.person) in page.content.decode()
    assert "Typed words" in page.content.decode()
    row.refresh_from_db()
    assert not row.is_declared
    assert current(draft).pictures.get().alt == ""
    facts = {"alt": "Typed words", "pupils": [pupil.pk], "is_declared": "on", "blurs": "", "crop": ""}
    client.post(url, facts)
    row.refresh_from_db()
    assert row.is_declared
    assert row.people.get().pupil_id == pupil.pk
    assert client.post(url, {**facts, "blurs": "10 20 5 40"}).status_code == 200


@pytest.fixture
def pupil():
    from tests.factories.school import PupilFactory

    return PupilFactory()
