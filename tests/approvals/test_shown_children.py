"""Consents of children in pictures: asked when a post is sent, approved and published, and heard of afterwards."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals import actions, shown
from approvals.gates import judge, snapshot_of
from approvals.models import Hold, HoldCause, TakedownTask, TaskOutcome
from approvals.states import PostStatus, TargetStatus, WrongState
from approvals.wording import current
from notices.models import Notice
from notices.waiting import waiting_for
from school import actions as school
from school.standing import standing_of
from tests.factories.approvals import THEN, OfficialUserFactory, PostFactory, decide_on, publish, words
from tests.factories.pictures import PicturePostFactory, decide_seen
from tests.factories.school import PupilFactory, answered

pytestmark = pytest.mark.django_db
LATER = THEN + timedelta(hours=1)
EVERYWHERE = [("social_media", "school_life")]


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"


@pytest.fixture
def pupil(desk):
    child = PupilFactory(person__given_name="Aoife", person__family_name="Ní Bhriain")
    answered(child, "unnamed", by=desk.principal, now=THEN)
    return child


@pytest.fixture
def approved(desk, pupil):
    return approved_post(desk, pupil)


def approved_post(desk, *pupils, **more):
    post = PicturePostFactory(desk, *pupils, **more)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    decide_seen(post, desk.principal.pk)
    return post


def withdraw(desk, pupil, now=LATER):
    return school.withdraw_consents(
        pupil_id=pupil.pk, keys=EVERYWHERE, starts_on=now.date(), evidence="email", once=uuid.uuid4(),
        by=desk.principal, now=now,
    )  # fmt: skip


def gate(post, code, stage="submit"):
    version = current(post)
    version.request = post
    return next(one for one in judge(snapshot_of(version, stage=stage, now=THEN)) if one.code == code)


@pytest.mark.parametrize("verdict", ["no", None])
def test_a_child_whose_family_did_not_agree_is_not_sent_for_approval(desk, verdict):
    child = PupilFactory()
    if verdict:
        answered(child, verdict, by=desk.principal, now=THEN)
    post = PicturePostFactory(desk, child)
    assert gate(post, "consents").level == "red"
    with pytest.raises(WrongState, match="Do not show"):
        actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    post.refresh_from_db()
    assert post.status == PostStatus.DRAFT


def test_an_old_answer_needs_a_tick_and_a_sentence(desk):
    child = PupilFactory(joined_on=THEN.date() - timedelta(days=900))
    answered(child, "unnamed", by=desk.principal, now=THEN, starts_on=THEN.date() - timedelta(days=800))
    post = PicturePostFactory(desk, child)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    with pytest.raises(WrongState, match="ask the family"):
        decide_seen(post, desk.principal.pk)
    decide_seen(post, desk.principal.pk, accepted={"consents": "The office rang the family today."})
    assert post.status == PostStatus.APPROVED


def test_a_withdrawal_before_the_decision_is_refused_at_the_decision(desk, pupil):
    post = PicturePostFactory(desk, pupil)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    withdraw(desk, pupil, THEN)
    with pytest.raises(WrongState, match="Do not show"):
        decide_seen(post, desk.principal.pk)


def test_a_withdrawal_holds_what_is_not_out_in_the_same_transaction(desk, pupil, approved, monkeypatch):
    withdraw(desk, pupil)
    approved.refresh_from_db()
    assert approved.status == PostStatus.ON_HOLD
    assert Hold.objects.open().get().cause == HoldCause.CONSENT
    with pytest.raises(WrongState, match="Do not show"):
        actions.release(pk=approved.pk, by=desk.principal.pk, now=LATER)
    answered(pupil, "unnamed", by=desk.principal, now=LATER)
    actions.release(pk=approved.pk, by=desk.principal.pk, now=LATER)
    approved.refresh_from_db()
    assert approved.status == PostStatus.APPROVED


def test_when_the_hold_fails_the_withdrawal_did_not_happen_either(desk, pupil, approved, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(shown, "hold_for", broken)
    before = pupil.consents.count()
    with pytest.raises(RuntimeError):
        withdraw(desk, pupil)
    assert pupil.consents.count() == before
    assert not Hold.objects.exists()


def test_nobody_is_told_that_a_family_withdrew_when_a_child_was_protected(desk, pupil, approved, client):
    publish(approved, desk.author, THEN)
    school.protect(pupil_id=pupil.pk, reason="A court order.", once=uuid.uuid4(), by=desk.principal, now=LATER)
    lines = [one.sentence for one in waiting_for(standing_of(desk.author.pk, LATER), LATER)]
    assert any("may not be shown" in line for line in lines)
    client.force_login(desk.author.user)
    page = client.get(reverse("approvals:detail", args=[approved.pk])).content.decode()
    assert "may not be shown any more" in page
    assert "withdrew" not in " ".join([*lines, page])


def test_a_live_post_gets_a_clock_and_everybody_who_may_act_hears_of_it(desk, pupil, approved):
    publish(approved, desk.author, THEN)
    withdraw(desk, pupil)
    task = TakedownTask.objects.open().get()
    assert (task.pupil_id, task.due_at) == (pupil.pk, LATER + timedelta(hours=24))
    told = set(Notice.objects.filter(kind="post.shows_child").values_list("recipient_id", flat=True))
    assert told == {desk.author.pk, desk.principal.pk, desk.vice_principal.pk}
    for person in (desk.author, desk.principal):
        lines = [one.sentence for one in waiting_for(standing_of(person.pk, LATER), LATER)]
        assert any(line.startswith("Take the post") and line.endswith("may not be shown") for line in lines)
    withdraw_again = school.protect(
        pupil_id=pupil.pk, reason="A court order.", once=uuid.uuid4(), by=desk.principal, now=LATER
    )
    assert withdraw_again
    assert TakedownTask.objects.count() == 1
    with pytest.raises(WrongState, match="Nobody here can let it stay"):
        actions.keep_up(pk=task.pk, by=desk.principal.pk, now=LATER)
    target = approved.targets.get()
    actions.take_down(
        pk=target.pk, reason="consent", evidence="Its address shows nothing.", by=desk.author.pk, now=LATER
    )
    task.refresh_from_db()
    assert (task.outcome, task.settled_by_id) == (TaskOutcome.TAKEN_DOWN, desk.author.pk)


def test_a_flag_holds_as_a_withdrawal_does_and_says_no_more(desk, pupil, approved):
    school.protect(pupil_id=pupil.pk, reason="A court order.", once=uuid.uuid4(), by=desk.principal, now=LATER)
    hold = Hold.objects.open().get()
    assert "court" not in hold.reason
    assert hold.cause == HoldCause.CONSENT


def test_a_child_of_another_post_changes_nothing_here(desk, pupil, approved):
    other = PupilFactory()
    answered(other, "unnamed", by=desk.principal, now=THEN)
    withdraw(desk, other)
    approved.refresh_from_db()
    assert approved.status == PostStatus.APPROVED
    assert not TakedownTask.objects.exists()


def test_an_answer_that_comes_back_settles_what_was_asked_for(desk, pupil, approved):
    publish(approved, desk.author, THEN)
    withdraw(desk, pupil)
    answered(pupil, "unnamed", by=desk.principal, now=LATER)
    assert TakedownTask.objects.get().outcome == TaskOutcome.MAY_BE_SHOWN


def test_a_pupil_who_leaves_asks_for_a_decision_on_each_live_post(desk, pupil, approved, client):
    other = approved_post(desk, pupil)
    for post in (approved, other):
        publish(post, desk.author, THEN)
    school.pupil_left(pupil_id=pupil.pk, left_on=LATER.date(), by=desk.principal, now=LATER)
    tasks = list(TakedownTask.objects.open())
    assert [one.cause for one in tasks] == ["left", "left"]
    with pytest.raises(PermissionDenied):
        actions.keep_up(pk=tasks[0].pk, by=desk.author.pk, now=LATER)
    actions.keep_up(pk=tasks[0].pk, by=desk.principal.pk, now=LATER)
    with pytest.raises(WrongState, match="settled already"):
        actions.keep_up(pk=tasks[0].pk, by=desk.principal.pk, now=LATER)
    client.force_login(desk.principal.user)
    post = tasks[1].target.request_id
    page = client.get(reverse("approvals:detail", args=[post])).content.decode()
    assert "A child in it has left the school" in page
    client.post(reverse("approvals:keep_up", args=[post, tasks[1].pk]))
    assert not TakedownTask.objects.open().exists()


@pytest.mark.parametrize(
    ("verdict", "text", "level"),
    [
        ("unnamed", "Well done, everybody.", "green"),
        ("unnamed", "Well done, Aoife!", "red"),
        ("unnamed", "#WellDoneAoife", "red"),
        ("named", "Well done, Aoife!", "green"),
        ("named", "Well done, Aoife Ni Bhriain!", "red"),
    ],
)
def test_a_name_beside_a_face_needs_an_answer_of_its_own(desk, verdict, text, level):
    child = PupilFactory(person__given_name="Aoife", person__family_name="Ní Bhriain")
    answered(child, verdict, by=desk.principal, now=THEN)
    post = PicturePostFactory(desk, child, text=text)
    assert gate(post, "face_and_name").level == level


def test_a_name_in_the_words_for_those_who_cannot_see_counts_too(desk, pupil):
    from tests.factories.pictures import described

    post = PicturePostFactory(desk, pupil)
    described(post, desk.author.pk, pupil, alt="Aoife plants a tree.")
    assert gate(post, "face_and_name").level == "red"


def test_what_is_published_was_asked_again_at_that_moment(desk, pupil, approved, monkeypatch):
    from school import consent_changes

    monkeypatch.setattr(consent_changes, "_listeners", [])
    withdraw(desk, pupil, THEN)
    with pytest.raises(WrongState, match="Do not show"):
        publish(approved, desk.author, LATER)
    assert approved.targets.get().status == TargetStatus.QUEUED


def test_that_a_post_stays_though_a_child_has_left_is_decided_once(desk, pupil, approved):
    publish(approved, desk.author, THEN)
    school.pupil_left(pupil_id=pupil.pk, left_on=LATER.date(), by=desk.principal, now=LATER)
    task = TakedownTask.objects.open().get()
    actions.keep_up(pk=task.pk, by=desk.principal.pk, now=LATER)
    answered(pupil, "named", by=desk.principal, now=LATER)
    assert not TakedownTask.objects.open().exists()
    withdraw(desk, pupil)
    assert TakedownTask.objects.open().get().cause == "consent"


def test_who_publishes_for_somebody_else_reads_no_name_of_a_child(desk, client):
    child = PupilFactory(person__given_name="Aoife", person__family_name="Ní Bhriain")
    answered(child, "unnamed", by=desk.principal, now=THEN, ends_on=THEN.date())
    post, over = approved_post(desk, child), THEN + timedelta(days=2)
    other = OfficialUserFactory(desk.account).person
    with pytest.raises(WrongState, match="A child in it may not be shown there") as refused:
        publish(post, other, over)
    assert "Aoife" not in str(refused.value)
    with pytest.raises(WrongState, match="Do not show Aoife"):
        publish(post, desk.author, over)


def test_a_file_of_answers_is_looked_at_in_the_same_queries_for_many_posts_as_for_few(desk, client):
    children = [PupilFactory() for _ in range(6)]
    for child in children:
        answered(child, "unnamed", by=desk.principal, now=THEN)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            shown.look_again({child.pk for child in children}, LATER)
        return len(queries)

    approved_post(desk, children[0])
    few = asked()
    for child in children[1:]:
        publish(approved_post(desk, child), desk.author, THEN)
    assert asked() == few


def test_nothing_is_asked_for_on_an_account_where_the_post_was_dropped_or_taken_down(desk, pupil, approved):
    publish(approved, desk.author, THEN)
    target = approved.targets.get()
    actions.take_down(pk=target.pk, reason="error", evidence="Gone.", by=desk.author.pk, now=THEN)
    withdraw(desk, pupil)
    assert not TakedownTask.objects.exists()


def test_that_a_post_must_come_down_is_not_hidden_by_a_decision_that_waits_about_it(desk, pupil, approved):
    publish(approved, desk.author, THEN)
    left = PupilFactory()
    target = approved.targets.get()
    TakedownTask.objects.create(target=target, pupil=left, cause="left", opened_at=THEN, due_at=THEN)
    withdraw(desk, pupil)
    PostFactory(desk, "submitted")  # late as well
    lines = waiting_for(standing_of(desk.principal.pk, LATER + timedelta(days=30)), LATER + timedelta(days=30))
    assert "may not be shown" in lines[0].sentence
    assert lines[0].is_urgent


def test_only_its_author_and_those_who_decide_read_why_a_post_was_sent_back(desk, client, time_machine):
    time_machine.move_to(LATER, tick=False)
    other = OfficialUserFactory(desk.account).person
    post = PostFactory(desk, "submitted")
    decide_on(post, "changes", desk.principal, THEN, "Please leave the name of the bus driver out.")
    actions.edit_post(pk=post.pk, words=words(desk.account, "Without it."), by=desk.author.pk, now=THEN)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    decide_on(post, "approve", desk.principal, THEN)
    found = {}
    for who in (desk.author, desk.vice_principal, other):
        client.force_login(who.user)
        found[who] = client.get(reverse("approvals:detail", args=[post.pk])).content.decode()
    for who in (desk.author, desk.vice_principal):
        assert "History" in found[who]
        assert "changes asked for" in found[who]
    assert "Without it." in found[other]
    for hidden in ("bus driver", "changes asked for", "History"):
        assert hidden not in found[other]
