"""A person is told one thing about one record once, in the transaction in which it happened."""

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from notices.actions import mark_read, tell
from notices.models import Notice
from notices.register import UnknownKind
from notices.states import MailState
from tests.factories.school import PersonFactory, UserFactory


def test_each_person_gets_one_row_and_a_repeat_is_ignored(stage, person, now):
    other = UserFactory().person_id
    with transaction.atomic():
        first = tell("test.kind", [person, other, person], about=stage.about, now=now)
        again = tell("test.kind", [person, other], about=stage.about, now=now)
        keyed = tell("test.kind", [person], about=stage.about, now=now, key="chase")

    assert (first, again, keyed) == (2, 0, 1)
    assert Notice.objects.ungathered().count() == 3
    assert str(Notice.objects.to(other).get()) == f"test.kind to {other}"


def test_a_kind_or_a_record_nobody_registered_is_refused(stage, person, now):
    with pytest.raises(UnknownKind), transaction.atomic():
        tell("test.unknown", [person], about=stage.about, now=now)
    with pytest.raises(UnknownKind), transaction.atomic():
        tell("test.kind", [person], about=PersonFactory(), now=now)
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nobody_is_told(now):
    from notices.register import add_kind, add_subject, kinds, subjects

    add_kind("test.kind", sentence="Something needs you.")
    add_subject("school.Person", may_be_told=lambda *_: True, url=str)
    person = PersonFactory()

    with pytest.raises(transaction.TransactionManagementError):
        tell("test.kind", [person.pk], about=person, now=now)

    del kinds["test.kind"], subjects["school.Person"]
    assert not Notice.objects.exists()


def test_what_is_taken_back_takes_its_notices_along(stage, person, now):
    with transaction.atomic():
        tell("test.kind", [person], about=stage.about, now=now)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_telling_hands_the_sending_to_the_worker_unless_it_can_wait_or_nobody_is_told(stage, person, now):
    with transaction.atomic():
        assert tell("test.kind", [], about=stage.about, now=now) == 0
        tell("test.daily", [person], about=stage.about, now=now)
        assert not DBTaskResult.objects.exists()
        tell("test.kind", [person], about=stage.about, now=now)

    task = DBTaskResult.objects.get()
    assert task.task_path == "notices.tasks.send_owed"
    assert task.args_kwargs == {"args": [], "kwargs": {}}


def test_the_database_itself_refuses_to_tell_twice(stage, person, now):
    from django.db import IntegrityError

    row = {
        "recipient_id": person,
        "kind": "test.kind",
        "about_kind": "x.Y",
        "about_id": stage.about.pk,
        "created_at": now,
    }
    Notice.objects.create(**row)

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(mail_state=MailState.SENT)


def test_reading_marks_what_was_there_and_nothing_later(stage, person, now):
    from datetime import timedelta

    with transaction.atomic():
        tell("test.kind", [person], about=stage.about, now=now)
        tell("test.urgent", [person], about=stage.about, now=now + timedelta(minutes=1))

    assert mark_read(person_id=person, now=now) == 1
    assert mark_read(person_id=person, now=now) == 0
    assert Notice.objects.unread().get().kind == "test.urgent"
