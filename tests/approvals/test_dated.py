"""A day comes on which a child may not be shown any more, and nobody acts: the clock holds and asks, once."""

from datetime import timedelta

import pytest

from approvals import actions, dated
from approvals.dated import due_children, look_at_dates
from approvals.models import Hold, HoldCause, TakedownTask, TaskCause, TaskOutcome
from approvals.states import PostStatus
from audit.models import Entry
from notices.models import Notice
from school import actions as school
from school.models import FamilyLink
from tests.factories.approvals import THEN, publish
from tests.factories.pictures import PicturePostFactory, decide_seen
from tests.factories.school import ParentFactory, PupilFactory, answered

pytestmark = pytest.mark.django_db
AFTER = THEN + timedelta(days=4)


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"


@pytest.fixture
def pupil(desk):
    """The family's yes ends on the third day from now."""
    child = PupilFactory()
    answered(child, "unnamed", by=desk.principal, now=THEN, ends_on=THEN.date() + timedelta(days=3))
    return child


def approved_post(desk, *pupils):
    post = PicturePostFactory(desk, *pupils)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    decide_seen(post, desk.principal.pk)
    return post


def test_an_answer_that_ends_by_its_date_holds_what_is_not_out(desk, pupil):
    post = approved_post(desk, pupil)
    look_at_dates(THEN + timedelta(days=3))
    assert not Hold.objects.exists()

    look_at_dates(AFTER)

    post.refresh_from_db()
    assert post.status == PostStatus.ON_HOLD
    assert Hold.objects.get().cause == HoldCause.CONSENT
    assert Notice.objects.filter(kind="post.held", recipient_id=desk.author.pk).count() == 1
    assert Entry.objects.of(post).named("post.held").count() == 1


def test_an_answer_that_ends_by_its_date_opens_a_task_for_what_is_out(desk, pupil):
    post = approved_post(desk, pupil)
    publish(post, desk.author, THEN)

    look_at_dates(AFTER)

    task = TakedownTask.objects.open().get()
    assert (task.cause, task.pupil_id) == (TaskCause.CONSENT, pupil.pk)
    assert Notice.objects.filter(kind="post.shows_child").count() == 3


def test_the_clock_asks_once_and_makes_up_for_days_without_it(desk, pupil):
    out, waiting = approved_post(desk, pupil), approved_post(desk, pupil)
    publish(out, desk.author, THEN)
    late = AFTER + timedelta(days=90)

    for again in range(3):
        look_at_dates(late + timedelta(hours=again))

    assert TakedownTask.objects.count() == 1
    assert Hold.objects.filter(request=waiting).count() == 1
    assert due_children(late.date()) == set()


def test_a_leaving_day_that_comes_holds_what_is_not_out_until_somebody_looked(desk):
    child = PupilFactory()
    answered(child, "unnamed", by=desk.principal, now=THEN)
    waiting, out = approved_post(desk, child), approved_post(desk, child)
    publish(out, desk.author, THEN)
    school.pupil_left(pupil_id=child.pk, left_on=AFTER.date(), by=desk.principal, now=THEN)
    assert not Hold.objects.exists()
    assert not TakedownTask.objects.exists()

    look_at_dates(AFTER)

    assert Hold.objects.get(request=waiting).cause == HoldCause.LEFT
    task = TakedownTask.objects.get()
    assert task.cause == TaskCause.LEFT
    actions.keep_up(pk=task.pk, by=desk.principal.pk, now=AFTER)
    actions.release(pk=waiting.pk, by=desk.principal.pk, now=AFTER)
    look_at_dates(AFTER + timedelta(hours=1))
    look_at_dates(AFTER + timedelta(days=1))
    waiting.refresh_from_db()
    assert waiting.status == PostStatus.APPROVED
    assert TakedownTask.objects.count() == 1


