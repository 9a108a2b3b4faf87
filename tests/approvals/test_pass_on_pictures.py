"""Pictures that are passed on: where they come from, who sees them first, what goes into a post, and when they go."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from approvals import actions
from approvals.actions import Passed
from approvals.announcing import waiting
from approvals.models import PassedPicture, Picture, Suggestion
from approvals.passed_files import discard_passed_pictures, prepare_passed
from approvals.preparing import prepare_what_waits
from approvals.states import WrongState
from approvals.wording import current
from audit.models import Disposal, Entry
from audit.verify import verify_records
from files.actions import FileRefused
from files.models import StoredFile
from notices.models import Notice
from school.models import Target
from school.standing import standing_of
from tests.factories.approvals import THEN, words
from tests.factories.pictures import picture_desk
from tests.factories.school import StaffFactory
from tests.files.made import CANARY, jpeg

pytestmark = pytest.mark.django_db
LATER = timedelta(days=31)


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"


def passed(children="none", *contents):
    uploads = [SimpleUploadedFile("IMG_1.jpg", one) for one in contents or (jpeg(),)]
    return Passed(uploads=uploads, taken_by="I did", shows="The hall.", children=children)


def sent(sender=None, children="none", *, ready=True, now=THEN):
    by = (sender or StaffFactory()).pk
    item = actions.suggest(once=uuid.uuid4(), text="P6 won.", by=by, now=now, passed=passed(children))
    if ready:
        prepare_passed(now)
    return item


def picture_of(item):
    return PassedPicture.objects.get(suggestion=item)


def page(browser, item):
    return browser.get(reverse("approvals:suggestion", args=[item.pk])).content.decode()


def address(item):
    return reverse("files:fetch", args=[picture_of(item).made_id])


def used(item, desk, now=THEN):
    return actions.use_suggestion(pk=item.pk, once=uuid.uuid4(), words=words(desk.account), by=desk.author.pk, now=now)


def test_one_form_takes_words_and_pictures_and_the_sender_keeps_a_receipt(desk, client_of, now):
    sender = StaffFactory()
    browser, url = client_of(sender), reverse("approvals:pass_on")
    form = {"once": uuid.uuid4(), "text": "P6 won.", "shows": "The hall.", "children": "none", "taken_by": "I did"}

    for _ in range(2):
        files = [SimpleUploadedFile(f"{n}.jpg", jpeg()) for n in range(2)]
        answer = browser.post(url, {**form, "files": files}, follow=True).content.decode()

    item = Suggestion.objects.get()
    assert item.pictures.count() == 2
    assert "Being made ready" in answer
    prepare_passed(now)
    shown = page(browser, item)
    assert item.reference in shown
    assert "The hall." in shown
    assert shown.count("<img") >= 2


def test_pictures_need_their_provenance_and_words_alone_do_not(desk, client_of):
    browser, url = client_of(StaffFactory()), reverse("approvals:pass_on")
    form = {"once": uuid.uuid4(), "text": "P6 won.", "files": SimpleUploadedFile("a.jpg", jpeg())}

    answer = browser.post(url, form).content.decode()

    assert "Say who took them" in answer
    assert "other people’s children are in them." in answer
    assert "P6 won." in answer
    assert not Suggestion.objects.exists()


def test_what_is_no_picture_is_refused_and_nothing_is_kept(desk, client_of):
    browser, url = client_of(StaffFactory()), reverse("approvals:pass_on")
    form = {"once": uuid.uuid4(), "text": "x", "shows": "x", "children": "none", "taken_by": "x"}

    answer = browser.post(url, {**form, "files": SimpleUploadedFile("a.jpg", b"words")}).content.decode()

    assert "a.jpg" in answer
    assert not Suggestion.objects.exists()
    assert not StoredFile.objects.exists()


def test_more_pictures_follow_one_at_a_time_until_it_is_settled(desk, now):
    sender = StaffFactory()
    item = sent(sender)
    more = {"pk": item.pk, "once": uuid.uuid4(), "by": sender.pk, "now": now}
    for _ in range(2):
        actions.add_passed_pictures(**more, passed=passed())
    assert item.pictures.count() == 2
    with pytest.raises(WrongState, match="Only whoever"):
        actions.add_passed_pictures(**{**more, "by": desk.author.pk, "once": uuid.uuid4()}, passed=passed())
    with pytest.raises(FileRefused, match="At most 20"):
        actions.add_passed_pictures(**{**more, "once": uuid.uuid4()}, passed=passed("none", *[jpeg()] * 19))
    actions.decline_suggestion(pk=item.pk, reason="Thank you.", by=desk.author.pk, now=now)
    with pytest.raises(WrongState, match="already"):
        actions.add_passed_pictures(**{**more, "once": uuid.uuid4()}, passed=passed())


def test_nothing_but_pixels_is_shown_and_what_was_sent_to_nobody(desk, client_of):
    sender = StaffFactory()
    item = sent(sender)
    row = picture_of(item)

    assert CANARY.encode() not in row.made.path.read_bytes()
    for person in (sender, desk.author, desk.principal):
        assert client_of(person).get(address(item)).status_code == 200
        assert client_of(person).get(reverse("files:fetch", args=[row.original_id])).status_code == 404
    assert client_of(StaffFactory()).get(address(item)).status_code == 404


@pytest.mark.parametrize("children", ["some", "unsure"])
def test_official_users_do_not_even_know_of_it_before_somebody_entitled_has_looked(desk, client_of, now, children):
    item = sent(children=children)
    official, principal = client_of(desk.author), client_of(desk.principal)
    told = Notice.objects.filter(kind="suggestion.look").values_list("recipient_id", flat=True)

    assert set(told) == {desk.principal.pk, desk.vice_principal.pk}
    assert "The hall." not in page(official, item)
    assert official.get(address(item)).status_code == 404
    assert principal.get(address(item)).status_code == 200

    look = reverse("approvals:look_at_passed", args=[item.pk, picture_of(item).pk])
    assert official.post(look, {"look": "free"}).status_code == 403
    principal.post(look, {"look": "free"})

    assert "The hall." in page(official, item)
    assert official.get(address(item)).status_code == 200
    assert Entry.objects.named("suggestion.picture_looked_at").count() == 1


def test_what_is_kept_back_stays_so_and_goes_into_no_post(desk, client_of, now):
    picture_desk(desk)
    item = sent(children="some")
    row = picture_of(item)
    actions.look_at_passed(pk=row.pk, look="kept_back", by=desk.principal.pk, now=now)

    with pytest.raises(WrongState, match="already"):
        actions.look_at_passed(pk=row.pk, look="free", by=desk.vice_principal.pk, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        PassedPicture.objects.filter(pk=row.pk).update(look="free")
    assert client_of(desk.author).get(address(item)).status_code == 404
    used(item, desk)
    assert not Picture.objects.exists()


def test_nobody_frees_a_picture_of_their_own_also_by_sql(desk, now):
    row = picture_of(sent(desk.principal, "some"))

    with pytest.raises(PermissionDenied, match="yourself"):
        actions.look_at_passed(pk=row.pk, look="free", by=desk.principal.pk, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        PassedPicture.objects.filter(pk=row.pk).update(look="free", looked_by=desk.principal, looked_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        PassedPicture.objects.filter(pk=row.pk).update(children="none")


def test_a_quarantined_picture_goes_into_no_post(desk):
    picture_desk(desk)
    used(sent(children="unsure"), desk)
    assert not Picture.objects.exists()


def test_used_it_becomes_a_draft_with_its_pictures_and_its_sender_as_source(desk, client_of):
    picture_desk(desk)
    sender = StaffFactory()
    item = sent(sender)

    post = used(item, desk)

    prepare_what_waits(THEN)
    post.refresh_from_db()
    assert [one.placed.is_ready for one in current(post).pictures.all()] == [True]
    assert current(post).digest == current(post).true_digest()
    browser = client_of(desk.author)
    assert str(sender) in browser.get(reverse("approvals:detail", args=[post.pk])).content.decode()
    assert sender.pk in current(post).hands().all_ids


def test_without_leave_for_pictures_the_words_go_alone(desk):
    post = used(sent(), desk)
    assert not current(post).pictures.exists()


@pytest.mark.parametrize("settled", ["declined", "used", "left"])
def test_after_its_time_the_files_are_gone_and_what_was_said_stays(desk, settled, django_capture_on_commit_callbacks):
    picture_desk(desk)
    item = sent()
    row = picture_of(item)
    paths = [row.original.path, row.made.path]
    post = None
    if settled == "declined":
        actions.decline_suggestion(pk=item.pk, reason="Thank you.", by=desk.author.pk, now=THEN)
    elif settled == "used":
        post = used(item, desk)

    assert discard_passed_pictures(THEN + timedelta(days=29)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert discard_passed_pictures(THEN + LATER) == 1
        assert discard_passed_pictures(THEN + LATER) == 0

    row.refresh_from_db()
    assert (row.original, row.made, row.shows) == (None, None, "The hall.")
    assert not any(one.exists() for one in paths)
    assert Disposal.objects.count() == 2
    ours = [one for one in verify_records() if "StoredFile" in one.sentence or "PassedPicture" in one.sentence]
    assert ours == []
    assert Entry.objects.named("suggestion.picture_deleted").count() == 1
    if post:
        assert Picture.objects.get().original.path.exists()


def test_the_time_is_the_schools_own(desk):
    sent()
    Target.objects.filter(code="passed_picture_days").update(value=90)
    assert discard_passed_pictures(THEN + LATER) == 0


def test_it_is_put_before_whoever_may_act_and_no_day_is_set(desk, now):
    """Nothing that was passed on has a day by which somebody must act."""
    sent(desk.vice_principal, "some")

    for person, seen in ((desk.principal, "Look at pictures"), (desk.author, "passed something on")):
        lines = [one for one in waiting(standing_of(person.pk, now), now) if one.kind == "suggestion"]
        assert [seen in one.sentence for one in lines] == [True]
        assert [one.due for one in lines] == [None]
    assert not [one for one in waiting(standing_of(desk.vice_principal.pk, now), now) if one.kind == "suggestion"]