def test_what_was_approved_in_the_knowledge_that_a_child_had_left_is_not_held(desk):
    child = PupilFactory()
    answered(child, "unnamed", by=desk.principal, now=THEN)
    school.pupil_left(pupil_id=child.pk, left_on=THEN.date(), by=desk.principal, now=THEN)
    post = PicturePostFactory(desk, child)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    decide_seen(post, desk.principal.pk, accepted={"consents": "The family was asked again today."})

    look_at_dates(AFTER)

    assert not Hold.objects.exists()


def test_a_leaving_day_that_is_entered_late_holds_though_something_else_was_looked_at_since(desk):
    child, other = PupilFactory(), PupilFactory()
    for one in (child, other):
        answered(one, "unnamed", by=desk.principal, now=THEN)
    school.pupil_left(pupil_id=other.pk, left_on=THEN.date(), by=desk.principal, now=THEN)
    post = PicturePostFactory(desk, child, other)
    actions.submit_post(pk=post.pk, by=desk.author.pk, now=THEN)
    decide_seen(post, desk.principal.pk, accepted={"consents": "The other family was asked again."})

    school.pupil_left(pupil_id=child.pk, left_on=THEN.date() - timedelta(days=1), by=desk.principal, now=AFTER)

    assert Hold.objects.get(request=post).cause == HoldCause.LEFT
    assert due_children(AFTER.date()) == set()
    actions.release(pk=post.pk, by=desk.principal.pk, now=AFTER)
    assert due_children(AFTER.date()) == set()


def test_a_family_link_that_ends_is_judged_again(desk):
    """One parent's no held; when that link is over, the other's yes counts and the task is settled."""
    child = PupilFactory()
    one, other = ParentFactory(child), ParentFactory(child)
    answered(child, "unnamed", by=desk.principal, now=THEN, given_by_id=other.pk)
    post = approved_post(desk, child)
    publish(post, desk.author, THEN)
    answered(child, "no", by=desk.principal, now=THEN, given_by_id=one.pk)
    answered(child, "unnamed", by=desk.principal, now=THEN, given_by_id=other.pk, starts_on=THEN.date())
    assert TakedownTask.objects.open().count() == 1

    yesterday = THEN.date() - timedelta(days=1)
    school.end_family_link(link_id=FamilyLink.objects.get(adult=one).pk, ends_on=yesterday, by=desk.principal, now=THEN)

    assert TakedownTask.objects.get().outcome == TaskOutcome.MAY_BE_SHOWN


def test_a_family_link_with_a_last_day_is_judged_when_that_day_is_over(desk):
    child = PupilFactory()
    one, other = ParentFactory(child), ParentFactory(child)
    answered(child, "unnamed", by=desk.principal, now=THEN, given_by_id=other.pk)
    publish(approved_post(desk, child), desk.author, THEN)
    answered(child, "no", by=desk.principal, now=THEN, given_by_id=one.pk)
    answered(child, "unnamed", by=desk.principal, now=THEN, given_by_id=other.pk, starts_on=THEN.date())
    link = FamilyLink.objects.get(adult=one)
    school.end_family_link(link_id=link.pk, ends_on=THEN.date(), by=desk.principal, now=THEN)
    assert TakedownTask.objects.open().count() == 1

    look_at_dates(THEN + timedelta(days=1))

    assert TakedownTask.objects.get().outcome == TaskOutcome.MAY_BE_SHOWN


def test_when_the_hold_fails_nothing_of_that_child_is_half_done(desk, pupil, monkeypatch):
    post = approved_post(desk, pupil)
    publish(approved_post(desk, pupil), desk.author, THEN)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("approvals.shown.hold_for", broken)
    with pytest.raises(RuntimeError):
        look_at_dates(AFTER)

    assert not TakedownTask.objects.exists()
    assert not Hold.objects.exists()
    monkeypatch.undo()
    look_at_dates(AFTER)
    post.refresh_from_db()
    assert post.status == PostStatus.ON_HOLD
    assert TakedownTask.objects.count() == 1


def test_without_posts_the_clock_asks_one_question(django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        dated.look_at_dates(AFTER)
